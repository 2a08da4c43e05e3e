"""What can be seen of rows under one component, as counts of named features: numbers and whether
they count on, lines of names and whether they follow each other, and how far both are off the
places where a document sets them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.numbering import begins_anew, follows, label, predecessor, successor
from pipeline.recover.spaced.bands import Scores
from pipeline.recover.spaced.placing import (
    ASTRAY,
    OFF,
    PLACES,
    TOP,
    Place,
    Settings,
    place_of,
)
from pipeline.recover.spaced.words import Line, Word, kind_of, run_width, text_of
from pipeline.recover.spaced.wrapping import bound

_MOST_NUMBERS = 3
_ROOMS = (-0.4, 0.8, 4.0)  # characters that would have been left
_STEPS = (0.94, 1.06, 1.2, 1.5, 2.1, 3.1)  # from line to line, in usual lines
_BESIDE = 0.6  # lines between a number and the name it stands beside

_ROOM = ("no room", "hardly room", "some room", "much room")
_DOWN = tuple(f"down {k}" for k in range(len(_STEPS) + 1))
_JOINTS = tuple(
    [f"{kind}, {room}" for kind in ("small", "capital", "other") for room in _ROOM]
    + [f"joint {down}" for down in _DOWN]
    + ["joint over a page", "joint same step", "joint of one term", "joint opens"]
)
_STARTS = tuple([f"edge {down}" for down in _DOWN] + ["edge of page", "edge inside an indicator"])
# Columns above that of components are merged over whole components.
_LEVELS = ("", ", above")
_OF_LEVEL = ("group", "one row", "more rows", "no name")
NAMES = (
    *_JOINTS,
    *_STARTS,
    *(f"{own}{level}" for own in _OF_LEVEL for level in _LEVELS),
    *("no number", "more numbers", "neither"),
    *("next number", "number anew", "not the next number", "first number", "not the first number"),
    *("number after a gap", "fills a gap", "fills no gap"),
    *("name begins small", "name said twice", "number said twice", "opens"),
    *("number beside name", "number away from name"),
    *(f"number {off}" for off in PLACES),
    *(f"name {off}" for off in PLACES),
)
_AT = {name: k for k, name in enumerate(NAMES)}


@dataclass(frozen=True)
class HeadLine:
    """What a line holds of components: words of a number and words of a name; whether an
    indicator goes on in the first row that begins on it; and, from the second pass on, the log odds
    that the name begins here by its words (`openings`)."""

    number: tuple[Word, ...]
    name: tuple[Word, ...]
    goes_on: bool = False
    opens: float = 0.0


@dataclass(frozen=True)
class Heads:
    """A stretch as its components are seen: its lines, what each holds of them, and its rows as
    first and last line; how high the line below them stands, if it is on the same page; whether
    these are columns above that of components; and the lines that no group goes on over from
    above."""

    lines: tuple[Line, ...]
    heads: tuple[HeadLine, ...]
    bands: tuple[tuple[int, int], ...]
    below: float | None = None
    above: bool = False
    begins: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SeenGroups:
    """The features of every group that can be, (group, feature), but for where its number and its
    name stand: `off[kind, place]` is how far below each place, nan where there is none, and `ends`
    says where a page's end hides how far the last row goes down. `pairs` are the groups' first and
    last lines, of `count` lines."""

    count: int
    pairs: NDArray[np.int64]
    shared: NDArray[np.float64]
    off: NDArray[np.float64]
    ends: NDArray[np.bool_]

    def at(self, first: int, last: int) -> int:
        """The index of the group from one line to another."""
        return int(np.flatnonzero((self.pairs == (first, last)).all(axis=1))[0])

    def features(self, settings: Settings) -> NDArray[np.float64]:
        """All features, for numbers and names set like this."""
        features = self.shared.copy()
        for first, at in zip(_FIRST_PLACE, self._placed(settings), strict=True):
            told = np.flatnonzero(at >= 0)
            features[told, first + at[told]] = 1
        return features

    def scores(self, weights: NDArray[np.float64], settings: Settings) -> Scores:
        """The scores of all groups by trained weights."""
        band = np.full((self.count, self.count), -np.inf)
        if len(self.pairs):
            own = self.shared @ weights
            for first, at in zip(_FIRST_PLACE, self._placed(settings), strict=True):
                own += np.where(at >= 0, weights[first : first + len(PLACES)][at], 0.0)
            band[self.pairs[:, 0], self.pairs[:, 1]] = own
        return Scores(band, np.full(self.count, -np.inf), np.zeros(self.count))

    def _placed(self, settings: Settings) -> Iterator[NDArray[np.int64]]:
        """For numbers and for names, which of `PLACES` they stand at in each group; -1 where
        there is none."""
        for kind, setting in enumerate(settings):
            off = np.abs(self.off[kind, setting.place] - setting.shift)
            at = np.searchsorted(OFF, np.nan_to_num(off), side="right")
            at += len(ASTRAY) * (self.ends[kind] & (setting.place != TOP))
            yield np.where(np.isnan(off), -1, at)


_FIRST_PLACE = tuple(_AT[f"{kind} {PLACES[0]}"] for kind in ("number", "name"))


def see_groups(stretches: Sequence[Heads], space: float, exact: bool) -> list[SeenGroups]:
    """The features of every group of every stretch of a document; where places are not exact, terms
    that offices share tell too which words are one name."""
    widths = [run_width(h.name, space) for own in stretches for h in own.heads if h.name]
    full = float(np.quantile(widths, 0.97)) if widths else 0.0
    return [_see(own, full, space, exact) for own in stretches]


def _see(own: Heads, full: float, space: float, exact: bool) -> SeenGroups:
    lines, heads, bands = own.lines, own.heads, own.bands
    n = len(lines)
    inside = np.zeros(n + 1, dtype=bool)  # an edge above this line would cut a row
    rows_above = np.zeros(n + 1, dtype=np.int64)
    for first, last in bands:
        inside[first + 1 : last + 1] = True
        rows_above[last + 1 :] += 1
    named = [i for i in range(n) if heads[i].name]
    numbers = [i for i in range(n) if heads[i].number]
    joints = np.zeros((len(named) + 1, len(_JOINTS)))
    for k in range(1, len(named)):
        before = _step(lines, heads, named, k - 1)
        joints[k] = _joint(lines, heads, named, k, full - space, space, before)
        if not exact:
            words = heads[named[k - 1]].name[-1].text, heads[named[k]].name[0].text
            joints[k][_AT["joint of one term"]] = bound(*words)
            joints[k][_AT["joint opens"]] = heads[named[k]].opens
    summed = np.cumsum(joints, axis=0)
    labels = _labels_around(heads)
    pairs: list[tuple[int, int]] = []
    shared: list[NDArray[np.float64]] = []
    places: tuple[list[Place], list[Place]] = ([], [])
    for i in range(n):
        if inside[i]:
            continue
        start = _start(lines, heads, i)
        first_name, first_number = bisect_right(named, i - 1), bisect_right(numbers, i - 1)
        for j in range(i, n):
            if j > i and j in own.begins:
                break
            rows = int(rows_above[j + 1] - rows_above[i])
            if inside[j + 1] or (bands and not rows):
                continue
            last_name, last_number = bisect_right(named, j), bisect_right(numbers, j)
            if last_number - first_number > _MOST_NUMBERS:
                break
            own_names = named[first_name:last_name]
            own_numbers = numbers[first_number:last_number]
            vector = np.zeros(len(NAMES))
            vector[len(_JOINTS) : len(_JOINTS) + len(_STARTS)] = start
            if own_names:
                vector[: len(_JOINTS)] = summed[last_name - 1] - summed[first_name]
            _describe(vector, own, own_names, own_numbers, rows, (labels[i][0], labels[j][1]))
            pairs.append((i, j))
            shared.append(vector)
            places[0].append(
                place_of(lines, own.below, [(k, heads[k].number) for k in own_numbers[:1]], i, j)
            )
            places[1].append(
                place_of(lines, own.below, [(k, heads[k].name) for k in own_names], i, j)
            )
    return SeenGroups(
        n,
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array(shared).reshape(len(pairs), len(NAMES)),
        np.array([[place.off for place in kind] for kind in places])
        .reshape(2, len(pairs), 3)
        .transpose(0, 2, 1),
        np.array([[place.end for place in kind] for kind in places], bool).reshape(2, len(pairs)),
    )


def _describe(
    vector: NDArray[np.float64],
    seen: Heads,
    named: Sequence[int],
    numbers: Sequence[int],
    rows: int,
    around: tuple[str | None, str | None],
) -> None:
    """What a group's number and name tell that does not depend on where cells are set; `around` are
    the labels of the next numbers above and below it."""
    lines, heads = seen.lines, seen.heads
    before, after = around
    level = _LEVELS[seen.above]
    again = [i for i in numbers[1:] if _same_number(lines, heads, numbers[0], i)]
    found = {
        f"group{level}": 1.0,
        f"one row{level}": float(rows == 1),
        f"more rows{level}": float(np.log(max(1, rows))),
        f"no name{level}": float(not named),
        "no number": float(not numbers),
        "more numbers": float(max(0, len(numbers) - 1 - len(again))),
        "number said twice": float(bool(again)),
        "neither": float(not named and not numbers),
    }
    if numbers:
        own = label(heads[numbers[0]].number[0].text)
        if own:
            anew, gap = begins_anew(own), _leaves_one_out(before, own)
            found["number after a gap"] = float(gap)
            found["first number"] = float(before is None and anew)
            found["not the first number"] = float(before is None and not anew)
            if before is not None:
                on = not anew and follows(before, own)
                found["number anew"], found["next number"] = float(anew), float(on)
                found["not the next number"] = float(not anew and not on)
    elif after:
        on = begins_anew(after) if before is None else after == successor(before)
        found["fills a gap"] = float(_leaves_one_out(before, after))
        found["fills no gap"] = float(on)
    if named:
        found["name begins small"] = float(heads[named[0]].name[0].text[:1].islower())
        found["name said twice"] = float(_said_twice(lines, heads, named))
        found["opens"] = heads[named[0]].opens
    if named and numbers:
        on_page = [i for i in named if lines[i].page == lines[numbers[0]].page]
        base = heads[numbers[0]].number[0].base
        places = [heads[i].name[0].base for i in on_page]
        beside = (
            bool(places)
            and min(abs(places[0] - base), abs((places[0] + places[-1]) / 2 - base)) < _BESIDE
        )
        found["number beside name"], found["number away from name"] = (
            float(beside),
            float(not beside),
        )
    for name, value in found.items():
        vector[_AT[name]] = value


def _same_number(lines: Sequence[Line], heads: Sequence[HeadLine], first: int, other: int) -> bool:
    """Whether a line on a later page says a component's number again."""
    same = text_of(heads[first].number) == text_of(heads[other].number)
    return same and lines[first].page != lines[other].page


