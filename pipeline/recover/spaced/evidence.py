"""What can be seen of lines that are to be cut into rows, as counts of named features.

Three kinds: of a joint, two pieces of one column on lines below one another, whether they belong to
one cell; of a band, what its cells look like; of an edge between two bands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import successor
from pipeline.recover.spaced.bands import Scores
from pipeline.recover.spaced.shapes import BANDS, see_bands
from pipeline.recover.spaced.stretch import (
    DOWN,
    GROUPS,
    OTHER,
    STEPS,
    Floats,
    Habits,
    Piece,
    Stretch,
    fine_step,
    line_step,
    step_between,
)
from pipeline.recover.spaced.words import ITEM, kind_of

_KINDS = ("small", "capital", "other", "item", "first item")
_ROOM = ("no room", "hardly room", "some room", "much room")
_ROOMS = (-0.4, 0.8, 4.0)  # characters that would have been left
_ENDS = ("stop", "comma", "word")
_FLUSH = 0.9  # characters from which a line hangs beside a mark
JOINTS = tuple(
    [f"{kind}, {room}, {group}" for group in range(3) for kind in _KINDS for room in _ROOM]
    + [f"after {end}, {group}" for group in range(3) for end in _ENDS]
    + [f"joint {down}" for down in DOWN]
    + ["over a page", "next item", "items anew", "same step", "habit of joint", "opens"]
    + ["hangs in a list", "flush in a list", "ends a list"]
)
EDGES = tuple([f"edge {down}" for down in DOWN] + ["edge of page", "habit of edge"])
FREE = ("free indicator", "free other")
SPANS = ("span indicator", "span text", "span other", "span over a page", "habit of span")
NAMES = JOINTS + BANDS + EDGES + FREE + SPANS
_AT = {name: k for k, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Seen:
    """The features of a stretch: dense for bands and edges, by joint for the rest.

    `joints` is (joint, feature); `spans[k]` are the first line of joint k's lower piece and the
    line of its upper one. `band` is (first, last, feature), `allowed` says which can be.
    """

    joints: Floats
    uppers: NDArray[np.int64]
    lowers: NDArray[np.int64]
    spans: Floats
    band: NDArray[np.float32]
    allowed: NDArray[np.bool_]
    edge: Floats
    free: Floats
    can_be_free: NDArray[np.bool_]


def see(stretch: Stretch, habits: Habits | None) -> Seen:
    """The features of a stretch."""
    joints, uppers, lowers, spans = [], [], [], []
    for column, pieces in enumerate(stretch.pieces):
        labels = _labels(pieces)
        lists = _in_lists(stretch, column, labels)
        for k in range(1, len(pieces)):
            joints.append(_joint(stretch, column, k, labels, habits))
            if lists[k]:
                joints[-1][_AT[lists[k]]] = 1
            spans.append(_span(stretch, column, k, habits))
            uppers.append(pieces[k - 1].line)
            lowers.append(pieces[k].line)
    band, allowed = see_bands(stretch, habits)
    single = _single(stretch)
    return Seen(
        np.array(joints).reshape(len(joints), len(NAMES)),
        np.array(uppers, dtype=np.int64),
        np.array(lowers, dtype=np.int64),
        np.array(spans).reshape(len(spans), len(NAMES)),
        band,
        allowed,
        _edges(stretch, habits),
        _free(stretch, single),
        np.array([field is not None for field in single], dtype=bool),
    )


def scores_of(seen: Seen, weights: Floats) -> tuple[Scores, Floats]:
    """The scores of a stretch by trained weights, and the log odds of each joint's span: that
    its cell runs on where an edge is between its pieces."""
    n = len(seen.can_be_free)
    band = seen.band @ weights[_BAND_SLICE].astype(np.float32)
    joint = seen.joints @ weights
    inside: Floats = np.zeros((n, n))
    np.add.at(inside, (seen.uppers, seen.lowers), joint)
    # A joint is inside a band from i to j where i is at or above it and j at or below.
    inside = np.cumsum(np.cumsum(inside[::-1], axis=0)[::-1], axis=1)
    span = joint + seen.spans @ weights
    edge = seen.edge @ weights
    runs_on = np.logaddexp(0.0, span)
    across = np.zeros(n + 1)
    np.add.at(across, seen.uppers + 1, runs_on)
    np.add.at(across, seen.lowers + 1, -runs_on)
    edge = edge + np.cumsum(across)[:n]
    free = np.where(seen.can_be_free, seen.free @ weights, -np.inf)
    return Scores(np.where(seen.allowed, band + inside, -np.inf), free, edge), span


_BAND_SLICE = slice(len(JOINTS), len(JOINTS) + len(BANDS))


def _joint(
    stretch: Stretch,
    column: int,
    k: int,
    labels: Sequence[tuple[str, str]],
    habits: Habits | None,
) -> Floats:
    pieces = stretch.pieces[column]
    above, below = pieces[k - 1], pieces[k]
    group = GROUPS.get(stretch.fields[column], OTHER)
    vector = np.zeros(len(NAMES))
    first = below.words[0]
    size = bisect_right(_ROOMS, _room(stretch, column, above, below))
    vector[_AT[f"{kind_of(first.text)}, {_ROOM[size]}, {group}"]] = 1
    last = above.words[-1].text
    end = 0 if last[-1] in ".;:)" else 1 if last[-1] in ",/-&" or last.lower() in JOINING else 2
    vector[_AT[f"after {_ENDS[end]}, {group}"]] = 1
    down = step_between(stretch, above, below)
    if down is None:
        vector[_AT["over a page"]] = 1
    else:
        vector[_AT[f"joint {DOWN[bisect_right(STEPS, down)]}"]] = 1
        before = step_between(stretch, pieces[k - 2], above) if k > 1 else None
        vector[_AT["same step"]] = float(before is not None and abs(before - down) < 0.03)
    if habits is not None:
        vector[_AT["habit of joint"]] = habits.joints[fine_step(down)]
        vector[_AT["opens"]] = habits.opens.get(first.span.start, 0.0)
    label, previous = labels[k]
    if label and previous:
        follows = label == previous or (previous.isalnum() and label == successor(previous))
        vector[_AT["next item"]] = float(follows)
        vector[_AT["items anew"]] = float(label in ("1", "a", "A"))
    return vector


def _labels(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """For each piece the list label that it begins with, and the last label above it."""
    found = []
    before = ""
    for piece in pieces:
        match = ITEM.fullmatch(piece.words[0].text) if len(piece.words) > 1 else None
        label = (match.group(1) or match.group()) if match else ""
        found.append((label, before))
        before = label or before
    return found


def _in_lists(stretch: Stretch, column: int, labels: Sequence[tuple[str, str]]) -> list[str]:
    """For each piece of a column what it is to a list: that it hangs beside the last mark above it
    on its page, as lines of one item do; that it is flush with the mark below a full line; or
    that it is so although it would have fit above, as if the list had ended. Empty where it is none
    of these."""
    found: list[str] = []
    left: float | None = None  # of the last mark of the list that has not ended
    for k, (piece, (label, _)) in enumerate(zip(stretch.pieces[column], labels, strict=True)):
        above = stretch.pieces[column][k - 1] if k else None
        if above is None or stretch.pages[above.line] != stretch.pages[piece.line]:
            above = left = None
        own = piece.words[0].left
        kind = ""
        if label:
            left = own
        elif left is not None and above is not None:
            kind = "hangs in a list"
            if own < left + _FLUSH:
                fits = _room(stretch, column, above, piece) > _ROOMS[1]
                kind = "ends a list" if fits else "flush in a list"
                left = None if fits else left
        found.append(kind)
    return found


def _room(stretch: Stretch, column: int, above: Piece, below: Piece) -> float:
    """How much room would have been left had a line's first word stood on the line above."""
    return stretch.full[column] - above.used - stretch.space - below.words[0].wide


