"""PDFs with text, through `pipeline.parse`: the same rows however the rulings are drawn."""

import time

import pytest

import pipeline
from pipeline.errors import ExportError
from pipeline.messages import problem
from tests.pdfs import (
    AREA,
    FIELDS,
    HEADER,
    HEIGHT,
    ROWS,
    WIDTH,
    WIDTHS,
    ground,
    pdf,
    stroked,
    table,
    text,
    thin,
)

TITLE = text(200, 30, "RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023")


@pytest.fixture
def parse(tmp_path):
    def parsed(data):
        path = tmp_path / "plan.pdf"
        path.write_bytes(data)
        return pipeline.parse(path)

    return parsed


def rows_of(parsed):
    return parsed.indicators[FIELDS].fillna("").values.tolist()


def flat(row):
    return ["MANAJEMEN PERUBAHAN", *(cell.replace("\n", " ") for cell in row)]


def accounted(parsed):
    document = parsed.document
    assert document["chars_unplaced"] == 0
    return document["chars_total"] == document["chars_in_cells"] + document["chars_in_furniture"]


@pytest.mark.parametrize("border", [stroked, thin, ground])
def test_rulings_as_lines_thin_rectangles_or_grounds_give_the_same_rows(parse, border):
    found = parse(pdf([TITLE + table([HEADER, AREA, *ROWS], WIDTHS, border=border)]))
    assert rows_of(found) == [flat(row) for row in ROWS]
    assert found.document["stage"] == "ruled"
    assert found.document["year"] == 2023
    assert found.document["format"] == "pdf"
    assert not found.indicators["needs_review"].any()
    assert accounted(found)


def test_a_header_that_runs_out_of_its_low_row_stays_in_it(parse):
    rows = [[*HEADER, ""], ["II", "TATA LAKSANA", *["<"] * 5], *([*row, "Umum"] for row in ROWS)]
    content = TITLE + table(rows, [*WIDTHS, 58])
    right = 40 + sum(WIDTHS)
    content += text(right + 3, 86, "PENANGGUNG", 7)
    content += text(right + 3, 95, "JAWAB", 7)  # the row ends at 98
    found = parse(pdf([content]))
    assert found.indicators["pic"].tolist() == ["Umum"] * len(ROWS)
    assert set(found.indicators["area"]) == {"TATA LAKSANA"}


def test_every_cell_has_its_page_and_box_in_points(parse):
    page = TITLE + table([HEADER, AREA, ROWS[0]], WIDTHS)
    cells = parse(pdf([page])).cells.set_index("column")
    action = cells.loc["action"]
    assert action["page"] == 1
    left = 40 + sum(WIDTHS[:3])
    assert left < action["x0"] < left + 10
    assert action["x1"] < left + WIDTHS[3]
    assert 80 + 2 * 18 < action["top"] < action["bottom"] < 80 + 2 * 18 + 30 + 1
    assert cells[["x0", "top", "x1", "bottom"]].notna().all().all()


@pytest.mark.parametrize("repeated", [True, False])
def test_a_row_cut_by_a_page_end_is_one_row(parse, repeated):
    cut = ["2", "Sosialisasi", "Semua pegawai paham", "Apel pagi yang diikuti", "Foto", "April"]
    rest = ["", "", "", "oleh seluruh pegawai balai", "", ""]
    first = TITLE + table([HEADER, AREA, ROWS[0], cut], WIDTHS)
    second = table([*([HEADER] if repeated else []), rest, ROWS[2]], WIDTHS)
    found = parse(pdf([first, second]))
    joined = [*cut[:3], "Apel pagi yang diikuti oleh seluruh pegawai balai", *cut[4:]]
    assert rows_of(found) == [flat(ROWS[0]), flat(joined), flat(ROWS[2])]
    assert found.indicators["page"].tolist() == [1, 1, 2]
    assert accounted(found)


def test_the_rest_of_a_row_above_a_header_that_is_written_again_was_lost(parse):
    """It was taken for a part of the header, silently."""
    cut = ["2", "Sosialisasi", "Semua pegawai", "Apel pagi yang diikuti", "Foto", "April"]
    rest = ["", "", "paham aturan", "oleh seluruh pegawai", "", ""]
    first = TITLE + table([HEADER, AREA, ROWS[0], cut], WIDTHS)
    found = parse(pdf([first, table([rest, HEADER, ROWS[2]], WIDTHS)]))
    whole = [*cut[:2], "Semua pegawai paham aturan", f"{cut[3]} {rest[3]}", *cut[4:]]
    assert rows_of(found) == [flat(ROWS[0]), flat(whole), flat(ROWS[2])]
    assert accounted(found)