def _said_twice(lines: Sequence[Line], heads: Sequence[HeadLine], named: Sequence[int]) -> bool:
    """Whether a name stands on two pages, as programs that print a merged cell on both do."""
    first = lines[named[0]].page
    above = [text_of(heads[i].name) for i in named if lines[i].page == first]
    below = [text_of(heads[i].name) for i in named if lines[i].page != first]
    return bool(below) and " ".join(above) == " ".join(below)


def _joint(
    lines: Sequence[Line],
    heads: Sequence[HeadLine],
    named: Sequence[int],
    k: int,
    full: float,
    space: float,
    before: float | None,
) -> NDArray[np.float64]:
    """Two lines of names, one below the other, as lines of one name."""
    above, below = heads[named[k - 1]].name, heads[named[k]].name
    vector = np.zeros(len(_JOINTS))
    room = _ROOM[bisect_right(_ROOMS, full - run_width(above, space) - below[0].wide)]
    kind = kind_of(below[0].text)
    vector[_AT[f"{kind if kind in ('small', 'capital') else 'other'}, {room}"]] = 1
    down = _step(lines, heads, named, k)
    if down is None:
        vector[_AT["joint over a page"]] = 1
    else:
        vector[_AT[f"joint {_DOWN[bisect_right(_STEPS, down)]}"]] = 1
        vector[_AT["joint same step"]] = float(before is not None and abs(before - down) < 0.03)
    return vector


