"""Ruled tables whose pages cut headers and rows, and cells between which a ruling is missing."""

from __future__ import annotations

from pathlib import Path

import pipeline
from tests.pdfs import pdf, stroked, table, text
from tests.plans import plan_rows

TITLE = text(200, 30, "RENCANA KERJA TAHUNAN PUSKESMAS CONTOH TAHUN 2023")
HEADER: list[str | None] = ["NO", "INDIKATOR\nKINERJA", "KEGIATAN", "TARGET WAKTU"]
WIDTHS = [40, 160, 200, 120]


def write(tmp_path: Path, *pages: str) -> Path:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + pages[0], *pages[1:]]))
    return path


def test_the_rest_of_a_header_that_is_too_low_stood_in_the_first_row(tmp_path: Path) -> None:
    first = table([HEADER, ["1", "Nilai naik", "Rapat", "Maret"]], WIDTHS)
    low: list[str | None] = ["NO", "INDIKATOR", "KEGIATAN", "TARGET WAKTU"]
    body: list[str | None] = ["2", "KINERJA\nIndeks naik", "Survei", "Mei"]
    parsed = pipeline.parse(write(tmp_path, first, table([low, body], WIDTHS, top=40)))
    assert list(parsed.indicators["indicator"]) == ["Nilai naik", "Indeks naik"]
    assert parsed.document["chars_unplaced"] == 0


def test_a_cell_that_says_what_a_header_says_keeps_it(tmp_path: Path) -> None:
    first = table([HEADER, ["1", "Nilai naik", "Rapat", "Maret"]], WIDTHS)
    body: list[str | None] = ["2", "KINERJA naik", "Survei", "Mei"]
    found = plan_rows(write(tmp_path, first, table([HEADER, body], WIDTHS, top=40)))
    assert [row["indicator"] for row in found] == ["Nilai naik", "KINERJA naik"]


def test_a_row_with_a_schedule_that_a_page_cuts_was_two(tmp_path: Path) -> None:
    months = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
    widths = [30, 180, 150, *[26] * 12, 80]

    def row(number: str, action: str, evidence: str, marked: int, pic: str) -> list[str | None]:
        return [number, action, evidence, *("x" if m == marked else "" for m in range(12)), pic]

    head: list[str | None] = ["NO", "KEGIATAN", "BUKTI DUKUNG", *months, "PIC"]
    whole = [row(str(n), f"Melaksanakan tahap {n}\ndengan seluruh regu",
                 "Surat perintah\nDokumentasi", n, "Kaur Umum") for n in range(1, 5)]  # fmt: skip
    cut = row("5", "Melaksanakan tahap 5\ndengan seluruh regu", "Surat perintah", 7, "Kaur Umum")
    rest = row("", "", "Dokumentasi", 99, "Bagian Umum")
    last = row("6", "Melaksanakan tahap 6", "Laporan", 9, "Kaur Umum")
    first = table([head, *whole, cut], widths, top=430)
    found = plan_rows(write(tmp_path, first, table([rest, last], widths, top=40)))
    assert [row["action"][-1] for row in found] == ["u", "u", "u", "u", "u", "6"]
    assert found[4]["evidence"] == "Surat perintah Dokumentasi"


def test_cells_of_a_row_between_which_a_ruling_is_missing_were_one(tmp_path: Path) -> None:
    rows = [["1", "Nilai", "Rapat tim", "Maret"], ["2", "Indeks", "Survei", "Mei"]]
    third = 80 + 30 + 2 * 18
    content = table([HEADER, *rows], WIDTHS)
    for x0, x1 in ((40, 80), (80, 240), (240, 560)):
        content += stroked(x0, third, x1, third + 18)
    for x, words in zip((43, 83, 243, 443), ("3", "Mutu", "Evaluasi tim", "Juli"), strict=True):
        content += text(x, third + 3, words)
    found = plan_rows(write(tmp_path, content))
    assert [(row["action"], row["target"]) for row in found][2] == ("Evaluasi tim", "Juli")


def test_a_cell_over_two_columns_stays_one(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["1", "Nilai", "Rapat tim", "Maret"],
        ["2", "Indeks", "Survei", "Mei"],
        ["3", "Mutu", "Evaluasi oleh tim bersama para kepala seksi pada akhir bulan Juli", "<"],
    ]
    found = plan_rows(write(tmp_path, table([HEADER, *rows], WIDTHS)))
    assert found[2]["action"] == rows[2][2]


def test_a_row_alone_on_its_page_without_a_line_above_it_was_part_of_the_signature(
    tmp_path: Path,
) -> None:
    first = table([HEADER, ["1", "Nilai naik", "Rapat", "Maret"]], WIDTHS)
    cells = (("2", 32), ("Indeks naik", 72), ("Survei", 232), ("Mei", 432))
    left, bottom = 30.0, 70.0
    last = "".join(text(x, 60, words) for words, x in cells)
    last += stroked(left, bottom, left + sum(WIDTHS), bottom)
    for k in range(len(WIDTHS)):  # a browser draws no line on the right, either
        x = left + sum(WIDTHS[:k])
        last += stroked(x, 40, x, bottom)
    last += text(400, 110, "Contoh, 2 Januari 2023") + text(400, 122, "Kepala Puskesmas")
    found = plan_rows(write(tmp_path, first, last))
    assert [row["indicator"] for row in found] == ["Nilai naik", "Indeks naik"]
    assert [row["target"] for row in found] == ["Maret", "Mei"]


def test_a_header_that_a_cell_over_two_pages_is_printed_over_was_a_row(tmp_path: Path) -> None:
    numbers: list[str | None] = ["(1)", "(2)", "(3)", "(4)"]
    first = table([HEADER, numbers, ["1", "Nilai naik", "Rapat", "Maret"]], WIDTHS)
    over: list[str | None] = ["NO", "Indeks INDIKATOR\nkepuasan KINERJA", *HEADER[2:]]
    body: list[str | None] = ["2", "Indeks turun", "Survei", "Mei"]
    last: list[str | None] = ["3", "Indeks tetap", "Reviu", "Juni"]
    second = table([over, numbers, body, last], WIDTHS, top=40)
    found = plan_rows(write(tmp_path, first, second))
    assert [row["component_no"] for row in found] == ["1", "2", "3"]
    assert [row["needs_review"] for row in found] == [False, True, False]
