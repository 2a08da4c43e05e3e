"""The cells of a text that run on over edges between its rows, told once more when these are known
(`crossing`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.recover.spaced.crossing import opens_if_one, see_crossings
from pipeline.recover.spaced.rowcells import Cut
from pipeline.recover.spaced.stretch import Floats, Habits
from pipeline.recover.spaced.table import Table, detail_columns


def crossing_chances(
    table: Table, cuts: Sequence[Cut], habits: Habits, weights: Floats
) -> list[Cut]:
    """The parts of a text's table with how probable it is, now that their rows are known, that
    pieces are one cell over the edges between these."""
    again = {id(cut): [list(chances) for chances in cut.goes_on] for cut in cuts}
    for cut, column, seen in every_crossing(table, cuts, habits):
        for k, vector in seen.items():
            again[id(cut)][column][k] = float(1 / (1 + np.exp(-(vector @ weights))))
    return [replace(cut, goes_on=again[id(cut)]) for cut in cuts]


def every_crossing(
    table: Table, cuts: Sequence[Cut], habits: Habits
) -> Iterator[tuple[Cut, int, dict[int, Floats]]]:
    """For each column of each part of a text's table what `see_crossings` gives."""
    filled = [cut for cut in cuts if cut.goes_on]
    odds = [[_odds(chances) for chances in cut.goes_on] for cut in filled]
    stretches, bands = [cut.part.stretch for cut in filled], [cut.bands for cut in filled]
    one = opens_if_one(stretches, bands, odds, table.fields, detail_columns(table))
    for cut, every in zip(filled, odds, strict=True):
        for column, own in enumerate(every):
            stretch, habit = cut.part.stretch, float(habits.spans[column])
            opens = habits.opens, one
            yield cut, column, see_crossings(stretch, cut.bands, column, own, opens, habit)


def _odds(chances: Sequence[float]) -> list[float]:
    return [float(np.log(p / (1 - p))) for p in np.clip(chances, 1e-6, 1 - 1e-6)]