def _step(
    lines: Sequence[Line], heads: Sequence[HeadLine], named: Sequence[int], k: int
) -> float | None:
    """The step down to the k-th line of names; None where that is on another page."""
    if k < 1 or lines[named[k - 1]].page != lines[named[k]].page:
        return None
    return heads[named[k]].name[0].base - heads[named[k - 1]].name[0].base


def _start(lines: Sequence[Line], heads: Sequence[HeadLine], i: int) -> NDArray[np.float64]:
    """The edge above a group that begins with line i."""
    vector = np.zeros(len(_STARTS))
    if i:
        same = lines[i].page == lines[i - 1].page
        down = lines[i].top - lines[i - 1].top
        name = f"edge {_DOWN[bisect_right(_STEPS, down)]}" if same else "edge of page"
        vector[_STARTS.index(name)] = 1
        vector[_STARTS.index("edge inside an indicator")] = float(heads[i].goes_on)
    return vector


def _labels_around(heads: Sequence[HeadLine]) -> list[tuple[str | None, str | None]]:
    """For each line the labels of the next numbers above and below it."""
    own = [label(head.number[0].text) if head.number else None for head in heads]
    found: list[list[str | None]] = []
    for ordered in (range(len(own)), range(len(own) - 1, -1, -1)):
        last: str | None = None
        found.append([None] * len(own))
        for i in ordered:
            found[-1][i] = last
            last = own[i] if heads[i].number else last
    return list(zip(*found, strict=True))


def _leaves_one_out(before: str | None, after: str) -> bool:
    """Whether exactly one label between two (or before the first, for none) was left out."""
    if begins_anew(after):
        return False
    if before is None:
        return begins_anew(predecessor(after, 1) or "")
    return after == successor(successor(before))
