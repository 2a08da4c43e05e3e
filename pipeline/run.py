"""A run over a folder: which exports changed, their parsing in parallel, and the commit."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__, store
from pipeline.errors import ExportError
from pipeline.exports import Export, find_exports
from pipeline.fingerprint import (
    RULES_DIR,
    code_sha256,
    corrections_sha256,
    file_sha256,
    rules_sha256,
    rules_used,
)
from pipeline.messages import problem
from pipeline.records import Origin, Parsed, failed_export
from pipeline.tables import check_records
from pipeline.trace import has_traces, write_traces

if TYPE_CHECKING:
    from pipeline.corrections.entries import Corrections
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
    many differ, and how many only that one and only this one has."""

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


@dataclass(frozen=True)
class Outcome:
    """One export, parsed or failed."""

    parsed: Parsed
    failure: tuple[str, dict[str, str]] | None = None
    seconds: float | None = 0.0


Progress = Callable[[int, int, str], None]
ParseOne = Callable[[Export, "Rules"], Outcome]


def run(
    raw: Path,
    parsed: Path,
    rules_dir: Path | None = None,
    jobs: int | None = None,
    progress: Progress = lambda done, total, name: None,
) -> list[Line]:
    """Parse what changed under `raw` and bring the tables in `parsed` up to date.

    `progress` is called with (0, total, "") before exports are parsed, and with (done, total,
    name) as each is finished. Returns a line per export in the order of their names. Raises
    RunError where the folders cannot be used and RulesError for rules that cannot be; then nothing
    has changed.
    """
    rules_dir = RULES_DIR if rules_dir is None else rules_dir
    if not raw.is_dir() or not os.access(raw, os.R_OK | os.X_OK):
        raise RunError("run.no_raw", folder=raw)
    inside = raw.resolve() in (parsed.resolve(), *parsed.resolve().parents)
    if inside or (parsed.exists() and not parsed.is_dir()):
        raise RunError("run.bad_parsed", folder=parsed)
    made_with = [__version__, code_sha256(besides="report"), rules_sha256(rules_dir)]
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
            rules = rules or _load(rules_dir)
            return _bring_up_to_date(parsed, keyed, made_from, rules, jobs, progress)
    except store.StoreBusyError as error:
        raise RunError("run.busy", folder=parsed) from error
    except OSError as error:
        raise RunError("run.not_writable", folder=parsed, reason=error.strerror or error) from error


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
        content = [export.problem.code, _texts(export.problem)]
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
    outcomes = _outcomes(parsed, keyed, rules, jobs, progress)
    again = _read_again(keyed, outcomes, rules)
    outcomes |= _outcomes(parsed, again, rules, jobs, progress)
    key_of = {
        export.name: "" if _may_pass(outcomes[export.name]) else key for export, key in keyed
    }  # what may pass is parsed again by the next run
    results = [outcomes[export.name].parsed for export, _ in keyed]
    same = _same_plans(results)
    ordered = [
        replace(_line(e, outcomes[e.name]), same_plan=same.get(e.document_id)) for e, _ in keyed
    ]
    records = {
        "indicators": [r for result in results for r in result.indicator_records],
        "deadlines": [r for result in results for r in result.deadline_records],
        "cells": [r for result in results for r in result.cell_records],
        "documents": [result.document for result in results],
    }
    keys = [key_of[export.name] for export, _ in keyed]
    state = {**made_from, "keys": keys, "lines": [asdict(line) for line in ordered]}
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
) -> dict[str, Outcome]:
    """The outcome of each export by its name: an earlier run's where its key is known, whose
    `seconds` are None, else from parsing it now."""
    outcomes: dict[str, Outcome] = {}
    todo = []
    for export, key in keyed:
        if export.problem is not None:
            outcomes[export.name] = _failure(export, rules, export.problem)
        elif (cached := _cached(parsed, key)) is not None:
            outcomes[export.name] = replace(cached, seconds=None)
        else:
            todo.append(export)
    key_of = {export.name: key for export, key in keyed}
    if todo:
        progress(0, len(todo), "")
    for done, (export, outcome) in enumerate(_parse_all(todo, rules, jobs), 1):
        outcomes[export.name] = outcome
        if not _may_pass(outcome):
            store.write_entry(parsed, key_of[export.name], asdict(outcome))
        progress(done, len(todo), export.name)
    return outcomes


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


