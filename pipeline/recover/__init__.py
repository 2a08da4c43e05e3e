"""The staged extractors: the cheapest stage that explains the whole document wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pipeline.errors import ExportError
from pipeline.model import RawRow, Recovery, Section, Source
from pipeline.recover.flowed.remembered import Memory
from pipeline.recover.flowed.stage import recover_flowed
from pipeline.recover.grid import recover_grid
from pipeline.recover.order import LOST, order_of
from pipeline.recover.ruled.stage import recover_ruled
from pipeline.recover.spaced.stage import recover_spaced
from pipeline.rules import Rules

# A stage that scores this much explains the document, and dearer ones are not tried.
EXPLAINED = 0.9
# Header words of one header stand no further apart, in characters.
_HEADER_GAP = 200
# Of the rows of a text whose order is lost, at most this share is right.
_LOST_CONFIDENCE = 0.1


def recover(source: Source, rules: Rules, memory: Memory | None = None) -> Recovery:
    """The best recovery of a source; `memory` holds the words of earlier plans of its unit.
    Raises ExportError("no_table") where no stage finds rows."""
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
    if best is None:
        raise ExportError("no_table")
    return _distrusted(best) if best.stage == "flowed" and _order_lost(source, best) else best


def _order_lost(source: Source, recovery: Recovery) -> bool:
    """Whether a text below the first header is in an order that no stage reads."""
    heads = sorted(item.span for item in recovery.furniture if item.role == "header")
    end = 0
    for span in heads:
        if end and span.start - end > _HEADER_GAP:
            break
        end = span.end
    return order_of(source, end) in LOST


def _distrusted(recovery: Recovery) -> Recovery:
    """A recovery of a text that was read as if it were in order, and is not."""
    lines: list[Section | RawRow] = [
        replace(line, confidence=min(line.confidence, _LOST_CONFIDENCE))
        if isinstance(line, RawRow)
        else line
        for line in recovery.lines
    ]
    return replace(recovery, lines=tuple(lines), flags=(*recovery.flags, "order_lost"))