def _span(stretch: Stretch, column: int, k: int, habits: Habits | None) -> Floats:
    above, below = stretch.pieces[column][k - 1], stretch.pieces[column][k]
    field = stretch.fields[column]
    vector = np.zeros(len(NAMES))
    kind = "text" if field in ("action", "evidence") else "other"
    vector[_AT["span indicator" if field == "indicator" else f"span {kind}"]] = 1
    if stretch.pages[above.line] != stretch.pages[below.line]:
        vector[_AT["span over a page"]] = 1
    if habits is not None:
        vector[_AT["habit of span"]] = habits.spans[column]
    return vector


def _edges(stretch: Stretch, habits: Habits | None) -> Floats:
    n = len(stretch.tops)
    features = np.zeros((n, len(NAMES)))
    for i in range(1, n):
        down = line_step(stretch, i)
        name = "edge of page" if down is None else f"edge {DOWN[bisect_right(STEPS, down)]}"
        features[i, _AT[name]] = 1
        if habits is not None:
            features[i, _AT["habit of edge"]] = habits.edges[fine_step(down)]
    return features


def _single(stretch: Stretch) -> list[str | None]:
    """For each line the field of its only column, None where it has more than one."""
    found: list[list[str]] = [[] for _ in stretch.tops]
    for field, pieces in zip(stretch.fields, stretch.pieces, strict=True):
        for piece in pieces:
            found[piece.line].append(field)
    return [fields[0] if len(fields) == 1 else None for fields in found]


def _free(stretch: Stretch, single: Sequence[str | None]) -> Floats:
    features = np.zeros((len(stretch.tops), len(NAMES)))
    for i, field in enumerate(single):
        if field:
            features[i, _AT["free indicator" if field == "indicator" else "free other"]] = 1
    return features


def weights_from(named: Mapping[str, float]) -> Floats:
    """Weights by name → the array that `scores_of` takes."""
    return np.array([named.get(name, 0.0) for name in NAMES])
