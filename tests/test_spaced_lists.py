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


def test_letters_of_lists_beside_the_numbers_were_taken_for_these(tmp_path: Path) -> None:
    lefts, top = (30, 70, 230, 400), 60.0
    names = ("NO", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
    drawn = text(30, 30, "RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023")
    drawn += "".join(text(x, top, name) for x, name in zip(lefts, names, strict=True))
    top += 18
    for number, (_, _, items, evidence, target) in enumerate(ROWS, 1):
        drawn += text(lefts[0], top, f"{number}.") + text(lefts[3], top, target)
        drawn += "".join(text(lefts[2], top + 12 * k, line) for k, line in enumerate(evidence))
        for letter, lines in zip("ab", items, strict=True):
            drawn += text(lefts[1], top, f"{letter}.")
            for line in lines:
                drawn += text(lefts[1] + 18, top, line)
                top += 12
        top += 10
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([drawn]))
    rows = records(pipeline.parse(path).indicators)
    assert [row["component_no"] for row in rows] == ["1", "2", "3"]
    assert [row["action"] for row in rows] == [
        "\n".join(f"{x}. {' '.join(item)}" for x, item in zip("ab", own[2], strict=True))
        for own in ROWS
    ]


def test_an_area_right_below_the_header_was_taken_for_a_component(tmp_path: Path) -> None:
    """Its line stood half a line below the header and half above the first row."""
    cells = [(line - 0.8, left, words) for line, left, words in placed(ROWS, 1.9)]
    heading = [(0.55, LEFTS[0], "AREA I"), (0.55, LEFTS[1] + 2, "PEMBINAAN KEBUN")]
    below = placed(ROWS, 18)
    second = [(17.0, LEFTS[0], "AREA II"), (17.0, LEFTS[1] + 2, "PEMBINAAN PEGAWAI")]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([as_page([*heading, *cells, *second, *below])]))
    areas = pipeline.parse(path).indicators["area"].tolist()
    assert areas == ["PEMBINAAN KEBUN"] * 3 + ["PEMBINAAN PEGAWAI"] * 3
