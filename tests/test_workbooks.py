"""Workbooks: what their cells show is read, what is hidden is not, and sheets belong together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

import pipeline
from tests.office_files import C, Table, write_xlsx
from tests.plans import grid_texts, plan_rows, records


def sheet_of(path: Path, cells: dict[str, Any], formats: dict[str, str]) -> Path:
    book = Workbook()
    for ref, value in cells.items():
        book.active[ref] = value
        book.active[ref].number_format = formats.get(ref, "General")
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (dt.date(2021, 7, 1), "mmm-yy", "Jul-21"),
        (dt.date(2021, 8, 1), "[$-421]mmmm yyyy", "Agustus 2021"),
        (dt.date(2021, 8, 1), "[$-421]mmm\\-yy;@", "Agu-21"),
        (dt.date(2021, 7, 4), "d mmmm yyyy", "4 July 2021"),
        (dt.datetime(2021, 7, 4, 13, 5), "dd/mm/yyyy hh:mm", "04/07/2021 13:05"),
        (dt.date(2021, 7, 4), "mm-dd-yy", "04/07/2021"),  # shown as the viewer's dates are
        (0.85, "0%", "85%"),
        (0.125, "0.0%", "12.5%"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '"Rp"#,##0.00', "Rp1,234,567.00"),
        (1234567.5, "[$Rp-421] #,##0.00", "Rp 1.234.567,50"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (3, '0" dokumen"', "3 dokumen"),
        (7, "00", "07"),
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        (True, "General", "TRUE"),
        ("Maret", "@", "Maret"),
        ("kedua", '"Triwulan "@', "Triwulan kedua"),
    ],
)
def test_a_cell_reads_as_it_is_shown(tmp_path: Path, value: Any, code: str, shown: str) -> None:
    path = sheet_of(tmp_path / "p.xlsx", {"B2": value}, {"B2": code})
    assert grid_texts(path) == [[shown]]


def test_a_date_cell_shown_as_a_month_is_a_month(tmp_path: Path) -> None:
    header = ["NO", "INDIKATOR", "RENCANA AKSI", "OUTPUT", "WAKTU"]
    cells: dict[str, Any] = {f"{c}1": h for c, h in zip("ABCDE", header, strict=True)}
    cells |= {"A2": 1, "B2": "a b", "C2": "c d", "D2": "e f", "E2": dt.date(2021, 7, 1)}
    path = sheet_of(tmp_path / "p.xlsx", cells, {"E2": "mmm-yy"})
    parsed = pipeline.parse(path)
    assert parsed.indicators["target"][0] == "Jul-21"
    assert parsed.deadlines["kind"][0] == "month"


def test_hidden_rows_columns_and_sheets_are_no_rows_but_counted(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "p.xlsx")
    book = load_workbook(path)
    sheet = book["Rencana"]
    sheet.row_dimensions[11].hidden = True  # the last row of the plan
    sheet.column_dimensions["H"].hidden = True
    old = book.create_sheet("Lama")
    for column, text in enumerate(("INDIKATOR", "LANGKAH AKSI", "WAKTU"), 1):
        old.cell(1, column, text)
        old.cell(2, column, "versi lama")
    old.sheet_state = "hidden"
    book.save(path)
    parsed = pipeline.parse(path)
    assert [row["indicator"] for row in records(parsed.indicators)][-1].startswith("Pengaduan")
    assert len(parsed.indicators) == 3
    assert "KETERANGAN" not in parsed.indicators["extra"][0]
    assert "hidden_text" in parsed.indicators["flags"][0]
    assert parsed.document["chars_unplaced"] == 0


def test_a_cell_merged_from_a_hidden_column_is_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["C1"] = "terlihat", "juga"
    sheet.merge_cells("A1:B1")
    sheet.column_dimensions["A"].hidden = True
    book.save(tmp_path / "p.xlsx")
    assert grid_texts(tmp_path / "p.xlsx") == [["terlihat", "juga"]]


def test_plans_on_several_sheets_are_one_plan(tmp_path: Path) -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover["A1"] = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2024"
    for number, area in ((1, "I. MANAJEMEN PERUBAHAN"), (2, "II. PENGUATAN PENGAWASAN")):
        sheet = book.create_sheet(f"Area {number}")
        sheet.append([area])
        sheet.append(["NO", "KOMPONEN", "INDIKATOR", "KEGIATAN", "OUTPUT", "WAKTU"])
        sheet.append([1, "Tim", f"Indikator {number}", "Rapat", "Notulen", "TW I"])
        sheet.append([None, None, "Lagi", "Rapat", "Notulen", "TW II"])
    book.save(tmp_path / "p.xlsx")
    parsed = pipeline.parse(tmp_path / "p.xlsx")
    found = records(parsed.indicators)
    assert [(r["area_no"], r["component_no"], r["indicator"]) for r in found] == [
        (1, "1", "Indikator 1"), (1, "1", "Lagi"), (2, "1", "Indikator 2"), (2, "1", "Lagi"),
    ]  # fmt: skip
    assert found[0]["year"] == 2024
    assert parsed.document["chars_unplaced"] == 0


@pytest.mark.parametrize(
    ("names", "areas"),
    [
        (("Layanan Tamu", "Sarana Kantor"), ["Layanan Tamu", "Sarana Kantor"]),
        (("1. Layanan", "2. Sarana"), ["Layanan", "Sarana"]),
        (("Sheet1", "Sheet2"), None),
        (("Januari", "Februari"), None),
    ],
)
def test_the_name_of_a_sheet_was_not_read_as_the_area_of_its_rows(
    tmp_path: Path, names: tuple[str, str], areas: list[str] | None
) -> None:
    book = Workbook()
    for at, name in enumerate(names):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2024"])
        sheet.append(["NO", "KOMPONEN", "INDIKATOR", "KEGIATAN", "OUTPUT", "WAKTU"])
        sheet.append([1, "Tim", f"Indikator {at}", "Rapat", "Notulen", "TW I"])
    book.save(tmp_path / "p.xlsx")
    parsed = pipeline.parse(tmp_path / "p.xlsx")
    found = records(parsed.indicators.astype(object).fillna(""))
    assert [row["area"] for row in found] == (areas or ["", ""])
    assert [row["area_no"] for row in found] == ([1, 2] if areas else ["", ""])
    assert parsed.document["chars_unplaced"] == 0


def test_a_plan_that_goes_on_on_the_next_sheet_has_no_areas(tmp_path: Path) -> None:
    book = Workbook()
    for at, name in enumerate(("Awal", "Lanjutan")):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["NO", "KOMPONEN", "INDIKATOR", "KEGIATAN", "OUTPUT", "WAKTU"])
        sheet.append([at + 1, "Tim", f"Indikator {at}", "Rapat", "Notulen", "TW I"])
    book.save(tmp_path / "p.xlsx")
    found = records(pipeline.parse(tmp_path / "p.xlsx").indicators.astype(object).fillna(""))
    assert [(row["area"], row["component_no"]) for row in found] == [("", "1"), ("", "2")]


def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    head = [C(t) for t in ("NO", "INDIKATOR", "KEGIATAN", "WAKTU")]
    table: Table = (
        (*head, C(""), *head),
        tuple(C(t) for t in ("1", "a a", "b b", "Mei", "", "2", "c c", "d d", "Juni")),
    )
    found = plan_rows(write_xlsx(tmp_path / "p.xlsx", table))
    assert [(r["indicator"], r["target"]) for r in found] == [("a a", "Mei"), ("c c", "Juni")]


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "p.xlsx", {"A1": "a", "XFD1048576": "z"}, {})
    assert grid_texts(path) == [["a", ""], ["", ""], ["", "z"]]


def test_coloured_marks_were_lost_in_rows_with_a_ground_of_their_own(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2024"])
    sheet.append(["NO", "KEGIATAN", "OUTPUT", "JAN", "FEB", "MAR", "PIC"])
    for row, marked in ((3, 4), (4, 5), (5, 6)):
        for column, text in enumerate((row - 2, f"Rapat {row}", "Notula", "", "", "", "Umum"), 1):
            cell = sheet.cell(row, column, text or None)
            stripe = "D9D9D9" if row == 4 else None
            if colour := "00B050" if column == marked else stripe:
                cell.fill = PatternFill("solid", fgColor=colour)
    book.save(tmp_path / "p.xlsx")
    found = pipeline.parse(tmp_path / "p.xlsx").deadlines
    assert [date.month for date in found["start_date"]] == [1, 2, 3]
