"""The columns of months or quarters: which hold marks, and which of them a value stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column
from pipeline.recover.periods import is_period
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.words import Line
from pipeline.recover.tablerows import normal_mark
from pipeline.rules import Rules

_WORD = re.compile(r"[^\W\d_]{2}")
_FEWEST, _MARKS = 3, 0.6  # columns of a schedule; of what stands in them


def periods_among(columns: Sequence[Column], rules: Rules) -> tuple[int, ...]:
    """The columns whose headers name months or quarters, if there are several."""
    found = [c for c, own in enumerate(columns) if own.is_extra and is_period(own.header, rules)]
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
