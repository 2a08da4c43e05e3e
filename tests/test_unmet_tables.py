"""Plans of offices whose tables no rule had met: numbers that Word or Writer counts itself, lines
for what was reached, headers and sheets in other words."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

import pipeline
from tests.office_files import C, Table, write_html, write_xlsx
from tests.pdfs import pdf, table, text
from tests.plans import grid_texts, plan_rows, records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"


def cells(*texts: str) -> tuple[C, ...]:
    return tuple(C(text) for text in texts)


def test_a_table_with_headers_unknown_but_for_its_number_and_time_was_refused(
    tmp_path: Path,
) -> None:
    grid: Table = (
        cells("No", "Hal Pokok", "Ikhtiar", "Berkas", "Waktu", "Yang Mengerjakan"),
        cells("1", "a a", "b b", "c c", "Mei 2023", "d d"),
        cells("2", "e e", "f f", "g g", "Juni 2023", "h h"),
    )
    found = plan_rows(write_xlsx(tmp_path / "p.xlsx", grid))
    assert [row["target"] for row in found] == ["Mei 2023", "Juni 2023"]
    assert json.loads(found[1]["extra"]) == {
        "Hal Pokok": "e e", "Ikhtiar": "f f", "Berkas": "g g", "Yang Mengerjakan": "h h",
    }  # fmt: skip
    assert all(row["needs_review"] for row in found)


def test_a_ruled_page_with_unknown_headers_is_read_and_marked(tmp_path: Path) -> None:
    body: list[list[str | None]] = [
        ["No", "Hal Pokok", "Ikhtiar", "Berkas", "Waktu"],
        ["1", "a a", "b b", "c c", "Mei 2023"],
        ["2", "d d", "e e", "f f", "Juni 2023"],
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + table(body, [40, 120, 160, 180, 130])]))
    found = plan_rows(path)
    assert [row["target"] for row in found] == ["Mei 2023", "Juni 2023"]
    assert all("header_guessed" in row["flags"] and row["needs_review"] for row in found)


_LISTS = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
    'style:num-format="A" style:num-suffix="."/><text:list-level-style-number text:level="2" '
    'style:num-format="1" style:num-suffix="."/></text:list-style></office:automatic-styles>'
    "<office:body><office:text><table:table>{}</table:table></office:text></office:body>"
    "</office:document-content>"
)


def test_lists_that_go_on_from_row_to_row_began_anew_in_odt(tmp_path: Path) -> None:
    rows = ""
    for at, level in enumerate([1, 2, 2, 1, 2]):
        before = "<text:list><text:list-item>" * (level - 1)
        after = "</text:list-item></text:list>" * (level - 1)
        goes_on = ' text:continue-numbering="true"' if at else ""
        rows += (
            f'<table:table-row><table:table-cell><text:list xml:id="l{at}"{goes_on} '
            f'text:style-name="L"><text:list-item>{before}<text:p/>{after}</text:list-item>'
            "</text:list></table:table-cell>"
            + "<table:table-cell><text:p>a</text:p></table:table-cell>" * 2
            + "</table:table-row>"
        )
    path = tmp_path / "p.odt"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", _LISTS.format(rows))
    assert [row[0] for row in grid_texts(path)] == ["A.", "1.", "2.", "B.", "1."]


def test_the_title_of_the_second_sheet_was_part_of_the_unit(tmp_path: Path) -> None:
    book = Workbook()
    for month in ("JANUARI", "FEBRUARI"):
        sheet = book.create_sheet(month.title())
        for line in (f"RENCANA KEGIATAN TIM BULAN {month} 2023", "BALAI UJI COBA"):
            sheet.append([line])
        sheet.append([])
        sheet.append(["NO", "KEGIATAN", "OUTPUT", "WAKTU"])
        sheet.append(["1", f"Rapat {month.lower()}", "Notulen", f"3 {month.title()} 2023"])
    del book["Sheet"]
    book.save(tmp_path / "p.xlsx")
    document = pipeline.parse(tmp_path / "p.xlsx").document
    assert (document["unit"], document["year"]) == ("BALAI UJI COBA", 2023)


@pytest.mark.parametrize("first", ["1.1", "A.1", "1"])
def test_numbers_before_components_stayed_in_their_names(tmp_path: Path, first: str) -> None:
    second = f"{first[:-1]}2"
    grid: Table = (
        cells("KOMPONEN", "KEGIATAN", "OUTPUT", "WAKTU"),
        (C(f"{first} Tim Kerja", 2), *cells("Menyusun surat", "Surat", "Mei 2023")),
        cells("Rapat", "Notulen", "Juni 2023"),
        cells(f"{second}. Budaya Kerja", "Apel", "Foto", "Juli 2023"),
    )
    found = plan_rows(write_html(tmp_path / "p.html", grid))
    assert [(row["component_no"], row["component"]) for row in found] == [
        (first, "Tim Kerja"), (first, "Tim Kerja"), (second, "Budaya Kerja"),
    ]  # fmt: skip


def test_years_before_components_are_no_numbers_of_them(tmp_path: Path) -> None:
    grid: Table = (
        cells("KOMPONEN", "KEGIATAN", "OUTPUT", "WAKTU"),
        cells("100 hari kerja", "Menyusun surat", "Surat", "Mei 2023"),
        cells("5 budaya kerja", "Apel", "Foto", "Juli 2023"),
    )
    found = plan_rows(write_html(tmp_path / "p.html", grid))
    assert [row["component"] for row in found] == ["100 hari kerja", "5 budaya kerja"]


HEADS = ("NO", "KEGIATAN", "OUTPUT", "URAIAN", "JAN", "FEB", "MAR", "PIC")


def months(path: Path) -> list[tuple[int, int]]:
    found = records(pipeline.parse(path).deadlines)
    return [(d["start_date"].month, d["end_date"].month) for d in found]


def test_what_was_reached_gave_deadlines(tmp_path: Path) -> None:
    grid: Table = (
        cells(*HEADS),
        (C("1", 2), C("Rapat", 2), C("Notulen", 2), *cells("Rencana", "V", "", "V"), C("Umum", 2)),
        cells("Realisasi", "V", "", ""),
    )
    path = write_xlsx(tmp_path / "p.xlsx", grid)
    assert months(path) == [(1, 1), (3, 3)]
    assert [row["action"] for row in plan_rows(path)] == ["Rapat"]


def test_what_was_reached_was_a_row_of_its_own_in_a_csv(tmp_path: Path) -> None:
    lines = [HEADS, ("1", "Rapat", "Notulen", "Rencana", "V", "", "V", "Umum"),
             ("", "", "", "Realisasi", "V", "", "", ""),
             ("2", "Apel", "Foto", "Rencana", "", "V", "", "Umum"),
             ("", "", "", "Realisasi", "", "", "", "")]  # fmt: skip
    path = tmp_path / "p.csv"
    path.write_text(TITLE + "\n\n" + "\n".join(";".join(line) for line in lines) + "\n", "utf-8")
    found = plan_rows(path)
    assert [(row["component_no"], row["action"]) for row in found] == [
        ("1", "Rapat"),
        ("2", "Apel"),
    ]
    assert months(path) == [(1, 1), (3, 3), (2, 2)]


def test_a_week_that_a_narrow_column_cuts_was_none(tmp_path: Path) -> None:
    grid: Table = (
        (C("NO", 2), C("KEGIATAN", 2), C("Mei", 1, 4)),
        cells("I", "II", "III", "I\nV"),
        cells("1", "Rapat", "", "", "x", "x"),
    )
    path = write_xlsx(tmp_path / "p.xlsx", grid)
    found = records(pipeline.parse(path).deadlines)
    assert [(d["start_date"].day, d["end_date"].day) for d in found] == [(15, 31)]


def test_months_by_their_first_letters_alone_were_none(tmp_path: Path) -> None:
    grid: Table = (
        (C("NO", 2), C("KEGIATAN", 2), C("BULAN", 1, 12), C("PIC", 2)),
        cells(*"JFMAMJJASOND"),
        cells("1", "Rapat", *(["x"] + [""] * 4 + ["x", "x"] + [""] * 5), "Umum"),
    )
    assert months(write_xlsx(tmp_path / "p.xlsx", grid)) == [(1, 1), (6, 7)]


def test_letters_that_could_be_several_months_name_none(tmp_path: Path) -> None:
    grid: Table = (
        (C("NO", 2), C("KEGIATAN", 2), C("OUTPUT", 2), C("NILAI", 1, 4)),
        cells("A", "B", "C", "D"),
        cells("1", "Rapat", "Notulen", "x", "", "x", ""),
    )
    assert months(write_xlsx(tmp_path / "p.xlsx", grid)) == []


def test_a_third_line_of_headers_was_a_row_in_a_csv(tmp_path: Path) -> None:
    lines = [("NO", "INDIKATOR", "SATUAN", "CAPAIAN KINERJA", "", "", "", "PIC"),
             ("", "", "", "TW I", "", "TW II", "", ""), ("", "", "", "T", "R", "T", "R", ""),
             ("1", "Indeks", "Nilai", "3", "4", "5", "", "Umum")]  # fmt: skip
    path = tmp_path / "p.csv"
    path.write_text(TITLE + "\n\n" + "\n".join(";".join(line) for line in lines) + "\n", "utf-8")
    assert [row["indicator"] for row in plan_rows(path)] == ["Indeks"]
    assert [d["value"] for d in records(pipeline.parse(path).deadlines)] == ["3", "5"]


def test_rows_above_a_header_within_the_next_page_were_lost(tmp_path: Path) -> None:
    head: list[str | None] = ["NO", "KEGIATAN", "OUTPUT", "WAKTU", "PIC"]
    widths = [40, 160, 160, 130, 110]

    def page(first: int, last: int) -> list[list[str | None]]:
        return [[str(i), f"Rapat {i}", f"Notulen {i}", "Mei 2023", "Umum"]
                for i in range(first, last)]  # fmt: skip

    one = text(200, 30, TITLE) + table([head, *page(1, 4)], widths)
    two = table([*page(4, 12), head, *page(12, 14)], widths)
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([one, two]))
    assert [row["component_no"] for row in plan_rows(path)] == [str(i) for i in range(1, 14)]


def test_rows_above_a_header_within_the_next_table_were_lost(tmp_path: Path) -> None:
    head = ("NO", "KEGIATAN", "OUTPUT", "WAKTU")
    rows = [(str(i), f"Rapat {i}", f"Notulen {i}", "Mei 2023") for i in range(1, 6)]

    def grid(*lines: tuple[str, ...]) -> str:
        cut = ("".join(f"<td>{part}</td>" for part in line) for line in lines)
        return f"<table>{''.join(f'<tr>{line}</tr>' for line in cut)}</table>"

    path = tmp_path / "p.html"
    path.write_text(f"<p>{TITLE}</p>{grid(head, *rows[:2])}{grid(*rows[2:4], head, rows[4])}")
    assert [row["component_no"] for row in plan_rows(path)] == ["1", "2", "3", "4", "5"]


def test_reports_of_the_first_months_were_no_times(tmp_path: Path) -> None:
    grid: Table = (
        cells("NO", "KEGIATAN", "OUTPUT", "WAKTU"),
        cells("1", "Rapat", "Notulen", "B01, B02, B03"),
        cells("2", "Apel", "Foto", "B10"),
    )
    path = write_xlsx(tmp_path / "p.xlsx", grid)
    assert months(path) == [(1, 1), (2, 2), (3, 3), (10, 10)]


def test_common_words_that_head_columns_of_cells_named_none(tmp_path: Path) -> None:
    grid: Table = (
        cells("No", "Kriteria", "Upaya", "Dokumen", "Waktu", "Tim"),
        cells("1", "Tim ada", "Rapat", "Notulen", "Mei 2023", "Tim I"),
    )
    found = plan_rows(write_xlsx(tmp_path / "p.xlsx", grid))[0]
    assert [found[key] for key in ("indicator", "action", "evidence", "pic")] == [
        "Tim ada", "Rapat", "Notulen", "Tim I",
    ]  # fmt: skip
