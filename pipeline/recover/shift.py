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
from functools import cache, partial
from itertools import combinations

from pipeline.deadlines import parse_deadlines
from pipeline.model import Cell, RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.flowed.context import cell_scores
from pipeline.recover.flowed.lexicon import count_cells, evidence
from pipeline.recover.flowed.model import load_model
from pipeline.recover.numbering import label
from pipeline.rules import Rules

# Log odds against a row being shifted, with a cell of a kind that its column never has and without;
# and against a cell that moves to an extra column.
_SHIFT_MISFIT, _SHIFT = 3.0, 5.0
_TO_EXTRA = 6.0
# How many of a column's cells are of the kinds that it is expected to have, and of each other; a
# document's own cells count beside so many of these.
_USUAL = {"component_no": {"number": 0.94}, "target": {"time": 0.8, "clause": 0.15}}
_USUAL_TEXT = {"text": 0.94}
_OTHER_KIND = 0.02
_EXPECTED_CELLS = 3.0
_TIME_SHARE = 0.6  # of a cell's characters in time phrases: the cell is one
# A row that was moved is never surer than this; nor, where the format says where its cells stand,
# than what was right of such rows that were stated that sure: 6 of 8 in PDFs with rulings and
# workbooks of plans that training has not seen.
_SUREST, _SUREST_GIVEN = 0.97, 0.75
# Rows' worth of weight that columns filled by chance have beside the combinations that are seen.
_CHANCE_ROWS = 4.0
_MOST_COLUMNS = 12
_FEW, _MANY = 5, 500  # rows from which the words of a document are not told, or told well

# A text in a column, beside what stands in that column of the same row.
Weigh = Callable[[str, str, str], float]
# Filled columns, beside those that are filled in the row as it stands.
WeighFilled = Callable[[frozenset[str], frozenset[str]], float]


