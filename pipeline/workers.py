"""The parsing of exports, one by one or in processes side by side: an outcome for each, whatever
goes wrong."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.errors import CorrectionError, ExportError
from pipeline.exports import Export
from pipeline.fingerprint import file_sha256, rules_used
from pipeline.messages import problem
from pipeline.records import Origin, Parsed, failed_export
from pipeline.tables import check_records

if TYPE_CHECKING:
    from pipeline.corrections.entries import Corrections
    from pipeline.rules import Rules


@dataclass(frozen=True)
class Outcome:
    """One export, parsed or failed; `uncorrected` is its reading where only its corrections
    failed."""

    parsed: Parsed
    failure: tuple[str, dict[str, str]] | None = None
    seconds: float | None = 0.0
    uncorrected: Parsed | None = None


ParseOne = Callable[[Export, "Rules"], Outcome]


def parse_all(
    todo: list[Export], rules: Rules, jobs: int | None
) -> Iterator[tuple[Export, Outcome]]:
    """Each export with its outcome, in the order in which they are finished."""
    if jobs == 1:
        for export in todo:
            yield export, parse_one(export, rules)
    elif todo:
        yield from in_processes(todo, rules, processes(jobs, len(todo)), parse_one)


def processes(jobs: int | None, count: int) -> int:
    """How many exports of `count` are parsed at once."""
    return min(jobs or _cores(), count)


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
    except CorrectionError as error:
        outcome = replace(failed(export, rules, error), uncorrected=error.uncorrected)
    except ExportError as error:
        outcome = failed(export, rules, error)
    except Exception as error:
        outcome = failed(export, rules, ExportError("internal", reason=_where(error)))
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


def failed(export: Export, rules: Rules, error: ExportError) -> Outcome:
    values = texts_of(error)
    try:
        sha256 = None if export.problem else file_sha256(export.path)
    except ExportError:
        sha256 = None
    corrections = _corrections(export, rules)
    used = rules_used(rules.sha256, corrections.sha256 if corrections else None)
    origin = Origin(export.document_id, export.name, sha256, __version__, used)
    what, remedy = problem(error.code, values, "en")
    return Outcome(failed_export(origin, what, remedy), (error.code, values))


def texts_of(error: ExportError) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}


def in_processes(
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
                yield export, failed(export, rules, error)


def _pool(rules: Rules, jobs: int) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start, initargs=(rules,))


_rules_of_worker: Rules


def _start(rules: Rules) -> None:
    """Make a worker ready, and have it end with its parent, even one that is killed. Ctrl-C, which
    reaches both, ends it without a word. Arithmetic takes one thread: exports are parsed side by
    side, and threads that wait for each other on busy cores take ten times as long."""
    global _rules_of_worker
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _rules_of_worker = rules
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()


def _work(work: ParseOne, export: Export) -> Outcome:
    return work(export, _rules_of_worker)
