"""Rows whose cells stand one or more columns off, put right by what the cells are.

A row keeps the order of its cells. Each way of setting them into the columns is weighed by what
each cell is – a number, a time phrase, or words like those in the column's other cells – and the
row is moved only where another way is clearly better than the way it stands.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

from pipeline.deadlines import time_coverage
from pipeline.model import Cell, RawRow, Recovery, Source, cell_text
from pipeline.recover.flowed.context import cell_scores
from pipeline.recover.flowed.lexicon import count_cells, evidence
from pipeline.recover.flowed.model import load_model
from pipeline.recover.numbering import label

# Log odds against a row being shifted at all, and against a cell of a kind its column never has.
_SHIFT = 5.0
_WRONG_KIND = 4.0
_TIME_SHARE = 0.6  # of a cell's characters in time phrases: the cell is one
# A row that was moved is never surer than this.
_SUREST = 0.97
# Rows' worth of weight that columns filled by chance have beside the combinations that are seen.
_CHANCE_ROWS = 4.0
_MOST_COLUMNS = 12

Weigh = Callable[[str, str], float]
WeighFilled = Callable[[frozenset[str]], float]


def put_right(source: Source, recovery: Recovery) -> Recovery:
    """The recovery with every shifted row put right and flagged "cells_shifted"."""
    keys = [column.key for column in recovery.columns]
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    kind = cache(_kind)
    # Where a cell stands between rulings, only one of a wrong kind puts its row in doubt.
    ruled = source.boxes is not None
    suspects = [not _full(row, keys) and (not ruled or _misfits(source, row, kind)) for row in rows]
    if not any(suspects) or len(keys) > _MOST_COLUMNS:
        return recovery
    weigh = _weigher(source, rows, keys, kind)
    filled = _weigh_filled(rows, keys)
    suspected = iter(suspects)
    lines = [
        _best(source, line, keys, weigh, filled)
        if isinstance(line, RawRow) and next(suspected)
        else line
        for line in recovery.lines
    ]
    return replace(recovery, lines=tuple(lines))


def _full(row: RawRow, keys: Sequence[str]) -> bool:
    return all(row.cells.get(key) for key in keys)


def _misfits(source: Source, row: RawRow, kind: Callable[[str], str]) -> bool:
    """Whether a cell is of a kind that its column never has, or the target seems to stand in
    another column."""
    texts = {key: cell_text(source, cell) for key, cell in row.cells.items() if cell}
    for key, expected in _EXPECTED.items():
        if key in texts and kind(texts[key]) != expected:
            return True
    return "target" not in texts and any(
        kind(text) == "time" for key, text in texts.items() if not key.startswith("extra:")
    )


def _kind(text: str) -> str:
    """What a cell is by itself: a number, a time phrase, or text."""
    if label(text) is not None:
        return "number"
    return "time" if time_coverage(text, None) >= _TIME_SHARE else "text"


_EXPECTED = {"component_no": "number", "target": "time"}


def _weigher(
    source: Source, rows: Sequence[RawRow], keys: Sequence[str], kind: Callable[[str], str]
) -> Weigh:
    """The log odds that a text stands in a column: by its kind, and by its words in the training
    plans and in this document."""
    fields = ["extra" if key.startswith("extra:") else key for key in keys]
    own = count_cells(
        (field, cell_text(source, row.cells[key]).split())
        for row in rows
        for key, field in zip(keys, fields, strict=True)
        if row.cells.get(key)
    )
    network = load_model().network

    @cache
    def words_of(text: str) -> dict[str, float]:
        words = text.split()
        start, _, inside = evidence(own, words, fields).sum(axis=1)
        weights = start[0] + inside.mean(axis=0) + cell_scores(network, words, fields)
        return dict(zip(keys, weights.tolist(), strict=True))

    def weigh(text: str, key: str) -> float:
        found, expected = kind(text), _EXPECTED.get(key, "text")
        if key.startswith("extra:"):
            return 0.0
        odds = 0.0 if found == expected else -_WRONG_KIND
        return odds + (words_of(text)[key] if found == "text" else 0.0)

    return weigh


def _weigh_filled(rows: Sequence[RawRow], keys: Sequence[str]) -> WeighFilled:
    """The log probability that just these columns of a row are filled: as often as rows of this
    document are, with some weight for columns filled independently."""
    patterns = Counter(frozenset(k for k in keys if row.cells.get(k)) for row in rows)
    share = {
        key: (sum(key in p for p in patterns.elements()) + 1) / (len(rows) + 2) for key in keys
    }

    def weigh(pattern: frozenset[str]) -> float:
        chance = math.prod(share[k] if k in pattern else 1 - share[k] for k in keys)
        return math.log((patterns[pattern] + _CHANCE_ROWS * chance) / (len(rows) + _CHANCE_ROWS))

    return weigh


def _best(
    source: Source, row: RawRow, keys: Sequence[str], weigh: Weigh, filled: WeighFilled
) -> RawRow:
    stands = tuple(key for key in keys if row.cells.get(key))
    cells = [row.cells[key] for key in stands]
    texts = [cell_text(source, cell) for cell in cells]

    def odds(columns: Sequence[str]) -> float:
        words = sum(weigh(text, key) for text, key in zip(texts, columns, strict=True))
        return words + filled(frozenset(columns)) + (_SHIFT if tuple(columns) == stands else 0.0)

    ways = sorted(combinations(keys, len(cells)), key=odds, reverse=True)
    best = ways[0]
    if best == stands:
        return row
    total = sum(math.exp(odds(way) - odds(best)) for way in ways)
    rest = {key: cell for key, cell in row.cells.items() if key not in keys}
    moved: dict[str, Cell] = {**rest, **dict(zip(best, cells, strict=True))}
    return replace(
        row,
        cells=moved,
        flags=(*row.flags, "cells_shifted"),
        confidence=min(row.confidence, _SUREST, 1 / total),
        alternative=row.cells,
    )