def test_a_new_row_on_the_next_page_stays_a_row(parse):
    first = TITLE + table([HEADER, AREA, ROWS[0], ROWS[1]], WIDTHS)
    found = parse(pdf([first, table([HEADER, ROWS[2]], WIDTHS)]))
    assert rows_of(found) == [flat(row) for row in ROWS]


def test_a_merged_target_stands_in_each_of_its_rows_also_over_a_page_end(parse):
    merged: list[list[str | None]] = [[*ROWS[0][:5], "Maret"], [*ROWS[1][:5], None]]
    first = TITLE + table([HEADER, AREA, *merged], WIDTHS)
    rows: list[list[str | None]] = [["3", "Evaluasi", "Rencana dievaluasi", "Rapat", "Notula", ""],
            ["4", "Pelaporan", "Laporan ada", "Susun laporan", "Laporan", None],
            ["5", "Arsip", "Arsip rapi", "Tata arsip", "Daftar", "Desember"]]  # fmt: skip
    found = parse(pdf([first, table([HEADER, *rows], WIDTHS)]))
    assert found.indicators["target"].tolist() == ["Maret"] * 4 + ["Desember"]
    assert accounted(found)


def test_running_heads_and_page_numbers_are_no_cells(parse):
    pages = [
        text(40, 15, "Dokumen ZI Balai Contoh") + text(400, 570, f"Halaman {n} dari 2")
        for n in (1, 2)
    ]
    pages[0] += TITLE + table([HEADER, AREA, *ROWS[:2]], WIDTHS)
    pages[1] += table([HEADER, ROWS[2]], WIDTHS) + text(600, 300, "Contoh, 2 Januari 2023")
    found = parse(pdf(pages))
    assert rows_of(found) == [flat(row) for row in ROWS]
    assert accounted(found)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_rotated_pages_and_turned_text_read_as_if_upright(parse, rotate):
    upright = TITLE + table([HEADER, AREA, *ROWS], WIDTHS)
    # The page's content is turned against its rotation, so that a person sees it upright …
    turn = {
        90: f"0 1 -1 0 {HEIGHT} 0",
        180: f"-1 0 0 -1 {WIDTH} {HEIGHT}",
        270: f"0 -1 1 0 0 {WIDTH}",
    }
    size = (WIDTH, HEIGHT) if rotate == 180 else (HEIGHT, WIDTH)
    seen = pdf([f"q {turn[rotate]} cm\n{upright}Q"], rotate, size=size)
    # … or only the text is turned, on a page that is not.
    lying = pdf([f"q {turn[rotate]} cm\n{upright}Q"], size=size)
    straight = parse(pdf([upright]))
    for data in (seen, lying):
        found = parse(data)
        assert rows_of(found) == rows_of(straight)
        boxes = ["x0", "top", "x1", "bottom"]
        assert (abs(found.cells[boxes] - straight.cells[boxes]) < 0.1).all().all()


def test_landscape_after_portrait(parse):
    narrow = [30, 80, 110, 120, 90, 80]
    first = f"q 1 0 0 1 0 {WIDTH - HEIGHT} cm\n" + TITLE + table([HEADER, AREA, *ROWS[:2]], narrow)
    data = pdf([first + "Q", table([HEADER, ROWS[2]], WIDTHS)], size=(HEIGHT, WIDTH))
    last = data.rindex(b"/MediaBox[0 0 595 842]")
    data = data[:last] + b"/MediaBox[0 0 842 595]" + data[last + 22 :]
    assert rows_of(parse(data)) == [flat(row) for row in ROWS]


def test_an_encrypted_pdf_asks_for_its_password(parse, monkeypatch):
    monkeypatch.delenv("RKT_PDF_PASSWORD", raising=False)
    data = pdf([TITLE + table([HEADER, AREA, *ROWS], WIDTHS)], password="kunci")
    with pytest.raises(ExportError) as refused:
        parse(data)
    assert refused.value.code == "pdf_password"
    assert "--pdf-password" in problem(refused.value.code, refused.value.values)[1]
    monkeypatch.setenv("RKT_PDF_PASSWORD", "kunci")
    assert rows_of(parse(data)) == [flat(row) for row in ROWS]