def put_right(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with every shifted row put right and flagged "cells_shifted"."""
    keys = [column.key for column in recovery.columns]
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    kind = cache(partial(_kind, rules=rules))
    # Where the format says where a cell stands, only one of a wrong kind puts its row in doubt.
    given = not source.is_text
    misfits = [not _full(row, keys) and _misfits(source, row, kind) for row in rows]
    suspects = misfits
    if not given:
        suspects = [not _full(row, keys) and not _is_heading(row) for row in rows]
    if not any(suspects) or len(keys) > _MOST_COLUMNS:
        return recovery
    sound = [row for row, suspect in zip(rows, suspects, strict=True) if not suspect]
    weigh = _weigher(source, rows, sound if given and len(sound) > _FEW else rows, keys, kind)
    filled = _weigh_filled(rows, keys)
    doubts = iter(zip(suspects, misfits, strict=True))
    lines: list[Section | RawRow] = []
    for line in recovery.lines:
        if isinstance(line, RawRow):
            suspect, misfit = next(doubts)
            if suspect:
                against = _SHIFT_MISFIT if misfit else _SHIFT
                surest = _SUREST_GIVEN if given else _SUREST
                line = _best(source, line, keys, weigh, filled, against, surest)
        lines.append(line)
    return replace(recovery, lines=tuple(lines))


def _full(row: RawRow, keys: Sequence[str]) -> bool:
    return all(row.cells.get(key) for key in keys)


def _is_heading(row: RawRow) -> bool:
    """Whether a row has a component's number or name and nothing else, as a heading has."""
    return not any(cell for key, cell in row.cells.items() if not key.startswith("component"))


def _misfits(source: Source, row: RawRow, kind: Callable[[str], str]) -> bool:
    """Whether a cell is of a kind that its column never has, or the target seems to stand in
    another column."""
    texts = {key: cell_text(source, cell) for key, cell in row.cells.items() if cell}
    for key, expected in _USUAL.items():
        if key in texts and kind(texts[key]) not in expected:
            return True
    return "target" not in texts and any(
        kind(text) in _USUAL["target"]
        for key, text in texts.items()
        if not key.startswith("extra:")
    )


def _kind(text: str, rules: Rules) -> str:
    """What a cell is by itself: a number, a time, a clause that gives one ("after each visit"), or
    other text."""
    if label(text) is not None:
        return "number"
    found = parse_deadlines(text, None, rules.time)
    places = {i for due in found for i in range(due.phrase_start, due.phrase_end)}
    covered = sum(not text[i].isspace() for i in places)
    if not found or covered < _TIME_SHARE * len("".join(text.split())):
        return "text"
    return "clause" if all(due.kind == "conditional" for due in found) else "time"


def _weigher(
    source: Source,
    rows: Sequence[RawRow],
    sound: Sequence[RawRow],
    keys: Sequence[str],
    kind: Callable[[str], str],
) -> Weigh:
    """The log odds that a text stands in a column: by how many of the column's cells are of its
    kind, and by its words in the training plans and in this document."""
    fields = ["extra" if key.startswith("extra:") else key for key in keys]
    own = count_cells(
        (field, cell_text(source, row.cells[key]).split())
        for row in sound[:_MANY]
        for key, field in zip(keys, fields, strict=True)
        if row.cells.get(key)
    )
    network = load_model().network
    kinds = {
        key: Counter(kind(cell_text(source, row.cells[key])) for row in rows if row.cells.get(key))
        for key in keys
    }

    @cache
    def words_of(text: str) -> dict[str, float]:
        words = text.split()
        start, _, inside = evidence(own, words, fields).sum(axis=1)
        weights = start[0] + inside.mean(axis=0) + cell_scores(network, words, fields)
        return dict(zip(keys, weights.tolist(), strict=True))

    def weigh(text: str, key: str, held: str) -> float:
        if key.startswith("extra:"):
            return 0.0 if text == held else -_TO_EXTRA
        found = kind(text)
        usual = _EXPECTED_CELLS * _USUAL.get(key, _USUAL_TEXT).get(found, _OTHER_KIND)
        others = kinds[key] - Counter([kind(held)] if held else [])
        share = (others[found] + usual) / (others.total() + _EXPECTED_CELLS)
        by_words = words_of(text)[key] if found in ("clause", "text") else 0.0
        return math.log(share) + by_words

    return weigh


def _weigh_filled(rows: Sequence[RawRow], keys: Sequence[str]) -> WeighFilled:
    """The log probability that just these columns of a row are filled: as often as other rows of
    this document are, with some weight for columns filled independently."""
    patterns = Counter(frozenset(k for k in keys if row.cells.get(k)) for row in rows)
    share = {
        key: (sum(key in p for p in patterns.elements()) + 1) / (len(rows) + 2) for key in keys
    }

    def weigh(pattern: frozenset[str], held: frozenset[str]) -> float:
        chance = math.prod(share[k] if k in pattern else 1 - share[k] for k in keys)
        others = patterns[pattern] - (pattern == held)
        return math.log((others + _CHANCE_ROWS * chance) / (len(rows) + _CHANCE_ROWS))

    return weigh


def _best(
    source: Source,
    row: RawRow,
    keys: Sequence[str],
    weigh: Weigh,
    filled: WeighFilled,
    against: float,
    surest: float,
) -> RawRow:
    stands = tuple(key for key in keys if row.cells.get(key))
    cells = [row.cells[key] for key in stands]
    texts = [cell_text(source, cell) for cell in cells]
    held = dict(zip(stands, texts, strict=True))

    def odds(columns: Sequence[str]) -> float:
        words = sum(
            weigh(text, key, held.get(key, "")) for text, key in zip(texts, columns, strict=True)
        )
        pattern = filled(frozenset(columns), frozenset(stands))
        return words + pattern + (against if tuple(columns) == stands else 0.0)

    ways = sorted(combinations(keys, len(cells)), key=odds, reverse=True)
    best = ways[0]
    total = sum(math.exp(odds(way) - odds(best)) for way in ways)
    if best == stands:
        return replace(row, confidence=min(row.confidence, 1 / total))
    rest = {key: cell for key, cell in row.cells.items() if key not in keys}
    moved: dict[str, Cell] = {**rest, **dict(zip(best, cells, strict=True))}
    return replace(
        row,
        cells=moved,
        flags=(*row.flags, "cells_shifted"),
        confidence=min(row.confidence, surest, 1 / total),
        alternative=row.cells,
    )
