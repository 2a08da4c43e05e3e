"""Small plans as the files that office programs keep, made in the tests that read them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from docx import Document
from openpyxl import Workbook


class C(NamedTuple):
    """A cell: its lines, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


Table = Sequence[Sequence[C]]  # of each row the cells that begin in it

TITLE = ("RENCANA KERJA TAHUNAN", "BALAI UJI COBA TAHUN 2023")
SIGNATURE = ("Kota Uji, 4 Januari 2023", "Kepala Balai")
PLAN: Table = (
    tuple(
        C(text)
        for text in (
            "NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU", "PIC",
            "KETERANGAN",
        )
    ),
    tuple(C(f"({i})") for i in range(1, 9)),
    (C("I"), C("MANAJEMEN PERUBAHAN", 1, 7)),
    (
        C("1.", 2), C("Tim kerja", 2), C("Tim terbentuk"), C("Menyusun keputusan"),
        C("1. Keputusan\n2. Undangan\n3. Daftar hadir"), C("Maret 2023", 2), C("Sekretaris"),
        C("-"),
    ),
    (C("Tim bertemu"), C("Mengundang & memimpin <rapat>"), C("Notulen"), C("Ketua"), C("")),
    (C("II PENGUATAN PENGAWASAN", 1, 8),),
    (
        C("1."), C("Pengaduan"), C("Pengaduan ditangani\ndalam tiga hari"), C("Membuka loket"),
        C("Buku"), C("April s/d Mei 2023"), C("Humas", 2), C("85%"),
    ),
    (C(""), C(""), C("Loket buka"), C("Jaga loket"), C("Foto"), C("Setiap bulan"), C("")),
)  # fmt: skip


def places(table: Table) -> list[tuple[int, int, C]]:
    """Row and column of every cell, from 0."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            for r in range(row, row + cell.rows):
                taken.update((r, column + c) for c in range(cell.columns))
            column += cell.columns
    return found


def write_xlsx(path: Path, table: Table = PLAN, above: Sequence[str] = TITLE,
               below: Sequence[str] = SIGNATURE) -> Path:  # fmt: skip
    """A workbook whose sheet "Rencana" begins with lines, then the table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rencana"
    for at, line in enumerate(above, 1):
        sheet.cell(at, 1, line)
    top = len(above) + 2
    for row, column, cell in places(table):
        sheet.cell(top + row, 1 + column, cell.text or None)
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_cells(
                start_row=top + row, end_row=top + row + cell.rows - 1,
                start_column=1 + column, end_column=column + cell.columns,
            )  # fmt: skip
    for at, line in enumerate(below):
        sheet.cell(top + len(table) + 1 + at, 6, line)
    book.save(path)
    return path


def write_docx(path: Path, table: Table = PLAN, above: Sequence[str] = TITLE,
               below: Sequence[str] = SIGNATURE) -> Path:  # fmt: skip
    """A Word document of lines, the table, and lines."""
    document = Document()
    for line in above:
        document.add_paragraph(line)
    cells = places(table)
    width = max(column + cell.columns for _, column, cell in cells)
    made = document.add_table(len(table), width)
    for row, column, cell in cells:
        own = made.cell(row, column)
        if cell.rows > 1 or cell.columns > 1:
            own = own.merge(made.cell(row + cell.rows - 1, column + cell.columns - 1))
        for at, line in enumerate(cell.text.split("\n")):
            (own.paragraphs[0] if at == 0 else own.add_paragraph()).add_run(line)
    for line in below:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def write_html(path: Path, table: Table = PLAN, above: Sequence[str] = TITLE,
               below: Sequence[str] = SIGNATURE) -> Path:  # fmt: skip
    """A web page of lines, the table, and lines."""
    rows = []
    for cells in table:
        tags = [
            f'<td rowspan="{c.rows}" colspan="{c.columns}">'
            + escape(c.text).replace("\n", "<br>\n")
            + "</td>"
            for c in cells
        ]
        rows.append("<tr>" + "".join(tags) + "</tr>")
    lines = ["".join(f"<p>{escape(line)}</p>" for line in part) for part in (above, below)]
    path.write_text(
        '<html><head><meta charset="utf-8"><style>td {color: red}</style></head><body>'
        f"{lines[0]}<table>{''.join(rows)}</table>{lines[1]}</body></html>",
        encoding="utf-8",
    )
    return path


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="Rencana">'
)
_CELL = '<table:table-cell table:number-rows-spanned="{0}" table:number-columns-spanned="{1}">'


def write_ods(path: Path, table: Table = PLAN, above: Sequence[str] = TITLE,
              below: Sequence[str] = SIGNATURE) -> Path:  # fmt: skip
    """An OpenDocument sheet that begins with lines, then the table."""
    top = len(above) + 1
    cells = {(top + row, column): cell for row, column, cell in places(table)}
    cells |= {(at, 0): C(line) for at, line in enumerate(above)}
    cells |= {(top + len(table) + 1 + at, 5): C(line) for at, line in enumerate(below)}
    rows = []
    for row in range(top + len(table) + 1 + len(below)):
        out = ""
        for column in range(1 + max(place[1] for place in cells)):
            cell = cells.get((row, column))
            if cell is None:
                out += "<table:table-cell/>"
                continue
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.text.split("\n"))
            out += _CELL.format(cell.rows, cell.columns) + lines + "</table:table-cell>"
        rows.append(f"<table:table-row>{out}</table:table-row>")
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", _ODS + "".join(rows) + end)
    return path


WRITERS = {"xlsx": write_xlsx, "docx": write_docx, "html": write_html, "ods": write_ods}
