"""Office files: the same plan gives the same rows in every format, and what is shown is read."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook
from openpyxl.styles import PatternFill

import pipeline
from pipeline.check import check
from pipeline.errors import ExportError
from pipeline.fingerprint import RULES_DIR
from pipeline.model import cell_text
from pipeline.read import read
from pipeline.run import run
from tests.office_files import PLAN, SIGNATURE, TITLE, WRITERS, C, Table, write_docx, write_xlsx
from tests.plans import records

FIELDS = (
    "area_no", "area", "component_no", "component", "indicator", "action", "evidence", "target",
    "pic", "extra", "flags",
)  # fmt: skip


def rows(path: Path) -> list[dict[str, Any]]:
    return records(pipeline.parse(path).indicators)


def plain(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(str(row[field]) for field in FIELDS) for row in rows(path)]


def texts(path: Path, grid: int = 0) -> list[list[str]]:
    source = read(path)
    return [[cell_text(source, c.cell) for c in row] for row in source.grids[grid].rows]


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


def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    head = [C(t) for t in ("NO", "INDIKATOR", "KEGIATAN", "WAKTU")]
    table: Table = (
        (*head, C(""), *head),
        tuple(C(t) for t in ("1", "a a", "b b", "Mei", "", "2", "c c", "d d", "Juni")),
    )
    found = rows(write_xlsx(tmp_path / "p.xlsx", table))
    assert [(r["indicator"], r["target"]) for r in found] == [("a a", "Mei"), ("c c", "Juni")]


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
    extra = json.loads(rows(write_xlsx(tmp_path / "p.xlsx", table))[0]["extra"])
    assert extra == {"2023 Volume": "1", "2023 Biaya": "2", "2024 Volume": "3", "2024 Biaya": "4"}


def test_a_number_below_a_merged_component_header_is_its_number(tmp_path: Path) -> None:
    table: Table = (
        (C("KOMPONEN", 1, 2), C("INDIKATOR"), C("LANGKAH AKSI"), C("TARGET WAKTU")),
        tuple(C(t) for t in ("1.", "Tim kerja", "a a", "b b", "Mei")),
        tuple(C(t) for t in ("2.", "Rencana", "c c", "d d", "Juni")),
    )
    found = rows(write_docx(tmp_path / "p.docx", table))
    assert [(r["component_no"], r["component"]) for r in found] == [
        ("1", "Tim kerja"), ("2", "Rencana"),
    ]  # fmt: skip


UNKNOWN: Table = (
    tuple(C(t) for t in ("NO", "INDIKATOR SASARAN KITA", "KEGIATAN YANG DILAKUKAN", "KAPAN")),
    tuple(C(t) for t in ("1", "a a", "b b", "Mei")),
)


def test_unknown_headers_are_read_like_known_ones_and_marked(tmp_path: Path) -> None:
    found = rows(write_xlsx(tmp_path / "p.xlsx", UNKNOWN))[0]
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
    assert str(rows(path)[0]["target"]) in ("None", "<NA>", "nan")


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
    extra = json.loads(rows(path)[0]["extra"])
    assert extra["TW IV"] == "100"
    assert extra["SATUAN"] == "persen"


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
