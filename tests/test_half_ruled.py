"""Tables of which a page shows only the rows, or every other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pipeline
from tests.pdfs import HEADER, HEIGHT, WIDTHS, pdf, table, text
from tests.plans import records

TITLE = text(200, 30, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023")
LINES: list[list[str | None]] = [
    list(HEADER),
    ["I", "MANAJEMEN PERUBAHAN", "", "", "", ""],
    ["1", "Tim Kerja", "Tim sudah dibentuk", "Rapat tim\ndan penetapannya", "SK tim", "Maret"],
    [None, None, "Tim bekerja", "Rapat bulanan", "Notula", None],
    ["2", "Sosialisasi", "Semua pegawai paham", "Apel pagi", "Foto", "April"],
    ["3", "Evaluasi", "Rencana dievaluasi", "Rapat evaluasi", "Notula", "Mei s.d. Juni"],
    [None, None, "Hasil ditindaklanjuti", "Perbaikan", "Laporan", "Juli"],
]
FIELDS = ["component_no", "component", "indicator", "action", "evidence", "target"]
ROWS = [
    ["1", "Tim Kerja", "Tim sudah dibentuk", "Rapat tim dan penetapannya", "SK tim", "Maret"],
    ["1", "Tim Kerja", "Tim bekerja", "Rapat bulanan", "Notula", "Maret"],
    ["2", "Sosialisasi", "Semua pegawai paham", "Apel pagi", "Foto", "April"],
    ["3", "Evaluasi", "Rencana dievaluasi", "Rapat evaluasi", "Notula", "Mei s.d. Juni"],
    ["3", "Evaluasi", "Hasil ditindaklanjuti", "Perbaikan", "Laporan", "Juli"],
]


WORDS = "arsip data humas kas kendaraan layanan mutu pegawai rumah tamu".split()


def bottom_line(x0: float, top: float, x1: float, bottom: float) -> str:
    return f"{x0} {HEIGHT - bottom} {x1 - x0} 0.5 re f\n"


def read(tmp_path: Path, *tables: str) -> tuple[list[list[str | None]], list[bool]]:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + content for content in tables]))
    plan = pipeline.parse(path)
    assert plan.document["chars_unplaced"] == 0
    rows = records(plan.indicators)
    assert all(row["area"] == "MANAJEMEN PERUBAHAN" for row in rows)
    return [[row[f] for f in FIELDS] for row in rows], [bool(r["needs_review"]) for r in rows]


def test_tables_with_a_line_below_each_cell_and_none_beside_it_were_read_by_gaps(
    tmp_path: Path,
) -> None:
    signed = text(600, 300, "Kepala Balai")
    found = read(tmp_path, table(LINES, WIDTHS, border=bottom_line) + signed)
    assert found == (ROWS, [False] * len(ROWS))


def striped(odd: bool) -> Callable[[float, float, float, float], str]:
    """A ground under every other row below the header."""
    tops = [80.0]
    for row in LINES:
        tops.append(tops[-1] + 6 + 12 * max(len((cell or "").split("\n")) for cell in row))

    def border(x0: float, top: float, x1: float, bottom: float) -> str:
        if tops.index(top) % 2 != odd:
            return ""
        return f"0.9 g {x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re f 0 g\n"

    return border


def test_tables_with_a_ground_under_every_other_row_were_read_by_gaps(tmp_path: Path) -> None:
    for odd in (False, True):
        found = read(tmp_path, table(LINES, WIDTHS, border=striped(odd)))
        assert found == (ROWS, [False] * len(ROWS))


def test_each_of_several_small_tables_with_grounds_is_read(tmp_path: Path) -> None:
    lines = [LINES[0], ["1", *LINES[2][1:]], *LINES[4:6], ["4", *LINES[4][1:]]]
    lines = [[(cell or "").split("\n")[0] for cell in line] for line in lines]  # all of one height

    def grounded(x0: float, top: float, x1: float, bottom: float) -> str:
        if (top - 80) % 180 not in (0, 18, 54):
            return ""
        return f"0.9 g {x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re f 0 g\n"

    content = table(lines, WIDTHS, border=grounded) + table(lines[:3], WIDTHS, 260, grounded)
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + content]))
    rows = records(pipeline.parse(path).indicators)
    upper = ["Rapat tim", "Apel pagi", "Rapat evaluasi", "Apel pagi"]
    assert [row["action"] for row in rows] == [*upper, *upper[:2]]


def test_columns_between_lines_that_run_through_are_told_by_what_stays_white(
    tmp_path: Path,
) -> None:
    lines = [[cell or "" for cell in row] for row in LINES]
    lines[3][5] = "Maret"  # what a line runs below is not merged
    edges = (40.0, 40.0 + sum(WIDTHS))

    def through(x0: float, top: float, x1: float, bottom: float) -> str:
        return bottom_line(edges[0], top, edges[1], bottom) if x0 == edges[0] else ""

    found, review = read(tmp_path, table(lines, WIDTHS, border=through))
    assert found == ROWS
    assert not any(review)


def test_a_row_of_one_line_over_all_columns_of_such_a_table_is_a_section(tmp_path: Path) -> None:
    section = ["II", "PENATAAN TATA LAKSANA", "", "", "", ""]
    lines: list[Sequence[str | None]] = [*LINES, section, ["1", *LINES[2][1:]]]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + table(lines, WIDTHS, border=bottom_line)]))
    rows = records(pipeline.parse(path).indicators)
    assert [row["area_no"] for row in rows] == [1] * 5 + [2]


def test_lines_under_words_of_a_letter_make_no_table(tmp_path: Path) -> None:
    content = "".join(
        text(60, 80 + 20 * n, f"Kepada Yth. Kepala Bagian {n} di tempat")
        + bottom_line(60, 80, 200 + 10 * n, 92 + 20 * n)
        for n in range(8)
    )
    plan_page = table([list(HEADER), *LINES[1:3]], WIDTHS)
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + content, plan_page]))
    rows = records(pipeline.parse(path).indicators)
    assert [[row[f] for f in FIELDS] for row in rows] == ROWS[:1]


def test_rows_between_which_nothing_is_drawn_were_read_as_one_silently(tmp_path: Path) -> None:
    def sides(x0: float, top: float, x1: float, bottom: float) -> str:
        """All sides of a header's cells, the left and the right one of others."""
        upright = f"{x0} {HEIGHT - bottom} 0.5 {bottom - top} re f\n"
        upright += f"{x1} {HEIGHT - bottom} 0.5 {bottom - top} re f\n"
        header = bottom_line(x0, top, x1, top) + bottom_line(x0, top, x1, bottom)
        end = bottom_line(x0, top, x1, bottom)
        return upright + (header if top == 80 else end if bottom == 80 + 18 * len(lines) else "")

    lines = [
        list(HEADER),
        *([f"{n}", f"Tim {n}", "Tim ada", f"Rapat {n}", "Notula", "Maret"] for n in range(1, 9)),
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + table(lines, WIDTHS, border=sides)]))
    rows = records(pipeline.parse(path).indicators)
    right = [f"Rapat {n}" for n in range(1, 9)]
    assert [row["action"] for row in rows] == right or all(row["needs_review"] for row in rows)


