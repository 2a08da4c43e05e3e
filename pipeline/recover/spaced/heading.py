"""The header of a table whose columns stand in place: its cells, and where each stands.

A header cell may be wrapped over several lines, and a name may stand over several columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.recover.headers import normal
from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import label
from pipeline.recover.periods import period_of
from pipeline.recover.spaced.headercells import (
    BELOW,
    MOST_CUT,
    HeaderCell,
    header_cells,
    is_rest,
    named_field,
    periods_in,
)
from pipeline.recover.spaced.words import Line, chunks, text_of
from pipeline.rules import Rules

_MOST_LINES, _MOST_TALL = 6, 9  # of a header; of one that takes all of these
_FARTHEST = 3.0  # lines between two lines of one header
_BESIDE = 0.65  # lines within which lines of pages stand beside each other in one row
_NUMBERED = 0.6  # of columns that a line numbers
_BEGUN = 4  # letters of a name's word that a narrow column leaves on the first line at least
_LETTER = 0.015  # what a letter of a known name is worth, to a field's 3
_CORE = {"indicator", "action", "evidence", "target"}


@dataclass(frozen=True)
class Heading:
    """Lines `first` up to, not including, `last` are a header with these cells, from left to
    right."""

    first: int
    last: int
    cells: tuple[HeaderCell, ...]


def find_headings(lines: Sequence[Line], rules: Rules) -> list[Heading]:
    """Every header in the text, with the row that numbers its columns, if it has one."""
    names = rules.headers
    vocabulary = {
        word for known in names.values() for name in known for word in normal(name).split()
    }
    # A narrow column cuts a word.
    vocabulary |= {word[:k] for word in vocabulary for k in range(_BEGUN, len(word))}
    found = [
        pair
        for i in range(len(lines))
        if _promising(lines[i], vocabulary, rules) and (pair := _heading_around(lines, rules, i))
    ]
    headings: list[Heading] = []
    for _, heading in sorted(found, key=lambda pair: (-pair[0], pair[1].first)):
        if all(heading.last <= h.first or heading.first >= h.last for h in headings):
            headings.append(heading)
    headings = [_with_rest(lines, _with_beside(lines, h, rules), rules) for h in headings]
    return sorted((_with_numbers(lines, h) for h in headings), key=lambda h: h.first)


def _promising(line: Line, vocabulary: set[str], rules: Rules) -> bool:
    """Whether most of a line could be header names, beside months and quarters and what is left of
    cut words."""
    known = others = periods = 0
    for run in chunks(line.words):
        words = [w for word in run for w in normal(word.text).split()]
        own = sum(word in vocabulary for word in words)
        parts = periods_in(run, rules) if own < len(words) <= 2 * MOST_CUT else [run]
        if own < len(words) and (len(parts) > 1 or period_of((text_of(run),), rules)):
            periods += len(parts)
        else:
            long = sum(len(word) >= _BEGUN - 1 for word in words if word not in vocabulary)
            known, others = known + own, others + long
    return known > others and known + periods > 1


def _heading_around(
    lines: Sequence[Line], rules: Rules, at: int, most: int = _MOST_LINES
) -> tuple[float, Heading] | None:
    """The most header-like run of lines around one line, and how much like a header it is."""
    best: Heading | None = None
    best_worth = 0.0
    lowest = max(0, at - most + 1)
    for first in range(at, lowest - 1, -1):
        if first < at and not _near(lines[first], lines[first + 1]):
            break
        if _begins_small(lines[first]) and not _begins_small(lines[at]):
            break  # the end of a sentence above
        for last in range(at + 1, min(first + most, len(lines)) + 1):
            if last > at + 1 and not _near(lines[last - 2], lines[last - 1]):
                break
            if _number_columns(lines, first, last - 1, rules):
                break
            cells = header_cells(lines[first:last], rules, lines[last : last + BELOW])
            worth = _worth(cells, rules)
            if worth > best_worth:
                best, best_worth = Heading(first, last, cells), worth
    if best and best.last - best.first == most < _MOST_TALL:
        return _heading_around(lines, rules, at, _MOST_TALL)
    return (best_worth, best) if best else None


def _number_columns(lines: Sequence[Line], first: int, at: int, rules: Rules) -> bool:
    """Whether a line numbers the columns that lines from a first one on name, and not just the
    quarters among them: "TW" above "1"."""
    if not _are_numbers(lines[at]):
        return False
    cells = header_cells(lines[first:at], rules, lines[at : at + BELOW])
    return len(lines[at].words) > _NUMBERED * len(cells)


def _begins_small(line: Line) -> bool:
    return line.words[0].text[0].islower()


def _near(above: Line, below: Line) -> bool:
    return above.page == below.page and below.top - above.top <= _FARTHEST


def _worth(cells: Sequence[HeaderCell], rules: Rules) -> float:
    """How much like a header cells are; 0 where they are none."""
    found = [named_field(cell.text, rules) for cell in cells]
    fields = {field for field in found if field and field != "extra"}
    known = sum(field is not None for field in found)
    enough = len(fields) >= 3 or (len(fields) >= 2 and known >= 4)
    if not enough or not fields & _CORE:
        return 0.0
    doubled = sum(field not in (None, "extra") for field in found) - len(fields)
    long = sum(max(0, len(cell.text.split()) - 5) for cell in cells)
    named = sum(
        len(cell.text.replace(" ", "")) for cell, field in zip(cells, found, strict=True) if field
    )
    others = (known - len(fields)) - 1.2 * (len(found) - known)
    return 3.0 * len(fields) + others + _LETTER * named - doubled - long


def _with_beside(lines: Sequence[Line], heading: Heading, rules: Rules) -> Heading:
    """The heading with the lines above and below that stand beside its own: a cell of a table's
    first row stands lower than that. On pages only, as lines of text are whole lines apart."""
    first, last = heading.first, heading.last
    while first and _beside(lines[first - 1], lines[first]):
        first -= 1
    while last < len(lines) and _beside(lines[last - 1], lines[last]):
        last += 1
    if (first, last) == (heading.first, heading.last) or last - first > _MOST_LINES:
        return heading
    cells = header_cells(lines[first:last], rules, lines[last : last + BELOW])
    kept = len(cells) == len(heading.cells) and all(
        named_field(cell.text, rules) or not named_field(before.text, rules)
        for cell, before in zip(cells, heading.cells, strict=True)
    )
    return Heading(first, last, cells) if kept else heading


def _with_rest(lines: Sequence[Line], heading: Heading, rules: Rules) -> Heading:
    """The heading with the line right below it where that goes on with names: each run stands
    under one that ends with a word that joins, or in capitals as these all are, and no number
    begins it; or it is the rest of the word above."""
    last = heading.last
    if last == len(lines) or not _near(lines[last - 1], lines[last]):
        return heading
    for run in chunks(lines[last].words):
        above = [c for c in heading.cells if min(c.right, run[-1].right) > max(c.left, run[0].left)]
        text = text_of(run)
        joins = len(above) == 1 and above[0].text.split()[-1].lower() in JOINING
        capitals = text.isupper() and all(c.text.isupper() for c in heading.cells)
        cut = len(above) == 1 and is_rest(above[0].text.split()[-1], text)
        if len(above) != 1 or not (cut or (joins or capitals) and not label(run[0].text)):
            return heading
    cells = header_cells(lines[heading.first : last + 1], rules, lines[last + 1 : last + 1 + BELOW])
    kept = len(cells) == len(heading.cells) and all(
        named_field(cell.text, rules) or not named_field(before.text, rules)
        for cell, before in zip(cells, heading.cells, strict=True)
    )
    return Heading(heading.first, last + 1, cells) if kept else heading


def _beside(above: Line, below: Line) -> bool:
    return above.page == below.page and below.top - above.top < _BESIDE


def _with_numbers(lines: Sequence[Line], heading: Heading) -> Heading:
    """The heading with the row "1 2 3 …" or "(1) (2) …" under it."""
    last = heading.last
    if last == len(lines) or not _are_numbers(lines[last]):
        return heading
    last += 1
    while last < len(lines) and not any(normal(word.text) for word in lines[last].words):
        last += 1  # brackets that narrow columns cut off
    return Heading(heading.first, last, heading.cells)


def _are_numbers(line: Line) -> bool:
    texts = [normal(word.text) for word in line.words]
    return len(texts) > 2 and texts == [str(i + 1) for i in range(len(texts))]
