"""Blank cells of delimited text: empty, or the rest of a cell that a spreadsheet had merged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline
from tests.plans import records

HEADER = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU", "PIC")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus")
Line = tuple[str, ...]


def component(number: int, rows: int = 3) -> list[Line]:
    """A component with a text of its own in every cell."""
    found: list[Line] = []
    for row in range(rows):
        head = (f"{number}", f"Komponen {number}") if row == 0 else ("", "")
        what = f"{number}-{row + 1}"
        month = MONTHS[(number + row) % len(MONTHS)]
        rest = (f"Layanan {what} ada", f"Menyusun {what}", f"Notula rapat {what}", month, "Tim A")
        found.append((*head, *rest))
    return found


def without(line: Line, *columns: str) -> Line:
    return tuple("" if name in columns else text for name, text in zip(HEADER, line, strict=True))


def merged(lines: list[Line], *columns: str) -> list[Line]:
    """The lines as delimited text has them where these columns were one cell."""
    return [lines[0], *(without(line, *columns) for line in lines[1:])]


def read(folder: Path, lines: list[Line]) -> list[dict[str, object]]:
    path = folder / "p.csv"
    body = "\n".join(";".join(line) for line in (HEADER, *lines))
    path.write_text(f"RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023\n\n{body}\n", "utf-8")
    return records(pipeline.parse(path).indicators.astype(object).fillna(""))


def test_cells_merged_over_whole_components_were_all_marked(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(1, 9):
        own = component(number)
        lines += merged(own, "TARGET WAKTU", "PIC") if number % 2 else own
    found = read(tmp_path, lines)
    for first in range(0, 24, 6):
        same = found[first : first + 3]
        assert len({(row["target"], row["pic"]) for row in same}) == 1
        assert ["cell_merged" in row["flags"] for row in same] == [False, True, True]  # type: ignore[operator]
    assert not any(row["needs_review"] for row in found)


def test_empty_cells_here_and_there_took_the_cell_above(tmp_path: Path) -> None:
    lines = [line for number in range(1, 13) for line in component(number)]
    blank = (3, 7, 10, 18, 25)  # two of them first rows of components
    for at in blank:
        lines[at] = without(lines[at], "BUKTI FISIK")
    found = read(tmp_path, lines)
    assert [at for at, row in enumerate(found) if not row["evidence"]] == list(blank)


def test_a_blank_cell_that_may_be_either_is_marked(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(1, 9):
        own = component(number)
        lines += merged(own, "TARGET WAKTU") if number in (2, 5, 7) else own
    lines += merged(component(9, rows=2), "TARGET WAKTU")
    lines[9] = without(lines[9], "TARGET WAKTU")  # the first row of a component: empty
    found = read(tmp_path, lines)
    assert found[9]["target"] == ""
    assert found[25]["needs_review"]


def test_a_document_that_repeats_its_cells_was_taken_to_merge_them(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(1, 11):
        own = component(number)
        lines += [(*line[:5], own[0][5], line[6]) for line in own]
    lines[14] = without(lines[14], "TARGET WAKTU")
    found = read(tmp_path, lines)
    assert found[14]["target"] == ""


@given(st.lists(st.booleans(), min_size=12, max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_blank_cell_is_filled_only_from_its_component(tmp_path: Path, blank: list[bool]) -> None:
    lines = [line for number in range(1, 5) for line in component(number)]
    lines = [
        without(line, "TARGET WAKTU") if gone else line
        for line, gone in zip(lines, blank, strict=True)
    ]
    for first in range(0, 12, 3):
        found = read(tmp_path, lines)[first : first + 3]
        above = ""
        for row, line in zip(found, lines[first:], strict=False):
            assert row["target"] in (line[5] or "", above)
            above = line[5] or above


@pytest.mark.parametrize("word", ["AREA {}", "Pokja {}", "AREA PERUBAHAN {} :"])
def test_sections_with_their_number_in_a_cell_of_its_own_were_rows(
    tmp_path: Path, word: str
) -> None:
    rest = ("",) * 5
    lines = [(word.format("I"), "Pelayanan Tamu", *rest), *component(1), *component(2)]
    lines += [(word.format("II"), "Pengelolaan Kebun", *rest), *component(1)]
    found = read(tmp_path, lines)
    assert len(found) == 9
    areas = [(row["area_no"], row["area"]) for row in found]
    assert areas == [(1, "Pelayanan Tamu")] * 6 + [(2, "Pengelolaan Kebun")] * 3


def test_sections_beside_a_component_without_number_were_rows(tmp_path: Path) -> None:
    rest = ("",) * 5
    lines: list[Line] = [("", "Layanan Satu", *rest), *component(1), *component(2)]
    lines += [("", "Layanan Dua", *rest), ("", *component(1)[0][1:]), *component(2), *component(3)]
    found = read(tmp_path, lines)
    assert [row["area"] for row in found] == ["Layanan Satu"] * 6 + ["Layanan Dua"] * 7
    assert found[6]["component_no"] == "1"


@pytest.mark.parametrize("word", ["AREA I {}", "AREA PERUBAHAN 1 : {}"])
def test_the_number_of_a_section_in_one_cell_was_part_of_its_name(
    tmp_path: Path, word: str
) -> None:
    lines = [(word.format("Pelayanan Tamu"), *("",) * 6), *component(1), *component(2)]
    found = read(tmp_path, lines)
    assert {(row["area_no"], row["area"]) for row in found} == {(1, "Pelayanan Tamu")}
    assert len(found) == 6


def test_sections_beside_an_area_with_a_known_name_were_rows(tmp_path: Path) -> None:
    rest = ("",) * 5
    lines: list[Line] = [("", "MANAJEMEN PERUBAHAN", *rest), *component(1), *component(2)]
    lines += [("", "Layanan Dua", *rest), *component(1), ("", *component(2)[0][1:]), *component(3)]
    found = read(tmp_path, lines)
    areas = ["MANAJEMEN PERUBAHAN"] * 6 + ["Layanan Dua"] * 7
    assert [row["area"] for row in found] == areas


@pytest.mark.parametrize(
    ("numbers", "missing"), [(("", "b.", "c."), "a"), (("", "", "c"), "a"), (("", "2.2"), "2.1")]
)
def test_a_first_letter_that_is_missing_was_a_1(
    tmp_path: Path, numbers: tuple[str, ...], missing: str
) -> None:
    lines = [
        (text, *line[1:]) for n, text in enumerate(numbers, 1) for line in component(n, rows=1)
    ]
    found = read(tmp_path, lines)
    assert found[0]["component_no"] == missing
    assert "component_no_inferred" in found[0]["flags"]  # type: ignore[operator]


def test_a_cell_over_all_components_of_an_area_was_in_the_first_alone(tmp_path: Path) -> None:
    lines: list[Line] = []
    for area, who in (("I", "Sekretaris"), ("II", "Humas"), ("III", "Peneliti")):
        lines.append((area, f"Layanan {who}", *("",) * 5))
        own = [line for number in (1, 2, 3) for line in component(number, rows=2)]
        lines += [(*own[0][:6], who), *(without(line, "PIC") for line in own[1:])]
    found = read(tmp_path, lines)
    assert [row["pic"] for row in found] == ["Sekretaris"] * 6 + ["Humas"] * 6 + ["Peneliti"] * 6


def test_the_only_blank_indicator_was_surely_that_of_the_row_above(tmp_path: Path) -> None:
    lines = [line for number in range(1, 6) for line in component(number)]
    lines[7] = without(lines[7], "INDIKATOR")
    found = read(tmp_path, lines)
    assert [k for k, row in enumerate(found) if row["needs_review"]] == [7]
    for number in (2, 3, 4):
        lines[3 * number + 1] = without(lines[3 * number + 1], "INDIKATOR")
    assert not any(row["needs_review"] for row in read(tmp_path, lines))
