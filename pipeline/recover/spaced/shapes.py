"""What a band of lines looks like as a row, as counts of named features: which cells it has, where
they stand in it, and the steps between its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.stretch import (
    DOWN,
    GROUPS,
    OFF_MIDDLE,
    OFF_TOP,
    OTHER,
    STEPS,
    Floats,
    Habits,
    Piece,
    Stretch,
)
from pipeline.recover.spaced.words import ITEM

_FIELDS = ("indicator", "action", "evidence", "target", "pic", "component_no", "extra")
_MOST_LINES = 70
BANDS = tuple(
    ["row", "row over a page", "one line", "long", "no full column"]
    + [f"step of {down}" for down in DOWN[3:]]
    + [f"no {field}" for field in _FIELDS]
    + [f"{place}, {group}" for group in range(3) for place in ("top", "middle", "near", "astray")]
    + ["number first", "number inside", "component first", "habit of place", "habit of number"]
    + ["habit of empty", "list from its top", "list below words"]
)


def see_bands(
    stretch: Stretch, habits: Habits | None
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    n = len(stretch.tops)
    index = np.arange(n)
    lengths = index[None, :] - index[:, None]
    allowed = (lengths >= 0) & (lengths < _MOST_LINES)
    features = np.zeros((n, n, len(BANDS)), dtype=np.float32)
    at = {name: k for k, name in enumerate(BANDS)}
    broken = stretch.pages[:, None] != stretch.pages[None, :]
    features[:, :, at["row"]] = 1
    features[:, :, at["row over a page"]] = broken
    features[:, :, at["one line"]] = lengths == 0
    features[:, :, at["long"]] = np.maximum(0, lengths - 10) / 10
    steps = np.diff(stretch.tops, prepend=stretch.tops[:1])
    steps = np.where(np.diff(stretch.pages, prepend=stretch.pages[:1]) != 0, 0, steps)
    kinds = np.searchsorted(STEPS, steps, side="right")
    for kind, name in enumerate(DOWN[3:], 3):
        counted = np.cumsum(kinds == kind)
        features[:, :, at[f"step of {name}"]] = counted[None, :] - counted[:, None]
    spots = [_extent(pieces, index) for pieces in stretch.pieces]
    band_top = np.minimum.reduce([np.where(s.empty, np.inf, s.top) for s in spots])
    band_bottom = np.maximum.reduce([np.where(s.empty, -np.inf, s.bottom) for s in spots])
    off_top, off_middle = OFF_TOP[stretch.exact], OFF_MIDDLE[stretch.exact]
    any_full = broken.copy()
    for column, spot in enumerate(spots):
        field = stretch.fields[column]
        group = GROUPS.get(field, OTHER)
        name = f"no {field if field in _FIELDS else 'extra'}"
        features[:, :, at[name]] += spot.empty
        from_top, items = _items(stretch.pieces[column], index)
        features[:, :, at["list from its top"]] += from_top & ~spot.empty
        features[:, :, at["list below words"]] += items & ~from_top & ~spot.empty
        above = np.where(spot.empty, 0.0, spot.top - band_top)
        below = np.where(spot.empty, 0.0, band_bottom - spot.bottom)
        counts = ~spot.empty & ~broken
        at_top = above < off_top
        half = np.abs(above - below) / 2
        any_full |= counts & at_top & (below < off_top)
        middle = (half < off_middle) & ~at_top
        near = ~at_top & ~middle & (np.minimum(above, half) < max(3 * off_top, 1.25))
        astray = ~at_top & ~middle & ~near
        for place, holds in (
            ("top", at_top),
            ("middle", middle),
            ("near", near),
            ("astray", astray),
        ):
            features[:, :, at[f"{place}, {group}"]] += counts & holds
        if habits is not None:
            free = counts & (above + below > 2 * off_top)
            logs = habits.places[column]
            both = half < off_middle
            value = np.where(
                at_top & both,
                np.logaddexp(logs[0], logs[1]),
                np.where(at_top, logs[0], np.where(both, logs[1], logs[2])),
            )
            features[:, :, at["habit of place"]] += np.where(free, value, 0.0)
            empty, filled = habits.filled[column]
            features[:, :, at["habit of empty"]] += np.where(spot.empty, empty, filled)
    features[:, :, at["no full column"]] = ~any_full
    for name, lines_of in (("number", stretch.numbers), ("component", stretch.names)):
        marks = np.zeros(n)
        marks[list(lines_of)] = 1
        features[:, :, at[f"{name} first"]] = marks[:, None]
        if name == "number":
            counted = np.cumsum(marks)
            between: Floats = counted[None, :] - counted[:, None]
            features[:, :, at["number inside"]] = between
            if habits is not None:
                features[:, :, at["habit of number"]] = (
                    marks[:, None] * habits.numbers[0] + between * habits.numbers[1]
                )
    return features, allowed


def _items(
    pieces: Sequence[Piece], index: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For every band whether a column's first piece in it, if there is one, is an item of a list,
    and whether any is."""
    lines = np.array([piece.line for piece in pieces], dtype=np.int64)
    marks = np.array([bool(ITEM.fullmatch(piece.words[0].text)) for piece in pieces] + [False])
    counted = np.concatenate([[0], np.cumsum(marks)])
    first = np.searchsorted(lines, index)
    last = np.searchsorted(lines, index, side="right")
    every = np.broadcast_to(marks[first][:, None], (len(index), len(index)))
    return every, counted[last][None, :] > counted[first][:, None]


class _Extent(NamedTuple):
    """For every band whether a column has nothing in it, and between which heights it has."""

    empty: NDArray[np.bool_]
    top: Floats
    bottom: Floats


def _extent(pieces: Sequence[Piece], index: NDArray[np.int64]) -> _Extent:
    n = len(index)
    if not pieces:
        return _Extent(np.ones((n, n), dtype=bool), np.zeros((n, n)), np.zeros((n, n)))
    lines = np.array([piece.line for piece in pieces], dtype=np.int64)
    bases = np.array([piece.base for piece in pieces])
    first = np.searchsorted(lines, index)  # the first piece at or below each line
    last = np.searchsorted(lines, index, side="right") - 1
    top = bases[np.minimum(first, len(lines) - 1)]
    bottom = bases[np.maximum(last, 0)]
    shape = (n, n)
    return _Extent(
        first[:, None] > last[None, :],
        np.broadcast_to(top[:, None], shape),
        np.broadcast_to(bottom[None, :], shape),
    )
