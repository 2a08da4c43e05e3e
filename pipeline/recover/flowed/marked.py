"""Schedules of marks in flat text: which row is marked is to be had, in which month is not.

A plan may have a column for each month, week or quarter, with a mark where a row is done then. In
flat text nothing is left of the columns but the marks, one after the other. So they are taken out
of the stream, and the columns with them: the other cells are read without, the marks are unplaced,
and every row is told to have lost its schedule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Furniture, RawRow, Section, Span
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.periods import periods_of
from pipeline.recover.tablerows import normal_mark
from pipeline.rules import Rules

# A schedule of marks has at least so many columns, and so many marks.
_FEWEST_COLUMNS, _FEWEST_MARKS = 4, 3
_MONTHS = 12
_MONTH_NUMBERS = tuple(str(number) for number in range(1, _MONTHS + 1))
_WORDS_ABOVE = 4  # "JADWAL PELAKSANAAN BULAN KE-" above the numbers of months


def without_marks(stream: Stream, rules: Rules) -> Stream | None:
    """A stream without the marks of its schedule and the columns of these; None where it has no
    such schedule."""
    periods = periods_of([(column.header,) for column in stream.columns], rules)
    numbered = _numbered_months(stream)
    columns = sum(period is not None for period in periods) + _MONTHS * bool(numbered)
    marks = _marks(stream, rules)
    if columns < _FEWEST_COLUMNS or len(marks) < _FEWEST_MARKS:
        return None
    kept = np.ones(len(stream.words), dtype=bool)
    kept[[*marks, *numbered]] = False
    header = [
        Furniture(Span(int(stream.starts[i]), int(stream.ends[i])), "header") for i in numbered
    ]
    gaps = stream.gaps.copy()
    for i in sorted([*marks, *numbered]):  # what stands before a mark stands before the next word
        if i + 1 < len(gaps) and Gap.PAGE in (gaps[i], gaps[i + 1]):
            gaps[i + 1] = Gap.PAGE
        elif i + 1 < len(gaps) and gaps[i + 1] == Gap.SPACE:
            gaps[i + 1] = gaps[i]
    words = tuple(word for word, keep in zip(stream.words, kept, strict=True) if keep)
    return Stream(
        words, stream.starts[kept], stream.ends[kept], gaps[kept],
        tuple(c for c, period in zip(stream.columns, periods, strict=True) if period is None),
        (*stream.furniture, *header), stream.times,
    )  # fmt: skip


def _marks(stream: Stream, rules: Rules) -> list[int]:
    """The words that are marks with nothing but marks behind them on their line: others may be
    those of lists."""
    known = {normal_mark(mark) for mark in rules.tables.marks}
    found: list[int] = []
    behind = True  # nothing but marks up to the end of the line
    for i in range(len(stream.words) - 1, -1, -1):
        if i + 1 < len(stream.words) and stream.gaps[i + 1] != Gap.SPACE:
            behind = True
        behind = behind and normal_mark(stream.words[i]) in known
        if behind:
            found.append(i)
    return found[::-1]


def _numbered_months(stream: Stream) -> list[int]:
    """The numbers 1 to 12, one after the other, at the beginning of the text or of a page, with the
    few words before them: what is left of a header of months."""
    found: list[int] = []
    for page in np.flatnonzero(stream.gaps == Gap.PAGE).tolist():
        for first in range(page, page + _WORDS_ABOVE + 1):
            numbers = stream.words[first : first + _MONTHS]
            if numbers == _MONTH_NUMBERS:
                found += range(page, first + _MONTHS)
                break
    return found


def with_lost_schedules(
    lines: Sequence[Section | RawRow],
) -> list[Section | RawRow]:
    """The rows, flagged "schedule_lost"."""
    return [
        replace(line, flags=(*line.flags, "schedule_lost")) if isinstance(line, RawRow) else line
        for line in lines
    ]
