"""Text that is not cell after cell is said to be so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from tests.plans import TEXT_2022

DATA = Path(__file__).parent / "data"

HEADER, BODY = re.split(
    r"(?<=WAKTU)\n", (DATA / "columns_in_place.txt").read_text("utf-8"), maxsplit=1
)


def test_every_row_of_lines_across_the_columns_is_marked(tmp_path: Path) -> None:
    header = " ".join(HEADER.split()) + "\n"
    lines = [" ".join(line.split()) for line in BODY.splitlines() if line.strip()]
    path = tmp_path / "plan.txt"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    rows = pipeline.parse(path).indicators
    assert rows["needs_review"].all()


def test_lines_of_a_plan_in_another_order_are_told_and_every_row_is_marked(tmp_path: Path) -> None:
    head, *body = re.split(r"(?=^\s*I\s+MANAJEMEN)", TEXT_2022.read_text("utf-8"), flags=re.M)
    lines = "".join(body).splitlines(keepends=True)
    path = tmp_path / "plan.txt"
    path.write_text(head + "".join([*lines[::3], *lines[1::3], *lines[2::3]]), encoding="utf-8")
    rows = pipeline.parse(path).indicators
    assert rows["needs_review"].all()
    assert all("order_lost" in flags for flags in rows["flags"])


def test_columns_kept_in_place_are_read_in_place() -> None:
    assert pipeline.parse(DATA / "columns_in_place.txt").document["stage"] == "spaced"


def test_a_table_of_many_narrow_columns_was_taken_to_be_out_of_order() -> None:
    """Rows of more cells are less probable as a whole."""
    flags = pipeline.parse(DATA / "wide_quarters.txt").indicators["flags"]
    assert not any("order_lost" in row for row in flags)


@pytest.mark.parametrize("path", [TEXT_2022], ids=lambda path: path.name)
def test_exports_in_raw_are_in_order(path: Path) -> None:
    flags = pipeline.parse(path).indicators["flags"]
    assert not any("order_lost" in row for row in flags)


def test_a_header_whose_lines_hold_halves_of_two_names_stops_nothing(
    plan: Callable[..., Path],
) -> None:
    """Sorted by place, "TARGET WAKTU" and "PENANGGUNG JAWAB" stood in halves on two lines; the
    export failed with an error of the program's own."""
    header = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET PENANGGUNG\nWAKTU JAWAB\n"
    body = (
        "I MANAJEMEN PERUBAHAN\n1 Tim Kerja Tim sudah dibentuk Rapat tim dan SK tim Januari Ketua\n"
        "penetapannya 2022 Tim\n2 Sosialisasi Pegawai paham Apel pagi Foto Maret 2022 Sekretaris\n"
    )
    rows = pipeline.parse(plan("p.txt", f"RENCANA KERJA TAHUN 2022\n{header}{body}")).indicators
    assert rows["needs_review"].all()
