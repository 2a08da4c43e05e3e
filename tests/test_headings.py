"""Lines of text above tables that name areas, and titles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

import pipeline
from tests.office_files import C, Table
from tests.pdfs import pdf, table, text
from tests.plans import records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"
HEADER = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]
WIDTHS = [40, 120, 160, 180, 130, 110]


def body(area: str) -> list[list[str | None]]:
    return [
        [*HEADER],
        ["1", f"Tim {area}", "Tim ada", "Rapat", "Notula", "Maret"],
        ["2", f"Apel {area}", "Apel rutin", "Berbaris", "Foto", "Mei"],
    ]


def below(lines: list[str], tall: float = 110) -> str:
    """Tables below each other, each under a line of text."""
    content = ""
    for i, line in enumerate(lines):
        content += text(40, 60 + i * tall, line)
        content += table(body(line[-4:] + str(len(line))), WIDTHS, top=76 + i * tall)
    return content


def areas(path: Path) -> list[tuple[object, object]]:
    found = pipeline.parse(path)
    assert found.document["chars_unplaced"] == 0
    rows = records(found.indicators.astype(object).fillna(""))
    return [(row["area_no"], row["area"]) for row in rows]


@pytest.mark.parametrize(
    "lines",
    [
        ["Manajemen Perubahan", "Penguatan Pengawasan"],
        ["I. Pelayanan Tamu", "II. Pengelolaan Kebun"],
        ["A. Pelayanan Tamu", "B. Pengelolaan Kebun"],
        ["Pokja 1: Pelayanan Tamu", "Pokja 2: Pengelolaan Kebun"],
    ],
    ids=["known names", "roman", "letters", "words for a section"],
)
def test_areas_named_above_each_table_of_a_pdf_were_lost(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + below(lines)]))
    names = [line.split(maxsplit=1)[1] if "." in line else line for line in lines]
    names = [name.split(": ")[-1] for name in names]
    assert areas(path) == [(1, names[0])] * 2 + [(2, names[1])] * 2


def test_an_area_named_again_at_the_top_of_a_page_stays_one(tmp_path: Path) -> None:
    line = "I. Manajemen Perubahan"
    path = tmp_path / "p.pdf"
    first, second = (f"{line}{end}" for end in ("", " "))
    path.write_bytes(pdf([text(200, 30, TITLE) + below([first]), below([second])]))
    assert areas(path) == [(1, "Manajemen Perubahan")] * 4


@pytest.mark.parametrize("foot", ["{} | Halaman", "{} dari 3", "Bagian {} - Rencana"])
def test_page_numbers_above_the_next_table_were_areas(tmp_path: Path, foot: str) -> None:
    tables = [table(body(name), WIDTHS, top=76) for name in ("satu", "dua", "tiga")]
    pages = [own + text(40, 540, foot.format(n)) for n, own in enumerate(tables, 1)]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + pages[0], *pages[1:]]))
    assert areas(path) == [("", "")] * 6


def test_a_line_of_an_introduction_is_no_area(tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + below(["A. Latar Belakang"])]))
    assert areas(path) == [("", "")] * 2


def docx(path: Path, parts: list[str | Table]) -> Path:
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        made = document.add_table(len(part), len(part[0]))
        for row, cells in zip(made.rows, part, strict=True):
            for cell, own in zip(row.cells, cells, strict=True):
                cell.text = own.text
    document.save(str(path))
    return path


def html(path: Path, parts: list[str | Table]) -> Path:
    out = ""
    for part in parts:
        if isinstance(part, str):
            out += f"<p>{part}</p>"
            continue
        rows = ("".join(f"<td>{cell.text}</td>" for cell in cells) for cells in part)
        out += "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    path.write_text(f"<html><body>{out}</body></html>", "utf-8")
    return path


@pytest.mark.parametrize("write", [docx, html])
def test_numbered_areas_of_any_name_above_tables_were_titles(
    tmp_path: Path, write: Callable[[Path, list[str | Table]], Path]
) -> None:
    parts: list[str | Table] = [TITLE]
    for line in ("A. Pelayanan Tamu", "B. Pengelolaan Kebun"):
        parts += [line, tuple(tuple(C(cell or "") for cell in row) for row in body(line))]
    path = write(tmp_path / f"p.{write.__name__}", parts)
    assert areas(path) == [(1, "Pelayanan Tamu")] * 2 + [(2, "Pengelolaan Kebun")] * 2


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("marks", [("A. ", "B. "), ("1. ", "2. "), ("Bidang I : ", "Bidang II : ")])
def test_areas_above_tables_of_one_sheet_were_titles(
    tmp_path: Path, kind: str, marks: tuple[str, str]
) -> None:
    lines = [[TITLE]]
    for mark, name in zip(marks, ("Pelayanan Tamu", "Pengelolaan Kebun"), strict=True):
        lines += [[""], [mark + name], *([cell or "" for cell in row] for row in body(name))]
    path = tmp_path / f"p.{kind}"
    if kind == "csv":
        path.write_text(
            "\n".join(";".join(line + [""] * (6 - len(line))) for line in lines), "utf-8"
        )
    else:
        book = Workbook()
        for line in lines:
            book.worksheets[0].append(line)
        book.save(path)
    assert areas(path) == [(1, "Pelayanan Tamu")] * 2 + [(2, "Pengelolaan Kebun")] * 2


def test_a_title_that_begins_with_another_word_was_none(tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    title = f"JADWAL {TITLE}"
    path.write_bytes(pdf([text(200, 30, title) + table(body("A"), WIDTHS)]))
    document = pipeline.parse(path).document
    assert (document["title"], document["unit"]) == (title, "BALAI UJI COBA")
    assert document["year"] == 2023


def test_headers_of_two_names_were_unknown(tmp_path: Path) -> None:
    head = ("No.", "Komponen/Indikator", "Kegiatan (Langkah)", "Output/Eviden", "Target (Waktu)")
    row = ("1", "Tim kerja", "Rapat tim", "Notula", "Maret 2023")
    table_: Table = tuple(tuple(map(C, cells)) for cells in (head, row))
    path = html(tmp_path / "p.html", [TITLE, table_])
    found = records(pipeline.parse(path).indicators)[0]
    fields = ("component_no", "component", "action", "evidence", "target")
    assert tuple(found[field] for field in fields) == row


def test_an_area_above_the_only_table_of_its_sheet_was_a_title(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append([TITLE])
    for i, name in enumerate(("I. AREA MANAJEMEN PERUBAHAN", "II. AREA PENGUATAN PENGAWASAN")):
        sheet = book.create_sheet(f"Lembar {i}") if i else book.worksheets[0]
        sheet.append([name])
        for row in body(name[-4:]):
            sheet.append(row)
    path = tmp_path / "p.xlsx"
    book.save(path)
    assert areas(path) == [
        *[(1, "AREA MANAJEMEN PERUBAHAN")] * 2,
        *[(2, "AREA PENGUATAN PENGAWASAN")] * 2,
    ]


@pytest.mark.parametrize("named", ["Area {}", "Lembar{}"])
def test_areas_that_titles_of_sheets_name_were_the_sheets_names(tmp_path: Path, named: str) -> None:
    """The area read "Area I", or there was none."""
    book = Workbook()
    for number, area in (("I", "MANAJEMEN PERUBAHAN"), ("II", "PENGUATAN PENGAWASAN")):
        name = named.format(number if " " in named else len(number))
        sheet = book.create_sheet(name) if number > "I" else book.worksheets[0]
        sheet.title = name
        for line in ([f"RENCANA KERJA AREA {area}"], [TITLE], *body(area)):
            sheet.append(line)
    path = tmp_path / "p.xlsx"
    book.save(path)
    assert areas(path) == [(1, "MANAJEMEN PERUBAHAN")] * 2 + [(2, "PENGUATAN PENGAWASAN")] * 2
