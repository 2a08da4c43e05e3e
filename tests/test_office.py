"""Office files: the same plan gives the same rows in every format, and what is shown is read."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import PatternFill

import pipeline
from pipeline.check import check
from pipeline.fingerprint import RULES_DIR
from pipeline.run import run
from tests.office_files import PLAN, SIGNATURE, TITLE, WRITERS, C, Table, write_docx, write_xlsx
from tests.plans import plan_rows, records

FIELDS = (
    "area_no", "area", "component_no", "component", "indicator", "action", "evidence", "target",
    "pic", "extra", "flags",
)  # fmt: skip


def plain(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(str(row[field]) for field in FIELDS) for row in plan_rows(path)]


def test_any_two_formats_give_the_same_rows(tmp_path: Path) -> None:
    found = [plain(write(tmp_path / f"p.{end}")) for end, write in WRITERS.items()]
    assert all(one == other for one, other in pairwise(found))


@pytest.mark.parametrize("ending", WRITERS)
def test_merged_cells_lists_and_sections_come_out_as_written(tmp_path: Path, ending: str) -> None:
    parsed = pipeline.parse(WRITERS[ending](tmp_path / f"p.{ending}"))
    found = records(parsed.indicators)
    assert [row["indicator"] for row in found] == [
        "Tim terbentuk", "Tim bertemu", "Pengaduan ditangani dalam tiga hari", "Loket buka",
    ]  # fmt: skip
    assert [row["target"] for row in found] == [
        "Maret 2023", "Maret 2023", "April s/d Mei 2023", "Setiap bulan",
    ]  # fmt: skip
    assert [(row["area_no"], row["area"], row["component_no"]) for row in found] == [
        (1, "MANAJEMEN PERUBAHAN", "1"), (1, "MANAJEMEN PERUBAHAN", "1"),
        (2, "PENGUATAN PENGAWASAN", "1"), (2, "PENGUATAN PENGAWASAN", "1"),
    ]  # fmt: skip
    assert [row["pic"] for row in found] == ["Sekretaris", "Ketua", "Humas", "Humas"]
    assert found[0]["evidence"] == "1. Keputusan\n2. Undangan\n3. Daftar hadir"
    assert found[1]["action"] == "Mengundang & memimpin <rapat>"
    assert json.loads(found[2]["extra"]) == {"KETERANGAN": "85%"}
    assert not any(row["needs_review"] for row in found)
    document = parsed.document
    assert (document["year"], document["unit"]) == (2023, "BALAI UJI COBA")
    assert document["chars_unplaced"] == 0


@pytest.mark.parametrize("ending", WRITERS)
def test_office_files_keep_every_promise(raw: Path, parsed: Path, ending: str) -> None:
    WRITERS[ending](raw / f"p.{ending}")
    run(raw, parsed, jobs=1)
    assert check(parsed, raw) == []


def test_cells_name_their_sheet_and_reference(tmp_path: Path) -> None:
    cells = records(pipeline.parse(write_xlsx(tmp_path / "p.xlsx")).cells)
    target = [c for c in cells if c["column"] == "target"]
    # The merged target stands in one cell of the sheet, and in two rows of the plan.
    assert [(c["sheet"], c["cell"]) for c in target[:2]] == [("Rencana", "F7")] * 2
    assert target[0]["text"] == "Maret 2023"


def test_a_merged_cell_is_counted_once(tmp_path: Path) -> None:
    document = pipeline.parse(write_docx(tmp_path / "p.docx")).document
    written = [cell.text for row in PLAN for cell in row]
    total = len("".join("".join([*TITLE, *SIGNATURE, *written]).split()))
    assert document["chars_total"] == total
    assert document["chars_unplaced"] == 0


# ---- heads


HEAD_2 = (
    (C("NO", 2), C("INDIKATOR", 2), C("KEGIATAN", 2), C("ANGGARAN", 1, 2), C("WAKTU", 2)),
    (C("Rupiah"), C("Sumber")),
    (C("1"), C("a a"), C("b b"), C("1.000"), C("APBN"), C("Mei")),
    (C("JUMLAH", 1, 3), C("1.000"), C(""), C("")),
)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_head_of_two_levels(tmp_path: Path, ending: str) -> None:
    parsed = pipeline.parse(WRITERS[ending](tmp_path / f"p.{ending}", HEAD_2))
    found = records(parsed.indicators)
    assert len(found) == 1  # the sum is no row
    assert (found[0]["target"], found[0]["action"]) == ("Mei", "b b")
    assert json.loads(found[0]["extra"]) == {"Rupiah": "1.000", "Sumber": "APBN"}
    assert parsed.document["chars_unplaced"] == 0


def test_equal_lower_headers_are_called_by_all_levels(tmp_path: Path) -> None:
    table: Table = (
        (C("INDIKATOR", 2), C("KEGIATAN", 2), C("2023", 1, 2), C("2024", 1, 2), C("WAKTU", 2)),
        (C("Volume"), C("Biaya"), C("Volume"), C("Biaya")),
        tuple(C(t) for t in ("a a", "b b", "1", "2", "3", "4", "Mei")),
    )
    extra = json.loads(plan_rows(write_xlsx(tmp_path / "p.xlsx", table))[0]["extra"])
    assert extra == {"2023 Volume": "1", "2023 Biaya": "2", "2024 Volume": "3", "2024 Biaya": "4"}


def test_a_number_below_a_merged_component_header_is_its_number(tmp_path: Path) -> None:
    table: Table = (
        (C("KOMPONEN", 1, 2), C("INDIKATOR"), C("LANGKAH AKSI"), C("TARGET WAKTU")),
        tuple(C(t) for t in ("1.", "Tim kerja", "a a", "b b", "Mei")),
        tuple(C(t) for t in ("2.", "Rencana", "c c", "d d", "Juni")),
    )
    found = plan_rows(write_docx(tmp_path / "p.docx", table))
    assert [(r["component_no"], r["component"]) for r in found] == [
        ("1", "Tim kerja"), ("2", "Rencana"),
    ]  # fmt: skip


UNKNOWN: Table = (
    tuple(C(t) for t in ("NO", "INDIKATOR SASARAN KITA", "KEGIATAN YANG DILAKUKAN", "KAPAN")),
    tuple(C(t) for t in ("1", "a a", "b b", "Mei")),
)


def test_unknown_headers_are_read_like_known_ones_and_marked(tmp_path: Path) -> None:
    found = plan_rows(write_xlsx(tmp_path / "p.xlsx", UNKNOWN))[0]
    assert (found["indicator"], found["action"]) == ("a a", "b b")
    assert json.loads(found["extra"]) == {"KAPAN": "Mei"}
    assert found["needs_review"]
    assert "header_guessed" in found["flags"]


def test_a_layout_is_added_by_rules_alone(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES_DIR, folder)
    headers = folder / "headers.yaml"
    text = headers.read_text(encoding="utf-8")
    for field, name in (("indicator", "UKURAN KEBERHASILAN KITA"), ("target", "KAPAN")):
        text = text.replace(f"\n{field}:\n", f"\n{field}:\n  - {name}\n")
    headers.write_text(text, encoding="utf-8")
    table: Table = (
        tuple(C(t) for t in ("UKURAN KEBERHASILAN KITA", "PROSES BISNIS", "KAPAN")),
        tuple(C(t) for t in ("a a", "b b", "Mei 2023")),
    )
    path = write_xlsx(tmp_path / "p.xlsx", table)
    parsed = pipeline.parse(path, folder)
    found = records(parsed.indicators)[0]
    assert (found["indicator"], found["target"]) == ("a a", "Mei 2023")
    assert json.loads(found["extra"]) == {"PROSES BISNIS": "b b"}
    assert not found["needs_review"]
    assert parsed.deadlines["kind"][0] == "month"


# ---- schedules

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")


def deadlines(path: Path) -> list[tuple[str, str, str, str | None]]:
    return [
        (d["kind"], f"{d['start_date']:%m-%d}", f"{d['end_date']:%m-%d}", d["value"] or None)
        for d in records(pipeline.parse(path).deadlines.fillna(""))
    ]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_schedule_of_months_gives_a_deadline_per_run_of_marks(
    tmp_path: Path, ending: str
) -> None:
    marks = ["", "v", "v", "v", "", "", "", "", "√", "", "", "X"]
    table: Table = (
        (C("NO", 2), C("KEGIATAN", 2), C("OUTPUT", 2), C("BULAN", 1, 12), C("KET", 2)),
        tuple(C(m) for m in MONTHS),
        (C("1"), C("Rapat"), C("Notulen"), *(C(m) for m in marks), C("-")),
    )
    path = WRITERS[ending](tmp_path / f"p.{ending}", table)
    assert deadlines(path) == [
        ("range", "02-01", "04-30", None),
        ("month", "09-01", "09-30", None),
        ("month", "12-01", "12-31", None),
    ]
    assert str(plan_rows(path)[0]["target"]) in ("None", "<NA>", "nan")


def test_weeks_below_months_and_filled_cells_are_a_schedule(tmp_path: Path) -> None:
    table: Table = (
        (C("KEGIATAN", 2), C("OUTPUT", 2), C("Januari", 1, 4), C("Februari", 1, 4)),
        tuple(C(str(week)) for week in (1, 2, 3, 4) * 2),
        (C("Rapat"), C("Notulen"), *[C("")] * 8),
    )
    path = write_xlsx(tmp_path / "p.xlsx", table)
    from openpyxl import load_workbook

    book = load_workbook(path)
    for column in "EFG":  # third week of January to first of February
        book["Rencana"][f"{column}6"].fill = PatternFill("solid", fgColor="FF00B050")
    book.save(path)
    assert deadlines(path) == [("range", "01-15", "02-07", None)]


def test_quarters_with_values_give_a_deadline_per_cell(tmp_path: Path) -> None:
    table: Table = (
        tuple(C(t) for t in ("NO", "SASARAN STRATEGIS", "INDIKATOR KINERJA", "TARGET", "SATUAN",
                             "TW I", "TW II", "TW III", "TW IV")),
        tuple(C(t) for t in ("1", "Mutu naik", "Nilai", "100", "persen", "25", "-", "", "100")),
    )  # fmt: skip
    path = write_xlsx(tmp_path / "p.xlsx", table)
    assert deadlines(path) == [
        ("range", "01-01", "03-31", "25"),
        ("range", "10-01", "12-31", "100"),
    ]
    extra = json.loads(plan_rows(path)[0]["extra"])
    assert extra["TW IV"] == "100"
    assert extra["SATUAN"] == "persen"
