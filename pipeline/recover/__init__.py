"""The staged extractors: the cheapest stage that explains the whole document wins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pipeline.errors import ExportError
from pipeline.model import RawRow, Recovery, Source
from pipeline.recover.blocks.stage import recover_blocks
from pipeline.recover.flowed.remembered import Memory
from pipeline.recover.flowed.stage import recover_flowed
from pipeline.recover.frame import without_frames
from pipeline.recover.grid import recover_grid
from pipeline.recover.ruled.stage import recover_ruled
from pipeline.recover.spaced.stage import recover_spaced
from pipeline.rules import Rules

# A stage that scores this much explains the document, and dearer ones are not tried.
EXPLAINED = 0.9


def recover(source: Source, rules: Rules, memory: Memory | None = None) -> Recovery:
    """The best recovery of a source; `memory` holds the words of earlier plans of its unit.
    Raises ExportError("no_table") where no stage finds rows."""
    source = without_frames(source)
    stages: tuple[Callable[[], Recovery | None], ...] = (  # from the cheapest to the dearest
        partial(recover_grid if source.boxes is None else recover_ruled, source, rules),
        partial(recover_spaced, source, rules),
        partial(recover_flowed, source, rules, memory),
    )
    best: Recovery | None = None
    for stage in stages:
        found = stage()
        if not found or not any(isinstance(line, RawRow) for line in found.lines):
            continue
        if best is None or found.score > best.score:
            best = found
        # Cells that the format itself gives, and columns that stand in place, are not read as if
        # they were lost.
        if best.score >= EXPLAINED or source.grids or best.stage == "spaced":
            break
    if best is None or "order_lost" in best.flags:
        found = recover_blocks(source, rules)
        if found and (best is None or _explains_more(found, best)):
            best = found
    if best is None:
        raise ExportError("no_table")
    return best


def _explains_more(blocks: Recovery, flowed: Recovery) -> bool:
    """Whether a text is read better in blocks: cells of columns that a reading has not found stand
    in others; with the same columns one that explains the document stays, unless they stand in an
    order that no table has."""
    more = len(blocks.columns) - len(flowed.columns)
    named = [column.key for column in flowed.columns if not column.is_extra]
    disordered = "component_no" in named[2:]
    worse = flowed.score < EXPLAINED or disordered
    return blocks.score > 0 and (more > 0 or more == 0 and worse)
