"""Rows in doubt for what stands above them, groups and areas that may not be theirs, and for
numbers in their cells that may be none of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Cell, RawRow, Section, Source, cell_text
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.numbering import begins_anew, label, roman

UNGROUPED = 0.5  # a row in doubt for its group is as likely wrong as right
_PROSE = {"component", "indicator", "action", "evidence", "target", "pic"}
_OWN = ("component", "indicator", "action", "evidence", "target")  # that a row has one of
_MOST_DIGITS = 3  # of the number of a page or component; a year has more


def with_doubted_groups(
    stream: Stream, layout: Layout, lines: Sequence[Section | RawRow]
) -> list[Section | RawRow]:
    """The rows, with those in doubt that a cell groups which is not like the others of its column:
    they are as likely wrong as right."""
    groups = [
        key for key, field in zip(layout.keys, layout.fields, strict=False) if field == "group"
    ]
    unlikely = {key: _unlikely_groups(stream, lines, key) for key in groups}
    return [
        replace(line, confidence=min(line.confidence, UNGROUPED))
        if isinstance(line, RawRow) and any(line.cells.get(key) in unlikely[key] for key in groups)
        else line
        for line in lines
    ]


def _unlikely_groups(
    stream: Stream, lines: Sequence[Section | RawRow], key: str
) -> set[Cell | None]:
    """The cells of a column that groups rows which are not like its others: a bare number among
    names, and a name without a number where most have one."""
    bare, numbered = {}, {}
    for line in lines:
        if isinstance(line, RawRow) and (cell := line.cells.get(key)):
            first, last = np.searchsorted(stream.starts, (cell[0].start, cell[-1].end))
            word = stream.words[first]
            numbered[cell] = bool(label(word) or roman(word))
            bare[cell] = numbered[cell] and last - first == 1
    named = [cell for cell in bare if not bare[cell]]
    most = 2 * sum(numbered[cell] for cell in named) > len(named)
    return {cell for cell in bare if named and (bare[cell] or (most and not numbered[cell]))}


def with_doubted_areas(source: Source, lines: Sequence[Section | RawRow]) -> list[Section | RawRow]:
    """The rows, with those in doubt above which components are numbered anew without a heading:
    that of their area was taken for something else. So it was where rows stand above the first
    heading; then those are in doubt too whose area is counted and not numbered. So are those
    whose heading alone has no number: its words were put together wrongly."""
    sections = [line for line in lines if isinstance(line, Section)]
    if not sections:
        return list(lines)
    numbered = 2 * sum(bool(line.number) for line in sections) > len(sections)
    missed = isinstance(lines[0], RawRow)
    doubtful, below_heading = missed, True
    above: Cell | None = None
    result: list[Section | RawRow] = []
    for line in lines:
        if isinstance(line, Section):
            doubtful, below_heading = (missed or numbered) and not line.number, True
        elif cell := line.cells.get("component_no"):
            anew = begins_anew(label(cell_text(source, cell) or "-") or "-")
            doubtful = doubtful or (anew and not below_heading and cell != above)
            below_heading, above = False, cell
        if isinstance(line, RawRow) and doubtful:
            line = replace(line, confidence=min(line.confidence, UNGROUPED))
        result.append(line)
    return result


def with_doubted_rests(
    layout: Layout, found: Sequence[Section | RawRow], lines: Sequence[Section | RawRow]
) -> list[Section | RawRow]:
    """The rows, with those in doubt that were `found` with no words of their own but a value or who
    is in charge, where others have them, and the one above: this may be the rest of its cells."""
    prose = [key for key in layout.keys if key in _OWN]
    rests = [isinstance(row, RawRow) and not any(row.cells.get(k) for k in prose) for row in found]
    if 2 * sum(rests) > len(rests):
        return list(lines)
    doubtful = [a or b for a, b in zip(rests, [*rests[1:], False], strict=True)]
    return [
        replace(line, confidence=min(line.confidence, UNGROUPED))
        if doubt and isinstance(line, RawRow)
        else line
        for line, doubt in zip(lines, doubtful, strict=True)
    ]


def with_doubted_numbers(
    stream: Stream, layout: Layout, lines: Sequence[Section | RawRow]
) -> list[Section | RawRow]:
    """The rows, with those in doubt of which a cell of prose begins or ends with a number alone on
    its line: that of a page, or of a component that was missed. So are those of a component without
    a number whose name begins with one."""
    prose = {key for key, field in zip(layout.keys, layout.fields, strict=False) if field in _PROSE}
    return [
        replace(line, confidence=min(line.confidence, UNGROUPED))
        if isinstance(line, RawRow)
        and (
            any(_lone_number(stream, cell) for key, cell in line.cells.items() if key in prose)
            or _numbered_name(stream, line)
        )
        else line
        for line in lines
    ]


def _numbered_name(stream: Stream, row: RawRow) -> bool:
    """Whether a component's name begins with what looks like its number ("A.1", "b."), though it
    was read without one."""
    if row.cells.get("component_no") or not row.cells.get("component"):
        return False
    word = stream.words[int(np.searchsorted(stream.starts, row.cells["component"][0].start))]
    return label(word) is not None and not word.isalnum()


def _lone_number(stream: Stream, cell: Cell) -> bool:
    if not cell:
        return False
    first, end = np.searchsorted(stream.starts, (cell[0].start, cell[-1].end)).tolist()
    alone = (at for at in {first, end - 1} if end - first > 1 and stream.words[at].isdecimal())
    return any(
        len(stream.words[at]) <= _MOST_DIGITS
        and (at == 0 or stream.gaps[at] != Gap.SPACE)
        and (at + 1 == len(stream.words) or stream.gaps[at + 1] != Gap.SPACE)
        for at in alone
    )
