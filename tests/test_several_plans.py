"""Exports that hold the plans of two years, one below the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

import pipeline
from tests.pdfs import pdf, table, text
from tests.plans import records

HEADER = ["NO", "KEGIATAN", "BUKTI FISIK", "TARGET WAKTU"]
YEARS = (2023, 2024)


def body(year: int) -> list[list[str]]:
    return [["1", f"Rapat {year}", "Notula", "Maret"], ["2", f"Survei {year}", "Laporan", "Mei"]]


def title(year: int) -> list[str]:
    return ["RENCANA KERJA TAHUNAN", "BALAI UJI COBA", f"TAHUN {year}"]


def csv(path: Path) -> Path:
    lines = []
    for year in YEARS:
        lines += [f"{line};;;" for line in title(year)] + [";;;"]
        lines += [";".join(row) for row in [HEADER, *body(year)]] + [";;;"]
    path.write_text("\n".join(lines), "utf-8")
    return path


def xlsx(path: Path) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for year in YEARS:
        sheet = book.create_sheet(f"RKT {year}")
        for row in [*([line] for line in title(year)), [], HEADER, *body(year)]:
            sheet.append(row)
    book.save(path)
    return path


def docx(path: Path) -> Path:
    document = Document()
    for year in YEARS:
        for line in title(year):
            document.add_paragraph(line)
        grid = document.add_table(3, 4)
        for r, row in enumerate([HEADER, *body(year)]):
            for c, words in enumerate(row):
                grid.cell(r, c).text = words
    document.save(str(path))
    return path


def ruled(path: Path) -> Path:
    pages = [
        "".join(text(200, 20 + 12 * i, line) for i, line in enumerate(title(year)))
        + table([HEADER, *body(year)], [40, 200, 160, 120])
        for year in YEARS
    ]
    path.write_bytes(pdf(pages))
    return path


@pytest.mark.parametrize("write", [csv, xlsx, docx])
def test_a_second_plan_took_the_year_of_the_first(tmp_path: Path, write) -> None:
    parsed = pipeline.parse(write(tmp_path / f"p.{write.__name__}"))
    assert two_years(parsed) == [(2023, 2023), (2023, 2023), (2024, 2024), (2024, 2024)]
    assert parsed.indicators["area"].isna().all()
    assert not parsed.indicators["needs_review"].any()


def test_a_second_plan_on_the_next_page_took_the_year_of_the_first(tmp_path: Path) -> None:
    parsed = pipeline.parse(ruled(tmp_path / "p.pdf"))
    assert two_years(parsed) == [(2023, 2023), (2023, 2023), (2024, 2024), (2024, 2024)]


def two_years(parsed) -> list[tuple[int, int]]:
    """The year of each row, and that of its deadline."""
    due = [day.year for day in parsed.deadlines["due_date"]]
    return list(zip(parsed.indicators["year"], due, strict=True))


def test_rows_below_what_may_be_a_title_of_another_year_are_in_doubt(tmp_path: Path) -> None:
    document = Document()
    for year, line in zip(YEARS, ("RENCANA KERJA BALAI UJI COBA", "MATRIKS RENCANA AKSI"),
                          strict=True):  # fmt: skip
        document.add_paragraph(f"{line} TAHUN {year}")
        grid = document.add_table(3, 4)
        for r, row in enumerate([HEADER, *body(year)]):
            for c, words in enumerate(row):
                grid.cell(r, c).text = words
    document.save(str(tmp_path / "p.docx"))
    rows = records(pipeline.parse(tmp_path / "p.docx").indicators)
    assert [row["needs_review"] for row in rows] == [False, False, True, True]
