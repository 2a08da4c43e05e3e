"""What can be seen of lines that are to be cut into rows, as counts of named features.

Three kinds: of a joint, two pieces of one column on lines below one another, whether they belong to
one cell; of a band, what its cells look like; of an edge between two bands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import successor
from pipeline.recover.spaced.bands import Scores
from pipeline.recover.spaced.words import ITEM, Word, kind_of

Floats = NDArray[np.float64]

_GROUPS = {"indicator": 0, "action": 0, "evidence": 0, "component": 0, "target": 1}
_OTHER = 2
_KINDS = ("small", "capital", "other", "item", "first item")
_ROOM = ("no room", "hardly room", "some room", "much room")
_ROOMS = (-0.4, 0.8, 4.0)  # characters that would have been left
_ENDS = ("stop", "comma", "word")
_FIELDS = ("indicator", "action", "evidence", "target", "pic", "component_no", "extra")
_MOST_LINES = 70
# Steps from line to line, in usual lines.
_STEPS = (0.94, 1.06, 1.2, 1.5, 2.1, 3.1)
_DOWN = ("less than a line", "a line", "little more", "more", "two lines", "three lines", "far")
# For what is usual in a document steps are told apart by a tenth of a line.
FINE_STEPS = 42
_FINEST, _PAGE_STEP = 10, FINE_STEPS - 1
# How far a cell may be off its place, in lines: where places are exact, and where they are not.
_OFF_TOP, _OFF_MIDDLE = (0.5, 0.22), (0.75, 0.22)

JOINTS = tuple(
    [f"{kind}, {room}, {group}" for group in range(3) for kind in _KINDS for room in _ROOM]
    + [f"after {end}, {group}" for group in range(3) for end in _ENDS]
    + [f"joint {down}" for down in _DOWN]
    + ["over a page", "next item", "items anew", "same step", "habit of joint", "opens"]
)
BANDS = tuple(
    ["row", "row over a page", "one line", "long", "no full column"]
    + [f"step of {down}" for down in _DOWN[3:]]
    + [f"no {field}" for field in _FIELDS]
    + [f"{place}, {group}" for group in range(3) for place in ("top", "middle", "near", "astray")]
    + ["number first", "number inside", "component first", "habit of place", "habit of number"]
    + ["habit of empty"]
)
EDGES = tuple([f"edge {down}" for down in _DOWN] + ["edge of page", "habit of edge"])
FREE = ("free indicator", "free other")
SPANS = ("span indicator", "span text", "span other", "span over a page")
NAMES = JOINTS + BANDS + EDGES + FREE + SPANS
_AT = {name: k for k, name in enumerate(NAMES)}


class Piece(NamedTuple):
    """The words of one column on one line of a stretch; the height of their line, and how much of
    the column's width they take, indent included."""

    line: int
    words: tuple[Word, ...]
    base: float
    used: float


