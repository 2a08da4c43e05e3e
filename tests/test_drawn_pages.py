"""What is drawn on a page besides the words and lines of its table, or in their place."""

from __future__ import annotations

import json
from pathlib import Path

import pipeline
from pipeline.records import Parsed
from tests.pdfs import AREA, FIELDS, HEADER, HEIGHT, ROWS, WIDTHS, pdf, table, text
from tests.plans import records

TITLE = text(200, 30, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023")

PLAN: list[list[str | None]] = [[*row] for row in [HEADER, AREA, *ROWS]]
EXPECTED = [["MANAJEMEN PERUBAHAN", *(cell.replace("\n", " ") for cell in row)] for row in ROWS]
# Rows of a second page.
MORE: list[list[str | None]] = [
    [f"{n}", f"Komponen {word}", f"Indikator {word}", f"Rapat {word}", f"Notula {word}", month]
    for n, (word, month) in enumerate(
        zip(("arsip", "kas", "tamu", "mutu"), ("Juli", "Mei", "Juni", "Maret"), strict=True), 4
    )
]


def read(tmp_path: Path, *pages: str) -> Parsed:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf(pages))
    return pipeline.parse(path)


def cells(plan: Parsed) -> list[list[str | None]]:
    return [[row[field] for field in FIELDS] for row in records(plan.indicators)]


def disc(x: float, top: float, radius: float = 1.5) -> str:
    """A filled circle of four curves around a place."""
    y, r, k = HEIGHT - top, radius, 0.55 * radius
    return (
        f"{x + r} {y} m {x + r} {y + k} {x + k} {y + r} {x} {y + r} c "
        f"{x - k} {y + r} {x - r} {y + k} {x - r} {y} c "
        f"{x - r} {y - k} {x - k} {y - r} {x} {y - r} c "
        f"{x + k} {y - r} {x + r} {y - k} {x + r} {y} c f\n"
    )


def dots(x0: float, top: float, x1: float, bottom: float) -> str:
    """A cell's border as dots, each a small rectangle a little higher than wide."""
    across = [x0 + 3 * i for i in range(int((x1 - x0) / 3) + 1)]
    down = [top + 3 * i for i in range(int((bottom - top) / 3) + 1)]
    places = [(x, y) for x in across for y in (top, bottom)]
    places += [(x, y) for x in (x0, x1) for y in down]
    return "".join(f"{x} {HEIGHT - y} 1.4 1.5 re f\n" for x, y in places)


def upright(x: float, bottom: float, words: str) -> str:
    """A line of words that is read from below."""
    return f"BT /F1 9 Tf 0 1 -1 0 {x} {HEIGHT - bottom} Tm ({words}) Tj ET\n"


def test_a_watermark_across_the_page_was_a_word_of_the_cell_below_it(tmp_path: Path) -> None:
    mark = "0.8 g BT /F1 60 Tf 0.8 0.6 -0.6 0.8 330 340 Tm (DRAFT) Tj ET 0 g\n"
    for content in (mark + table(PLAN + MORE, WIDTHS), table(PLAN + MORE, WIDTHS) + mark):
        plan = read(tmp_path, TITLE + content)
        assert cells(plan)[:3] == EXPECTED
        assert "DRAFT" not in plan.indicators.to_string()
        assert plan.document["chars_unplaced"] == 0


def test_one_header_that_is_read_from_below_was_read_letter_by_letter(tmp_path: Path) -> None:
    rows = [[*row, "baik"] for row in [*PLAN, *MORE, *MORE, *MORE]]
    rows[0] = [*(f"{cell}\n\n\n" for cell in HEADER), "\n\n\n"]
    rows[1][-1] = "<"
    content = table(rows, [40, 110, 150, 170, 130, 110, 30])
    plan = read(tmp_path, TITLE + upright(770, 130, "Ket") + content)
    assert cells(plan)[:3] == EXPECTED
    extra = [json.loads(row["extra"]) for row in records(plan.indicators)]
    assert extra == [{"Ket": "baik"}] * 15


def test_lines_of_dots_made_no_table(tmp_path: Path) -> None:
    plan = read(tmp_path, TITLE + table(PLAN, WIDTHS, border=dots))
    assert plan.document["stage"] == "ruled"
    assert cells(plan) == EXPECTED


def test_discs_drawn_before_the_items_of_a_list_were_lost(tmp_path: Path) -> None:
    items = [[*row[:4], "    SK tim\n    Foto rapat" if r == 2 else row[4], row[5]]
             for r, row in enumerate(PLAN)]  # fmt: skip
    top = 80 + 2 * 18 + 3 + 5
    content = table(items, WIDTHS) + disc(548, top) + disc(548, top + 12)
    plan = read(tmp_path, TITLE + content)
    assert records(plan.indicators)[0]["evidence"] == "• SK tim\n• Foto rapat"
    assert cells(plan)[1:] == EXPECTED[1:]
    # One that stands alone in the page's corner is no list's.
    assert cells(read(tmp_path, TITLE + table(PLAN, WIDTHS) + disc(20, 300))) == EXPECTED


def test_a_signature_over_the_last_page_cut_its_rows_from_the_table(tmp_path: Path) -> None:
    signed = "".join(
        f"{x} {HEIGHT - 120} m {x} {HEIGHT - 70} {x + 0.4} {HEIGHT - 70} {x + 0.6} "
        f"{HEIGHT - 135} c S\n"
        for x in (500.0, 530.0, 555.0)
    )
    below = table(MORE, WIDTHS, top=40) + signed + text(600, 200, "Kepala Balai")
    plan = read(tmp_path, TITLE + table(PLAN, WIDTHS), below)
    assert [row[3] for row in cells(plan)][3:] == [row[2] for row in MORE]


def test_a_lone_dash_at_a_pages_end_joined_the_row_to_the_next(tmp_path: Path) -> None:
    heads = ["INDIKATOR", "KEGIATAN", "OUTPUT", "ANGGARAN", "WAKTU", "PELAKSANA"]
    widths = [75, 80, 80, 70, 60, 60]
    actions = ["Penyusunan", "Koordinasi", "Pengawasan", "Pembinaan", "Pengembangan"]
    rows: list[list[str | None]] = [
        [
            f"Terlaksananya\n{action.lower()}",
            f"{action}\nkelembagaan",
            "Laporan hasil\npelaksanaan",
            "-" if i < 3 else "125.500.000",
            "Semester I" if i < 3 else "November",
            "Sekretariat",
        ]
        for i, action in enumerate(actions)
    ]
    first = TITLE + table([heads, *rows[:3]], widths)
    plan = read(tmp_path, first, table(rows[3:], widths, top=40))
    found = [row["action"] for row in records(plan.indicators)]
    assert found == [f"{action} kelembagaan" for action in actions]


def test_rows_too_low_for_their_centred_text_asked_for_no_look(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [[row[0], *row[1:3], "", *row[4:]] for row in MORE * 2]
    drawn = TITLE + table([[*HEADER], *rows], WIDTHS)
    for r in range(len(rows)):  # three lines in the height of one
        for n, line in enumerate(("Rapat tim", "dan para", "pegawai")):
            drawn += text(40 + sum(WIDTHS[:3]) + 3, 98 + 18 * r - 6 + 10 * n, line)
    plan = read(tmp_path, drawn)
    assert plan.indicators["needs_review"].all()
    assert "text_overlapping" in plan.indicators.iloc[0]["flags"]
