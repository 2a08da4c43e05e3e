"""A run over a folder: which exports changed, their parsing, and the commit."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from pipeline import __version__, store
from pipeline.errors import ExportError
from pipeline.estimate import expected_work, seconds_left
from pipeline.exports import Export, find_exports
from pipeline.fingerprint import (
    RULES_DIR,
    code_sha256,
    corrections_sha256,
    file_sha256,
    rules_sha256,
)
from pipeline.records import Parsed
from pipeline.trace import has_traces, write_traces
from pipeline.workers import Outcome, failed, parse_all, processes, texts_of

if TYPE_CHECKING:
    from pipeline.rules import Rules

# Failures that may pass without any change to the export, so they are not remembered.
_PASSING = frozenset(["internal", "missing", "unreadable", "changed", "pdf_password"])


class RunError(Exception):
    """A run that cannot begin or end; `code` and `values` name a text of `pipeline.messages`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Line:
    """What the closing table says of one export. `failure` is code and values of its error;
    `seconds` is None where the result of an earlier run was taken. `same_plan` is there when an
    export before it holds the same plan: that one's document_id, how many rows are the same, how
    many differ, and how many only that one and only this one has. `unknown` are the names of its
    columns that the rules do not know, `corrections` what became of each of its corrections."""

    name: str
    document_id: str
    status: str
    stage: str | None = None
    rows: int = 0
    deadlines: int = 0
    rows_to_review: int = 0
    chars_unplaced: int = 0
    unplaced: list[tuple[int, str]] = field(default_factory=list)
    failure: tuple[str, dict[str, str]] | None = None
    seconds: float | None = None
    same_plan: tuple[str, int, int, int, int] | None = None
    unknown: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)


Progress = Callable[[int, int, float | None], None]


def run(
    raw: Path,
    parsed: Path,
    rules_dir: Path | None = None,
    jobs: int | None = None,
    progress: Progress = lambda done, total, left: None,
) -> list[Line]:
    """Parse what changed under `raw` and bring the tables in `parsed` up to date.

    `progress` is called before the first export is parsed and after each: how many are parsed, of
    how many, and the seconds that the rest is likely to take, if that is known. Returns a line per
    export in the order of their names. Raises RunError where the folders cannot be used and
    RulesError for rules that cannot be; then nothing has changed.
    """
    rules_dir = RULES_DIR if rules_dir is None else rules_dir
    if not raw.is_dir() or not os.access(raw, os.R_OK | os.X_OK):
        raise RunError("run.no_raw", folder=raw)
    inside = raw.resolve() in (parsed.resolve(), *parsed.resolve().parents)
    if inside or (parsed.exists() and not parsed.is_dir()):
        raise RunError("run.bad_parsed", folder=parsed)
    made_with = what_made(rules_dir)
    corrected = corrections_sha256(rules_dir)
    keyed = [_keyed(export, made_with) for export in find_exports(raw, skip=parsed)]
    keys = [key for _, key in keyed]
    rules = None
    if (store.read_state(parsed) or {}).get("made_with") != made_with:
        rules = _load(rules_dir)
    try:
        with store.locked(parsed):
            state = store.read_state(parsed)
            if state and state["keys"] == keys and state.get("corrections") == corrected:
                lines = [_line_from_state(line) for line in state["lines"]]
                if has_traces(parsed, (d.document_id for d in lines if d.status != "failed")):
                    return lines
            made_from: store.State = {"made_with": made_with, "corrections": corrected}
            made_from["took"] = (state or {}).get("took", {})
            rules = rules or _load(rules_dir)
            return _bring_up_to_date(parsed, keyed, made_from, rules, jobs, progress)
    except store.StoreBusyError as error:
        raise RunError("run.busy", folder=parsed) from error
    except OSError as error:
        raise RunError("run.not_writable", folder=parsed, reason=error.strerror or error) from error


def what_made(rules_dir: Path) -> list[str]:
    """What every result depends on besides its export and that one's corrections. Raises RulesError
    where the rules cannot be read."""
    return [__version__, code_sha256(besides="report"), rules_sha256(rules_dir)]


def exit_status(lines: list[Line]) -> int:
    """0 if every export was parsed, else 1."""
    return int(any(line.status == "failed" for line in lines))


def _load(rules_dir: Path) -> Rules:
    from pipeline.rules import load_rules

    return load_rules(rules_dir)


def _keyed(export: Export, made_with: list[str]) -> tuple[Export, str]:
    """The export, and the key of its result: everything the result depends on."""
    content: object = None
    if export.problem is None:
        try:
            content = file_sha256(export.path)
        except ExportError as error:
            export = replace(export, problem=error)
    if export.problem is not None:
        content = [export.problem.code, texts_of(export.problem)]
    parts = json.dumps([content, export.document_id, export.name, *made_with])
    return export, hashlib.sha256(parts.encode()).hexdigest()


