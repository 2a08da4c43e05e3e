"""Values and their units in columns side by side: "12" below TARGET, "dokumen" below SATUAN."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Column, RawRow, Section, Source, Span
from pipeline.recover.headers import normal

_UNIT_HEADERS = ("SATUAN", "UNIT")  # first words
_NUMBER_THEN_UNIT = re.compile(r"(\d[\d.,]*)\s+([^\d\s].*)", re.DOTALL)
_UNIT_THEN_NUMBER = re.compile(r"([^\d]*[^\d\s])\s+(\d[\d.,]*%?)", re.DOTALL)


def with_units(
    source: Source, columns: Sequence[Column], lines: Sequence[Section | RawRow]
) -> list[Section | RawRow]:
    """The rows with a number and its unit in cells of their own, where one was read with the other
    and there is a column for units beside that of the values: on one line no gap tells."""
    unit = [normal(column.header).split(" ")[0] in _UNIT_HEADERS for column in columns]
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
