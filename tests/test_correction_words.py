"""Corrections of rows that are read otherwise than when they were written, and of no rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.check import check
from pipeline.corrections import correction_entry
from pipeline.run import Line, run
from pipeline.store import read_tables
from pipeline.trace import read_trace
from tests.conftest import SMALL_PLAN
from tests.correcting import MEETING, folder
from tests.plans import copy_exports
from tests.test_cli import rkt

__all__ = ["folder"]  # the fixture

WHY = '\n  reason: "salah baca"\n  date: 2026-03-15\n'
# The row of the meeting with its cells divided otherwise.
SHIFTED = SMALL_PLAN.replace("Mengundang anggota\tDaftar hadir", "Mengundang anggota Daftar\thadir")
SIGNED = SMALL_PLAN + "2\tMengetahui,\tKepala Kantor,\tNama Terang\tNIP kosong\t31 Mei 2023\n"
SIGNATURE = '- row: {action: "Nama Terang"}'

Go = Callable[..., Line]


@pytest.fixture
def go(raw: Path, parsed: Path, folder: Path) -> Go:
    """Write the corrections of plan.tsv, and run."""

    def _go(text: str) -> Line:
        (folder / "corrections" / "plan.yaml").write_text(text, encoding="utf-8")
        (line,) = run(raw, parsed, folder, jobs=1)
        return line

    return _go


def rows_of(parsed: Path) -> pd.DataFrame:
    return pd.read_parquet(parsed / "indicators.parquet")


def test_corrections_stopped_a_flat_text_when_the_exports_that_taught_it_left(
    tmp_path: Path, folder: Path
) -> None:
    """Cells are divided otherwise without them; "no row has that action" took all rows out."""
    raw, parsed = copy_exports(tmp_path / "raw"), tmp_path / "parsed"
    run(raw, parsed, folder, jobs=1)
    rows = read_tables(parsed, ["indicators"])["indicators"]
    (document_id,) = {row["document_id"] for row in rows if row["stage"] == "flowed"}
    rows = [row for row in rows if row["document_id"] == document_id]
    entries = "".join(correction_entry(row, rows) for row in rows)
    (folder / "corrections" / f"{document_id}.yaml").write_text(entries, encoding="utf-8")
    for path in raw.glob("*.tsv"):
        path.unlink()
    (line,) = run(raw, parsed, folder, jobs=1)
    assert line.failure is None
    assert len(line.corrections) == len(rows)
    assert {*line.corrections} <= {"applied", "by_words"}
    assert check(parsed, raw) == []


def test_a_row_is_found_by_its_words_where_no_row_has_the_cell(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan(text=SHIFTED)
    line = go(f'{MEETING}\n  set: {{target: "Agustus 2023"}}\n  checked: true{WHY}')
    assert (line.status, line.corrections) == ("review", ["by_words"])
    row = rows_of(parsed).iloc[1]
    assert row.target == "Agustus 2023"
    # It is not the reading that was checked.
    assert {"corrected", "read_otherwise"} <= {*row["flags"]}
    assert "checked" not in row["flags"]
    assert row.needs_review
    assert check(parsed, raw) == []
    listed = rkt("corrections", "--parsed", parsed, "--rules", parsed.parent / "rules")
    assert listed.exit_code == 0
    assert "applied, but the row is read otherwise now" in listed.stdout


def test_words_that_run_over_two_cells_are_found(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan()
    assert go(f'- row: {{action: "anggota Daftar"}}\n  set: {{pic: "Tim"}}{WHY}').failure is None
    assert list(rows_of(parsed).pic.fillna("")) == ["", "Tim", ""]


def test_a_row_with_exactly_the_cell_wins_over_those_that_hold_its_words(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan(text=SMALL_PLAN.replace("Menyusun surat", "Mengundang anggota dengan surat"))
    assert go(f"{MEETING}\n  checked: true{WHY}").corrections == ["applied"]
    assert ["checked" in flags for flags in rows_of(parsed)["flags"]] == [False, True, False]


@pytest.mark.parametrize(
    "named",
    [
        'action: "Mengundang anggot"',  # no whole word
        'action: "anggota Mengundang"',
        'action: "Mengundang", evidence: "Buku"',  # in two rows
        'action: "Mengundang", component_no: "7"',
        'action: "Mengundang", target: ""',  # the cell is not empty
    ],
)
def test_words_that_are_not_all_in_one_row_name_none(
    parsed: Path, plan, go: Go, named: str
) -> None:
    plan()
    line = go(f"- row: {{{named}}}\n  checked: true{WHY}")
    assert line.failure is not None
    assert line.failure[1]["states"] == "none"


def test_words_of_two_rows_stop_the_export_and_the_remedy_can_be_pasted(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan(text=SHIFTED.replace("Membuka loket", "Mengundang anggota ke loket"))
    line = go(f"{MEETING}\n  checked: true{WHY}")
    assert line.failure is not None
    assert line.failure[0] == "correction_several"
    pasted = line.failure[1]["paste"].split("; ")
    assert len(pasted) == 2
    for name in pasted:
        assert go(f"- {name}\n  checked: true{WHY}").corrections == ["applied"]


def test_the_remedy_gives_the_nearest_row_to_paste(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan(text=SMALL_PLAN.replace("Membuka loket", "Mengundang anggota"))  # two of the same action
    line = go(f'- row: {{action: "Mengundang angota", evidence: "Daftar"}}\n  checked: true{WHY}')
    assert line.failure is not None
    remedy = pd.read_parquet(parsed / "documents.parquet").remedy[0]
    (name,) = re.findall(r"write (row: \{.*?\}) into", remedy)
    assert go(f"- {name}\n  checked: true{WHY}").corrections == ["applied"]
    assert ["checked" in flags for flags in rows_of(parsed)["flags"]] == [False, True, False]


def test_no_row_is_called_nearest_where_none_is_like_it(parsed: Path, plan, go: Go) -> None:
    plan()
    go(f'- row: {{action: "Zzz qqq"}}\n  checked: true{WHY}')
    document = pd.read_parquet(parsed / "documents.parquet").iloc[0]
    assert document.error.endswith('named by action "Zzz qqq", and none is like it')
    assert "nearest" not in document.error + document.remedy


def test_rows_are_not_joined_by_words_since_they_may_be_one_already(plan, go: Go) -> None:
    plan(text=SHIFTED)
    line = go(f"{MEETING}\n  join: next{WHY}")
    assert line.failure is not None
    assert line.failure[1]["near_no"] == "2"


def test_a_signature_read_as_a_row_is_taken_out(raw: Path, parsed: Path, plan, go: Go) -> None:
    """There was no way to remove it."""
    plan(text=SIGNED)
    go("")
    before = {name: pd.read_parquet(parsed / f"{name}.parquet") for name in ("documents", "cells")}
    assert len(rows_of(parsed)) == 4
    line = go(f"{SIGNATURE}\n  drop: true{WHY}")
    assert (line.rows, line.corrections) == (3, ["applied"])
    assert not rows_of(parsed).indicator.str.contains("Kepala").any()
    deadlines = pd.read_parquet(parsed / "deadlines.parquet")
    assert not deadlines.row_id.str.endswith("0004").any()
    old, new = before["documents"].iloc[0], pd.read_parquet(parsed / "documents.parquet").iloc[0]
    assert new.chars_unplaced == old.chars_unplaced == 0
    moved = old.chars_in_cells - new.chars_in_cells
    assert moved == new.chars_in_furniture - old.chars_in_furniture > 0
    assert check(parsed, raw) == []
    runs = read_trace(parsed, "plan")["runs"]
    text = read_trace(parsed, "plan")["text"]
    assert "Kepala Kantor," in [text[s:e] for s, e, role, *_ in runs if role == "dropped"]
    listed = rkt("corrections", "--parsed", parsed, "--rules", parsed.parent / "rules")
    assert "action = Nama Terang → drop\n" in listed.stdout


def test_other_rows_keep_their_ids_and_shared_cells_when_one_is_taken_out(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan()
    go("")
    before = rows_of(parsed)
    go(f'- row: {{action: "Menyusun surat keputusan"}}\n  drop: true{WHY}')
    after = rows_of(parsed)
    assert list(after.row_id) == list(before.row_id[1:])
    assert list(after.row_no) == [1, 2]
    assert list(after.component) == list(before.component[1:])
    assert check(parsed, raw) == []


def test_rows_on_both_sides_of_one_that_is_taken_out_are_joined(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan(text=SIGNED + "\t\t\tdan menutupnya\t\t\n")
    line = go(
        f"{SIGNATURE}\n  drop: true{WHY}"
        f'- row: {{action: "Membuka loket"}}\n  join: next{WHY}'
        f"{SIGNATURE}\n  checked: true{WHY}"
    )
    assert line.failure is not None
    assert line.failure[1]["states"] == "applied applied twice"
    go(f'{SIGNATURE}\n  drop: true{WHY}- row: {{action: "Membuka loket"}}\n  join: next{WHY}')
    assert rows_of(parsed).action.iloc[-1] == "Membuka loket dan menutupnya"
    assert check(parsed, raw) == []


def test_a_row_taken_out_by_its_words_leaves_its_text_to_be_looked_at(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan(text=SHIFTED)
    line = go(f"{MEETING}\n  drop: true{WHY}")
    assert (line.rows, line.status, line.corrections) == (2, "review", ["by_words"])
    assert any("Mengundang anggota" in text for _, text in line.unplaced)
    assert check(parsed, raw) == []
