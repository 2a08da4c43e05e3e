"""Values and their units in columns side by side: "12" below TARGET, "dokumen" below SATUAN."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from pipeline.model import Column, RawRow, Section, Source, Span
from pipeline.recover.flowed.layout import Layout, is_unit
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Gap, Stream

_NUMBER_THEN_UNIT = re.compile(r"(\d[\d.,]*)\s+([^\d\s].*)", re.DOTALL)
_UNIT_THEN_NUMBER = re.compile(r"([^\d]*[^\d\s])\s+(\d[\d.,]*%?)", re.DOTALL)
_NUMBER = re.compile(r"\d[\d.,]*%?")
_EMPTY = ("-", "–", "—")
_NO_UNIT, _UNIT = -8.0, 4.0  # log odds
_LONGEST = 3  # words


def unit_starts(stream: Stream, layout: Layout, column: int) -> Floats:
    """(n,): log odds that a cell of a column of units begins at each word, of which the network, to
    which units are values, knows nothing: no number is a unit, and one stands before just as many
    numbers as there are columns of values behind it."""
    words = stream.words
    odds = np.zeros(len(words))
    behind = layout.fields[column + 1 : len(layout.keys)]
    values = next((k for k, field in enumerate(behind) if field != "value"), len(behind))
    valued = [bool(_NUMBER.fullmatch(word)) or word in _EMPTY for word in words]
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and valued[end] == valued[at]:
            end += 1
        if valued[at]:
            odds[at:end] = _NO_UNIT
            if at > 0 and end - at == values:
                odds[_first_of_line(stream, at - 1)] = _UNIT
        at = end
    return odds


def _first_of_line(stream: Stream, last: int) -> int:
    """Where what ends with a word begins: the first word of its line if that is short."""
    for first in range(last, max(-1, last - _LONGEST), -1):
        if stream.gaps[first] != Gap.SPACE:
            return first
    return last


def with_units(
    source: Source, columns: Sequence[Column], lines: Sequence[Section | RawRow]
) -> list[Section | RawRow]:
    """The rows with a number and its unit in cells of their own, where one was read with the other
    and there is a column for units beside that of the values: on one line no gap tells."""
    unit = [is_unit(column.header) for column in columns]
    pairs = [
        (a.key, b.key, _NUMBER_THEN_UNIT if unit[at + 1] else _UNIT_THEN_NUMBER)
        for at, (a, b) in enumerate(pairwise(columns))
        if unit[at] != unit[at + 1] and a.is_extra and b.is_extra
    ]
    return [_parted(source, line, pairs) if isinstance(line, RawRow) else line for line in lines]


def _parted(
    source: Source, row: RawRow, pairs: Sequence[tuple[str, str, re.Pattern[str]]]
) -> RawRow:
    for a, b, form in pairs:
        for full, empty in ((a, b), (b, a)):
            cell = row.cells.get(full, ())
            if row.cells.get(empty) or len(cell) != 1:
                continue
            found = form.fullmatch(source.text[cell[0].start : cell[0].end])
            if found:
                start = cell[0].start
                parts = ((Span(start + found.start(k), start + found.end(k)),) for k in (1, 2))
                row = replace(row, cells={**row.cells, **dict(zip((a, b), parts, strict=True))})
    return row
