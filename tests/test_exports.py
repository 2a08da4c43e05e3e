"""The two exports in `raw/` come out as their hand-checked tables, and so do variations."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from tests.plans import TEXT_2022, TSV_2021, folded, golden, records, table

EXPORTS = {"rkt-2021-balit-palma": TSV_2021, "rkt-2022-balit-palma": TEXT_2022}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_cell_is_as_the_golden_table_has_it(name: str) -> None:
    expected, plan = golden(name), pipeline.parse(EXPORTS[name])
    assert table(records(plan.indicators)) == table(expected["rows"])
    assert plan.document["year"] == expected["year"]
    assert plan.document["unit"] == expected["unit"]
    assert plan.document["title"] == expected["title"]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_deadline_is_as_the_golden_table_has_it(name: str) -> None:
    expected, plan = golden(name), pipeline.parse(EXPORTS[name])
    found = plan.deadlines.groupby("row_id", sort=False)
    by_row = {row_id: records(group) for row_id, group in found}
    for row, want in zip(records(plan.indicators), expected["rows"], strict=True):
        got = by_row.get(row["row_id"], [])
        assert len(got) == len(want["deadlines"]), row["target"]
        for ours, theirs in zip(got, want["deadlines"], strict=True):
            for field, value in theirs.items():
                if field.endswith("_date"):
                    date = ours[field]
                    assert (None if pd.isna(date) else f"{date:%Y-%m-%d}") == value, row["target"]
                else:
                    assert folded(ours[field]) == value, row["target"]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_character_is_placed(name: str) -> None:
    document = pipeline.parse(EXPORTS[name]).document
    text = EXPORTS[name].read_text("utf-8")
    assert document["chars_total"] == len("".join(text.split()))
    assert document["chars_unplaced"] == 0
    assert document["chars_total"] == document["chars_in_cells"] + document["chars_in_furniture"]


def test_shifted_rows_of_the_tsv_are_put_right_and_flagged() -> None:
    rows = records(pipeline.parse(TSV_2021).indicators)
    assert [row["row_no"] for row in rows if "cells_shifted" in row["flags"]] == [7, 42, 67]


def test_the_component_without_a_number_is_numbered_and_flagged() -> None:
    rows = records(pipeline.parse(TEXT_2022).indicators)
    inferred = [row for row in rows if "component_no_inferred" in row["flags"]]
    assert {(row["component_no"], row["component"]) for row in inferred} == {
        ("5", "Penanganan Benturan Kepentingan")
    }


def _varied(tmp_path: Path, text: str) -> list[tuple[object, ...]]:
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    plan = pipeline.parse(path)
    assert plan.document["chars_unplaced"] == 0
    return table(records(plan.indicators))


def _areas(text: str) -> list[str]:
    """The text cut before each section heading."""
    return re.split(r"(?m)^(?=[IV]+ [A-Z]{4,})", text)


def test_another_unit_changes_no_row(tmp_path: Path) -> None:
    text = TEXT_2022.read_text("utf-8")
    text = text.replace("BALAI PENELIIAN TANAMAN PALMA", "LOKA RISET SAGU DAN AREN WAIRERU")
    assert _varied(tmp_path, text) == table(golden("rkt-2022-balit-palma")["rows"])


def test_swapped_areas_come_out_swapped(tmp_path: Path) -> None:
    head, *areas = _areas(TEXT_2022.read_text("utf-8"))
    areas[0], areas[1] = (
        re.sub("^II", "I", areas[1]),
        re.sub("^I", "II", areas[0]),
    )
    expected = golden("rkt-2022-balit-palma")["rows"]
    first = [{**r, "area_no": 2} for r in expected if r["area_no"] == 1]
    second = [{**r, "area_no": 1} for r in expected if r["area_no"] == 2]
    rest = [r for r in expected if r["area_no"] > 2]
    assert _varied(tmp_path, head + "".join(areas)) == table(second + first + rest)


RENAMED = {
    "Tim Kerja": "Kelompok Pelaksana",
    "Penerapan SPIP": "Sistem Pengendalian Intern",
    "Pola Mutasi Internal": "Rotasi dan Perpindahan",
    "Standar Pelayanan": "Baku Mutu Layanan",
}


def test_renamed_components_change_nothing_else(tmp_path: Path) -> None:
    text = TEXT_2022.read_text("utf-8")
    for old, new in RENAMED.items():
        text, count = re.subn(rf"(?m)^( *){old} $", rf"\g<1>{new} ", text)
        assert count == 1, old
    expected = [
        {**row, "component": RENAMED.get(row["component"], row["component"])}
        for row in golden("rkt-2022-balit-palma")["rows"]
    ]
    assert _varied(tmp_path, text) == table(expected)


@pytest.mark.parametrize("dropped", [0, 1, 2, 3])
def test_a_dropped_page_header_loses_no_row(tmp_path: Path, dropped: int) -> None:
    parts = re.split(r"(?m)^NO\. KOMPONEN.*$", TEXT_2022.read_text("utf-8"))
    header = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
    text = parts[0]
    for number, part in enumerate(parts[1:]):
        text += ("" if number == dropped else header) + part
    assert _varied(tmp_path, text) == table(golden("rkt-2022-balit-palma")["rows"])


def test_without_blank_lines_the_rows_stay_right(tmp_path: Path) -> None:
    lines = [line for line in TEXT_2022.read_text("utf-8").splitlines() if line.strip()]
    rows = _varied(tmp_path, "\n".join(lines))
    assert rows == table(golden("rkt-2022-balit-palma")["rows"])
