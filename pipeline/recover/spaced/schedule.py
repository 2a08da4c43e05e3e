"""The columns of months or quarters: which hold marks, and which of them a value stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column
from pipeline.recover.periods import levels_in, period_of
from pipeline.recover.spaced.heading import Heading
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.words import Line
from pipeline.recover.tablerows import normal_mark
from pipeline.rules import Rules

_WORD = re.compile(r"[^\W\d_]{2}")
_FEWEST, _MARKS = 3, 0.6  # columns of a schedule; of what stands in them


def periods_among(columns: Sequence[Column], rules: Rules) -> tuple[int, ...]:
    """The columns whose headers name months, weeks or quarters, if there are several."""
    found = [
        c
        for c, own in enumerate(columns)
        if own.is_extra and period_of(levels_in(own.header, rules), rules)
    ]
    return tuple(found) if len(found) >= _FEWEST else ()


def one_each(
    lines: Sequence[Line], shared: Sequence[Shared], periods: Sequence[int]
) -> tuple[Shared, ...]:
    """The columns of the words of lines: as many values or marks as there are months or quarters
    stand in one each, where their places have run together."""
    found: list[Shared] = []
    for line, own in zip(lines, shared, strict=True):
        held = [k for k, column in enumerate(own.columns) if column in periods]
        said = any(_WORD.search(line.words[k].text) for k in held)
        if periods and len(held) == len(periods) and not said:
            columns = list(own.columns)
            for k, column in zip(held, periods, strict=True):
                columns[k] = column
            own = replace(own, columns=tuple(columns))
        found.append(own)
    return tuple(found)


def marks_placed(
    lines: Sequence[Line],
    shared: Sequence[Shared],
    body: Sequence[bool],
    headings: Sequence[Heading],
    periods: Sequence[int],
    rules: Rules,
) -> tuple[Shared, ...]:
    """The columns of the words of lines: where what stands below the months or weeks is mostly
    marks, each mark stands in the column whose name it is nearest to, and no other word in one."""
    if not periods or list(periods) != list(range(periods[0], periods[-1] + 1)):
        return tuple(shared)
    marks = {normal_mark(mark) for mark in rules.tables.marks}
    nearest: dict[tuple[int, int], int] = {}
    below = said = 0
    for i, (line, own) in enumerate(zip(lines, shared, strict=True)):
        if not body[i]:
            continue
        cells = next((h for h in reversed(headings) if h.first <= i), headings[0]).cells
        if len(cells) <= periods[-1]:
            continue
        middles = [(cells[c].left + cells[c].right) / 2 for c in periods]
        reach = (middles[-1] - middles[0]) / (len(middles) - 1) / 2
        for k, (word, column) in enumerate(zip(line.words, own.columns, strict=True)):
            middle = (word.left + word.right) / 2
            under = middles[0] - reach < middle < middles[-1] + reach
            mark = normal_mark(word.text) in marks
            below, said = below + under, said + (under and mark)
            if mark and under:
                away = [abs(middle - other) for other in middles]
                nearest[i, k] = periods[away.index(min(away))]
            elif column in periods and not mark:
                left = middle < (middles[0] + middles[-1]) / 2
                nearest[i, k] = periods[0] - 1 if left else periods[-1] + 1
    if said <= _MARKS * below:
        return tuple(shared)
    last = len(headings[0].cells) - 1
    found = list(shared)
    for (i, k), column in nearest.items():
        columns = list(found[i].columns)
        columns[k] = min(max(column, 0), last)
        found[i] = replace(found[i], columns=tuple(columns))
    return tuple(found)


def hold_marks(
    periods: Sequence[int],
    lines: Sequence[Line],
    shared: Sequence[Shared],
    body: Sequence[bool],
    rules: Rules,
) -> bool:
    """Whether what stands in the columns of months or quarters is mostly marks."""
    marks = {normal_mark(mark) for mark in rules.tables.marks}
    found = [
        normal_mark(word.text) in marks
        for line, own, inside in zip(lines, shared, body, strict=True)
        for word, column in zip(line.words, own.columns, strict=True)
        if inside and column in periods
    ]
    return sum(found) > _MARKS * len(found)
