"""The two exports in `raw/` come out as their hand-checked tables, and so do variations."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.run import run
from tests.plans import TEXT_2022, TSV_2021, folded, golden, records, table

EXPORTS = {"rkt-2021-balit-palma": TSV_2021, "rkt-2022-balit-palma": TEXT_2022}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The tables of a run over both exports."""
    folder = tmp_path_factory.mktemp("both exports")
    run(TSV_2021.parent, folder / "parsed", jobs=1)
    names = ("indicators", "deadlines", "documents")
    return {name: pd.read_parquet(folder / "parsed" / f"{name}.parquet") for name in names}


def _of(frame: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    return records(frame[frame["document_id"] == name])


@pytest.mark.parametrize("name", EXPORTS)
def test_every_cell_is_as_the_golden_table_has_it(
    tables: dict[str, pd.DataFrame], name: str
) -> None:
    expected = golden(name)
    assert table(_of(tables["indicators"], name)) == table(expected["rows"])
    (document,) = _of(tables["documents"], name)
    for field in ("year", "unit", "title"):
        assert document[field] == expected[field]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_deadline_is_as_the_golden_table_has_it(
    tables: dict[str, pd.DataFrame], name: str
) -> None:
    by_row: dict[str, list[dict[str, Any]]] = {}
    for deadline in _of(tables["deadlines"], name):
        by_row.setdefault(deadline["row_id"], []).append(deadline)
    rows, expected = _of(tables["indicators"], name), golden(name)["rows"]
    for row, want in zip(rows, expected, strict=True):
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
def test_every_character_is_placed(tables: dict[str, pd.DataFrame], name: str) -> None:
    (document,) = _of(tables["documents"], name)
    text = EXPORTS[name].read_text("utf-8")
    assert document["chars_total"] == len("".join(text.split()))
    assert document["chars_unplaced"] == 0
    assert document["chars_total"] == document["chars_in_cells"] + document["chars_in_furniture"]


def test_shifted_rows_of_the_tsv_are_put_right_and_flagged(
    tables: dict[str, pd.DataFrame],
) -> None:
    rows = _of(tables["indicators"], "rkt-2021-balit-palma")
    assert [row["row_no"] for row in rows if "cells_shifted" in row["flags"]] == [7, 42, 67]


def test_the_component_without_a_number_is_numbered_and_flagged(
    tables: dict[str, pd.DataFrame],
) -> None:
    rows = _of(tables["indicators"], "rkt-2022-balit-palma")
    inferred = [row for row in rows if "component_no_inferred" in row["flags"]]
    assert {(row["component_no"], row["component"]) for row in inferred} == {
        ("5", "Penanganan Benturan Kepentingan")
    }


def _varied(tmp_path: Path, text: str) -> list[tuple[object, ...]]:
    """The rows of a variation of the text export, beside the table of the year before."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(TSV_2021, raw / "before.tsv")
    (raw / "plan.txt").write_text(text, "utf-8")
    run(raw, tmp_path / "parsed", jobs=1)
    (document,) = _of(pd.read_parquet(tmp_path / "parsed" / "documents.parquet"), "plan")
    assert document["chars_unplaced"] == 0
    return table(_of(pd.read_parquet(tmp_path / "parsed" / "indicators.parquet"), "plan"))


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


def test_without_blank_lines_no_row_is_wrong_that_is_not_marked(tmp_path: Path) -> None:
    """All but one are right: where an indicator of two sentences ends only the blank line told."""
    lines = [line for line in TEXT_2022.read_text("utf-8").splitlines() if line.strip()]
    rows = _varied(tmp_path, "\n".join(lines))
    wanted = table(golden("rkt-2022-balit-palma")["rows"])
    wrong = [at for at, row in enumerate(rows) if row != wanted[at]]
    assert len(rows) == len(wanted)
    assert len(wrong) <= 1
    marked = _of(pd.read_parquet(tmp_path / "parsed" / "indicators.parquet"), "plan")
    assert all(marked[at]["needs_review"] for at in wrong)
