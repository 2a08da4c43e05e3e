"""Watching a folder of exports: what is dropped into it is parsed once it has finished arriving.

The folders are looked at again and again instead of asking the system for notices, which do not
come from network folders.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline import display
from pipeline.errors import RulesError
from pipeline.exports import find_exports
from pipeline.fingerprint import RULES_DIR
from pipeline.messages import say
from pipeline.run import Line, RunError

# What a folder looks like: a file's name → its size, time of change, and problem if it has one.
Look = dict[str, tuple[int, int, str]]

_PAUSE = 1.0  # seconds between two looks
_STILL = 2  # so many looks without a change mean that everything has arrived


def watch(
    raw: Path,
    parsed: Path,
    rules_dir: Path | None,
    work: Callable[[], list[Line]],
    report: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Call `work`, which is a run that gives its lines, now and whenever exports or rules have
    changed and then stood still for a moment; `tell` what came of it, line by line, and have the
    `report` written.

    Never returns; ends with KeyboardInterrupt. What is wrong with an export, with rules or with
    the folders is told, and watching goes on; only a first run that cannot begin raises its
    RunError.
    """
    tell(say("watch.begin", folder=raw))
    done: Look | None = None
    before: Look | None = None
    lines: list[Line] | None = None
    still, told = 0, ""
    while True:
        now = look(raw, parsed, rules_dir)
        if before is not None and done is not None:
            for name in _changing(before, done, now):
                tell(say("watch.arriving", name=display.printable(name)))
        still = still + 1 if now == before else 0
        if now != done and still >= _STILL:
            try:
                previous, lines = lines, work()
            except (RulesError, RunError) as error:
                text = str(error)
                if isinstance(error, RunError):
                    if lines is None and error.code != "run.busy":
                        raise
                    text = say(error.code, **error.values)
                else:  # nothing to try again before the rules are changed
                    done = now
                if text != told:
                    tell(text)
                told = text
            else:
                done, told = now, ""
                for text in news(previous, lines, parsed):
                    tell(text)
                report()
        before = now
        time.sleep(_PAUSE)


def look(raw: Path, parsed: Path, rules_dir: Path | None) -> Look:
    """What stands in the folder of exports and in that of the rules."""
    seen: Look = {}
    for export in find_exports(raw, skip=parsed):
        seen[export.name] = _seen(export.path, export.problem.code if export.problem else "")
    rules = RULES_DIR if rules_dir is None else rules_dir
    for path in rules.rglob("*.yaml"):
        seen[str(path)] = _seen(path, "")
    return seen


def _seen(path: Path, problem: str) -> tuple[int, int, str]:
    try:
        stat = path.stat()
    except OSError as error:
        return 0, 0, problem or str(error.strerror)
    return stat.st_size, stat.st_mtime_ns, problem


def _changing(before: Look, done: Look, now: Look) -> Iterator[str]:
    """The files that began to change since the look before: then as when last parsed, now not."""
    for name, value in now.items():
        if value != done.get(name) and before.get(name) == done.get(name):
            yield name


def news(previous: Sequence[Line] | None, lines: Sequence[Line], parsed: Path) -> Iterator[str]:
    """What a run brought, in lines: each export that it parsed or that is gone, and all failures
    at the beginning."""
    fresh = [line for line in lines if line.seconds is not None]
    failed = [line for line in lines if previous is None and line.seconds is None]
    for line in fresh:
        if line.failure is None:
            yield display.outcome(line)
    yield from display.failures([*fresh, *failed])
    arrived = {line.document_id for line in fresh}
    same = [
        line
        for line in lines
        if line.same_plan and not arrived.isdisjoint((line.document_id, line.same_plan[0]))
    ]
    yield from display.same_plans(same, lines, parsed)
    yield from display.unknown_columns(fresh)
    names = {line.name for line in lines}
    for line in previous or ():
        if line.name not in names:
            yield say("watch.gone", name=display.printable(line.name))
    yield display.closing_line(lines)
