"""Trains the weights by which the stage `spaced` tells which cells of a text run on over the edges
between its rows, from documents usual and `gathered`, both read with the weights that are there:

    python -m training.train_crossing build/corpus_layout build/corpus_gathered --every 4

Logistic regression; what it mistakes of the tune split is printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from pipeline.recover.spaced import crossed, stage
from pipeline.recover.spaced.model import write_model
from pipeline.recover.spaced.rowcells import Cut
from pipeline.recover.spaced.stretch import Floats, Habits
from pipeline.recover.spaced.table import Table
from training.ascent import collect
from training.calibrate_spaced import fit_evenly
from training.train_spaced import owners_of, read_labelled, same_layout, taught

Lesson = tuple[list[float], bool]


def lessons_of(path: Path) -> list[Lesson]:
    """What is seen of each joint over an edge of a document, and whether it is one cell."""
    table, truth = read_labelled(path)
    if table is None or not same_layout(table, truth):
        return []
    owner = owners_of(truth, table)
    lessons: list[Lesson] = []

    def look(table: Table, cuts: Sequence[Cut], habits: Habits, _: Floats) -> list[Cut]:
        for cut, column, seen in crossed.every_crossing(table, cuts, habits):
            pieces = cut.part.stretch.pieces[column]
            for k, vector in seen.items():
                upper = owner.get(pieces[k].words[-1].span.start)
                lower = owner.get(pieces[k + 1].words[0].span.start)
                if upper and lower:
                    lessons.append((vector.tolist(), upper[0] == lower[0]))
        return list(cuts)

    with patch.object(stage, "crossing_chances", look):
        stage.read_rows(table)
    return lessons


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of cells that run on over edges.")
    parser.add_argument("corpora", type=Path, nargs="+", help="folders with folders train and tune")
    parser.add_argument("--every", type=int, default=4, help="only every so many-th plan")
    given = parser.parse_args()
    known, held = (
        [
            lesson
            for corpus in given.corpora
            for lesson in collect(lessons_of, taught(corpus / split, "text", every))
        ]
        for split, every in (("train", given.every), ("tune", 1))
    )
    weights = fit_evenly(
        np.array([v for v, _ in known]), np.array([float(one) for _, one in known])
    )
    for split, lessons in (("train", known), ("tune", held)):
        right = np.array([one for _, one in lessons])
        ours = np.array([v for v, _ in lessons]) @ weights > 0
        print(f"{split}: {len(lessons)} joints over edges, {int((right & ~ours).sum())} cells cut, "
              f"{int((ours & ~right).sum())} joined wrongly")  # fmt: skip
    write_model(False, crossings=weights)


if __name__ == "__main__":
    main()
