"""Sheets wider than a page, which a spreadsheet program prints as pages of their left columns and
pages of their right ones; drawn here as PDFs."""

import json

import pytest

import pipeline
from tests import pdfs

TITLE = pdfs.text(200, 30, "RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023")
HEADER = ["No", "Kegiatan", "Indikator Kinerja", "Target", "Lokasi", "Waktu Pelaksanaan", "Ket."]
WIDTHS = [30, 200, 170, 80, 140, 120, 70]
ROWS = [
    ["1", "Rapat tim\ndan penetapannya", "Tim terbentuk", "1 tim", "Aula\nutama", "Maret", "-"],
    ["2", "Sosialisasi", "Pegawai paham", "90%", "Kantor", "April", "Daring"],
    ["3", "Evaluasi", "Rencana\ndievaluasi\ntuntas", "2 kali", "Kantor\npusat\nkota", "Mei", ""],
    ["4", "Pelaporan", "Laporan terbit", "1 buku", "Kantor", "Juni", "Cetak"],
    ["5", "Survei\nkepuasan", "Indeks naik", "3,5", "Loket\nlayanan", "Juli s.d. Agustus", ""],
    ["6", "Inovasi", "Inovasi dipakai", "2", "Kantor", "Oktober", ""],
]


@pytest.fixture
def parse(tmp_path):
    def parsed(*contents):
        path = tmp_path / "lebar.pdf"
        path.write_bytes(pdfs.pdf([TITLE + contents[0], *contents[1:]]))
        return pipeline.parse(path)

    return parsed


def page(rows, columns, header=True, again=()):
    places = [*again, *columns]
    drawn = [[row[c] for c in places] for row in ([HEADER] if header else []) + rows]
    return pdfs.table(drawn, [WIDTHS[c] for c in places])


def cells(parsed):
    rows = parsed.indicators.astype(object).fillna("")
    extra = [
        tuple(json.loads(text).get(name, "") for name in ("Target", "Lokasi", "Ket."))
        for text in rows.extra
    ]
    fields = (rows.component_no, rows.action, rows.indicator, rows.target, extra)
    return list(zip(*fields, strict=True))


def expected():
    flat = [[cell.replace("\n", " ") for cell in row] for row in ROWS]
    return [(no, do, what, when, (aim, at, note)) for no, do, what, aim, at, when, note in flat]


def accounted(parsed):
    document = parsed.document
    assert document["chars_unplaced"] == 0
    assert document["chars_total"] == document["chars_in_cells"] + document["chars_in_furniture"]


LEFT, RIGHT = range(4), range(4, 7)


@pytest.mark.parametrize("header", [True, False])
def test_right_columns_on_pages_after_all_left_ones_were_lost(parse, header):
    parsed = parse(
        page(ROWS[:3], LEFT),
        page(ROWS[3:], LEFT, header),
        page(ROWS[:3], RIGHT),
        page(ROWS[3:], RIGHT, header),
    )
    assert cells(parsed) == expected()
    assert not parsed.indicators.needs_review.any()
    accounted(parsed)


def test_right_columns_on_the_page_after_each_left_one_were_lost(parse):
    pages = [page(rows, columns) for rows in (ROWS[:3], ROWS[3:]) for columns in (LEFT, RIGHT)]
    parsed = parse(*pages)
    assert cells(parsed) == expected()
    accounted(parsed)


def test_numbers_printed_again_beside_the_right_columns_count_once(parse):
    parsed = parse(page(ROWS, LEFT), page(ROWS, RIGHT, again=[0]))
    assert cells(parsed) == expected()
    accounted(parsed)


def test_another_table_with_rows_of_the_same_heights_stays_below(parse):
    other = [["No", "Program", "Sasaran", "Waktu"]]
    other += [[str(n), "Lain", "Hal", "Mei"] for n in range(1, 7)]
    low = [[cell.split("\n")[0] for cell in row] for row in ROWS]
    parsed = parse(page(low, LEFT), pdfs.table(other, [30, 210, 170, 90]))
    assert parsed.indicators.component_no.tolist() == [str(n) for n in range(1, 7)] * 2
