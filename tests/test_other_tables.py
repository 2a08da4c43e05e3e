"""Tables of something else on a plan's sheet: what stands in them is no row of the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_xlsx

HEAD = ("NO", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU", "PIC")
PLAN = [
    HEAD,
    ("1", "Menyusun keputusan", "Keputusan", "Maret 2024", "Humas"),
    ("2", "Mengundang pegawai", "Undangan", "April 2024", "Humas"),
]
TEAM = [
    ("SUSUNAN TIM",),
    ("No", "Jabatan", "Kedudukan dalam Tim"),
    ("1", "Kepala Balai", "Pembina"),
    ("2", "Kepala Seksi", "Ketua"),
]


def written(path: Path, lines: list[tuple[str, ...]]) -> Path:
    rows = [line + ("",) * (len(HEAD) - len(line)) for line in lines]
    if path.suffix == ".xlsx":
        table: Table = tuple(tuple(C(text) for text in row) for row in rows)
        return write_xlsx(path, table)
    body = "\n".join(";".join(row) for row in rows)
    path.write_text(f"RENCANA AKSI BALAI UJI COBA TAHUN 2024\n\n{body}\n", "utf-8")
    return path


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
@pytest.mark.parametrize("between", [[], [("",)]])
def test_list_of_the_team_below_a_plan_became_rows(
    tmp_path: Path, name: str, between: list[tuple[str, ...]]
) -> None:
    parsed = pipeline.parse(written(tmp_path / name, [*PLAN, *between, *TEAM]))
    assert list(parsed.indicators["action"]) == ["Menyusun keputusan", "Mengundang pegawai"]
    assert parsed.document["chars_unplaced"] == 0


def test_plan_again_below_another_table_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.csv", [*PLAN, ("",), *TEAM, ("",), *PLAN])
    found = pipeline.parse(path).indicators
    assert list(found["action"]) == ["Menyusun keputusan", "Mengundang pegawai"] * 2
    assert not found["needs_review"].any()
