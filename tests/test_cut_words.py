"""Words that a cell too narrow for them cuts at a line's end, without a hyphen."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline.check import check
from pipeline.run import run
from tests.pdfs import HEADER, ROWS, SIZE, WIDTHS, pdf, table, text

TITLE = text(200, 30, "RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023")
PAD = 3  # what tests.pdfs leaves free on the left of a cell
# Widths of Helvetica's letters, in thousandths of the size.
_WIDE = {"m": 833, "w": 722, "i": 222, "l": 222, "j": 222, "t": 278, "f": 278, "r": 333, " ": 278}
_NARROW = "cksvxyz"


def width(word: str) -> float:
    return sum(_WIDE.get(c, 500 if c in _NARROW else 556) for c in word) * SIZE / 1000


def plan(action: str, fits: str) -> bytes:
    """A plan whose first action is `action`, in a column that `fits` just fills."""
    rows = [[*ROWS[0][:3], action, *ROWS[0][4:]], *ROWS[1:]]
    widths = [*WIDTHS[:3], 2 * PAD + width(fits) + 1, *WIDTHS[4:]]
    return pdf([TITLE + table([HEADER, *rows], widths)])


@pytest.fixture
def first_row(tmp_path: Path):
    def read(action: str, fits: str):
        path = tmp_path / "plan.pdf"
        path.write_bytes(plan(action, fits))
        return pipeline.parse(path).indicators.iloc[0]

    return read


def test_a_word_wider_than_its_cell_is_one_word(first_row) -> None:
    """The cell read "menyosialisasikann ya", with confidence 0.99 and no flag."""
    row = first_row("Tim\nmenyosialisasikann\nya kepada pegawai", "menyosialisasikann")
    assert row["action"] == "Tim menyosialisasikannya kepada pegawai"
    assert row["needs_review"] == ("word_cut_unsure" in row["flags"])


def test_a_word_that_would_have_had_room_for_its_next_letter_was_not_cut(first_row) -> None:
    row = first_row("Tim\nmenyosialisasikann\nya kepada pegawai", "menyosialisasikannya")
    assert row["action"] == "Tim menyosialisasikann ya kepada pegawai"
    assert "word_cut_unsure" not in row["flags"]


def test_a_word_that_does_not_begin_its_line_was_not_cut(first_row) -> None:
    row = first_row("a menyosialisasikann\nya kepada pegawai", "a menyosialisasikann")
    assert row["action"] == "a menyosialisasikann ya kepada pegawai"


def test_a_line_that_runs_out_of_its_cell_does_not_tell_what_cells_leave_free(
    tmp_path: Path,
) -> None:
    """One that began left of its cell made every word of its column look whole."""
    action = "Tim\nmenyosialisasikann\nya kepada pegawai"
    rows = [[*ROWS[0][:3], action, *ROWS[0][4:]], *ROWS[1:]]
    column = 6 * PAD + width("menyosialisasikann") + 1
    at = 40 + sum(WIDTHS[:3])
    last = ["4", "Rencana", "Ada rencana", "", "Notula", "Juni"]
    drawn = table([HEADER, *rows, last], [*WIDTHS[:3], column, *WIDTHS[4:]])
    drawn = drawn.replace(f"{at + PAD} ", f"{at + 3 * PAD} ")
    tall = 6 + 12 * 3 + 18 + 18
    outside = text(at - 2, 80 + 18 + tall + 3, "tim")
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([TITLE + drawn + outside]))
    assert "menyosialisasikannya" in pipeline.parse(path).indicators.iloc[0]["action"]


def test_words_that_the_document_has_elsewhere_stay_two(first_row) -> None:
    row = first_row("Apel\nmenyosialisasikan\npegawai dan\nmenyosialisasikan", "menyosialisasikan")
    assert row["action"] == "Apel menyosialisasikan pegawai dan menyosialisasikan"


def test_a_line_end_that_may_or_may_not_cut_a_word_asks_for_a_look(first_row) -> None:
    row = first_row("Tim\nmenyosialisasikan\ntng lain", "menyosialisasikan")
    assert "word_cut_unsure" in row["flags"]
    assert row["needs_review"]


def test_a_word_that_a_page_end_cuts_is_one_word(tmp_path: Path) -> None:
    """The cell read "Rencana pembanguna n dibahas"; that a page's end cuts it was known."""
    widths = [*WIDTHS[:3], 2 * PAD + width("pembanguna") + 1, *WIDTHS[4:]]
    last = ["4", "Rencana", "Ada rencana", "Rencana\npembanguna", "Notula", "Juni"]
    rest = ["", "", "", "n dibahas", "", ""]
    pages = [TITLE + table([HEADER, *ROWS, last], widths), table([rest], widths)]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(pages))
    assert pipeline.parse(path).indicators["action"].iloc[-1] == "Rencana pembangunan dibahas"


