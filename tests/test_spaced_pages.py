"""Pages without rulings whose furniture and merged cells stand in each other's way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pipeline
from pipeline.model import Span
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.covering import lay, see_cells
from pipeline.recover.spaced.merged import Filled
from pipeline.recover.spaced.model import load_cover
from pipeline.recover.spaced.stretch import Piece, Stretch
from pipeline.recover.spaced.words import Word
from tests.pdfs import pdf, text

HEADER = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
LEFTS = (40, 70, 190, 330, 500, 660)
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus")
Cells = Sequence[tuple[float, int, str]]


def page(cells: Cells, header: float = 60) -> str:
    """A page's words: height, column and words of each line of a cell, below the header."""
    content = "".join(text(x, header, name) for x, name in zip(LEFTS, HEADER, strict=True))
    return content + "".join(text(LEFTS[column], top, words) for top, column, words in cells)


def rows_of(tmp_path: Path, pages: Sequence[str]) -> list[dict[Any, Any]]:
    """The rows of a plan on such pages, each of whose characters is accounted for."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(pages))
    parsed = pipeline.parse(path)
    assert parsed.document["stage"] == "spaced"
    assert parsed.document["chars_unplaced"] == 0
    return parsed.indicators.to_dict("records")


def a_row(
    top: float, at: int, evidence: Sequence[str] = ("Surat",)
) -> list[tuple[float, int, str]]:
    """A row whose cells stand at its top."""
    cells = [
        (top, 2, f"Ada bukti {MONTHS[at].lower()}"),
        (top, 3, f"Menyusun daftar {MONTHS[at].lower()}"),
        (top, 5, MONTHS[at]),
    ]
    return cells + [(top + 12 * k, 4, line) for k, line in enumerate(evidence)]


def test_names_in_the_middle_of_rows_that_are_taller_than_their_text(tmp_path: Path) -> None:
    tops = (90, 114, 138, 210, 234, 306, 330)
    cells = [cell for at, top in enumerate(tops) for cell in a_row(top, at)]
    # A name's middle stands as far above that of its rows' tops as half a line.
    for number, name, first, below in (
        ("1", "Kepegawaian", 90, 210), ("2", "Keuangan", 210, 306), ("3", "Tata usaha", 306, 354),
    ):  # fmt: skip
        middle = (first + below) / 2 - 6
        cells += [(middle, 0, number), (middle, 1, name)]
    cells += [(354, 0, "II"), (354, 1, "PENATAAN TATA LAKSANA")]
    cells += [*a_row(372, 7), (372, 0, "1"), (372, 1, "Standar")]
    rows = rows_of(tmp_path, [text(300, 20, "RENCANA KERJA TAHUN 2023") + page(cells)])
    assert [row["component"] for row in rows] == (
        ["Kepegawaian"] * 3 + ["Keuangan"] * 2 + ["Tata usaha"] * 2 + ["Standar"]
    )


def test_items_of_lists_that_count_on_over_pages_are_no_page_numbers(tmp_path: Path) -> None:
    pages = []
    for number in (1, 2):
        evidence = [f"{k}. Surat" for k in range(1, number + 1)]
        evidence += [f"{number + 1}. Daftar hadir", f"{number + 2}. Foto rapat"]
        cells: list[tuple[float, int, str]] = []
        for k in range(4):
            own = evidence if k == 1 else ["Surat"]
            cells += a_row(90 + 60 * k, 4 * (number - 1) + k, own)
            cells += [
                (90 + 60 * k, 0, f"{4 * (number - 1) + k + 1}"),
                (90 + 60 * k, 1, "Tim kerja"),
            ]
        pages.append(page(cells))
    rows = rows_of(tmp_path, pages)
    assert rows[1]["evidence"].split("\n") == ["1. Surat", "2. Daftar hadir", "3. Foto rapat"]
    assert rows[5]["evidence"].split("\n") == [
        "1. Surat", "2. Surat", "3. Daftar hadir", "4. Foto rapat",
    ]  # fmt: skip


def test_page_number_and_header_on_the_lines_of_cells_are_set_apart(tmp_path: Path) -> None:
    pages = []
    for number in (1, 2, 3):
        cells: list[tuple[float, int, str]] = []
        for k in range(2):
            at = 2 * (number - 1) + k
            cells += [*a_row(464 + 24 * k, at), (464 + 24 * k, 0, f"{at + 1}")]
            cells += [(464 + 24 * k, 1, f"Tim {MONTHS[at].lower()}")]
        if number == 3:  # a cell that a program printed over the header
            cells += [(440, 3, " " * 30 + "rapat")]
        foot = text(LEFTS[3], 500, f"Halaman {number}")
        if number == 2:
            foot += text(LEFTS[4], 500, "dan lampirannya")
        pages.append(page(cells, 440) + foot)
    rows = rows_of(tmp_path, pages)
    assert len(rows) == 6
    assert rows[3]["evidence"] == "Surat dan lampirannya"
    assert not any("Halaman" in str(value) for row in rows for value in row.values())
    assert not any("LANGKAH" in str(value) for row in rows for value in row.values())


def test_last_line_of_the_last_cell_above_a_signature_at_its_place_is_kept(tmp_path: Path) -> None:
    cells: list[tuple[float, int, str]] = []
    for k in range(4):
        evidence = ["- Daftar hadir", "- Foto rapat"] if k == 3 else ["Surat"]
        cells += [*a_row(90 + 24 * k, k, evidence), (90 + 24 * k, 0, f"{k + 1}")]
        cells += [(90 + 24 * k, 1, f"Tim {MONTHS[k].lower()}")]
    for top, words in ((230, "Kota Contoh, 2 Januari 2023"), (244, "Kepala Balai,"),
                       (290, "NAMA PEJABAT")):  # fmt: skip
        cells.append((top, 4, words))
    rows = rows_of(tmp_path, [page(cells)])
    assert len(rows) == 4
    assert rows[3]["evidence"].split("\n") == ["- Daftar hadir", "- Foto rapat"]


@pytest.mark.parametrize("over_page", [False, True])
def test_last_lines_of_the_last_cell_are_no_signature(tmp_path: Path, over_page: bool) -> None:
    words = ["Surat tugas", "daftar nama", "catatan rapat", "laporan tertulis", "foto kegiatan"]
    cells: list[tuple[float, int, str]] = []
    for k in range(4):
        cells += [*a_row(90 + 36 * k, k, words[: 5 if k == 3 else 2]), (90 + 36 * k, 0, f"{k + 1}")]
        cells += [(90 + 36 * k, 1, f"Tim {MONTHS[k].lower()}")]
    tail = [cells[-5], cells[-4], cells[-3]] if over_page else []
    below = [(90 + 12 * k, column, line) for k, (_, column, line) in enumerate(tail)]
    pages = [page([cell for cell in cells if cell not in tail])]
    rows = rows_of(tmp_path, pages + ([page(below)] if over_page else []))
    assert len(rows) == 4
    assert rows[3]["evidence"] == " ".join(words)


def test_area_numbers_that_are_broken_in_the_narrow_column_of_numbers(tmp_path: Path) -> None:
    def area(top: float, number: str, name: str) -> list[tuple[float, int, str]]:
        lines = ["AR", "EA", number]
        return [(top, 1, name), *((top + 12 * k, 0, line) for k, line in enumerate(lines))]

    cells = area(90, "I", "Manajemen perubahan")
    for at in range(4):
        cells += [*a_row(138 + 24 * at, at), (138 + 24 * at, 0, str(at + 1))]
        cells += [(138 + 24 * at, 1, f"Tim {at + 1}")]
    # The second one goes on over the page's end.
    second = area(250, "II", "Penataan tata laksana")
    below = [(90, 0, "II"), *a_row(108, 4), (108, 0, "1"), (108, 1, "Standar")]
    rows = rows_of(tmp_path, [page([*cells, *second[:-1]]), page(below)])
    assert [(row["area_no"], row["area"]) for row in rows] == (
        [(1, "Manajemen perubahan")] * 4 + [(2, "Penataan tata laksana")]
    )
    assert [row["component_no"] for row in rows] == ["1", "2", "3", "4", "1"]


def test_a_line_of_a_header_that_stands_beside_it_is_no_row(tmp_path: Path) -> None:
    cells = [cell for at in range(4) for cell in a_row(90 + 24 * at, at)]
    cells += [c for at in range(4) for c in [(90 + 24 * at, 0, str(at + 1)),
              (90 + 24 * at, 1, f"Tim {at + 1}")]]  # fmt: skip
    values = "".join(text(740, 90 + 24 * at, f"{at + 1}%") for at in range(4))
    header = text(735, 54, "TARGET") + text(740, 66, "2021")
    rows = rows_of(tmp_path, [page(cells) + header + values])
    assert [json.loads(row["extra"]) for row in rows] == [
        {"TARGET 2021": f"{at + 1}%"} for at in range(4)
    ]


def test_marks_of_a_list_left_of_its_lines_stand_in_their_column(tmp_path: Path) -> None:
    cells: list[tuple[float, int, str]] = []
    marks = ""
    for at in range(6):
        top = 90 + 48 * at
        cells += [*a_row(top, at, ("Surat", "undangan", "rapat")), (top, 0, str(at + 1))]
        cells += [(top, 1, f"Tim {at + 1}")]
        marks += text(492, top, "-")
    rows = rows_of(tmp_path, [page(cells) + marks])
    assert [row["evidence"] for row in rows] == ["- Surat undangan rapat"] * 6


def test_names_of_areas_without_numbers_that_run_over_two_columns(tmp_path: Path) -> None:
    cells: list[tuple[float, int, str]] = []
    areas = ("Penataan dan penguatan organisasi kerja", "Peningkatan kualitas pelayanan publik")
    for part, name in enumerate(areas):
        cells.append((90 + 130 * part, 1, name))
        for at in range(4):
            top = 110 + 130 * part + 24 * at
            cells += [*a_row(top, 4 * part + at), (top, 0, str(at + 1)), (top, 1, f"Tim {at + 1}")]
    rows = rows_of(tmp_path, [page(cells)])
    assert [row["area"] for row in rows] == [areas[0]] * 4 + [areas[1]] * 4
    assert [row["component"] for row in rows] == [f"Tim {at + 1}" for at in range(4)] * 2
    # A short name like these could not have been told from a component's.
    assert all(row["needs_review"] for row in rows)


def test_words_of_a_cell_on_the_headers_of_later_pages_do_not_name_a_column(
    tmp_path: Path,
) -> None:
    pages = []
    for number, months in enumerate(((0, 1, 2), (3, 4, 5), (6, 7))):
        below = "DUKUNG" if number == 0 else "DUKUNG dan undangan rapat"
        cells: list[tuple[float, int, str]] = [(72, 4, below)]
        for k, at in enumerate(months):
            cells += [*a_row(96 + 24 * k, at), (96 + 24 * k, 0, str(at + 1))]
            cells += [(96 + 24 * k, 1, f"Tim {MONTHS[at]}")]
        pages.append(page(cells).replace("BUKTI FISIK", "DATA"))
    rows = rows_of(tmp_path, pages)
    assert [row["evidence"] for row in rows] == ["Surat"] * 8


def test_a_cell_right_below_a_broken_area_number_is_not_of_its_name(tmp_path: Path) -> None:
    cells: list[tuple[float, int, str]] = []
    areas = ("PENATAAN TATA LAKSANA", "PENGUATAN PENGAWASAN")
    for part, (number, name) in enumerate(zip(("I", "II"), areas, strict=True)):
        top = 90 + 200 * part
        cells += [(top, 0, "AREA"), (top + 6, 1, name), (top + 12, 0, number)]
        for at in range(3):  # names of three lines, all else in the middle of their rows
            middle = top + 38 + 48 * at
            cells += [*a_row(middle, 4 * part + at), (middle, 0, str(at + 1))]
            lines = ("Penyusunan", f"standar {MONTHS[at].lower()}", "layanan")
            cells += [(middle - 12 + 12 * k, 1, line) for k, line in enumerate(lines)]
    rows = rows_of(tmp_path, [page(cells)])
    assert [row["area"] for row in rows] == [areas[0]] * 3 + [areas[1]] * 3
    assert all(row["component"].startswith("Penyusunan standar") for row in rows)


def test_names_that_begin_with_the_word_for_an_area_like_the_known_ones_are_areas(
    tmp_path: Path,
) -> None:
    cells: list[tuple[float, int, str]] = []
    areas = ("Area Manajemen Perubahan", "Area Penataan Tata Laksana", "Area SDM", "Area Layanan")
    for part, name in enumerate(areas):
        cells.append((90 + 110 * part, 1, name))
        for at in range(2):  # components in the middle of two rows
            top = 110 + 110 * part + 40 * at
            cells += [*a_row(top, 2 * part + at), *a_row(top + 20, 2 * part + at)]
            cells += [(top + 10, 0, str(at + 1)), (top + 10, 1, f"Tim {MONTHS[at].lower()}")]
    rows = rows_of(tmp_path, [page(cells)])
    assert [row["area"] for row in rows] == [name for name in areas for _ in range(4)]


def test_a_cell_that_may_be_merged_over_rows_in_several_ways_is_less_sure() -> None:
    def sure(tops: Sequence[float], middle: float) -> list[float]:
        lines = sorted((*tops, middle))
        word = Word("Surat", Span(0, 5), 0.0, 5.0, 5.0, middle)
        piece = Piece(lines.index(middle), (word,), middle, 5.0)
        stretch = Stretch(
            np.zeros(len(lines), dtype=np.int64), np.array(lines), ("evidence",), (20.0,),
            ((piece,),), exact=True,
        )  # fmt: skip
        rows = [Band(lines.index(top), lines.index(top), False) for top in tops]
        filled = Filled(2.0, 0.0)
        seen = see_cells(stretch, rows, [0] * len(rows), 0, [[piece]], filled, middle=True)
        return lay(seen, load_cover(True))[1]

    # In the middle of all rows of a component; and of two of them, the third of which may be empty.
    clear, doubtful = sure((0, 3, 6), 3.0), sure((0, 3, 6), 1.5)
    assert min(clear) > min(doubtful) + 0.1


def test_marks_of_a_list_that_hang_left_of_their_text_stay_with_it(tmp_path: Path) -> None:
    content = "".join(text(x, 60, name) for x, name in zip(LEFTS, HEADER, strict=True))
    for at in range(6):
        top = 90 + 36 * at
        cells = [*a_row(top, at, ()), (top, 0, f"{at + 1}"), (top, 1, f"Tim {MONTHS[at].lower()}")]
        content += "".join(text(LEFTS[column], height, words) for height, column, words in cells)
        for k, words in enumerate(("Surat tugas", "Daftar hadir")):
            content += text(LEFTS[4] - 14, top + 12 * k, f"{k + 1}.")
            content += text(LEFTS[4], top + 12 * k, words)
    rows = rows_of(tmp_path, [content])
    assert [row["evidence"] for row in rows] == ["1. Surat tugas\n2. Daftar hadir"] * 6
    assert [row["action"] for row in rows] == [f"Menyusun daftar {m.lower()}" for m in MONTHS[:6]]
