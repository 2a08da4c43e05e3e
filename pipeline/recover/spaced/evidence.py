"""What can be seen of lines that are to be cut into rows, as counts of named features.

Three kinds: of a joint, two pieces of one column on lines below one another, whether they belong to
one cell; of a band, what its cells look like; of an edge between two bands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import successor
from pipeline.recover.spaced.bands import Scores
from pipeline.recover.spaced.words import ITEM, Word

Floats = NDArray[np.float64]

_GROUPS = {"indicator": 0, "action": 0, "evidence": 0, "component": 0, "target": 1}
_OTHER = 2
_KINDS = ("small", "capital", "other", "item", "first item")
_ROOM = ("no room", "some room", "much room")
_ENDS = ("stop", "comma", "word")
_FIELDS = ("indicator", "action", "evidence", "target", "pic", "component_no", "extra")
_MOST_LINES = 70

JOINTS = tuple(
    [f"{kind}, {room}, {group}" for group in range(3) for kind in _KINDS for room in _ROOM]
    + [f"after {end}, {group}" for group in range(3) for end in _ENDS]
    + ["1 down", "2 down", "3 down", "far down", "over a page", "next item", "items anew"]
)
BANDS = tuple(
    ["row", "row over a page", "one line", "step of 2", "step of 3", "long"]
    + [f"no {field}" for field in _FIELDS]
    + [f"{place}, {group}" for group in range(3) for place in ("top", "middle", "near", "astray")]
    + ["number first", "number inside", "component first", "habit of place", "habit of number"]
)
EDGES = ("edge 1 down", "edge 2 down", "edge 3 down", "edge of page", "habit of edge")
FREE = ("free indicator", "free other")
SPANS = ("span indicator", "span text", "span other", "span over a page")
NAMES = JOINTS + BANDS + EDGES + FREE + SPANS
_AT = {name: k for k, name in enumerate(NAMES)}


class Piece(NamedTuple):
    """The words of one column on one line of a stretch."""

    line: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Stretch:
    """Lines between two section rows: their pages and places, for each column the pieces that
    stand in it, and the lines on which a component's number or name stands."""

    pages: NDArray[np.int64]
    tops: Floats
    fields: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    numbers: tuple[int, ...] = ()
    names: tuple[int, ...] = ()


@dataclass(frozen=True)
class Habits:
    """What a first reading told of the document: for each column the log probability that a cell
    stands at the top of its row, in its middle, elsewhere; the log odds of an edge by the step
    to it; and the log probabilities of a component's number on the first line and elsewhere."""

    places: Floats
    edges: Floats
    numbers: Floats


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


def see(stretch: Stretch, widths: Sequence[float], habits: Habits | None) -> Seen:
    """The features of a stretch; `widths` are the lengths of the columns' full lines."""
    joints, uppers, lowers, spans = [], [], [], []
    for column, pieces in enumerate(stretch.pieces):
        labels = _labels(pieces)
        for k in range(1, len(pieces)):
            joints.append(_joint(stretch, column, k, widths[column], labels))
            spans.append(_span(stretch, column, k))
            uppers.append(pieces[k - 1].line)
            lowers.append(pieces[k].line)
    band, allowed = _bands(stretch, habits)
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
    stretch: Stretch, column: int, k: int, width: float, labels: Sequence[tuple[str, str]]
) -> Floats:
    above, below = stretch.pieces[column][k - 1], stretch.pieces[column][k]
    group = _GROUPS.get(stretch.fields[column], _OTHER)
    vector = np.zeros(len(NAMES))
    first = below.words[0]
    room = width - (above.words[-1].right - above.words[0].left) - 1 - len(first.text)
    size = 0 if room < 0 else 1 if room < 5 else 2
    vector[_AT[f"{_kind(first.text)}, {_ROOM[size]}, {group}"]] = 1
    last = above.words[-1].text
    end = 0 if last[-1] in ".;:)" else 1 if last[-1] in ",/-&" or last.lower() in JOINING else 2
    vector[_AT[f"after {_ENDS[end]}, {group}"]] = 1
    if stretch.pages[above.line] != stretch.pages[below.line]:
        vector[_AT["over a page"]] = 1
    else:
        down = stretch.tops[below.line] - stretch.tops[above.line]
        name = "1 down" if down < 1.5 else "2 down" if down < 2.5 else "3 down"
        vector[_AT[name if down < 3.5 else "far down"]] = 1
    label, before = labels[k]
    if label and before:
        follows = label == before or (before.isalnum() and label == successor(before))
        vector[_AT["next item"]] = float(follows)
        vector[_AT["items anew"]] = float(label in ("1", "a", "A"))
    return vector


