"""The staged extractors: the cheapest stage that explains the whole document wins."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.errors import ExportError
from pipeline.model import RawRow, Recovery, Source
from pipeline.recover.flowed.stage import recover_flowed
from pipeline.recover.grid import recover_grid
from pipeline.rules import Rules

# From the cheapest to the dearest.
STAGES: tuple[Callable[[Source, Rules], Recovery | None], ...] = (recover_grid, recover_flowed)
# A stage that scores this much explains the document, and dearer ones are not tried.
EXPLAINED = 0.9


def recover(source: Source, rules: Rules) -> Recovery:
    """The best recovery of a source; raises ExportError("no_table") where no stage finds rows."""
    best: Recovery | None = None
    for stage in STAGES:
        found = stage(source, rules)
        if not found or not any(isinstance(line, RawRow) for line in found.lines):
            continue
        if best is None or found.score > best.score:
            best = found
        if best.score >= EXPLAINED:
            break
    if best is None:
        raise ExportError("no_table")
    return best
