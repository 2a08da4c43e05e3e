"""Rows whose cells stand one or more columns off, put right by what the cells are.

A row keeps the order of its cells. Each way of setting them into the columns is weighed by what
each cell is – a number, a time phrase, or words like those in the column's other cells – and the
row is moved only where another way is clearly better than the way it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

from pipeline.deadlines import time_coverage
from pipeline.model import Cell, RawRow, Recovery, Source, cell_text
from pipeline.recover.flowed.lexicon import count_cells, evidence
from pipeline.recover.flowed.model import load_model
from pipeline.recover.numbering import label

# Log odds against a row being shifted at all, and against a cell of a kind its column never has.
_SHIFT = 5.0
_WRONG_KIND = 4.0
_TIME_SHARE = 0.6  # of a cell's characters in time phrases: the cell is one
# How sure a row is that was moved for what kind its cells are, and one moved for its words only.
_SURE, _LIKELY = 0.97, 0.8
_MOST_COLUMNS = 12

Weigh = Callable[[str, str], float]


def put_right(source: Source, recovery: Recovery) -> Recovery:
    """The recovery with every shifted row put right and flagged "cells_shifted"."""
    keys = [column.key for column in recovery.columns]
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    suspects = [row for row in rows if not _full(row, keys)]
    if not suspects or len(keys) > _MOST_COLUMNS:
        return recovery
    kind = cache(_kind)
    weigh = _weigher(source, rows, keys, kind)
    lines = [
        _best(source, line, keys, weigh, kind)
        if isinstance(line, RawRow) and not _full(line, keys)
        else line
        for line in recovery.lines
    ]
    return replace(recovery, lines=tuple(lines))


def _full(row: RawRow, keys: Sequence[str]) -> bool:
    return all(row.cells.get(key) for key in keys)


def _kind(text: str) -> str:
    """What a cell is by itself: a number, a time phrase, or text."""
    if label(text) is not None:
        return "number"
    return "time" if time_coverage(text, None) >= _TIME_SHARE else "text"


_EXPECTED = {"component_no": "number", "target": "time"}


def _weigher(
    source: Source, rows: Sequence[RawRow], keys: Sequence[str], kind: Callable[[str], str]
) -> Weigh:
    """The log odds that a text stands in a column: by its kind, by its words in the training
    plans and in this document, and for "" by how often the column is empty."""
    fields = ["extra" if key.startswith("extra:") else key for key in keys]
    own = count_cells(
        (field, cell_text(source, row.cells[key]).split())
        for row in rows
        for key, field in zip(keys, fields, strict=True)
        if row.cells.get(key)
    )
    trained = load_model().lexicon
    empty = {
        key: math.log((sum(not r.cells.get(key) for r in rows) + 1) / (len(rows) + 2))
        for key in keys
    }

    @cache
    def words_of(text: str) -> dict[str, float]:
        words = text.split()
        both = evidence(trained, words, fields) + evidence(own, words, fields)
        start, _, inside = both.sum(axis=1)
        weights = start[0] + inside.mean(axis=0)
        return dict(zip(keys, weights.tolist(), strict=True))

    def weigh(text: str, key: str) -> float:
        if not text:
            return empty[key]
        found, expected = kind(text), _EXPECTED.get(key, "text")
        if key.startswith("extra:"):
            return 0.0
        odds = 0.0 if found == expected else -_WRONG_KIND
        return odds + (words_of(text)[key] if found == "text" else 0.0)

    return weigh


def _best(
    source: Source,
    row: RawRow,
    keys: Sequence[str],
    weigh: Weigh,
    kind: Callable[[str], str],
) -> RawRow:
    stands = [key for key in keys if row.cells.get(key)]
    cells = [row.cells[key] for key in stands]
    texts = [cell_text(source, cell) for cell in cells]

    def odds(columns: Sequence[str]) -> float:
        placed = dict(zip(columns, texts, strict=True))
        return sum(weigh(placed.get(key, ""), key) for key in keys)

    as_it_is = odds(stands)
    best = max(combinations(keys, len(cells)), key=odds)
    if odds(best) - as_it_is <= _SHIFT:
        return row
    wrong_kind = any(
        (_EXPECTED.get(key, "text") == "text") == (kind(text) == "time")
        or (key == "component_no") != (kind(text) == "number")
        for key, text in zip(stands, texts, strict=True)
    )
    rest = {key: cell for key, cell in row.cells.items() if key not in keys}
    moved: dict[str, Cell] = {**rest, **dict(zip(best, cells, strict=True))}
    return replace(
        row,
        cells=moved,
        flags=(*row.flags, "cells_shifted"),
        confidence=min(row.confidence, _SURE if wrong_kind else _LIKELY),
        alternative=row.cells,
    )
