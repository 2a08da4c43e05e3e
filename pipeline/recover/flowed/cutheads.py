"""Components, and areas, whose name a page cuts.

Where a component's cell goes over several rows, what is left of its name stands at the top of the
next page, before cells of a row that the page does not cut, and reads as a component without a
number. Where components are numbered, the numbers tell: the next one counts on from the one above.
So does an area's that is merged over its rows, where the names of areas tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Cell, RawRow, Section
from pipeline.recover.flowed.stream import Stream
from pipeline.recover.headers import normal
from pipeline.recover.numbering import label, successor
from pipeline.rules import Rules

# Components have numbers if this share of them has.
_USUALLY = 0.8
_DOUBTFUL = 0.5


def with_whole_components(
    stream: Stream, lines: Sequence[Section | RawRow], on_new_pages: Collection[int]
) -> list[Section | RawRow]:
    """The lines with what is left of a component's name joined to it; its rows are no more
    probable than the one below the page, and in doubt unless the next number counts on; then it is
    flagged "page_broken". `on_new_pages`: the places of the lines that are the first of a page."""
    result = list(lines)
    numbered = [
        "component_no" in line.cells
        for place, line in enumerate(lines)
        if isinstance(line, RawRow) and "component" in line.cells and place not in on_new_pages
    ]
    if sum(numbered) < _USUALLY * len(numbered) or not any(numbered):
        return result
    for place in sorted(on_new_pages):
        line, begun = result[place], _component_above(result, place)
        if begun is None or not isinstance(line, RawRow) or not _may_be_rest(line):
            continue
        above = result[begun]
        assert isinstance(above, RawRow)
        number = _number(stream, above)
        following = _number_below(stream, result[place + 1 :])
        counts_on = number is not None and following == successor(number)
        if number is None or (following is not None and not counts_on):
            continue  # a number is missing here
        sure = line.confidence if counts_on else min(line.confidence, _DOUBTFUL)
        flags = above.flags if counts_on else (*dict.fromkeys([*above.flags, "page_broken"]),)
        cells = {**above.cells, "component": above.cells["component"] + line.cells["component"]}
        result[begun] = replace(above, cells=cells, flags=flags)
        own = {key: cell for key, cell in line.cells.items() if key != "component"}
        result[place] = replace(line, cells=own)
        for below in range(begun, _end_of_component(result, begun)):
            row = result[below]
            if isinstance(row, RawRow):
                result[below] = replace(row, confidence=min(row.confidence, sure))
    return result


def with_whole_areas(
    stream: Stream,
    lines: Sequence[Section | RawRow],
    on_new_pages: Collection[int],
    groups: Sequence[str],
    rules: Rules,
) -> list[Section | RawRow]:
    """The lines with what is left of an area's name joined to it, where it reads as a component
    without a number and only with it the name is a known one. `groups`: the keys of columns whose
    cells group rows; `on_new_pages`: as above."""
    known = {normal(area) for area in rules.areas}
    result = list(lines)
    for place in on_new_pages:
        line = result[place]
        if not isinstance(line, RawRow) or not _may_be_rest(line):
            continue
        rest = line.cells["component"]
        for above in range(place - 1, -1, -1):
            heads = _heads(result[above], groups)
            whole = [key for key, name in heads if _area(stream, name + rest) in known]
            if whole and _area(stream, rest) not in known:
                result[above] = _with_rest(result[above], whole[0], rest)
                own = {key: cell for key, cell in line.cells.items() if key != "component"}
                result[place] = replace(line, cells=own)
            if heads:
                break
    return result


def _heads(line: Section | RawRow, groups: Sequence[str]) -> list[tuple[str, Cell]]:
    """What stands above rows in a line: a section's name (without a key), cells by their keys."""
    if isinstance(line, Section):
        return [("", line.name)]
    return [(key, line.cells[key]) for key in groups if key in line.cells]


def _with_rest(line: Section | RawRow, key: str, rest: Cell) -> Section | RawRow:
    if isinstance(line, Section):
        return replace(line, name=line.name + rest)
    return replace(line, cells={**line.cells, key: line.cells[key] + rest})


def _area(stream: Stream, cell: Cell) -> str:
    """A cell's words, as a name, without the number before them."""
    words = list(_words_of(stream, cell))
    return normal(" ".join(words[1:] if len(words) > 1 and label(words[0]) else words))


def _words_of(stream: Stream, cell: Cell) -> Iterator[str]:
    for span in cell:
        first, last = np.searchsorted(stream.starts, (span.start, span.end))
        yield from stream.words[first:last]


def _end_of_component(lines: Sequence[Section | RawRow], begun: int) -> int:
    """The place after the last row of the component that begins at a place."""
    for below in range(begun + 1, len(lines)):
        line = lines[below]
        if isinstance(line, Section) or "component" in line.cells:
            return below
    return len(lines)


def with_rest_of(
    lines: Sequence[Section | RawRow], key: str, rest: Cell, probability: float
) -> list[Section | RawRow]:
    """The lines with what a page left of a cell that stands for several rows joined to it; the row
    that has it is no more probable than that this is its rest. Unplaced where none has it."""
    result = list(lines)
    for place in range(len(result) - 1, -1, -1):
        line = result[place]
        if isinstance(line, Section):
            break
        if key in line.cells:
            cells = {**line.cells, key: line.cells[key] + rest}
            sure = min(line.confidence, probability)
            result[place] = replace(line, cells=cells, confidence=sure)
            break
    return result


def _may_be_rest(line: RawRow) -> bool:
    """Whether a row has a component's name without a number, and more."""
    return "component" in line.cells and "component_no" not in line.cells and len(line.cells) > 1


def _component_above(lines: Sequence[Section | RawRow], place: int) -> int | None:
    """The place of the row above, in the same section, that begins a component."""
    for above in range(place - 1, -1, -1):
        line = lines[above]
        if isinstance(line, Section):
            return None
        if "component" in line.cells:
            return above
    return None


def _number_below(stream: Stream, lines: Sequence[Section | RawRow]) -> str | None:
    """The first component number in the rest of a section."""
    for line in lines:
        if isinstance(line, Section):
            return None
        if "component_no" in line.cells:
            return _number(stream, line)
    return None


def _number(stream: Stream, line: RawRow) -> str | None:
    cell = line.cells.get("component_no")
    if not cell:
        return None
    return label(stream.words[int(np.searchsorted(stream.starts, cell[0].start))])
