"""Readers of office files: what is shown is read, and what is no plan is named."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook
from openpyxl.styles import PatternFill

import pipeline
from pipeline.errors import ExportError
from pipeline.model import cell_text
from pipeline.read import read
from tests.office_files import PLAN, C, Table, write_docx, write_xlsx
from tests.plans import records


def rows(path: Path) -> list[dict[str, Any]]:
    return records(pipeline.parse(path).indicators)


def texts(path: Path, grid: int = 0) -> list[list[str]]:
    source = read(path)
    return [[cell_text(source, c.cell) for c in row] for row in source.grids[grid].rows]


# ---- workbooks


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
    assert texts(path) == [[shown]]


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
    assert texts(tmp_path / "p.xlsx") == [["terlihat", "juga"]]


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


def test_a_workbook_of_1997_that_is_cut_off_is_called_damaged(tmp_path: Path) -> None:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (200).to_bytes(4, "little")
    (tmp_path / "p.xls").write_bytes(bytes(header) + bytes(5000))
    with pytest.raises(ExportError) as wrong:
        pipeline.parse(tmp_path / "p.xls")
    assert wrong.value.code == "damaged"


def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    head = [C(t) for t in ("NO", "INDIKATOR", "KEGIATAN", "WAKTU")]
    table: Table = (
        (*head, C(""), *head),
        tuple(C(t) for t in ("1", "a a", "b b", "Mei", "", "2", "c c", "d d", "Juni")),
    )
    found = rows(write_xlsx(tmp_path / "p.xlsx", table))
    assert [(r["indicator"], r["target"]) for r in found] == [("a a", "Mei"), ("c c", "Juni")]


# ---- Word


def numbered(document: Any, texts: list[str], levels: list[int], number: int) -> None:
    for text, level in zip(texts, levels, strict=True):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = number


def with_list(document: Any, levels: list[tuple[str, str]]) -> int:
    """Define a list of (kind, text) by level; its number."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(levels)
    )
    definition = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{body}</w:abstractNum>'
    root.insert(0, parse_xml(definition))
    number = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    root.append(parse_xml(number))
    return 90


def test_words_own_numbers_are_read_as_shown(tmp_path: Path) -> None:
    document = Document()
    number = with_list(document, [("lowerLetter", "%1."), ("decimal", "%2)"), ("bullet", "\uf0b7")])
    cell = document.add_table(1, 3).cell(0, 0)
    items = ["satu", "dua", "dalam", "lagi", "butir", "tiga", "anak"]
    numbered(cell, items, [0, 0, 1, 1, 2, 0, 1], number)
    document.save(str(tmp_path / "p.docx"))
    assert texts(tmp_path / "p.docx") == [
        ["a. satu\nb. dua\n1) dalam\n2) lagi\n• butir\nc. tiga\n1) anak"]
    ]


