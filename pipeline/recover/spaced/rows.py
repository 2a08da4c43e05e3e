"""From stretches of lines to bands: two passes, the second with the document's own habits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.recover.spaced.bands import Band, Scores, best_cut
from pipeline.recover.spaced.evidence import Seen, scores_of
from pipeline.recover.spaced.stretch import (
    FINE_STEPS,
    Floats,
    Habits,
    Stretch,
    fine_step,
    line_step,
    place_kind,
    step_between,
)

_SMOOTH = 1.0


def cut_rows(seen: Seen, weights: Floats) -> tuple[list[Band], Scores, Floats]:
    """The best cut of a stretch, the scores it comes from, and the log odds of spans."""
    scores, span = scores_of(seen, weights)
    return best_cut(scores), scores, span


def habits_of(
    parts: Sequence[Stretch], cuts: Sequence[Sequence[Band]], spans: Sequence[Floats]
) -> Habits:
    """How the document places cells in rows, how far apart its rows are, and how often cells run on
    over the edges between them; `spans` are the log odds of that for each joint."""
    columns = len(parts[0].pieces) if parts else 0
    places = np.full((columns, 3), _SMOOTH)
    edges = np.full((2, FINE_STEPS), _SMOOTH)  # inside a row, between rows; by step
    joints = np.full((2, FINE_STEPS), _SMOOTH)
    numbers = np.full(2, _SMOOTH)
    filled = np.full((columns, 2), _SMOOTH)
    crossed = np.full((columns, 2), _SMOOTH)
    for part, bands, span in zip(parts, cuts, spans, strict=True):
        runs_on = iter(span)
        marks = set(part.numbers)
        band_of = np.zeros(len(part.tops), dtype=np.int64)
        for number, band in enumerate(bands):
            band_of[band.first : band.last + 1] = number
            for i in range(band.first, band.last + 1):
                if i:
                    edges[int(i == band.first), fine_step(line_step(part, i))] += 1
                if i in marks and not band.free:
                    numbers[int(i != band.first)] += 1
            if not band.free and part.pages[band.first] == part.pages[band.last]:
                _count_places(part, band, places)
        rows = {number for number, band in enumerate(bands) if not band.free}
        for column, pieces in enumerate(part.pieces):
            held = len(rows & {int(band_of[piece.line]) for piece in pieces})
            filled[column] += len(rows) - held, held
            for above, below in zip(pieces, pieces[1:], strict=False):
                same = band_of[above.line] == band_of[below.line]
                joints[int(same), fine_step(step_between(part, above, below))] += 1
                on = next(runs_on) > 0
                if not same:
                    crossed[column, int(on)] += 1
    return Habits(
        np.log(places / places.sum(axis=1, keepdims=True)),
        np.log(filled / filled.sum(axis=1, keepdims=True)),
        np.log(edges[1] / edges[0]),
        np.log(joints[1] / joints[0]),
        np.log(numbers / numbers.sum()),
        np.log(crossed[:, 1] / crossed[:, 0]),
        {},
    )


def _count_places(part: Stretch, band: Band, places: Floats) -> None:
    inside = [
        [piece.base for piece in pieces if band.first <= piece.line <= band.last]
        for pieces in part.pieces
    ]
    top = min((bases[0] for bases in inside if bases), default=0.0)
    bottom = max((bases[-1] for bases in inside if bases), default=0.0)
    least = 0.5 if part.exact else 1.5
    for column, bases in enumerate(inside):
        if bases:
            above, below = bases[0] - top, bottom - bases[-1]
            if above + below > least:
                places[column, place_kind(above, below, part.exact)] += 1


def chances_of_joints(stretch: Stretch, span: Floats) -> tuple[Floats, Floats]:
    """For each line the log probability that it is one cell with what stands above it in its
    column, and with what stands below it, over an edge; of lines that only one column stands on."""
    up, down = (np.full(len(stretch.tops), -np.inf) for _ in range(2))
    chances = iter(-np.logaddexp(0.0, -span))
    for pieces in stretch.pieces:
        for above, below in pairwise(pieces):
            up[below.line] = down[above.line] = next(chances)
    return up, down
