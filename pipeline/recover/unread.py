"""Rows that head others in a way that no stage reads: they are rows, but say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipeline.model import RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.numbering import label, successor

_HEADS = ("component_no", "component")
_USUAL = 0.5  # of the rows with the most cells have a usual column
_FEWEST_USUAL = 4  # columns, beside a component's


def with_unread_headings(source: Source, recovery: Recovery) -> Recovery:
    """The recovery with a flag on rows that have at most one of the usual columns,
    above rows that do not count on from them, and on all rows below in their section: what they
    head is not known."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    most = max((_filled(row) for row in rows), default=0)
    full = [row for row in rows if _filled(row) >= most - 1]  # others may head any number of them
    filled = Counter(key for row in full for key, cell in row.cells.items() if cell)
    usual = {k for k, n in filled.items() if n > _USUAL * len(full) and k not in _HEADS}
    if len(usual) < _FEWEST_USUAL:
        return recovery
    lines: list[Section | RawRow] = []
    unread = False
    for line, below in zip(recovery.lines, (*recovery.lines[1:], None), strict=True):
        if not isinstance(line, RawRow):
            unread = False
        elif unread or (isinstance(below, RawRow) and _heads(source, line, below, usual)):
            unread = True
            line = replace(line, flags=(*line.flags, "heading_unread"))
        lines.append(line)
    return replace(recovery, lines=tuple(lines))


def _filled(line: RawRow) -> int:
    return sum(bool(cell) for key, cell in line.cells.items() if key not in _HEADS)


def _bare(line: RawRow, usual: set[str]) -> bool:
    """Whether a row says one thing only, which is no component: that heads rows as it is."""
    own = sum(bool(line.cells.get(key)) for key in usual)
    return own <= 1 and not line.cells.get("component") and not line.schedule


def _heads(source: Source, line: RawRow, below: RawRow, usual: set[str]) -> bool:
    """Whether a row that says one thing only may head the one below it."""
    if not _bare(line, usual) or not (_bare(below, usual) or _full(below, usual)):
        return False
    own, next_ = (
        label(cell_text(source, row.cells.get("component_no", ()))) for row in (line, below)
    )
    return own is None or next_ != successor(own)


def _full(line: RawRow, usual: set[str]) -> bool:
    return sum(bool(line.cells.get(key)) for key in usual) >= len(usual) - 1