def test_a_pdf_whose_end_is_lost_is_read_as_far_as_it_goes_and_marked(parse):
    pages = [TITLE + table([HEADER, AREA, *ROWS[:2]], WIDTHS), table([HEADER, ROWS[2]], WIDTHS)]
    whole = pdf(pages)
    found = parse(whole[: whole.index(b"6 0 obj")])
    assert rows_of(found) == [flat(row) for row in ROWS[:2]]
    assert all("file_incomplete" in flags for flags in found.indicators["flags"])
    assert found.indicators["needs_review"].all()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n" + bytes(range(256)) * 2000, "damaged"),
        (pdf([TITLE + table([HEADER, *ROWS], WIDTHS)])[:200], "damaged"),
        (pdf([stroked(10, 10, 100, 100)]), "no_text"),
        (pdf([text(50, 50, "Bukan rencana")]), "no_table"),
    ],
    ids=["garbage", "cut off", "no text", "no table"],
)
def test_bad_pdfs_give_one_clear_error_within_seconds(parse, data, code):
    began = time.monotonic()
    with pytest.raises(ExportError) as wrong:
        parse(data)
    assert wrong.value.code == code
    assert time.monotonic() - began < 10


def test_columns_without_rulings_are_read_by_their_places(parse):
    def nothing(*edges):
        return ""

    found = parse(pdf([TITLE + table([HEADER, *ROWS], WIDTHS, border=nothing)]))
    assert found.document["stage"] == "spaced"
    assert rows_of(found) == [["", *flat(row)[1:]] for row in ROWS]


def test_a_page_with_something_else_than_text_asks_for_a_look_an_empty_one_does_not(parse):
    page = TITLE + table([HEADER, *ROWS], WIDTHS)
    blank = parse(pdf([page, ""]))
    assert not any("page_without_text" in flags for flags in blank.indicators["flags"])
    drawn = parse(pdf([page, stroked(10, 10, 100, 100)]))
    assert all("page_without_text" in flags for flags in drawn.indicators["flags"])
    assert drawn.indicators["needs_review"].all()


def test_a_dash_at_a_lines_end_joins_what_stands_on_both_sides(parse):
    row = ["1", "Tim Kerja", "Tim dibentuk", "Rapat", "SK", "Januari\u2013\nMaret"]
    found = parse(pdf([TITLE + table([HEADER, row], WIDTHS)]))
    assert found.indicators.target.tolist() == ["Januari\u2013Maret"]


def test_a_word_cut_by_a_page_end_asks_for_a_look(parse):
    widths = [40, 60, 160, 180, 130, 110]
    rows = [
        *ROWS,
        ["4", "Tata\nKelola", "Tata kelola\nrapi", "Rapat\ntata kelola", "SK\ntata", "Mei"],
    ]
    last = ["5", "Perencanaa", "Rencana ada\ndan", "Menyusun rencana\ndan", "SK\ndan", "Juni"]
    rest = ["", "n", "dipakai", "membahasnya", "notula", ""]
    found = parse(pdf([TITLE + table([HEADER, *rows, last], widths), table([rest], widths)]))
    assert len(found.indicators) == 5
    assert found.indicators.needs_review.tolist()[-1]


def test_components_go_on_into_no_table_without_them(parse):
    header = ["NO", "RENCANA AKSI", "OUTPUT", "WAKTU PELAKSANAAN", "PIC"]
    widths = [40, 250, 150, 150, 100]
    below = [["1", "Rapat", "Notula", "Mei", "Umum"], ["2", "Survei", "Laporan", "Juni", "Umum"]]
    found = parse(pdf([TITLE + table([HEADER, *ROWS], WIDTHS), table([header, *below], widths)]))
    components = found.indicators.component.fillna("").tolist()
    assert components == ["Tim Kerja", "Sosialisasi", "Evaluasi", "", ""]


def test_rows_of_a_table_whose_header_is_missing_were_called_a_title(parse):
    upper = table([["7", "Lain", "Hal lain", "Rapat", "SK", "Mei"] for _ in range(3)], WIDTHS)
    right = [60, 110, 150, 150, 130, 110]
    found = parse(pdf([upper, TITLE + table([HEADER, *ROWS], right, left=60)]))
    assert found.document["chars_unplaced"] > 0
    assert found.document["status"] == "review"