def _kind(word: str) -> str:
    if match := ITEM.fullmatch(word):
        return "first item" if match.group(1) in ("1", "a", "A") else "item"
    first = word.strip("(\"'“")[:1]
    return "small" if first.islower() else "capital" if first.isalpha() else "other"


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


def _span(stretch: Stretch, column: int, k: int) -> Floats:
    above, below = stretch.pieces[column][k - 1], stretch.pieces[column][k]
    field = stretch.fields[column]
    vector = np.zeros(len(NAMES))
    kind = "text" if field in ("action", "evidence") else "other"
    vector[_AT["span indicator" if field == "indicator" else f"span {kind}"]] = 1
    if stretch.pages[above.line] != stretch.pages[below.line]:
        vector[_AT["span over a page"]] = 1
    return vector


def _bands(
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
    for name, low, high in (("step of 2", 1.5, 2.5), ("step of 3", 2.5, np.inf)):
        counted = np.cumsum((steps > low) & (steps <= high))
        features[:, :, at[name]] = counted[None, :] - counted[:, None]
    down_to = stretch.tops[None, :]
    for column, pieces in enumerate(stretch.pieces):
        field = stretch.fields[column]
        group = _GROUPS.get(field, _OTHER)
        lines = np.array([piece.line for piece in pieces], dtype=np.int64)
        first = np.searchsorted(lines, index)  # the first piece at or below each line
        last = np.searchsorted(lines, index, side="right") - 1
        empty = first[:, None] > last[None, :]
        name = f"no {field if field in _FIELDS else 'extra'}"
        features[:, :, at[name]] += empty
        if not len(lines):
            continue
        top = stretch.tops[lines[np.minimum(first, len(lines) - 1)]]
        bottom = stretch.tops[lines[np.maximum(last, 0)]]
        above = top[:, None] - stretch.tops[:, None]
        below = down_to - bottom[None, :]
        counts = ~empty & ~broken
        at_top = above < 0.5
        middle = (np.abs(above - below) < 1.5) & ~at_top
        near = ~at_top & ~middle & (np.minimum(above, np.abs(above - below)) < 2.5)
        astray = ~at_top & ~middle & ~near
        for place, holds in (
            ("top", at_top),
            ("middle", middle),
            ("near", near),
            ("astray", astray),
        ):
            features[:, :, at[f"{place}, {group}"]] += counts & holds
        if habits is not None:
            free = counts & (above + below > 0.5)
            logs = habits.places[column]
            both = np.abs(above - below) < 1.5
            value = np.where(
                at_top & both,
                np.logaddexp(logs[0], logs[1]),
                np.where(at_top, logs[0], np.where(both, logs[1], logs[2])),
            )
            features[:, :, at["habit of place"]] += np.where(free, value, 0.0)
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


def _edges(stretch: Stretch, habits: Habits | None) -> Floats:
    n = len(stretch.tops)
    features = np.zeros((n, len(NAMES)))
    for i in range(1, n):
        kind = step_kind(stretch, i)
        features[i, _AT[EDGES[kind]]] = 1
        if habits is not None:
            features[i, _AT["habit of edge"]] = habits.edges[kind]
    return features


def step_kind(stretch: Stretch, i: int) -> int:
    """How far line i is below the one before: 0, 1, 2 for one, two, more lines; 3 for a page."""
    if stretch.pages[i] != stretch.pages[i - 1]:
        return 3
    down = stretch.tops[i] - stretch.tops[i - 1]
    return 0 if down < 1.5 else 1 if down < 2.5 else 2


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
