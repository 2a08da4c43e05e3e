"""`rkt check`: good tables pass, and each broken promise is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline import store
from pipeline.check import check
from pipeline.cli import app
from pipeline.run import run
from pipeline.tables import TABLES, arrow_schema


@pytest.fixture
def good(raw: Path, parsed: Path, plan) -> Path:
    plan("RKT.tsv")
    plan("rusak.tsv", "")
    run(raw, parsed, jobs=1)
    return parsed


def change(parsed: Path, table: str, edit: Callable[[list[dict[str, Any]]], object]) -> None:
    """Edit the records of a table in place, and make the folder's own record of it fit."""
    path = store.table_path(parsed, table)
    old = pq.read_table(path)
    rows = old.to_pylist()
    edit(rows)
    new = pa.Table.from_pylist(rows, arrow_schema(table).with_metadata(old.schema.metadata))
    pq.write_table(new, path)
    state_path = parsed / ".cache" / "state.json"
    state = json.loads(state_path.read_text())
    state["tables"] = {t: store._sha256(store.table_path(parsed, t)) for t in TABLES}
    state_path.write_text(json.dumps(state))


def test_good_tables_keep_every_promise(good: Path, raw: Path) -> None:
    assert check(good, raw) == []
    assert check(good) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("indicators", "row_id", "x", "does not exist"),
        ("indicators", "row_no", 7, "not 1, 2, 3"),
        ("indicators", "document_id", "x", "does not exist"),
        ("indicators", "year", 1999, "should be 2023"),
        ("indicators", "confidence", 1.5, "1.5 is not allowed"),
        ("indicators", "confidence", None, "a value is missing"),
        ("indicators", "needs_review", True, "rows_to_review"),
        ("indicators", "flags", ["unheard_of"], "unheard_of is not explained"),
        ("indicators", "extra", "[]", "extra"),
        ("indicators", "component_no", "1.", "1. is not allowed"),
        ("indicators", "action", "Something else", "pieces of action"),
        ("indicators", "target", "Mei", "pieces of target"),
        ("indicators", "pic", "Someone", "pieces of pic"),
        ("deadlines", "deadline_id", None, "a value is missing"),
        ("deadlines", "seq", 9, "not 1, 2, 3"),
        ("deadlines", "kind", "soon", "soon is not allowed"),
        ("deadlines", "precision", "hour", "hour is not allowed"),
        ("deadlines", "end_date", None, "has one date only"),
        ("deadlines", "rrule", "FREQ=NEVER", "not a recurrence rule"),
        ("deadlines", "phrase", "Senin", "not at its place"),
        ("cells", "row_id", "x", "does not exist"),
        ("cells", "text", "x", "pieces of"),
        ("cells", "column", "colour", "pieces of colour"),
        ("documents", "rows", 2, "rows of rkt is 2, but should be 3"),
        ("documents", "chars_total", 5, "do not add up"),
        ("documents", "chars_unplaced", 5, "do not add up"),
        ("documents", "status", "fine", "fine is not allowed"),
        ("documents", "error", "oh", "error of rkt is oh"),
    ],
)
def test_each_broken_promise_is_named(
    good: Path, table: str, column: str, value: object, says: str
) -> None:
    def edit(rows: list[dict[str, Any]]) -> None:
        rows[0][column] = value

    path = store.table_path(good, table)
    if value is None and "missing" in says:
        schema = pa.schema([f.with_nullable(True) for f in pq.read_schema(path)])
        rows = pq.read_table(path).to_pylist()
        edit(rows)
        pq.write_table(pa.Table.from_pylist(rows, schema), path)
        (good / ".cache" / "state.json").write_text("{}")
        broken = check(good)
        assert broken
        return
    change(good, table, edit)
    broken = check(good)
    assert any(says in promise for promise in broken), broken


def test_ids_that_stand_twice_are_named(good: Path) -> None:
    change(good, "deadlines", lambda rows: rows[1].update(deadline_id=rows[0]["deadline_id"]))
    assert any("is there twice" in promise for promise in check(good))


def test_offsets_and_lines_are_compared_with_the_export(good: Path, raw: Path) -> None:
    change(good, "cells", lambda rows: rows[0].update(char_start=rows[0]["char_start"] + 1))
    assert check(good) == []
    assert any("are not its text" in promise for promise in check(good, raw))


def test_lines_are_compared_with_the_export(good: Path, raw: Path) -> None:
    change(good, "cells", lambda rows: rows[0].update(line_end=99))
    assert any("line or page" in promise for promise in check(good, raw))


def test_an_export_changed_since_the_run_is_named(good: Path, raw: Path, plan) -> None:
    plan("RKT.tsv", "something else")
    assert any("run rkt run again" in promise for promise in check(good, raw))


def test_tables_of_different_runs_are_named(good: Path, raw: Path, plan) -> None:
    cells = store.table_path(good, "cells").read_bytes()
    plan("second.tsv")
    run(raw, good, jobs=1)
    store.table_path(good, "cells").write_bytes(cells)
    assert check(good) == ["the tables are not as one run wrote them"]


def test_a_table_that_is_missing_damaged_or_has_other_columns(good: Path) -> None:
    path = store.table_path(good, "deadlines")
    content = path.read_bytes()
    path.write_bytes(content[:50])
    assert any(promise.startswith("deadlines: the table cannot be read") for promise in check(good))
    path.unlink()
    assert any(promise.startswith("deadlines: the table cannot be read") for promise in check(good))
    path.write_bytes(content)
    pq.write_table(pq.read_table(path).drop_columns(["label"]), path)
    assert any("not as documented: value string, not label" in p for p in check(good))


def test_the_command_says_so_and_exits_with_1(good: Path, raw: Path) -> None:
    arguments = ["check", "--parsed", str(good), "--raw", str(raw)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "2 exports, 3 rows, 4 deadlines" in result.stdout
    change(good, "indicators", lambda rows: rows[0].update(action="x"))
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "rkt/0001" in result.stderr
