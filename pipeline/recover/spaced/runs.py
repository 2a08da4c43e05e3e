"""What can be seen of a run of words on a line of text that could be a column's, as named features:
how it begins and ends, how it fills its column, and what other lines tell of the column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import label
from pipeline.recover.spaced.vocabulary import KINDS
from pipeline.recover.spaced.words import BULLETS, Word, kind_of
from pipeline.recover.spaced.wrapping import Wrapped, bound

Floats = NDArray[np.float64]

_FAR = 14.0  # characters from which a distance counts no more
_UNSEEN, _SEEN = 0.02, 0.05  # share of a column's runs at a place
_LEAST, _MOST = -4.0, 3.0  # of its logarithm
_FEWEST = 2.0  # runs of a column, from which they tell where it begins
_LONGER = 0.05  # share that a run may be longer than full lines
_MOST_ROOM = 8.0  # characters
_WIDE_GAPS = 2  # in a run, of three characters and more
_MOST_ASTRAY = 30.0  # characters that a run may begin outside its column

_KINDS = ("small", "capital", "item", "first item", "other")
_BEGIN = (
    *("cut 2", "cut 3", "cut 2, justified", "cut 3, justified"),
    *(f"cut 1, {kind}" for kind in _KINDS),
    *(f"cut, {kind}" for kind in _KINDS),
    *("cut 1 after stop", "cut 1 after joining word", "after number"),
    *("left of column", "left of column, cut 1", "left of column, justified", "right of column"),
    *("usual place", "usual place, cut 1", "place unknown"),
    *("before usual place, cut 1", "after usual place"),
    *("column above", "column below", "column above, cut 1", "column below, cut 1"),
)
_END = ("over", "over by", "usual end, justified", "usual end, cut 1")
_RUN = (
    *("gap 2", "gap 3", "gap 2, justified", "gap 3, justified"),
    *("too long", "room, cut 1", "much room, cut 1", "room, justified, cut 1"),
    *("not a number", "words after a number", "number elsewhere", "usual middle"),
    *("bullet inside", "item inside"),
    *("ends in a bullet", "ends in an item"),
    *("ends before column", "ends before column, justified", "ends before column by"),
    *("own opening", "own opening, cut 1"),
    *(f"own {kind}" for kind in KINDS),
)
_FITS = tuple(f"{end} {room}, {size}" for end in ("above", "below") for room in ("fits", "full")
              for size in ("small", "other"))  # fmt: skip
_WRAPS = (*_FITS, "one term above", "one term below", "one term cut")
_EXPECTED = ("expected first", "expected inside")
NAMES = (*_BEGIN, *_END, *_RUN, *_WRAPS, *_EXPECTED)
_AT = {name: k for k, name in enumerate(NAMES)}
_OWN = slice(_AT[f"own {KINDS[0]}"], _AT[f"own {KINDS[-1]}"] + 1)


@dataclass(frozen=True)
class Habits:
    """For each column how often it begins and ends at a place and has its middle there (twice
    its place), the lines around counting most; whether the lines above and below hold it;
    what the words of the line say for each column (`vocabulary`), and what stands above and below
    it there (`wrapping`); once rows were read, (2, word, column) the log probabilities that a word
    stands in a column, and that a cell of it goes on there (`again`)."""

    lefts: Sequence[Mapping[float, float]]
    middles: Sequence[Mapping[float, float]]
    rights: Sequence[Mapping[float, float]]
    above: frozenset[int]
    below: frozenset[int]
    said: Floats
    wrapped: Wrapped
    expected: Floats | None = None


@dataclass(frozen=True)
class Asked:
    """A line to share out: its words, the gutters, the true widths of the columns' full lines,
    habits of the lines around or None, the width of a space, whether lines are stretched, and
    whether the first column numbers rows or components."""

    words: Sequence[Word]
    cuts: Sequence[float]
    full: Sequence[float]
    habits: Habits | None
    space: float
    justified: bool
    numbered: bool


@dataclass(frozen=True)
class Runs:
    """Every run that can be: its first and last word, its column, its features; of a line of
    `size` words in `count` columns."""

    size: int
    count: int
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    column: NDArray[np.int64]
    features: NDArray[np.float32]


def runs_of(asked: Asked) -> Runs:
    """Every run of words that can be, in every column that it can stand in."""
    words, size, count = asked.words, len(asked.words), len(asked.cuts) + 1
    lows, highs = [-inf, *asked.cuts], [*asked.cuts, inf]
    gaps = [9, *(max(1, round(b.left - a.right)) for a, b in pairwise(words)), 9]
    wide = np.cumsum([0.0, *(word.wide for word in words)]).tolist()
    said = np.zeros((len(KINDS), size + 1, count))
    opening = np.zeros((size, count))
    if asked.habits:
        said[:, 1:] = np.cumsum(asked.habits.said[:-1], axis=1)
        opening = asked.habits.said[-1]
    expected = asked.habits.expected if asked.habits else None
    inside = np.zeros((size + 1, count))
    if expected is not None:
        inside[1:] = np.cumsum(expected[1], axis=0)
    numbers = [label(word.text) is not None for word in words]
    # A list's items begin lines: how many of them a run holds that it does not begin with.
    bullets = np.cumsum([word.text in BULLETS for word in words]).tolist()
    kinds = [kind_of(word.text) for word in words]
    items = np.cumsum([kind.endswith("item") for kind in kinds]).tolist()
    found: list[tuple[int, int, int]] = []
    vectors: list[Floats] = []
    ends = [[_end(asked, words[k], gaps[k + 1], highs[c], c) for c in range(count)]
            for k in range(size)]  # fmt: skip
    for first in range(size):
        headed = first == 1 and asked.numbered and numbers[0]
        for c in range(count):
            word = words[first]
            outside = max(0.0, lows[c] - word.left, word.left - highs[c] + 1)
            if outside > _MOST_ASTRAY and size > 1:
                continue
            begin = _begin(asked, first, gaps[first], lows[c], highs[c], c, headed)
            begin[_AT["own opening, cut 1" if gaps[first] == 1 else "own opening"]] = opening[
                first, c
            ]
            twos = threes = 0
            for last in range(first, size):
                if last > first:
                    twos += gaps[last] == 2
                    threes += gaps[last] >= 3
                if threes > _WIDE_GAPS + 3 * asked.justified:
                    break
                vector = begin.copy()
                for at, value in ends[last][c]:
                    vector[at] = value
                stretch = "3, justified" if asked.justified else "3"
                vector[_AT[f"gap {stretch}"]] = threes
                vector[_AT["gap 2, justified" if asked.justified else "gap 2"]] = twos
                width = wide[last + 1] - wide[first] + asked.space * (last - first)
                _fill(vector, asked, width, gaps[last + 1], c)
                if asked.habits:
                    _goes_on_below(vector, asked, width, words[last], c)
                if last > first:
                    vector[_AT["ends in a bullet"]] = float(words[last].text in BULLETS)
                    vector[_AT["ends in an item"]] = float(kinds[last].endswith("item"))
                elsewhere = asked.numbered and c and not first and numbers[0]
                vector[_AT["number elsewhere"]] = float(elsewhere and word.left < highs[0])
                held = bullets[last] - bullets[first]
                vector[_AT["bullet inside"]] = held
                vector[_AT["item inside"]] = items[last] - items[first] - held
                vector[_OWN] = said[:, last + 1, c] - said[:, first, c]
                if expected is not None:
                    vector[_AT["expected first"]] = expected[0, first, c]
                    vector[_AT["expected inside"]] = inside[last + 1, c] - inside[first + 1, c]
                before = lows[c] - words[last].right
                if before > 0:
                    apart = "ends before column, justified" if asked.justified else None
                    vector[_AT[apart or "ends before column"]] = 1.0
                    vector[_AT["ends before column by"]] = min(_FAR, before)
                if asked.numbered and not c:
                    vector[_AT["not a number"]] = float(not numbers[first])
                    vector[_AT["words after a number"]] = last - first
                if asked.habits:
                    middles = asked.habits.middles[c]
                    vector[_AT["usual middle"]] = _usual(middles, word.left + words[last].right)
                found.append((first, last, c))
                vectors.append(vector)
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Runs(
        size, count, table[:, 0], table[:, 1], table[:, 2], np.array(vectors, dtype=np.float32)
    )


def _begin(
    asked: Asked, first: int, gap: int, low: float, high: float, c: int, headed: bool
) -> Floats:
    """What can be seen of the beginning of a run in column c."""
    vector = np.zeros(len(NAMES))
    word, kind = asked.words[first], kind_of(asked.words[first].text)
    tight = gap == 1
    if first:
        vector[_AT[f"cut 1, {kind}" if tight else f"cut, {kind}"]] = 1
        if not tight:
            wide = "cut 2" if gap == 2 else "cut 3"
            vector[_AT[f"{wide}, justified" if asked.justified else wide]] = 1
        else:
            before = asked.words[first - 1].text
            vector[_AT["cut 1 after stop"]] = float(before[-1] in ".;:)")
            joining = before[-1] in ",/-&" or before.lower() in JOINING
            vector[_AT["cut 1 after joining word"]] = float(joining)
            vector[_AT["one term cut"]] = bound(before, word.text)
        vector[_AT["after number"]] = float(headed and tight)
    left = min(_FAR, max(0.0, low - word.left))
    stands = "left of column, cut 1" if tight else "left of column"
    vector[_AT["left of column, justified" if asked.justified else stands]] = left
    vector[_AT["right of column"]] = min(_FAR, max(0.0, word.left - high + 1))
    habits = asked.habits
    if habits:
        for name, held in (("above", habits.above), ("below", habits.below)):
            vector[_AT[f"column {name}{', cut 1' if tight else ''}"]] = float(c in held)
        above = habits.wrapped.above[c]
        if above:
            room = asked.full[c] - habits.wrapped.widths[c] - asked.space - word.wide
            _fits(vector, "above", room, kind)
            vector[_AT["one term above"]] = bound(above[-1].text, word.text)
        lefts = habits.lefts[c]
        if sum(lefts.values()) < _FEWEST:
            vector[_AT["place unknown"]] = 1
        else:
            name = "usual place, cut 1" if tight else "usual place"
            vector[_AT[name]] = _usual(lefts, word.left)
            off = word.left - max(lefts, key=lambda place: lefts[place])
            if tight:
                vector[_AT["before usual place, cut 1"]] = min(_FAR, max(0.0, -off))
            vector[_AT["after usual place"]] = min(_FAR, max(0.0, off))
    return vector


def _end(asked: Asked, word: Word, gap: int, high: float, c: int) -> list[tuple[int, float]]:
    """What can be seen of the end of a run in column c."""
    found: list[tuple[int, float]] = []
    if word.right > high + 0.5:
        found += [(_AT["over"], 1.0), (_AT["over by"], min(_FAR, word.right - high))]
    if asked.habits:
        usual = _usual(asked.habits.rights[c], word.right)
        if asked.justified:
            found.append((_AT["usual end, justified"], usual))
        elif gap == 1:
            found.append((_AT["usual end, cut 1"], usual))
    return found


def _fill(vector: Floats, asked: Asked, width: float, gap: int, c: int) -> None:
    """How a run fills its column."""
    full = asked.full[c]
    if full == inf:
        return
    vector[_AT["too long"]] = min(_FAR, max(0.0, width - full * (1 + _LONGER)))
    if gap == 1:
        room = max(0.0, full - width)
        vector[_AT["room, justified, cut 1" if asked.justified else "room, cut 1"]] = min(8.0, room)
        vector[_AT["much room, cut 1"]] = min(_FAR, max(0.0, room - 8.0))


def _goes_on_below(vector: Floats, asked: Asked, width: float, last: Word, c: int) -> None:
    """Whether what stands below a run in its column would have fit on its line."""
    below = asked.habits.wrapped.below[c] if asked.habits else ()
    if below:
        room = asked.full[c] - width - asked.space - below[0].wide
        _fits(vector, "below", room, kind_of(below[0].text))
        vector[_AT["one term below"]] = bound(last.text, below[0].text)


def _fits(vector: Floats, end: str, room: float, kind: str) -> None:
    size = "small" if kind == "small" else "other"
    if room < 0:
        vector[_AT[f"{end} full, {size}"]] = 1.0
    elif room < inf:
        vector[_AT[f"{end} fits, {size}"]] = min(_MOST_ROOM, room)


def _usual(times: Mapping[float, float], place: float) -> float:
    """How usual a place is: the logarithm of its share among others."""
    share = (times.get(place, 0.0) + _UNSEEN) / (sum(times.values()) + 1.0)
    return min(_MOST, max(_LEAST, log(share / _SEEN)))
