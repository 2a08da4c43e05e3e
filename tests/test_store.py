"""The tables on disk: their types, their bytes, and that they change together or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline import store
from pipeline.tables import DTYPES, TABLES, Record, check_records, to_frame


def records(title: str) -> dict[str, list[Record]]:
    """Four small tables that tell by the title which run wrote them."""
    document = {
        "document_id": "a",
        "source_path": "a.tsv",
        "title": title,
        "rows": 1,
        "rows_to_review": 0,
        "status": "ok",
        "version": "0",
        "rules_sha256": "0",
    }
    indicator = {
        "document_id": "a",
        "row_id": "a/0001",
        "row_no": 1,
        "indicator": title,
        "extra": "{}",
        "stage": "grid",
        "confidence": 1.0,
        "needs_review": False,
        "flags": ["cells_shifted"],
    }
    deadline = {
        "deadline_id": "a/0001/1",
        "row_id": "a/0001",
        "document_id": "a",
        "seq": 1,
        "kind": "month",
        "start_date": "2023-03-01",
        "end_date": "2023-03-31",
        "due_date": "2023-03-31",
        "label": title,
        "phrase": "Maret",
        "flags": [],
    }
    cell = {"row_id": "a/0001", "column": "indicator", "text": title}
    return {
        "indicators": [indicator],
        "deadlines": [deadline],
        "cells": [cell],
        "documents": [document],
    }


def titles(parsed: Path) -> list[str]:
    """The title that each of the four tables tells."""
    columns = {"indicators": "indicator", "deadlines": "label", "cells": "text"}
    return [
        pd.read_parquet(store.table_path(parsed, table))[columns.get(table, "title")][0]
        for table in TABLES
    ]


def write(parsed: Path, title: str) -> None:
    with store.locked(parsed):
        store.write_tables(parsed, records(title), {"keys": [title]})


@pytest.mark.parametrize("rows", [0, 1])
def test_pandas_reads_the_dtypes_of_the_contract(parsed: Path, rows: int) -> None:
    some = {table: values[:rows] for table, values in records("one").items()}
    with store.locked(parsed):
        store.write_tables(parsed, some, {})
    for table, columns in TABLES.items():
        frame = pd.read_parquet(store.table_path(parsed, table))
        assert list(frame.columns) == [column.name for column in columns]
        for column in columns:
            assert str(frame[column.name].dtype) == DTYPES[column.kind], column.name
        if rows:
            pd.testing.assert_frame_equal(frame, to_frame(table, some[table]))


def test_missing_values_are_na_and_dates_are_dates(parsed: Path) -> None:
    write(parsed, "one")
    indicators = pd.read_parquet(store.table_path(parsed, "indicators"))
    assert indicators.loc[0, "target"] is pd.NA
    assert indicators.loc[0, "page"] is pd.NA
    assert list(indicators["flags"][0]) == ["cells_shifted"]
    deadlines = pd.read_parquet(store.table_path(parsed, "deadlines"))
    assert deadlines.loc[0, "start_date"] == pd.Timestamp(2023, 3, 1)
    assert deadlines["end_date"].dt.month[0] == 3


def test_same_records_give_the_same_bytes(parsed: Path, tmp_path: Path) -> None:
    write(parsed, "one")
    write(tmp_path / "other", "one")
    for table in TABLES:
        first, second = (store.table_path(p, table) for p in (parsed, tmp_path / "other"))
        assert first.read_bytes() == second.read_bytes()


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


@pytest.mark.parametrize("step", range(1, 7))
def test_killed_at_any_rename_leaves_all_old_or_all_new(
    parsed: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    write(parsed, "old")
    steps = 0
    real_replace = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Killed
        return real_replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(Killed):
            write(parsed, "new")
    with store.locked(parsed):  # what the next run and `rkt check` begin with
        pass
    assert titles(parsed) == (["old"] * 4 if step == 1 else ["new"] * 4)
    state = store.read_state(parsed)
    assert state is not None
    assert state["keys"] == titles(parsed)[:1]
    assert not (parsed / ".cache" / "next").exists()


def test_failing_to_write_one_table_leaves_the_old(
    parsed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(parsed, "old")
    bad = records("new")
    bad["documents"][0]["rows"] = "many"
    with pytest.raises((TypeError, ValueError)), store.locked(parsed):
        store.write_tables(parsed, bad, {})
    with store.locked(parsed):
        pass
    assert titles(parsed) == ["old"] * 4


def test_two_runs_do_not_work_on_one_folder(parsed: Path) -> None:
    with store.locked(parsed), pytest.raises(store.StoreBusyError), store.locked(parsed):
        pass


def test_state_is_unknown_when_a_table_was_changed_or_removed(parsed: Path) -> None:
    assert store.read_state(parsed) is None
    write(parsed, "one")
    assert store.read_state(parsed) is not None
    path = store.table_path(parsed, "cells")
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    assert store.read_state(parsed) is None
    path.write_bytes(content)
    assert store.read_state(parsed) is not None
    path.unlink()
    assert store.read_state(parsed) is None


def test_cache_entries_are_kept_pruned_and_refused_when_damaged(parsed: Path) -> None:
    with store.locked(parsed):
        store.write_entry(parsed, "a", {"é": [1, None]})
        store.write_entry(parsed, "b", 2)
        assert store.read_entry(parsed, "a") == {"é": [1, None]}
        store.prune_entries(parsed, {"a"})
        assert store.read_entry(parsed, "b") is None
        path = parsed / ".cache" / "documents" / "a.json"
        for damaged in (b"", path.read_bytes()[:-1], path.read_bytes().replace(b"1", b"2")):
            path.write_bytes(damaged)
            assert store.read_entry(parsed, "a") is None


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("indicators", {"row_no": "1"}),
        ("indicators", {"needs_review": 1}),
        ("indicators", {"row_no": True}),
        ("indicators", {"extra": None}),
        ("indicators", {"colour": "red"}),
        ("indicators", {"indicator": "\ud800"}),
        ("indicators", {"flags": ["\ud800"]}),
        ("deadlines", {"start_date": "2023-02-30"}),
    ],
)
def test_records_that_no_table_could_hold_are_refused(table: str, change: Record) -> None:
    good = records("one")
    check_records(**good)
    with pytest.raises((TypeError, ValueError)):
        check_records(**{table: [{**good[table][0], **change}]})


def test_state_names_the_bytes_of_the_tables(parsed: Path) -> None:
    write(parsed, "one")
    state = json.loads((parsed / ".cache" / "state.json").read_bytes())
    assert set(state["tables"]) == set(TABLES)
