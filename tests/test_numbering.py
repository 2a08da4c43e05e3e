"""How areas and components are numbered in tables, with a column of numbers and without one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

HEADER = ["KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]
# Areas that no rule knows, as offices name their own.
AREAS = [("I", "1", "LAYANAN PENGUJIAN"), ("II", "2", "PENGADAAN"), ("III", "3", "KEHUMASAN")]
ROWS = [
    ["Tim dibentuk", "Rapat tim", "Notulen", "Januari 2023"],
    ["Tim ditetapkan", "Menerbitkan SK", "Surat keputusan", "Maret 2023"],
]
HEADS = ["{roman}. {name}", "{roman}.{name}", "{count}. {name}", "AREA {roman} {name}"]
LABELS = ["{i}. ", "{i}.", "{letter}. ", "{letter}) ", "{count}.{i} ", "{roman}.{i}. "]


def numbered(head: str, label: str, with_numbers: bool) -> tuple[list[list[str]], list[str]]:
    """The rows of a table, and the numbers of its components."""
    first = ["NO"] if with_numbers else []
    rows, numbers = [["RENCANA KERJA BALAI CONTOH TAHUN 2023"], [*first, *HEADER]], []
    for roman, count, name in AREAS:
        heading = head.format(roman=roman, count=count, name=name)
        rows.append([heading, *[""] * (len(HEADER) - 1 + with_numbers)])
        for i, letter in enumerate("ab", 1):
            number = label.format(i=i, letter=letter, count=count, roman=roman)
            name = f"Bagian {letter.upper()} dan lainnya"
            own = [number.strip(), name] if with_numbers else [number + name]
            rows += [[*own, *ROWS[0]], [*[""] * len(own), *ROWS[1]]]
            numbers += 2 * [number.strip(" .)")]
    return rows, numbers


@pytest.mark.parametrize("with_numbers", [True, False])
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("head", HEADS)
def test_areas_and_numbers_of_components_were_names_of_components(
    plan: Callable[..., Path], head: str, label: str, with_numbers: bool
) -> None:
    rows, numbers = numbered(head, label, with_numbers)
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    found = pipeline.parse(plan("p.csv", written.getvalue())).indicators
    assert found["area"].tolist() == [name for _, _, name in AREAS for _ in range(4)]
    assert found["area_no"].tolist() == [n for n in (1, 2, 3) for _ in range(4)]
    assert found["component_no"].tolist() == numbers
    names = ["Bagian A dan lainnya"] * 2 + ["Bagian B dan lainnya"] * 2
    assert found["component"].tolist() == 3 * names


def test_areas_with_numbers_above_components_without_were_components(
    plan: Callable[..., Path],
) -> None:
    rows = [["NO", *HEADER]]
    for _, count, name in AREAS:
        rows += [[count, name, "", "", "", ""], ["", f"Bagian {name.title()}", *ROWS[0]]]
    written = io.StringIO()
    csv.writer(written).writerows([["RENCANA KERJA BALAI CONTOH TAHUN 2023"], *rows])
    found = pipeline.parse(plan("p.csv", written.getvalue())).indicators
    assert found["area"].tolist() == [name for _, _, name in AREAS]
    assert found["area_no"].tolist() == [1, 2, 3]


def test_a_component_that_nothing_is_planned_for_is_no_area(plan: Callable[..., Path]) -> None:
    rows = [["RENCANA KERJA BALAI CONTOH TAHUN 2023"], HEADER, ["1. Tim Kerja", *ROWS[0]],
            ["2. Rencana Kerja", "", "", "", ""], ["3. Pemantauan", *ROWS[1]],
            ["4. Budaya Kerja", *ROWS[0]]]  # fmt: skip
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    found = pipeline.parse(plan("p.csv", written.getvalue())).indicators
    assert found["area"].isna().all()
    assert "Pemantauan" in found["component"].tolist()


def in_place(cells: list[str]) -> str:
    """Cells where the columns of a text stand."""
    widths = (8, 26, 30, 30, 24, 20)
    return "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


@pytest.mark.parametrize("first", ["1.", "1)"])
def test_areas_with_plain_numbers_in_layout_text_were_components(
    plan: Callable[..., Path], first: str
) -> None:
    lines = ["RENCANA KERJA BALAI CONTOH TAHUN 2023", "", in_place(["NO", *HEADER]), ""]
    for _, count, name in AREAS:
        lines += [in_place([first.replace("1", count), name.title(), "", "", "", ""]), ""]
        for i, letter in enumerate("ab"):
            lines += [in_place([f"{letter}.", f"Bagian {letter.upper()}", *ROWS[i]]), ""]
    found = pipeline.parse(plan("p.txt", "\n".join(lines) + "\n")).indicators
    assert found["area"].str.upper().tolist() == [name for _, _, name in AREAS for _ in range(2)]
    assert found["component_no"].tolist() == ["a", "b"] * 3