def _bring_up_to_date(
    parsed: Path,
    keyed: list[tuple[Export, str]],
    made_from: store.State,
    rules: Rules,
    jobs: int | None,
    progress: Progress,
) -> list[Line]:
    from pipeline.corrections.entries import digests

    took: dict[str, float] = made_from["took"]
    outcomes = _outcomes(parsed, keyed, rules, jobs, progress, took)
    again = _read_again(keyed, outcomes, rules)
    outcomes |= _outcomes(parsed, again, rules, jobs, progress, took)
    took |= {name: outcome.seconds for name, outcome in outcomes.items() if outcome.seconds}
    took = {export.name: took[export.name] for export, _ in keyed if export.name in took}
    key_of = {
        export.name: "" if _may_pass(outcomes[export.name]) else key for export, key in keyed
    }  # what may pass is parsed again by the next run
    results = [outcomes[export.name].parsed for export, _ in keyed]
    same = _same_plans(results)
    ordered = [
        replace(_line(e, outcomes[e.name], rules), same_plan=same.get(e.document_id))
        for e, _ in keyed
    ]
    records = {
        "indicators": [r for result in results for r in result.indicator_records],
        "deadlines": [r for result in results for r in result.deadline_records],
        "cells": [r for result in results for r in result.cell_records],
        "documents": [result.document for result in results],
    }
    keys = [key_of[export.name] for export, _ in keyed]
    state = {**made_from, "took": took, "keys": keys, "lines": [asdict(line) for line in ordered]}
    state["entries"] = {id_: digests(known) for id_, known in rules.corrections.items()}
    state["uncorrected"] = {e.document_id: k for e, k in again if outcomes[e.name].uncorrected}
    store.write_tables(parsed, records, state)
    write_traces(parsed, {r.document["document_id"]: r.trace for r in results if r.trace})
    store.prune_entries(parsed, {*keys, *(key for _, key in again)})
    return ordered


def _outcomes(
    parsed: Path,
    keyed: list[tuple[Export, str]],
    rules: Rules,
    jobs: int | None,
    progress: Progress,
    took: Mapping[str, float],
) -> dict[str, Outcome]:
    """The outcome of each export by its name: an earlier run's where its key is known, whose
    `seconds` are None, else from parsing it now."""
    outcomes: dict[str, Outcome] = {}
    todo = []
    for export, key in keyed:
        if export.problem is not None:
            outcomes[export.name] = failed(export, rules, export.problem)
        elif (cached := _cached(parsed, key)) is not None:
            outcomes[export.name] = replace(cached, seconds=None)
        else:
            todo.append(export)
    key_of = {export.name: key for export, key in keyed}
    work, began = expected_work(todo, took), time.monotonic()
    guess = None  # before anything is done; right where all is known from earlier runs
    if todo and all(took.get(export.name) for export in todo):
        guess = sum(work.values()) / processes(jobs, len(todo))
    loading = Thread(target=_load_what_follows, daemon=True)
    if todo:
        # Not beside parsing in this process: two threads that import modules which need each other
        # find them half loaded.
        if jobs != 1:
            loading.start()
        progress(0, len(todo), guess)
    finished: list[str] = []
    for export, outcome in parse_all(todo, rules, jobs):
        outcomes[export.name] = outcome
        finished.append(export.name)
        if not _may_pass(outcome):
            store.write_entry(parsed, key_of[export.name], asdict(outcome))
        left = seconds_left(work, finished, time.monotonic() - began, guess)
        progress(len(finished), len(todo), left)
    if loading.is_alive():
        loading.join()
    return outcomes


def _load_what_follows() -> None:
    """Import what is needed once exports are parsed, while other processes parse them: it takes
    half as long as a usual plan."""
    for name in ("pipeline.memory", "pandas", "pyarrow.parquet"):
        import_module(name)


def _read_again(
    keyed: list[tuple[Export, str]], outcomes: dict[str, Outcome], rules: Rules
) -> list[tuple[Export, str]]:
    """The exports that are read once more with what other plans of their unit teach, or with
    their corrections, and the keys of those results. Teachers need no teaching, and teach what
    they say uncorrected, so neither the order of exports nor a correction of one changes how
    another is read."""
    from pipeline.memory import fingerprint, memory_for

    results = [outcome.parsed for outcome in outcomes.values()]
    again = []
    for export, key in keyed:
        memory = memory_for(outcomes[export.name].parsed, results)
        corrections = rules.corrections.get(export.document_id)
        if outcomes[export.name].failure or not (memory or corrections):
            continue
        parts = [fingerprint(memory)] if memory else []
        parts += ["corrected", corrections.sha256] if corrections else []
        new_key = hashlib.sha256(" ".join([key, *parts]).encode()).hexdigest()
        again.append((replace(export, memory=memory, corrected=corrections is not None), new_key))
    return again


def _same_plans(results: list[Parsed]) -> dict[str, tuple[str, int, int, int, int]]:
    """What `Line.same_plan` says, by document_id."""
    from pipeline.compare import compare_same_plans

    return {
        c.second["document_id"]: (
            c.first["document_id"],
            c.same,
            len(c.differing),
            len(c.only_first),
            len(c.only_second),
        )
        for c in compare_same_plans(results)
    }


def _may_pass(outcome: Outcome) -> bool:
    return outcome.failure is not None and outcome.failure[0] in _PASSING


def _line(export: Export, outcome: Outcome, rules: Rules) -> Line:
    from pipeline.rules import unknown_headers

    document = outcome.parsed.document
    return Line(
        name=export.name,
        document_id=export.document_id,
        status=document["status"],
        stage=document.get("stage"),
        rows=document["rows"],
        deadlines=len(outcome.parsed.deadline_records),
        rows_to_review=document["rows_to_review"],
        chars_unplaced=document.get("chars_unplaced") or 0,
        unplaced=outcome.parsed.unplaced,
        failure=outcome.failure,
        seconds=outcome.seconds,
        unknown=unknown_headers(outcome.parsed.indicator_records, rules.headers),
        corrections=outcome.parsed.corrections,
    )


def _line_from_state(line: dict[str, Any]) -> Line:
    return replace(Line(**line), seconds=None)


def _cached(parsed: Path, key: str) -> Outcome | None:
    entry = store.read_entry(parsed, key)
    if entry is None:
        return None
    uncorrected = Parsed(**entry["uncorrected"]) if entry["uncorrected"] else None
    return Outcome(Parsed(**entry["parsed"]), entry["failure"], entry["seconds"], uncorrected)
