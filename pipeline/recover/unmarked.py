"""Schedules in which nothing is marked: colours alone say when, and the export has none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipeline.model import RawRow, Recovery, Source

_FEWEST_PERIODS = 3  # columns of a schedule


def with_unmarked_schedules(
    source: Source, recovery: Recovery, periods: Collection[str]
) -> Recovery:
    """The recovery with the flag "schedule_unmarked" on the rows without a target, where `periods`,
    the keys of the columns of a schedule, are blank in all of them. In text, where colours are
    lost, also on single rows of a schedule that has marks in others."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    entries = [entry for row in rows for entry in row.schedule]
    marked = source.is_text and all(entry.value is None for entry in entries)
    if len(periods) < _FEWEST_PERIODS or entries and not marked:
        return recovery
    lines = (
        replace(line, flags=(*line.flags, "schedule_unmarked"))
        if isinstance(line, RawRow) and not line.schedule and not line.cells.get("target")
        else line
        for line in recovery.lines
    )
    return replace(recovery, lines=tuple(lines))