@dataclass(frozen=True)
class Stretch:
    """Lines between two section rows: their pages and places, for each column its field, its full
    width and the pieces that stand in it, and the lines on which a component's number or name
    stands; the width of a space, and whether places are exact."""

    pages: NDArray[np.int64]
    tops: Floats
    fields: tuple[str, ...]
    full: tuple[float, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    numbers: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    space: float = 0.5
    exact: bool = False


@dataclass(frozen=True)
class Habits:
    """What a first reading told of the document: for each column the log probability that a cell
    stands at the top of its row, in its middle, elsewhere, and that it is empty or not; the log
    odds of an edge, and of a cell that goes on, by the step down; and the log probabilities of a
    component's number on the first line and elsewhere; and for lines of cells, by where they stand
    in the source, the log odds that they begin one by their words (`openings`)."""

    places: Floats
    filled: Floats
    edges: Floats
    joints: Floats
    numbers: Floats
    opens: Mapping[int, float]


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
        for k in range(1, len(pieces)):
            joints.append(_joint(stretch, column, k, labels, habits))
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


def fine_step(down: float | None) -> int:
    """A step down to the next line as the documents' habits tell them apart; None: to the next
    page."""
    return _PAGE_STEP if down is None else max(0, min(_PAGE_STEP - 1, round(down * _FINEST)))


def step_between(stretch: Stretch, above: Piece, below: Piece) -> float | None:
    """How far a piece stands below another; None where it is on another page."""
    same = stretch.pages[above.line] == stretch.pages[below.line]
    return below.base - above.base if same else None


def _joint(
    stretch: Stretch,
    column: int,
    k: int,
    labels: Sequence[tuple[str, str]],
    habits: Habits | None,
) -> Floats:
    pieces = stretch.pieces[column]
    above, below = pieces[k - 1], pieces[k]
    group = _GROUPS.get(stretch.fields[column], _OTHER)
    vector = np.zeros(len(NAMES))
    first = below.words[0]
    room = stretch.full[column] - above.used - stretch.space - first.wide
    size = bisect_right(_ROOMS, room)
    vector[_AT[f"{kind_of(first.text)}, {_ROOM[size]}, {group}"]] = 1
    last = above.words[-1].text
    end = 0 if last[-1] in ".;:)" else 1 if last[-1] in ",/-&" or last.lower() in JOINING else 2
    vector[_AT[f"after {_ENDS[end]}, {group}"]] = 1
    down = step_between(stretch, above, below)
    if down is None:
        vector[_AT["over a page"]] = 1
    else:
        vector[_AT[f"joint {_DOWN[bisect_right(_STEPS, down)]}"]] = 1
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
    kinds = np.searchsorted(_STEPS, steps, side="right")
    for kind, name in enumerate(_DOWN[3:], 3):
        counted = np.cumsum(kinds == kind)
        features[:, :, at[f"step of {name}"]] = counted[None, :] - counted[:, None]
    spots = [_extent(pieces, index) for pieces in stretch.pieces]
    band_top = np.minimum.reduce([np.where(s.empty, np.inf, s.top) for s in spots])
    band_bottom = np.maximum.reduce([np.where(s.empty, -np.inf, s.bottom) for s in spots])
    off_top, off_middle = _OFF_TOP[stretch.exact], _OFF_MIDDLE[stretch.exact]
    any_full = broken.copy()
    for column, spot in enumerate(spots):
        field = stretch.fields[column]
        group = _GROUPS.get(field, _OTHER)
        name = f"no {field if field in _FIELDS else 'extra'}"
        features[:, :, at[name]] += spot.empty
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


def _edges(stretch: Stretch, habits: Habits | None) -> Floats:
    n = len(stretch.tops)
    features = np.zeros((n, len(NAMES)))
    for i in range(1, n):
        down = line_step(stretch, i)
        name = "edge of page" if down is None else f"edge {_DOWN[bisect_right(_STEPS, down)]}"
        features[i, _AT[name]] = 1
        if habits is not None:
            features[i, _AT["habit of edge"]] = habits.edges[fine_step(down)]
    return features


def line_step(stretch: Stretch, i: int) -> float | None:
    """How far line i is below the one before; None where that is on another page."""
    same = stretch.pages[i] == stretch.pages[i - 1]
    return float(stretch.tops[i] - stretch.tops[i - 1]) if same else None


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


def place_kind(above: float, below: float, exact: bool) -> int:
    """Where a cell stands that is so far from the top and the bottom of its row: 0 at the top, 1
    in the middle, 2 elsewhere."""
    if above < _OFF_TOP[exact]:
        return 0
    return 1 if abs(above - below) / 2 < _OFF_MIDDLE[exact] else 2


def weights_from(named: Mapping[str, float]) -> Floats:
    """Weights by name → the array that `scores_of` takes."""
    return np.array([named.get(name, 0.0) for name in NAMES])
