"""Which rows stand under which component: a cell that is merged over rows, with its number.

The rows of a stretch are cut into groups by the same search as lines into rows. What can be seen of
a group is counted as named features, and weighed by trained weights: its numbers and whether they
count on, how the lines of its name follow each other, and how far its number and name are off the
place where the document sets them. Whether that is the top or the middle of their rows is tried,
not asked (`placing`). How far off the middle of its rows a name's middle stands is the same in all
of a document: the room above a row's first line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.bands import Scores, band_probabilities, best_cut, sum_cuts
from pipeline.recover.spaced.grouping import HeadLine, Heads, SeenGroups, see_groups
from pipeline.recover.spaced.placing import OFF, USUAL, Setting, Settings

_FEWEST_PLACED, _FARTHEST_SHIFT = 3, 0.5


@dataclass(frozen=True)
class Group:
    """Lines `first` to `last` of a stretch stand under one component; `probability` of that, and
    for each of these lines `under`: that it stands under the same number and name."""

    first: int
    last: int
    probability: float
    under: tuple[float, ...] = ()


def group_lines(
    stretches: Sequence[Heads], space: float, exact: bool, weights: NDArray[np.float64]
) -> list[list[Group]]:
    """The components of every stretch of a document; `space` is the width of a space, `exact` says
    whether places are."""
    seen = see_groups(stretches, space, exact)
    settings = max(product(USUAL, USUAL), key=lambda own: _likelihood(seen, weights, own))
    chosen = []
    for own in seen:
        cut = best_cut(own.scores(weights, settings))
        chosen.append(np.array([own.at(band.first, band.last) for band in cut], dtype=np.int64))
    settings = settled(seen, chosen, settings)
    return [
        _groups(own.scores(weights, settings), heads.heads)
        for own, heads in zip(seen, stretches, strict=True)
    ]


def _likelihood(
    seen: Sequence[SeenGroups], weights: NDArray[np.float64], settings: Settings
) -> float:
    """The log of the sum over all ways to group, where numbers and names are set like this."""
    return sum(sum_cuts(own.scores(weights, settings)).total for own in seen)


def _groups(scores: Scores, heads: Sequence[HeadLine]) -> list[Group]:
    """The best groups, with the probability of each."""
    probabilities, _ = band_probabilities(scores, sum_cuts(scores))
    headed = [i for i, head in enumerate(heads) if head.number or head.name]
    found = []
    for first, last, _ in best_cut(scores):
        own = headed[bisect_left(headed, first) : bisect_right(headed, last)]
        low = headed[bisect_left(headed, first) - 1] + 1 if bisect_left(headed, first) else 0
        after = bisect_right(headed, last)
        high = headed[after] if after < len(headed) else len(heads)
        under = tuple(
            float(
                probabilities[
                    low : min(line, own[0] if own else line) + 1,
                    max(line, own[-1] if own else line) : high,
                ].sum()
            )
            for line in range(first, last + 1)
        )
        found.append(Group(first, last, float(probabilities[first, last]), under))
    return found


def settled(
    seen: Sequence[SeenGroups], chosen: Sequence[NDArray[np.int64]], settings: Settings
) -> Settings:
    """The settings with the shifts that the chosen groups of a document (by index) have."""
    number, name = (
        setting._replace(shift=_usual_off(seen, chosen, kind, setting))
        for kind, setting in enumerate(settings)
    )
    return number, name


def settings_of(seen: Sequence[SeenGroups], chosen: Sequence[NDArray[np.int64]]) -> Settings:
    """How a document sets its numbers and names, by its right groups: as most are where they are
    expected."""

    def right(kind: int, setting: Setting) -> int:
        off = [
            s.off[kind, setting.place][c] - setting.shift for s, c in zip(seen, chosen, strict=True)
        ]
        return sum(int((np.abs(o) < OFF[1]).sum()) for o in off)

    ways = [settled(seen, chosen, (own, own)) for own in USUAL]
    number, name = (
        max((way[kind] for way in ways), key=lambda own: right(kind, own)) for kind in (0, 1)
    )
    return number, name


def _usual_off(
    seen: Sequence[SeenGroups], chosen: Sequence[NDArray[np.int64]], kind: int, setting: Setting
) -> float:
    """How far below their place the numbers or names of chosen groups stand; as set before, with
    too few groups or far from it."""
    found = [
        own.off[kind, setting.place][groups[~own.ends[kind][groups]]]
        for own, groups in zip(seen, chosen, strict=True)
    ]
    off = np.concatenate(found) if found else np.zeros(0)
    off = off[np.abs(off - setting.shift) < _FARTHEST_SHIFT]
    return float(np.median(off)) if len(off) >= _FEWEST_PLACED else setting.shift
