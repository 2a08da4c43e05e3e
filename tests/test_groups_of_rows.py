"""Numbers and lines that stand for groups of rows, and schedules and headers that exports cut."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_html, write_xlsx
from tests.pdfs import pdf, stroked, table, text
from tests.plans import plan_rows

TITLE = "RENCANA KERJA TAHUNAN PUSKESMAS CONTOH TAHUN 2023"
HEADER = ("NO", "UPAYA KESEHATAN", "KEGIATAN", "SASARAN", "TARGET WAKTU")
GROUPED = [
    ("1", "Promosi", "Penyuluhan warga", "Kepala keluarga", "Maret"),
    ("", "", "Pembinaan kader", "Kader posyandu", "April"),
    ("", "", "Survei mawas diri", "Enam desa", "Mei"),
    ("2", "Gizi", "Penimbangan", "Balita", "Juni"),
    ("", "", "Kelas ibu", "Ibu hamil", "Juli"),
]


def cells(*texts: str) -> tuple[C, ...]:
    return tuple(C(text) for text in texts)


def numbers(found: list[dict[str, object]]) -> list[object]:
    return [row["component_no"] for row in found]


@pytest.mark.parametrize("write", [write_xlsx, write_html])
def test_a_number_merged_over_several_components_counted_on(tmp_path: Path, write) -> None:
    grid: Table = (
        cells(*HEADER),
        (C("1", 3), C("Promosi", 3), *cells(*GROUPED[0][2:])),
        *(cells(*line[2:]) for line in GROUPED[1:3]),
        (C("2", 2), C("Gizi", 2), *cells(*GROUPED[3][2:])),
        cells(*GROUPED[4][2:]),
    )
    found = plan_rows(write(tmp_path / f"p.{write.__name__.removeprefix('write_')}", grid))
    assert numbers(found) == ["1", "1", "1", "2", "2"]
    assert not any("component_no_inferred" in row["flags"] for row in found)


def test_a_group_beside_a_blank_number_was_lost_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    lines = "\n".join(";".join(line) for line in [HEADER, *GROUPED])
    path.write_text(f"{TITLE}\n\n{lines}\n", "utf-8")
    found = plan_rows(path)
    assert numbers(found) == ["1", "1", "1", "2", "2"]
    assert ['"Promosi"' in row["extra"] for row in found] == [True, True, True, False, False]


def test_a_number_over_several_components_ended_with_its_page(tmp_path: Path) -> None:
    widths = [40, 120, 180, 150, 120]
    body = [[None if c < 2 and not cell else cell for c, cell in enumerate(line)]
            for line in GROUPED]  # fmt: skip
    below: list[list[str | None]] = [["", "", *GROUPED[4][2:]], ["3", "Mutu", "a a", "b b", "Mei"]]
    pages = [
        text(200, 30, TITLE) + table([list(HEADER), *body[:4]], widths),
        table(below, widths, top=40),
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf(pages))
    assert numbers(plan_rows(path)) == ["1", "1", "1", "2", "2", "3"]


SCHEDULE = ("NO", "KEGIATAN", "BUKTI FISIK", "Jan", "Feb", "Mar", "Apr")
PLANNED = [
    ("1", "Rapat tim", "Notula", "", "", "", ""),
    ("2", "Survei", "Laporan", "", "", "", ""),
]


def test_a_schedule_marked_by_colours_alone_lost_its_deadlines_silently(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    lines = "\n".join(";".join(line) for line in [SCHEDULE, *PLANNED])
    path.write_text(f"{TITLE}\n\n{lines}\n", "utf-8")
    found = plan_rows(path)
    assert all("schedule_unmarked" in row["flags"] and row["needs_review"] for row in found)


def test_a_single_row_that_a_csv_leaves_without_a_mark_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    marked = ("3", "Evaluasi", "Laporan", "x", "", "", "x")
    lines = "\n".join(";".join(line) for line in [SCHEDULE, PLANNED[0], marked])
    path.write_text(f"{TITLE}\n\n{lines}\n", "utf-8")
    assert [row["needs_review"] for row in plan_rows(path)] == [True, False]


def test_a_row_without_a_mark_is_none_of_a_sheet_that_shows_colours(tmp_path: Path) -> None:
    grid: Table = (cells(*SCHEDULE), cells("1", "Rapat", "Notula", "x", "", "", ""),
                   cells(*PLANNED[1]))  # fmt: skip
    assert not any(row["needs_review"] for row in plan_rows(write_xlsx(tmp_path / "p.xlsx", grid)))


def test_lines_that_say_what_areas_are_for_became_areas(tmp_path: Path) -> None:
    header = ("NO", "KOMPONEN", "RENCANA AKSI", "BUKTI FISIK", "TARGET WAKTU")
    grid: Table = ()
    for number, area in (("I", "Manajemen Perubahan"), ("II", "Penataan Tata Laksana")):
        grid = (
            *grid,
            (C(f"{number}. {area}", 1, 5),),
            (C(f"Bertujuan menata {area.casefold()} secara tuntas.", 1, 5),),
            cells(*header) if not grid else cells("2", "SOP", "Reviu", "SOP", "Mei"),
            cells("1", "Tim", "Rapat", "Notula", "Maret"),
        )
    found = plan_rows(write_xlsx(tmp_path / "p.xlsx", (grid[2], *grid[:2], *grid[3:])))
    assert [(row["area_no"], row["area"]) for row in found] == [
        (1, "Manajemen Perubahan"),
        (2, "Penataan Tata Laksana"),
        (2, "Penataan Tata Laksana"),
    ]


def test_rows_below_a_header_that_a_page_cuts_were_lost_silently(tmp_path: Path) -> None:
    widths = [40, 160, 140, 40, 40, 40, 40, 40, 40]
    upper: list[list[str | None]] = [
        ["NO", "KEGIATAN", "BUKTI FISIK", "Waktu 2023", "<", "<", "<", "<", "<"],
        [None, None, None, "Triwulan I", "<", "<", "Triwulan II", "<", "<"],
    ]
    months: list[str | None] = ["", "", "", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun"]
    body: list[list[str | None]] = [
        ["1", "Rapat tim", "Notula", "x", "", "", "", "", ""],
        ["2", "Survei", "Laporan", "", "", "", "x", "x", ""],
    ]
    cut = [[*line[:4], line[6]] for line in upper]
    pages = [
        text(200, 30, TITLE) + table(cut, [*widths[:3], 120, 120], top=500),
        table([months, *body], widths, top=40),
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([pages[0].replace("<", ""), pages[1]]))
    parsed = pipeline.parse(path)
    assert list(parsed.indicators["action"]) == ["Rapat tim", "Survei"]
    assert [d.month for d in parsed.deadlines["end_date"]] == [1, 5]


@pytest.mark.parametrize(("drawn", "read"), [("Kg/", "Kg/kapita"), ("Kg/ ", "Kg/ kapita")])
def test_a_line_that_ends_with_a_slash_gained_a_space(
    tmp_path: Path, drawn: str, read: str
) -> None:
    rows: list[list[str | None]] = [
        ["NO", "INDIKATOR", "KEGIATAN", "TARGET WAKTU"],
        ["1", f"{drawn}\nkapita", "Survei konsumsi", "Maret"],
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + table(rows, [40, 120, 160, 130])]))
    assert plan_rows(path)[0]["indicator"] == read


def test_months_between_which_a_ruling_is_missing_shifted_the_marks(tmp_path: Path) -> None:
    head: list[str | None] = ["NO", "KEGIATAN", "BUKTI FISIK", "Jan", "Feb  Mar", "<", "Apr"]
    body: list[list[str | None]] = [
        ["1", "Rapat", "Notula", "x", "x", "", ""],
        ["2", "Survei", "Laporan", "", "", "x", "x"],
    ]
    path = tmp_path / "p.pdf"
    widths = [40, 160, 140, 30, 30, 30, 30]
    path.write_bytes(pdf([text(200, 30, TITLE) + table([head, *body], widths)]))
    due = pipeline.parse(path).deadlines
    assert [(a.month, b.month) for a, b in zip(due["start_date"], due["end_date"], strict=True)] \
        == [(1, 2), (3, 4)]  # fmt: skip


def test_numbered_headings_below_areas_were_rows_in_a_csv(tmp_path: Path) -> None:
    header = ("Kondisi Saat Ini", "Rencana Aksi", "Output", "Target Waktu")
    lines = [
        header,
        ("I. Manajemen Perubahan", "", "", ""),
        ("1. Tim Kerja", "", "", ""),
        ("Tim belum aktif", "Rapat tim", "Notula", "Januari"),
        ("2. Agen Perubahan", "", "", ""),
        ("Belum ada agen", "Menunjuk agen", "Keputusan", "Maret"),
        ("II. Penataan Tata Laksana", "", "", ""),
        ("1. Prosedur", "", "", ""),
        ("SOP usang", "Reviu SOP", "SOP", "April"),
    ]
    path = tmp_path / "p.csv"
    path.write_text(f"{TITLE}\n\n" + "\n".join(";".join(line) for line in lines) + "\n", "utf-8")
    found = plan_rows(path)
    assert [(row["area"], row["component_no"], row["component"]) for row in found] == [
        ("Manajemen Perubahan", "1", "Tim Kerja"),
        ("Manajemen Perubahan", "2", "Agen Perubahan"),
        ("Penataan Tata Laksana", "1", "Prosedur"),
    ]
    assert not any(row["needs_review"] for row in found)


def test_marks_of_weeks_were_taken_for_merged_cells_in_a_csv(tmp_path: Path) -> None:
    months = ["Juli 2023", "", "", "", "Agustus 2023", "", "", ""]
    lines = [
        ["No", "Kegiatan", "Output", *months, "PIC"],
        ["", "", "", *"12341234", ""],
        *(
            [str(n), f"Tahap {n}", "Laporan", *("X" if n <= w < n + 2 else "" for w in range(8)),
             "Tim"]
            for n in range(1, 7)
        ),
    ]  # fmt: skip
    path = tmp_path / "p.csv"
    path.write_text(f"{TITLE}\n\n" + "\n".join(";".join(line) for line in lines) + "\n", "utf-8")
    parsed = pipeline.parse(path)
    assert [row["extra"].count("X") for row in plan_rows(path)] == [2] * 6
    assert not parsed.indicators["needs_review"].any()


def test_times_without_a_year_in_a_plan_of_a_school_year_are_in_doubt(tmp_path: Path) -> None:
    lines = "NO;KEGIATAN;OUTPUT;WAKTU\n1;Rapat;Notula;Juli\n2;Survei;Laporan;Maret 2024\n"
    path = tmp_path / "p.csv"
    path.write_text(f"RENCANA KERJA MTs CONTOH TAHUN PELAJARAN 2023/2024\n\n{lines}", "utf-8")
    assert [row["needs_review"] for row in plan_rows(path)] == [True, False]


def test_months_that_narrow_columns_cut_and_no_ruling_parts_were_one_column(tmp_path: Path) -> None:
    gap = " " * 10
    head: list[str | None] = ["NO", "KEGIATAN", "BUKTI FISIK", "M\nar", f"A{gap}M\npr{gap}ei", "<"]
    body: list[list[str | None]] = [
        ["1", "Rapat", "Notula", "x", "x", ""],
        ["2", "Survei", "Laporan", "", "", "x"],
    ]
    path = tmp_path / "p.pdf"
    widths = [40, 160, 140, 30, 30, 30]
    path.write_bytes(pdf([text(200, 30, TITLE) + table([head, *body], widths)]))
    due = pipeline.parse(path).deadlines
    months = zip(due["start_date"], due["end_date"], strict=True)
    assert [(a.month, b.month) for a, b in months] == [(3, 4), (5, 5)]


def test_quarters_that_narrow_columns_cut_are_headed_as_elsewhere(tmp_path: Path) -> None:
    head: list[str | None] = ["NO", "INDIKATOR KINERJA", "KEGIATAN", "T\nW I", "T\nW II"]
    body: list[list[str | None]] = [["1", "Nilai", "Survei", "80", "90"]]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + table([head, *body], [40, 160, 140, 30, 30])]))
    assert plan_rows(path)[0]["extra"] == '{"TW I": "80", "TW II": "90"}'


def test_rows_with_lines_far_apart_were_taken_for_several_rows(tmp_path: Path) -> None:
    rows = [
        ["KOMPONEN", "KEGIATAN", "BUKTI FISIK", "TARGET WAKTU"],
        ["Deregulasi\nkebijakan", "Identifikasi\nperaturan\ntumpang tindih", "Matriks\nisi", "Mei"],
        ["Penataan\norganisasi", "Evaluasi\nkelembagaan\nrumah sakit", "Laporan", "Juni"],
        ["Tata\nlaksana", "Pemetaan\nproses\nbisnis", "Peta\nproses", "Juli"],
    ]
    content, top, lefts = text(200, 30, TITLE), 80, [40, 160, 320, 460, 580]
    for row in rows:
        bottom = top + 4 + 15 * max(len(cell.split("\n")) for cell in row)
        for cell, x0, x1 in zip(row, lefts, lefts[1:], strict=False):
            content += stroked(x0, top, x1, bottom)
            for at, line in enumerate(cell.split("\n")):
                content += text(x0 + 3, top + 3 + 15 * at, line, 7)
        top = bottom
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([content]))
    parsed = pipeline.parse(path)
    assert parsed.document["stage"] == "ruled"
    assert list(parsed.indicators["evidence"]) == ["Matriks isi", "Laporan", "Peta proses"]


def test_numerals_that_a_scanner_read_as_strokes_headed_no_semesters(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    lines = "NO;INDIKATOR KINERJA;KEGIATAN;Semester l;Semester ll\n1;Nilai;Survei;80;90\n"
    path.write_text(f"{TITLE}\n\n{lines}", "utf-8")
    due = pipeline.parse(path).deadlines
    months = zip(due["start_date"].dt.month, due["end_date"].dt.month, due["value"], strict=True)
    assert list(months) == [(1, 6, "80"), (7, 12, "90")]


@pytest.mark.parametrize(("phrase", "month"), [("Semester Il", 12), ("TW lV", 12), ("TW lll", 9)])
def test_numerals_that_a_scanner_read_as_strokes_were_no_times(phrase: str, month: int) -> None:
    ends = [due.end_date for due in pipeline.parse_deadlines(phrase, 2023)]
    assert [end.month for end in ends if end] == [month]