_DUMP = """RENCANA KERJA ZONA INTEGRITAS BALAI CONTOH TAHUN 2023
NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU
I MANAJEMEN PERUBAHAN
1
Penyusuna
n Tim
Kerja
Tim kerja telah dibentuk
Menyusun surat keputusan
tentang tim kerja
SK tim kerja
Januari 2023
2
Pemantaua
n dan
Evaluasi
Rencana telah ditinjau
Melakukan tindak
lanjut hasil evaluasi
Laporan pemantauan
Juni 2023
"""


def test_words_cut_in_flat_text_were_read_as_two(tmp_path: Path) -> None:
    raw, parsed = tmp_path / "raw", tmp_path / "parsed"
    raw.mkdir()
    (raw / "plan.txt").write_text(_DUMP)
    assert run(raw, parsed, None, 1)[0].status != "failed"
    rows = pipeline.parse(raw / "plan.txt").indicators
    assert rows["component"].tolist() == ["Penyusunan Tim Kerja", "Pemantauan dan Evaluasi"]
    assert rows["action"].iloc[1] == "Melakukan tindak lanjut hasil evaluasi"
    assert check(parsed, raw) == []


def test_words_cut_in_a_table_without_rulings_were_read_as_two(tmp_path: Path) -> None:
    lines = [("Rapat tim\nmenyosialisa\nsikan aturan", "Notula"), ("Apel pagi", "Foto")]
    rows = [[*ROWS[k][:3], *line, ROWS[k][5]] for k, line in enumerate(lines)]
    widths = [*WIDTHS[:3], 20 + width("menyosialisa"), *WIDTHS[4:]]
    drawn = table([HEADER, *rows, ROWS[2]], widths, border=lambda *_: "")
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([TITLE + drawn]))
    found = pipeline.parse(path)
    assert found.document["stage"] == "spaced"
    assert found.indicators["action"].iloc[0] == "Rapat tim menyosialisasikan aturan"


def test_numbers_of_rows_in_one_tall_cell_are_not_one_number(tmp_path: Path) -> None:
    """Two rows were both numbered "1011": the ruling between their numbers is missing."""
    rows: list[list[str | None]] = [["", *ROWS[0][1:]], [None, *ROWS[1][1:]], ["12", *ROWS[2][1:]]]
    numbers = text(43, 101, "10") + text(43, 131, "11")
    widths = [2 * PAD + 15, *WIDTHS[1:]]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([TITLE + table([HEADER, *rows], widths) + numbers]))
    assert pipeline.parse(path).indicators["component_no"].tolist() == ["10", "11", "12"]


def test_a_cut_word_keeps_the_places_of_its_cells(tmp_path: Path) -> None:
    raw, parsed = tmp_path / "raw", tmp_path / "parsed"
    raw.mkdir()
    action = "Tim\nmenyosialisasikann\nya kepada pegawai"
    (raw / "plan.pdf").write_bytes(plan(action, "menyosialisasikann"))
    assert run(raw, parsed, None, 1)[0].status != "failed"
    assert check(parsed, raw) == []