def test_of_three_tables_beside_each_other_a_higher_one_came_first(tmp_path: Path) -> None:
    header = ["NO", "INDIKATOR", "KEGIATAN", "WAKTU"]
    content = ""
    for n, top in enumerate((80, 120, 100)):
        lines = [header, *([f"{k}", f"Tim {n}", f"Rapat {k}", "Maret"] for k in (1, 2))]
        content += table(lines, [25, 70, 80, 50], top=top, left=30 + 260 * n)
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + content]))
    rows = records(pipeline.parse(path).indicators)
    assert [row["indicator"] for row in rows] == [f"Tim {n}" for n in (0, 0, 1, 1, 2, 2)]


def test_tables_in_a_frame_with_lines_between_columns_only_were_one_row_a_page(
    tmp_path: Path,
) -> None:
    lefts = [40]
    for width in WIDTHS:
        lefts.append(lefts[-1] + width)

    def framed(rows: Sequence[int], bottom: float) -> str:
        """A page whose cells stand in the middle of rows, so that no white runs across."""
        content = "".join(
            text(left + 3, 83, name) for left, name in zip(lefts, HEADER, strict=False)
        )
        content += "".join(bottom_line(lefts[0], 0, lefts[-1], y) for y in (80, 98, bottom))
        content += "".join(f"{x} {HEIGHT - bottom} 0.5 {bottom - 80} re f\n" for x in lefts)
        for k, n in enumerate(rows):
            top = 104 + 38 * k
            word = WORDS[n - 1]
            cells = [(0, [str(n)]), (1, [f"Tim {word}"]), (2, [f"Ada {word}"])]
            cells += [(3, ["Rapat", f"penetapan {word}", "bersama"]), (4, [f"Notula {word}"])]
            cells += [(5, ["Maret"])]
            for column, words in cells:
                first = top + 6 * (3 - len(words))
                content += "".join(
                    text(lefts[column] + 3, first + 12 * j, line) for j, line in enumerate(words)
                )
        return content

    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + framed(range(1, 9), 420), framed(range(9, 11), 190)]))
    rows = records(pipeline.parse(path).indicators)
    assert [row["component_no"] for row in rows] == [str(n) for n in range(1, 11)]
    assert [row["indicator"] for row in rows] == [f"Ada {word}" for word in WORDS]


def test_headers_cut_in_narrow_columns_left_a_ruled_table_unread(tmp_path: Path) -> None:
    header = [
        "N\nO",
        "RENCANA\nTINDAK\nLANJUT",
        "BUK\nTI\nFI\nSIK",
        "TAR\nGET\nWAK\nTU",
        "PE\nLAK\nSA\nNA",
    ]
    rows = [
        [str(n), f"Kegiatan {n}\ndilaksanakan", "Laporan", month, "Umum"]
        for n, month in enumerate(["Mei", "Juni", "Juli", "Agustus"], 1)
    ]
    path = tmp_path / "sempit.pdf"
    path.write_bytes(pdf([TITLE + table([header, *rows], [20, 120, 60, 60, 60])]))
    parsed = pipeline.parse(path)
    assert parsed.document["stage"] == "ruled"
    assert parsed.indicators.action.tolist() == [f"Kegiatan {n} dilaksanakan" for n in range(1, 5)]