def test_tracked_changes_count_as_accepted(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_table(1, 3).cell(0, 0).paragraphs[0]
    paragraph.add_run("Menyusun ")
    for tag, text_tag, text in (("w:del", "w:delText", "draf "), ("w:ins", "w:t", "naskah")):
        change = OxmlElement(tag)
        run_ = OxmlElement("w:r")
        words = OxmlElement(text_tag)
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run_.append(words)
        change.append(run_)
        paragraph._p.append(change)
    document.save(str(tmp_path / "p.docx"))
    assert texts(tmp_path / "p.docx") == [["Menyusun naskah"]]


def test_running_heads_of_a_word_document_are_furniture(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].add_run("Kementerian Uji")
    document.save(str(path))
    source = read(path)
    assert [source.text[f.span.start : f.span.end] for f in source.furniture] == ["Kementerian Uji"]
    assert pipeline.parse(path).document["chars_unplaced"] == 0
    assert len(rows(path)) == 4


def test_a_table_inside_a_cell_stays_in_its_cell(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    inner = document.tables[0].cell(3, 3).add_table(2, 2)
    for at, text in enumerate(("kiri", "kanan", "bawah", "sudut")):
        inner.cell(at // 2, at % 2).text = text
    document.save(str(path))
    found = rows(path)
    assert found[0]["action"] == "Menyusun keputusan kiri kanan bawah sudut"
    assert len(found) == 4


def test_a_table_for_the_layout_holds_the_plan(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    plan = document.tables[0]._tbl
    frame = document.add_table(1, 1)
    cell = frame.cell(0, 0)
    cell._tc.insert(1, plan)
    document.save(str(path))
    assert len(rows(path)) == 4


def test_a_table_goes_on_without_its_header(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx", PLAN[:5])
    document = Document(str(path))
    more = document.add_table(1, 8)
    for at, text in enumerate(("2", "Rencana", "Ada", "Susun", "SK", "Mei", "Ketua", "-")):
        more.cell(0, at).text = text
    document.save(str(path))
    assert [row["component_no"] for row in rows(path)] == ["1", "1", "2"]


# ---- HTML


def test_html_of_any_encoding_and_named_xls(tmp_path: Path) -> None:
    page = (
        '<html><head><meta http-equiv=Content-Type content="text/html; charset={}">'
        "<script>var tabel = '<table>';</script></head><body><table>"
        "<tr><th>INDIKATOR<th>LANGKAH&nbsp;AKSI<th>WAKTU</tr>"
        "<tr><td>Caf&eacute; “baru”</td><td><ul><li>satu<li>dua</ul></td><td>Mei<br>2023"
        "</table></body></html>"
    )
    for name, encoding in (("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")):
        path = tmp_path / "p.xls"
        path.write_bytes(page.format(name).encode(encoding))
        assert texts(path)[1] == ["Café “baru”", "• satu\n• dua", "Mei 2023"]
        assert read(path).format == "html"


def test_a_web_page_packed_as_mail_is_read(tmp_path: Path) -> None:
    import email.message

    page = email.message.EmailMessage()
    page.make_related()
    html = "<table><tr><th>INDIKATOR<th>KEGIATAN<th>WAKTU<tr><td>a é<td>b b<td>Mei</table>"
    page.add_related(html, subtype="html", charset="utf-8", cte="quoted-printable")
    (tmp_path / "p.mht").write_bytes(page.as_bytes())
    assert rows(tmp_path / "p.mht")[0]["indicator"] == "a é"


# ---- what is no plan


def truncated(path: Path) -> None:
    path.write_bytes(write_xlsx(path).read_bytes()[:3000])


def zip_of_nothing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("catatan.txt", "bukan lembar kerja")


def bomb(path: Path) -> None:
    whole = write_xlsx(path).read_bytes()
    path.write_bytes(whole)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)


def encrypted(path: Path) -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name + bytes(500))


def old_word(path: Path) -> None:
    name = "WordDocument".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name + bytes(500))


def broken_xml(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w:document><w:body><w:tbl>")


def entity_bomb(path: Path) -> None:
    names = [f'<!ENTITY a{i} "{f"&a{i - 1};" * 20}">' for i in range(1, 12)]
    page = f"<!DOCTYPE d [<!ENTITY a0 'ha'>{''.join(names)}]><document>&a11;</document>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", page)


def no_table(path: Path) -> None:
    document = Document()
    document.add_paragraph("Surat biasa tanpa tabel.")
    document.save(str(path))


def deep(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        nested = "<tbl><tr><tc>" * 50_000
        file.writestr("word/document.xml", f"<document><body>{nested}")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (truncated, "damaged"),
        (zip_of_nothing, "unsupported"),
        (bomb, "too_large"),
        (encrypted, "encrypted"),
        (old_word, "unsupported"),
        (broken_xml, "damaged"),
        (entity_bomb, "damaged"),
        (no_table, "no_table"),
        (deep, "damaged"),
    ],
)
def test_bad_office_files_are_named(tmp_path: Path, make: Any, code: str) -> None:
    path = tmp_path / "p.xlsx"
    make(path)
    with pytest.raises(ExportError) as error:
        pipeline.parse(path)
    assert error.value.code == code
    assert str(error.value)


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "p.xlsx", {"A1": "a", "XFD1048576": "z"}, {})
    assert texts(path) == [["a", ""], ["", ""], ["", "z"]]


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


def test_the_ground_of_a_class_was_no_mark_of_a_schedule(tmp_path: Path) -> None:
    """Spreadsheet programs write the colours of cells into the page's style sheet."""
    months = "".join(f"<td>{name}</td>" for name in ("Jan", "Feb", "Mar"))
    path = tmp_path / "p.html"
    path.write_text(
        "<html><head><style><!-- .on, td.also {background:#92D050; mso-pattern:black none}"
        ".plain {background:white} .gone {display:none} @media print {.kept {display:none}} -->"
        "</style></head><body><p>RENCANA AKSI BALAI UJI COBA TAHUN 2024</p><table>"
        f"<tr><td>NO</td><td>KEGIATAN</td><td>OUTPUT</td>{months}</tr>"
        "<tr class='kept'><td>1</td><td>Rapat tim</td><td>Notula</td><td class='plain'></td>"
        "<td class='x on'></td><td class='also'></td></tr>"
        "<tr class='gone'><td>2</td><td>Apel</td><td>Foto</td><td></td><td></td><td></td></tr>"
        "</table></body></html>",
        "utf-8",
    )
    parsed = pipeline.parse(path)
    assert parsed.indicators["action"].tolist() == ["Rapat tim"]
    due = records(parsed.deadlines)
    assert [(f"{d['start_date']:%m-%d}", f"{d['end_date']:%m-%d}") for d in due] == [
        ("02-01", "03-31")
    ]


def test_tables_beside_each_other_in_a_table_for_the_layout_were_lost(tmp_path: Path) -> None:
    def inner(number: int) -> str:
        head = "<tr><td>NO</td><td>KEGIATAN</td><td>OUTPUT</td><td>WAKTU</td></tr>"
        row = f"<tr><td>{number}</td><td>Rapat {number}</td><td>Notula</td><td>Mei 2024</td></tr>"
        return f"<table>{head}{row}</table>"

    path = tmp_path / "p.html"
    title = "<h3>RENCANA AKSI BALAI UJI COBA TAHUN 2024</h3>"
    cells = f"<td>{inner(1)}</td><td>&nbsp;</td><td>{inner(2)}</td>"
    path.write_text(f"<html><body>{title}<table><tr>{cells}</tr></table></body></html>", "utf-8")
    assert pipeline.parse(path).indicators["action"].tolist() == ["Rapat 1", "Rapat 2"]
