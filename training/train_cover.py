"""Trains the weights by which the stage `spaced` tells which rows a cell covers:

    python -m training.train_cover text build/corpus_layout

Conditional likelihood of the right rows of every cell, rows and components being right, by gradient
steps (`ascent`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.covering import SeenCells, lay, see_cells, way_chances
from pipeline.recover.spaced.merged import column_cells
from pipeline.recover.spaced.model import load_cover, write_model
from pipeline.recover.spaced.rowcells import Cut, filled_of
from pipeline.recover.spaced.rows import habits_of
from pipeline.recover.spaced.stage import shared_again
from pipeline.recover.spaced.stretch import Floats, Piece, Stretch
from pipeline.recover.spaced.table import parts_of
from training.ascent import Pace, ascend, collect
from training.train_components import component_of_rows
from training.train_spaced import (
    PATTERNS,
    Owners,
    owners_of,
    read_labelled,
    right_cut,
    same_layout,
    taught,
)

STEPS, RATE, PULL = 400, 0.05, 0.0005


@dataclass(frozen=True)
class Lesson:
    """The ways to lay a column's cells, which of them are right, and which rows have none."""

    seen: SeenCells
    right: NDArray[np.int64]
    without: NDArray[np.bool_]


def lessons_of(path: Path) -> list[Lesson]:
    """The columns of each part of a labelled document."""
    table, truth = read_labelled(path)
    if table is None or not same_layout(table, truth):
        return []
    if not table.found.exact:
        table = shared_again(table)
    owner, components = owners_of(truth, table), component_of_rows(truth)
    cuts: list[Cut] = []
    for part in parts_of(table):
        right = right_cut(part.stretch, owner) if part.own else None
        if right is not None:
            rows = [band for band in right[0] if not band.free]
            joined, at = [], 0
            for pieces in part.stretch.pieces:
                count = max(0, len(pieces) - 1)
                joined.append(right[1][at : at + count].astype(float).tolist())
                at += count
            cuts.append(Cut(part, list(right[0]), rows, [], [], joined))
    if not cuts:
        return []
    spans = [np.array([chance - 0.5 for own in cut.goes_on for chance in own]) for cut in cuts]
    habits = habits_of([cut.part.stretch for cut in cuts], [cut.bands for cut in cuts], spans)
    middle = [bool(place[1] > place[0]) for place in habits.places]
    lessons: list[Lesson] = []
    for cut in cuts:
        numbers = _row_numbers(cut.part.stretch, cut, owner)
        groups = [components.get(number, (-1, -1)) for number in numbers]
        ids = [groups.index(own) for own in groups]
        for k, filled in enumerate(filled_of(table, cuts)):
            cells = column_cells(cut.part.stretch, cut.bands, k, cut.one_cell[k])
            if cells and len(set(numbers)) == len(cut.rows):
                seen = see_cells(cut.part.stretch, cut.rows, ids, k, cells, filled, middle[k])
                lessons += _lesson(seen, cells, owner, numbers)
    return lessons


def _row_numbers(stretch: Stretch, cut: Cut, owner: Owners) -> list[int]:
    """The number of each row of a part by the truth, -1 where lines do not tell."""
    found = [-1] * len(cut.rows)
    for pieces in stretch.pieces:
        for piece in pieces:
            for word in piece.words:
                cell = owner.get(word.span.start, ())
                if len(cell) == 2:
                    for k, band in enumerate(cut.rows):
                        if band.first <= piece.line <= band.last:
                            found[k] = cell[1]
    return found


def _lesson(
    seen: SeenCells,
    cells: Sequence[Sequence[Piece]],
    owner: Owners,
    numbers: Sequence[int],
) -> list[Lesson]:
    places = {number: k for k, number in enumerate(numbers)}
    right: list[int] = []
    without = np.ones(seen.rows, dtype=bool)
    for k, pieces in enumerate(cells):
        own = owner.get(pieces[0].words[0].span.start, ())
        rows = [places[row] for row in own[1:] if row in places]
        if not rows:
            return []
        way = np.flatnonzero((seen.cell == k) & (seen.low == min(rows)) & (seen.high == max(rows)))
        if not len(way):
            return []
        right.append(int(way[0]))
        without[min(rows) : max(rows) + 1] = False
    return [Lesson(seen, np.array(right), without)]


def gradient(lesson: Lesson, weights: Floats) -> tuple[float, Floats]:
    """The log likelihood of the right ways and its gradient."""
    seen = lesson.seen
    chances, total = way_chances(seen, seen.ways @ weights, seen.empty @ weights)
    covered = np.zeros(seen.rows + 1)
    np.add.at(covered, seen.low, chances)
    np.add.at(covered, seen.high + 1, -chances)
    without = np.clip(1 - np.cumsum(covered)[:-1], 0.0, 1.0)
    right = seen.ways[lesson.right].sum(axis=0) + lesson.without @ seen.empty
    return float(right @ weights - total), right - chances @ seen.ways - without @ seen.empty


def train(lessons: Sequence[Lesson], weights: Floats) -> Floats:
    """Weights of the greatest likelihood of the right ways."""
    pace = Pace(STEPS, RATE, PULL, max(1, len(lessons) // 12))
    return ascend(lessons, weights, gradient, lambda lesson: lesson.seen.rows, pace)


def exact_share(lessons: Sequence[Lesson], weights: Floats) -> float:
    """The share of rows that have the cells that are right, of those that cells were laid over."""
    good = every = 0
    for lesson in lessons:
        best = lay(lesson.seen, weights)[0] or []
        right = [(int(lesson.seen.low[w]), int(lesson.seen.high[w])) for w in lesson.right]
        ours, theirs = _given(best, lesson.seen.rows), _given(right, lesson.seen.rows)
        good, every = good + int((ours == theirs).sum()), every + lesson.seen.rows
    return good / max(1, every)


def _given(ways: Sequence[tuple[int, int]], rows: int) -> NDArray[np.int64]:
    found = np.full(rows, -1)
    for k, (low, high) in enumerate(ways):
        found[low : high + 1] = k
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of cells over rows in the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th plan")
    given = parser.parse_args()
    exact = given.kind == "pages"
    found = collect(lessons_of, taught(given.corpus / "train", given.kind, given.every))
    held = collect(lessons_of, taught(given.corpus / "tune", given.kind, 1))
    before = load_cover(exact)
    print(f"{len(found)} columns; before: {exact_share(found, before):.4f}, "
          f"tune {exact_share(held, before):.4f}", flush=True)  # fmt: skip
    weights = train(found, before)
    print(f"right: train {exact_share(found, weights):.4f}, tune {exact_share(held, weights):.4f}")
    write_model(exact, cover=weights)


if __name__ == "__main__":
    main()
