"""Rows of earlier plans, as evidence for which cells of a row this plan leaves empty.

A row that an office keeps from year to year keeps its shape: where the evidence of an action was
empty it mostly is again, where an indicator was the row's own it is no longer that of the row
above. A row is known again by the words that end one of its cells, which tell of the columns behind
it, and by those that begin one, which tell of the columns before it. No word is supplied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product

import numpy as np

from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.transitions import INHERITED

Words = tuple[str, ...]
Row = Mapping[str, Words]  # field → words of its cell; those without any are left out
# What a joint between two cells does with a column – leave it empty, fill it – as the row that ends
# or the one that begins is known, and what that column was in the row that is remembered.
SHAPES = [
    f"recalled:{span}:{side}:{done}:{was}"
    for span in ("three", "fewer")
    for side in ("ends", "begins")
    for done in ("empty", "filled")
    for was in ("none", "own")
]
_SPAN = 3  # words by which a cell is known again, or all of a shorter one


@dataclass(frozen=True)
class Shapes:
    """(field, words that end, or begin, a cell) → for each other field of its row how it was there:
    1 had none of its own, -1 had one, between them where rows differ."""

    ends: Mapping[tuple[str, Words], Mapping[str, float]]
    begins: Mapping[tuple[str, Words], Mapping[str, float]]


def shapes_of(rows: Iterable[Row | None]) -> Shapes:
    """Rows of a plan in order, None for each that is not known, → what their shapes are. A cell
    whose words are those of the row above may be one with it: whether the row has one of its own is
    not known, but for the cells that rows of one component share."""
    known = list(rows)
    used = {field for row in known if row for field in row} - {"section"}
    ends: defaultdict[tuple[str, Words], list[Mapping[str, float]]] = defaultdict(list)
    begins: defaultdict[tuple[str, Words], list[Mapping[str, float]]] = defaultdict(list)
    for above, row in pairwise(chain([None], known)):
        if row is None:
            continue
        shape = {field: was for field in used if (was := _was(field, row, above))}
        for field, words in row.items():
            keys = tuple(keys_of(word)[0] for word in words)
            if shape.get(field) == -1.0 and any(keys):
                ends[field, keys[-_SPAN:]].append(shape)
                begins[field, keys[:_SPAN]].append(shape)
    return Shapes(_means(ends), _means(begins))


def _was(field: str, row: Row, above: Row | None) -> float:
    """1 where a row had no cell of its own in a field, -1 where it had one, 0 if not known."""
    if field not in row:
        return 1.0
    if above is None:
        return 0.0 if field in INHERITED else -1.0
    if above.get(field) != row[field] or above.get("section") != row.get("section"):
        return -1.0
    return 1.0 if field in INHERITED else 0.0


def _means(
    found: Mapping[tuple[str, Words], Sequence[Mapping[str, float]]],
) -> dict[tuple[str, Words], dict[str, float]]:
    return {
        place: {
            field: sum(shape.get(field, 0.0) for shape in shapes) / len(shapes)
            for field in sorted({field for shape in shapes for field in shape})
        }
        for place, shapes in found.items()
    }


def shapes_at(shapes: Shapes, words: Sequence[str], layout: Layout) -> dict[int, Floats]:
    """Word before which a joint is → (shape, S + 1, S): how much of each of `SHAPES` a joint there
    between two states has, for the words where a remembered cell may end or begin."""
    keys = tuple(keys_of(word)[0] for word in words)
    columns = layout.names[: len(layout.keys)]
    size = len(layout)
    empties = _left_empty(layout)
    found: dict[int, Floats] = {}

    def add(i: int, kind: int, side: int, state: int, shape: Mapping[str, float]) -> None:
        was = np.array([shape.get(field, 0.0) for field in columns])
        seen = found.setdefault(i, np.zeros((len(SHAPES), size + 1, size)))
        joints = np.s_[state, :] if side == 0 else np.s_[:, state]
        for k, amount in enumerate((was.clip(0), -was.clip(None, 0)), kind + 4 * side):
            seen[k][joints] += (empties[side][joints] * amount).sum(axis=-1)
            if side == 0:  # the next cell of the same row
                seen[k + 2][state, state + 1 : len(columns)] += amount[state + 1 :]
            else:
                seen[k + 2][:state, state] += amount[:state]

    for i, (side, ends) in product(range(len(keys)), enumerate((shapes.ends, shapes.begins))):
        for state, field in enumerate(columns):
            for length in range(_SPAN, 0, -1):
                around = keys[max(i - length, 0) : i] if side == 0 else keys[i : i + length]
                if shape := ends.get((field, around)):
                    add(i, 0 if length == _SPAN else len(SHAPES) // 2, side, state, shape)
                    break
    return found


def _left_empty(layout: Layout) -> tuple[Floats, Floats]:
    """(S + 1, S, columns), twice: the columns that a joint leaves empty in the row that ends with
    the state before it, and in the one that begins with the state behind it."""
    size, columns = len(layout), len(layout.keys)
    ends = np.zeros((size + 1, size, columns))
    begins = np.zeros((size + 1, size, columns))
    for a in range(size + 1):
        for b in range(size):
            if layout.continued in (a, b):
                continue
            if a < b < columns:
                ends[a, b, a + 1 : b] = begins[a, b, a + 1 : b] = 1.0
                continue
            if a < columns:
                ends[a, b, a + 1 :] = 1.0
            if b < columns:
                begins[a, b, :b] = 1.0
    return ends, begins
