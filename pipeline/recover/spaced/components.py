"""Which rows stand under which component: a cell that is merged over rows, with its number.

The rows of a stretch are cut into groups by the same search as lines into rows. A group costs what
speaks against it: no number or several, a name that begins twice, a name or number that is neither
at the top nor in the middle of its rows. Which of the two a document does is tried, not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.recover.numbering import follows, label
from pipeline.recover.spaced.bands import Scores, band_probabilities, best_cut, sum_cuts
from pipeline.recover.spaced.words import Line, Word, run_width

# Costs, in log odds; set by hand and checked on the training plans.
_NO_NUMBER, _MORE_NUMBERS, _NO_NAME = 2.5, 12.0, 4.0
_ANEW, _FAR, _RUNS_ON = (1.5, 3.5), (3.5, 6.0), 4.0
# Lines that a cell may be off its place, and what a line more costs; where places are rounded, and
# where they are exact.
_MAY_BE_OFF, _ASTRAY, _MOST_ASTRAY = (0.5, 0.22), (0.8, 4.0), 3.5
_NOT_NEXT = 2.0
_GROUP = 1.0
_ROOM, _FAR_DOWN = 0.5, (3.5, 1.6)  # characters; lines
_UNNUMBERED = 0.5  # share of lines


@dataclass(frozen=True)
class HeadLine:
    """What a line holds of components: words of a number and words of a name."""

    number: tuple[Word, ...]
    name: tuple[Word, ...]


class _Names(NamedTuple):
    """The true width of the full lines of a name and of a space; whether places are exact."""

    full: float
    space: float
    exact: bool


@dataclass(frozen=True)
class Group:
    """Lines `first` to `last` of a stretch stand under one component; `probability` of that."""

    first: int
    last: int
    probability: float


def group_lines(
    lines: Sequence[Sequence[Line]],
    heads: Sequence[Sequence[HeadLine]],
    bands: Sequence[Sequence[tuple[int, int]]],
    full: float,
    space: float,
    exact: bool,
) -> list[list[Group]]:
    """The components of every stretch: its lines, what each holds of components, and its rows as
    first and last line. `full` is the true width of the full lines of a name, `space` that of the
    space between words; `exact` whether places are exact."""
    names = _Names(full, space, exact)
    best: list[list[Group]] = []
    most = -np.inf
    for middle in (False, True):
        total, found = 0.0, []
        for own, own_heads, own_bands in zip(lines, heads, bands, strict=True):
            scores = _scores(own, own_heads, own_bands, names, middle)
            sums = sum_cuts(scores)
            probabilities, _ = band_probabilities(scores, sums)
            total += sums.total
            found.append(
                [
                    Group(b.first, b.last, float(probabilities[b.first, b.last]))
                    for b in best_cut(scores)
                ]
            )
        if total > most:
            best, most = found, total
    return best


def _scores(
    lines: Sequence[Line],
    heads: Sequence[HeadLine],
    bands: Sequence[tuple[int, int]],
    names: _Names,
    middle: bool,
) -> Scores:
    n = len(lines)
    inside = np.zeros(n + 1, dtype=bool)  # an edge above this line would cut a row
    rows_above = np.zeros(n + 1, dtype=np.int64)
    for first, last in bands:
        inside[first + 1 : last + 1] = True
        rows_above[last + 1 :] += 1
    band = np.full((n, n), -np.inf)
    for i in range(n):
        if inside[i]:
            continue
        for j in range(i, n):
            if not inside[j + 1] and (rows_above[j + 1] > rows_above[i] or not bands):
                band[i, j] = -_cost(lines, heads, i, j, names, middle)
    edge = np.full(n, 0.0)
    return Scores(band, np.full(n, -np.inf), edge)


def _cost(
    lines: Sequence[Line],
    heads: Sequence[HeadLine],
    first: int,
    last: int,
    names: _Names,
    middle: bool,
) -> float:
    """What speaks against lines `first` to `last` as the rows of one component."""
    numbers = [i for i in range(first, last + 1) if heads[i].number]
    named = [i for i in range(first, last + 1) if heads[i].name]
    cost = _GROUP + (_MORE_NUMBERS * (len(numbers) - 1) if numbers else _NO_NUMBER)
    if not named:
        cost += _NO_NAME
    if numbers:
        before = _label_above(heads, first)
        own = label(heads[numbers[0]].number[0].text)
        if before and own and not follows(before, own):
            cost += _NOT_NEXT
    for above, below in zip(named, named[1:], strict=False):
        word = heads[below].name[0]
        room = names.full - run_width(heads[above].name, names.space) - names.space - word.wide
        same_page = lines[above].page == lines[below].page
        far = same_page and _base(heads, below) - _base(heads, above) > _FAR_DOWN[names.exact]
        anew = word.text[:1].isupper() and room > _ROOM
        cost += _ANEW[names.exact] * anew + _FAR[names.exact] * far
    if named and first and heads[named[0]].name[0].text[:1].islower():
        cost += _RUNS_ON
    for places, is_name in ((numbers[:1], False), (named, True)):
        if places:
            off = _astray(lines, heads, places, is_name, first, last, middle)
            off = max(0.0, off - _MAY_BE_OFF[names.exact])
            cost += min(_MOST_ASTRAY, _ASTRAY[names.exact] * off)
    return cost


def _base(heads: Sequence[HeadLine], i: int) -> float:
    return heads[i].name[0].base


def _label_above(heads: Sequence[HeadLine], first: int) -> str | None:
    for i in range(first - 1, -1, -1):
        if heads[i].number:
            return label(heads[i].number[0].text)
    return None


def _astray(
    lines: Sequence[Line],
    heads: Sequence[HeadLine],
    own: Sequence[int],
    is_name: bool,
    first: int,
    last: int,
    middle: bool,
) -> float:
    """How many lines a cell is off the top or the middle of its rows, on the page it begins on."""
    page = lines[own[0]].page
    on_page = [i for i in range(first, last + 1) if lines[i].page == page]
    top, bottom = lines[on_page[0]].top, lines[on_page[-1]].top
    mine = [i for i in own if lines[i].page == page]
    bases = [(heads[i].name if is_name else heads[i].number)[0].base for i in (mine[0], mine[-1])]
    if not middle:
        return bases[0] - top
    return abs((bases[0] + bases[1]) - (top + bottom)) / 2


def head_width(heads: Sequence[Sequence[HeadLine]], space: float) -> float:
    """The true width of the full lines of components' names."""
    lengths = [run_width(h.name, space) for own in heads for h in own if h.name]
    return float(np.quantile(lengths, 0.97)) if lengths else 0.0