def test_a_foot_of_merged_cells_too_low_for_text_repeated_its_row(tmp_path: Path) -> None:
    cells = "Tim sudah\ndibentuk\nsemua|Rapat\ntim\ninti|SK|Mei".split("|")
    tall: list[list[str | None]] = [["1", "Tim Kerja", *cells], [None, None, *cells]]
    foot: list[str | None] = ["", "", None, None, None, None]
    path = tmp_path / "kaki.pdf"
    path.write_bytes(pdf([TITLE + table([HEADER, *tall, foot, *tall], WIDTHS)]))
    assert len(pipeline.parse(path).indicators) == 4


def test_a_title_close_above_a_header_named_its_columns(tmp_path: Path) -> None:
    middle = 40 + sum(WIDTHS) / 2
    title = text(middle - 125, 50, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023", 9)
    title += text(middle - 22, 61, "Lampiran II", 9)
    cells: list[list[str | None]] = [list(HEADER), *LINES[2:3], *LINES[4:6]]
    path = tmp_path / "judul.pdf"
    path.write_bytes(pdf([title + table(cells, WIDTHS, top=69, border=bottom_line)]))
    parsed = pipeline.parse(path)
    found = [[row[field] for field in FIELDS] for row in records(parsed.indicators)]
    assert found == [ROWS[0], ROWS[2], ROWS[3]]
    assert parsed.document["year"] == 2023


def test_a_signature_close_below_a_zebra_table_was_part_of_its_last_row(tmp_path: Path) -> None:
    grounds: list[float] = []

    def every_other(x0: float, top: float, x1: float, bottom: float) -> str:
        if top not in grounds:
            grounds.append(top)
        even = grounds.index(top) % 2 == 0
        return f"0.9 g {x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re f 0 g\n" if even else ""

    cells: list[list[str | None]] = [list(HEADER), *LINES[2:3], *LINES[4:6], *LINES[2:3]]
    cells += [["4", "Pelaporan", "Laporan terbit", "Menyusun laporan", "Laporan", "Desember"]]
    drawn = TITLE + table(cells, WIDTHS, border=every_other)
    bottom = 80 + 4 * 18 + 2 * 30
    drawn += text(560, bottom + 3, "Ditetapkan di Kota Contoh pada tanggal 5 Januari 2023")
    drawn += text(560, bottom + 15, "Kepala Balai,")
    path = tmp_path / "tanda.pdf"
    path.write_bytes(pdf([drawn]))
    found = records(pipeline.parse(path).indicators)
    assert [found[-1][field] for field in FIELDS] == cells[-1]


def test_headers_beside_one_over_several_columns_were_one_cell(tmp_path: Path) -> None:
    heads = ["NO", "INDIKATOR", "SATUAN", "TARGET TRIWULAN", "<", "<", "<", "PIC"]
    quarters: list[str | None] = [None, None, None, "TW I", "TW II", "TW III", "TW IV", None]
    rows: list[list[str | None]] = [
        [f"{n}", f"Jumlah {word}", "Unit", "1", "2", "3", "4", "Umum"]
        for n, word in enumerate(WORDS[:5], 1)
    ]
    widths = [40, 200, 80, 70, 70, 70, 70, 100]
    path = tmp_path / "p.pdf"
    drawn = table([heads, quarters, *rows], widths, border=bottom_line)
    # Headers over two rows stand in their middle.
    for x, word in ((43, "NO"), (83, "INDIKATOR"), (283, "SATUAN"), (643, "PIC")):
        drawn = drawn.replace(text(x, 83, word), text(x, 93, word))
    path.write_bytes(pdf([TITLE + drawn]))
    plan = pipeline.parse(path)
    assert [r["indicator"] for r in records(plan.indicators)] == [row[1] for row in rows]
    assert [r["pic"] for r in records(plan.indicators)] == ["Umum"] * 5
    assert list(plan.deadlines["value"]) == ["1", "2", "3", "4"] * 5


def test_words_that_nearly_touch_those_of_the_next_column_joined_both_cells(
    tmp_path: Path,
) -> None:
    heads = ["INDIKATOR", "KEGIATAN", "OUTPUT", "WAKTU"]
    rows: list[list[str | None]] = [
        ["Tersusunnya laporan akhir tahun", "Rapat", "Laporan", "Maret"],
        ["Terlaksananya rapat", "Rapat bulanan", "Notula", "April"],
        ["Tersedianya data", "Pendataan", "Data", "Mei"],
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([TITLE + table([heads, *rows], [136, 120, 120, 120], border=bottom_line)]))
    plan = pipeline.parse(path)
    fields = ["indicator", "action", "evidence", "target"]
    assert [[r[f] for f in fields] for r in records(plan.indicators)] == rows
