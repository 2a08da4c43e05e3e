"""From stretches of lines to bands: two passes, the second with the document's own habits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.recover.spaced.bands import Band, Scores, best_cut
from pipeline.recover.spaced.evidence import Floats, Habits, Seen, Stretch, scores_of, step_kind

_SMOOTH = 1.0


def cut_rows(seen: Seen, weights: Floats) -> tuple[list[Band], Scores, Floats]:
    """The best cut of a stretch, the scores it comes from, and the log odds of spans."""
    scores, span = scores_of(seen, weights)
    return best_cut(scores), scores, span


def habits_of(parts: Sequence[Stretch], cuts: Sequence[Sequence[Band]]) -> Habits:
    """How the document places cells in rows, and how far apart its rows are."""
    columns = len(parts[0].pieces) if parts else 0
    places = np.full((columns, 3), _SMOOTH)
    edges = np.full((2, 4), _SMOOTH)  # inside a row, between rows; by step
    numbers = np.full(2, _SMOOTH)
    for part, bands in zip(parts, cuts, strict=True):
        marks = set(part.numbers)
        for band in bands:
            for i in range(band.first, band.last + 1):
                if i:
                    edges[int(i == band.first), step_kind(part, i)] += 1
                if i in marks and not band.free:
                    numbers[int(i != band.first)] += 1
            if not band.free and part.pages[band.first] == part.pages[band.last]:
                _count_places(part, band, places)
    return Habits(
        np.log(places / places.sum(axis=1, keepdims=True)),
        np.log(edges[1] / edges[0]),
        np.log(numbers / numbers.sum()),
    )


def _count_places(part: Stretch, band: Band, places: Floats) -> None:
    for column, pieces in enumerate(part.pieces):
        lines = [piece.line for piece in pieces if band.first <= piece.line <= band.last]
        if not lines:
            continue
        above = part.tops[lines[0]] - part.tops[band.first]
        below = part.tops[band.last] - part.tops[lines[-1]]
        if above + below > 1.5:
            kind = 0 if above < 0.5 else 1 if abs(above - below) < 1.5 else 2
            places[column, kind] += 1
