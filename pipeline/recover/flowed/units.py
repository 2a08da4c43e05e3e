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
_NUMBER = re.compile(r"\d[\d.,]*")
_UNIT_OR_NOT = re.compile(r"(?:[a-z]+\s+)?[A-Z]")
_UNIT_BEFORE_CAPITAL = re.compile(r"([a-z]+)\s+(?=[A-Z])")


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
    capital = _capital_columns(source, columns, lines)
    keys = [column.key for column in columns]
    values = {column.key for column in columns if column.is_extra}
    return [
        _with_own_units(source, keys, values, capital, _parted(source, line, pairs))
        if isinstance(line, RawRow)
        else line
        for line in lines
    ]


def _capital_columns(
    source: Source, columns: Sequence[Column], lines: Sequence[Section | RawRow]
) -> set[str]:
    """The columns most of whose cells begin with a capital, a unit before it apart."""
    found: set[str] = set()
    for column in columns:
        cells = [line.cells.get(column.key) for line in lines if isinstance(line, RawRow)]
        begins = [_UNIT_OR_NOT.match(source.text, cell[0].start) for cell in cells if cell]
        if 4 * sum(map(bool, begins)) > 3 * len(begins):
            found.add(column.key)
    return found


def _with_own_units(
    source: Source, keys: Sequence[str], values: set[str], capital: set[str], row: RawRow
) -> RawRow:
    """A row with the unit of a number in the number's cell, where it was read with the next one on
    the line, whose cells begin with capitals: "24" and "kelompok Dilakukan lomba"."""
    filled = [key for key in keys if row.cells.get(key)]
    for a, b in pairwise(filled):
        value, after = row.cells[a], row.cells[b]
        if a not in values or b not in capital or len(value) != 1:
            continue
        between = source.text[value[0].end : after[0].start]
        unit = _UNIT_BEFORE_CAPITAL.match(source.text, after[0].start, after[0].end)
        number = _NUMBER.fullmatch(source.text, value[0].start, value[0].end)
        if number and unit and between == " ":
            whole, rest = Span(value[0].start, unit.end(1)), Span(unit.end(), after[0].end)
            row = replace(row, cells={**row.cells, a: (whole,), b: (rest, *after[1:])})
    return row


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
