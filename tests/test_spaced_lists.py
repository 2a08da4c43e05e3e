"""Lists, headings and short lines in tables without rulings, on pages and in text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import pipeline
from tests.pdfs import pdf, text
from tests.plans import records

HEADER = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
LEFTS = (3, 8, 24, 42, 68, 88)  # characters
MARK = "·"
STEP = 6.5  # points on a page for a character of text
# Lines of the cells of each row: component, indicator, items of the action, evidence, target.
Lists = tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[str], str]
ROWS: list[Lists] = [
    ("Tim Kerja", ["Tim kerja telah", "dibentuk"],
     [["Rapat pemilihan", "anggota tim"], ["Menyusun surat", "keputusan tim"]],
     ["Notula rapat", "SK tim"], "Januari 2023"),
    ("Rencana", ["Rencana kerja", "disusun"],
     [["Menyusun rencana", "kerja tahunan"], ["Membahas rencana", "bersama pimpinan"]],
     ["Dokumen rencana", "kerja"], "Maret 2023"),
    ("Evaluasi", ["Rencana kerja", "dievaluasi"],
     [["Rapat evaluasi tiap", "triwulan"], ["Menyusun laporan", "hasil rapat"]],
     ["Laporan evaluasi"], "Juni 2023"),
]  # fmt: skip
Placed = list[tuple[float, int, str]]  # line, left edge in characters, words


def placed(rows: Sequence[Lists], first: float) -> Placed:
    """The rows below one another; the lines of an item hang three characters behind its mark."""
    found: Placed = []
    line = first
    for number, (component, indicator, items, evidence, target) in enumerate(rows, 1):
        found += [(line, LEFTS[0], str(number)), (line, LEFTS[1], component)]
        found += [(line + k, LEFTS[2], words) for k, words in enumerate(indicator)]
        found += [(line + k, LEFTS[4], words) for k, words in enumerate(evidence)]
        found.append((line, LEFTS[5], target))
        for item in items:
            found.append((line, LEFTS[3], MARK))
            for words in item:
                found.append((line, LEFTS[3] + 3, words))
                line += 1
        line += 0.8
    return found


def as_page(cells: Placed, above: Sequence[str] = ()) -> str:
    lines = ["RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023", *above]
    drawn = "".join(text(60, 30 + 14 * k, words) for k, words in enumerate(lines))
    drawn += "".join(text(30 + STEP * x, 90, name) for x, name in zip(LEFTS, HEADER, strict=True))
    return drawn + "".join(
        text(30 + STEP * left, 90 + 12 * line, words) for line, left, words in cells
    )


def as_text(cells: Placed, above: Sequence[str] = ()) -> str:
    lines = ["RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023", "", *above]
    body: dict[int, list[str]] = {0: [" "] * 120}
    for left, name in zip(LEFTS, HEADER, strict=True):
        body[0][left : left + len(name)] = name
    for line, left, words in cells:
        body.setdefault(round(line), [" "] * 120)[left : left + len(words)] = words
    return "\n".join([*lines, *("".join(body[k]).rstrip() for k in sorted(body))]) + "\n"


@pytest.fixture(params=["page", "text"])
def read(tmp_path: Path, request: pytest.FixtureRequest):
    def rows_of(rows: Sequence[Lists], above: Sequence[str] = ()):
        if request.param == "page":
            path = tmp_path / "plan.pdf"
            path.write_bytes(pdf([as_page(placed(rows, 1.5), above)]))
        else:
            path = tmp_path / "plan.txt"
            path.write_text(as_text(placed(rows, 2), above), "utf-8")
        parsed = pipeline.parse(path)
        assert parsed.document["stage"] == "spaced"
        return records(parsed.indicators)

    return rows_of


def test_words_that_hang_beside_bullets_were_taken_for_the_next_column(read) -> None:
    """The marks stood in the column before that of their items, or alone in theirs."""
    rows = read(ROWS)
    assert [row["evidence"] for row in rows] == [" ".join(row[3]) for row in ROWS]
    assert [row["action"] for row in rows] == [
        "\n".join(f"{MARK} {' '.join(item)}" for item in row[2]) for row in ROWS
    ]


def test_an_area_named_above_the_first_header_was_a_title(read) -> None:
    rows = read(ROWS, above=["Area I. Pembinaan Kebun"])
    assert {(row["area_no"], row["area"]) for row in rows} == {(1, "Pembinaan Kebun")}


def test_a_line_of_a_cell_at_the_foot_of_each_page_was_a_running_head(tmp_path: Path) -> None:
    """It was lost, silently."""
    pages = []
    for number in range(3):
        component, indicator, items, evidence, target = ROWS[number]
        items = [*items, ["Bersama seluruh", "unsur"]]
        rows: list[Lists] = [(component, indicator, items, evidence, target)]
        pages.append(as_page(placed([*ROWS[:number], *rows], 1.5)))
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(pages))
    actions = pipeline.parse(path).indicators["action"].tolist()
    assert sum("Bersama seluruh unsur" in action for action in actions) == 3