def _line(export: Export, outcome: Outcome) -> Line:
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
    )


def _line_from_state(line: dict[str, Any]) -> Line:
    return replace(Line(**line), seconds=None)


def _cached(parsed: Path, key: str) -> Outcome | None:
    entry = store.read_entry(parsed, key)
    if entry is None:
        return None
    return Outcome(Parsed(**entry["parsed"]), entry["failure"], entry["seconds"])


def _parse_all(
    todo: list[Export], rules: Rules, jobs: int | None
) -> Iterator[tuple[Export, Outcome]]:
    """Each export with its outcome, in the order in which they are finished."""
    if jobs == 1:
        for export in todo:
            yield export, parse_one(export, rules)
    elif todo:
        yield from _in_processes(todo, rules, min(jobs or _cores(), len(todo)), parse_one)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parse_one(export: Export, rules: Rules) -> Outcome:
    """Parse one export; whatever goes wrong is its outcome."""
    from pipeline.parsing import parse_export

    started = time.perf_counter()
    try:
        parsed = parse_export(
            export.path,
            rules,
            export.document_id,
            export.name,
            export.memory,
            _corrections(export, rules),
        )
        check_records(
            indicators=parsed.indicator_records,
            deadlines=parsed.deadline_records,
            cells=parsed.cell_records,
            documents=[parsed.document],
        )
        outcome = Outcome(parsed)
    except ExportError as error:
        outcome = _failure(export, rules, error)
    except Exception as error:
        outcome = _failure(export, rules, ExportError("internal", reason=_where(error)))
    return replace(outcome, seconds=time.perf_counter() - started)


def _where(error: Exception) -> str:
    """Kind and place of an unexpected error, the same on every machine."""
    frames = traceback.extract_tb(error.__traceback__)
    package = Path(__file__).resolve().parent
    ours = [f for f in frames if package in Path(f.filename).resolve().parents]
    frame = (ours or frames)[-1]
    # The message of an OSError names a path of this machine.
    what = error.strerror if isinstance(error, OSError) else str(error)
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {what}"[:300]


def _corrections(export: Export, rules: Rules) -> Corrections | None:
    return rules.corrections.get(export.document_id) if export.corrected else None


def _failure(export: Export, rules: Rules, error: ExportError) -> Outcome:
    values = _texts(error)
    try:
        sha256 = None if export.problem else file_sha256(export.path)
    except ExportError:
        sha256 = None
    corrections = _corrections(export, rules)
    used = rules_used(rules.sha256, corrections.sha256 if corrections else None)
    origin = Origin(export.document_id, export.name, sha256, __version__, used)
    what, remedy = problem(error.code, values, "en")
    return Outcome(failed_export(origin, what, remedy), (error.code, values))


def _texts(error: ExportError) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}


def _in_processes(
    todo: list[Export], rules: Rules, jobs: int, work: ParseOne
) -> Iterator[tuple[Export, Outcome]]:
    """Parse in worker processes. When one dies, all that was under way is tried again, each in a
    process of its own, so that only the export that kills it fails."""
    again = []
    with _pool(rules, jobs) as pool:
        futures = {pool.submit(_work, work, export): export for export in todo}
        try:
            for future in as_completed(futures):
                try:
                    yield futures[future], future.result()
                except BrokenProcessPool:
                    again.append(futures[future])
        finally:  # a run that is interrupted does not parse the rest first
            pool.shutdown(wait=False, cancel_futures=True)
    for export in again:
        with _pool(rules, 1) as pool:
            try:
                yield export, pool.submit(_work, work, export).result()
            except BrokenProcessPool:
                error = ExportError("internal", reason="the process that parsed it died")
                yield export, _failure(export, rules, error)


def _pool(rules: Rules, jobs: int) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start, initargs=(rules,))


_rules_of_worker: Rules


def _start(rules: Rules) -> None:
    """Make a worker ready, and have it end with its parent, even one that is killed. Ctrl-C, which
    reaches both, ends it without a word."""
    global _rules_of_worker
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _rules_of_worker = rules
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()


def _work(work: ParseOne, export: Export) -> Outcome:
    return work(export, _rules_of_worker)
