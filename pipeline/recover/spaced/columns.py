"""Which column each word of a page stands in.

On pages no cell is written over the gutters between columns (`gutters`), and that is all. In text
it is not: where two columns stand close, such tools write a full line and the next column's as one
piece, a space between them. So the words of each line are shared out by the best of all ways to cut
it (`sharing`), from what the other lines tell: where columns begin, and how much text their lines
hold.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import inf
from typing import NamedTuple

import numpy as np

from pipeline.recover.spaced.cutting import FINE
from pipeline.recover.spaced.gutters import Page, gutters_of_pages
from pipeline.recover.spaced.heading import Heading
from pipeline.recover.spaced.model import load_sharing
from pipeline.recover.spaced.runs import Asked, Floats, Habits
from pipeline.recover.spaced.sharing import Shared, share_line
from pipeline.recover.spaced.vocabulary import words_by_column
from pipeline.recover.spaced.words import Line, Lines, Word, run_width
from pipeline.recover.spaced.wrapping import Wrapped, wrapped

_FULL_QUANTILE = 0.97
_FEWEST_RUNS = 5
_LOW_QUANTILE = 0.3
_WIDEST = 1.02  # a full line, of the characters between two gutters
_SURE = 0.95  # of the columns of a line that stays as it is
_TURNS = 3  # in which lines are shared out
_AROUND = 8  # lines whose cells begin at the same place
_FAR = 0.3  # of what a line counts that stands further off
_CROSSES = 0.3  # characters that a word must reach over a gutter
_LEFT_SHARE = 0.4  # of the runs of a column that begins at its left edge
_JUSTIFIED = 0.01  # share of spaces that are wide
_INSIDE = (0.3, 0.75)  # of a column's width


@dataclass(frozen=True)
class Columns:
    """The columns of the words of each line. For each page where each column begins, None for one
    that is not set at its left edge; the true width of each column's full lines."""

    shared: tuple[Shared, ...]
    lefts: Mapping[int, tuple[float | None, ...]]
    cuts: Mapping[int, Sequence[float]]
    full: tuple[float, ...]
    pages: tuple[Page, ...] = ()


def share_out(
    found: Lines, headings: Sequence[Heading], body: Sequence[bool], numbered: bool
) -> Columns:
    """The column of each word of every line; `body` says which lines belong to the table, and
    `numbered` whether its first column numbers it. Words of other lines are given column 0."""
    lines, count = found.lines, len(headings[0].cells)
    shared = [Shared((0,) * len(line.words), 1.0) for line in lines]
    pages = gutters_of_pages(found, headings, body, numbered)
    if found.exact:
        for page in pages:
            for i in page.own:
                shared[i] = _by_gutters(lines[i].words, page.cuts)
    else:
        _share_text(found, pages, shared, count, numbered)
    full = _full_widths(found, pages, shared, count)
    lefts = {lines[page.own[0]].page: _lefts(lines, page, shared, count) for page in pages}
    cuts = {lines[page.own[0]].page: page.cuts for page in pages}
    return Columns(tuple(shared), lefts, cuts, tuple(full), tuple(pages))


def share_again(
    found: Lines, before: Columns, expected: Mapping[int, Floats], numbered: bool
) -> Columns:
    """The lines of a text shared out once more, where it is known in which columns their words are
    expected: lines by index → as in `runs.Habits`. Others are left as they are, and so are lines
    whose columns their places tell surely."""
    shared, count = list(before.shared), len(before.full)
    weights = load_sharing()[2]
    for i, asked in ask(found, before.pages, shared, count, numbered, _TURNS, expected):
        if i in expected:
            first = shared[i]
            found_again = share_line(asked, weights) if first.probability < _SURE else first
            alike = first.columns == found_again.columns
            shared[i] = replace(found_again, before=first.probability if alike else 0.0)
    lefts = {
        found.lines[page.own[0]].page: _lefts(found.lines, page, shared, count)
        for page in before.pages
    }
    full = _full_widths(found, before.pages, shared, count)
    return replace(before, shared=tuple(shared), lefts=lefts, full=tuple(full))


def _by_gutters(words: Sequence[Word], cuts: Sequence[float]) -> Shared:
    """Words in the columns that their middles stand in."""
    columns = tuple(bisect_right(cuts, (word.left + word.right) / 2) for word in words)
    crosses = any(
        word.left + _CROSSES < cut < word.right - _CROSSES for word in words for cut in cuts
    )
    return Shared(columns, 0.5 if crosses else 1.0)


def _share_text(
    found: Lines, pages: Sequence[Page], shared: list[Shared], count: int, numbered: bool
) -> None:
    """Share out the lines of a text: first by the gutters, then twice by what that told."""
    weights = load_sharing()
    for turn in range(_TURNS):
        for i, asked in ask(found, pages, shared, count, numbered, turn):
            shared[i] = share_line(asked, weights[min(turn, 1)])


def ask(
    found: Lines,
    pages: Sequence[Page],
    before: Sequence[Shared],
    count: int,
    numbered: bool,
    turn: int,
    expected: Mapping[int, Floats] | None = None,
) -> list[tuple[int, Asked]]:
    """The lines to share out in a turn, by index; from the second on with what the turn before it
    told of the lines around, and in the last where words are `expected`."""
    lines = found.lines
    full = _full_widths(found, pages, before, count) if turn else [inf] * count
    justified = turn > 0 and _is_justified(lines, pages)
    said: Mapping[int, Floats] = {}
    if turn:
        own = {i: lines[i] for page in pages for i in page.own}
        said = words_by_column(own, {i: before[i].columns for i in own}, count)
    asked: list[tuple[int, Asked]] = []
    for page in pages:
        cuts: Sequence[float] = page.cuts
        runs = _placed(lines, page, before, count) if turn else None
        if runs:
            lefts = _lefts(lines, page, before, count)
            begun = [
                _low_start(starts, cut) for starts, cut in zip(runs.starts[1:], cuts, strict=True)
            ]
            cuts = [low if x is None else x for low, x in zip(begun, lefts[1:], strict=True)]
        held = [frozenset(before[i].columns) if turn else frozenset() for i in page.own]
        held = [frozenset(), *held, frozenset()]
        beside = (
            wrapped(lines, page.own, {i: before[i].columns for i in page.own}, count, found.space)
            if turn
            else []
        )
        for number, i in enumerate(page.own):
            habits = None
            if runs:
                around = held[number], held[number + 2]
                habits = _habits(runs, number, *around, said[i], beside[number])
                if expected:
                    habits = replace(habits, expected=expected.get(i))
            words = lines[i].words
            asked.append((i, Asked(words, cuts, full, habits, found.space, justified, numbered)))
    return asked


_Starts = list[list[tuple[int, float, float]]]


def _starts(lines: Sequence[Line], page: Page, shared: Sequence[Shared], count: int) -> _Starts:
    """For each column the lines on which it begins after a gap, where, and where its middle is."""
    starts: _Starts = [[] for _ in range(count)]
    for number, i in enumerate(page.own):
        for column, run, before, _ in _runs(lines[i].words, shared[i].columns):
            if before >= 2:
                starts[column].append((number, run[0].left, run[0].left + run[-1].right))
    return starts


def _low_start(starts: _Tally, cut: float) -> float:
    """Where a column begins that is pushed aside line by line: left of its gutter, if many of its
    runs begin there."""
    places = [left for _, left in starts.places]
    return min(cut, float(np.quantile(places, _LOW_QUANTILE))) if places else cut


class _Tally(NamedTuple):
    """Where a column has an edge: (line, place) in the order of the lines, and how often each
    place is one."""

    places: Sequence[tuple[int, float]]
    counts: Mapping[float, int]


@dataclass(frozen=True)
class _Placed:
    """For each column where it begins after a gap, where its middle is (doubled) in these lines,
    and where it ends before a gap."""

    starts: list[_Tally]
    middles: list[_Tally]
    ends: list[_Tally]


def _placed(lines: Sequence[Line], page: Page, shared: Sequence[Shared], count: int) -> _Placed:
    ends: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for number, i in enumerate(page.own):
        for column, run, _, after in _runs(lines[i].words, shared[i].columns):
            if after >= 2:
                ends[column].append((number, run[-1].right))
    starts = _starts(lines, page, shared, count)
    return _Placed(
        [_tally((at, place) for at, place, _ in column) for column in starts],
        [_tally((at, double) for at, _, double in column) for column in starts],
        [_tally(column) for column in ends],
    )


def _tally(found: Iterable[tuple[int, float]]) -> _Tally:
    places = tuple(found)
    return _Tally(places, Counter(place for _, place in places))


def _habits(
    placed: _Placed, number: int, above: frozenset[int], below: frozenset[int], said: Floats,
    beside: Wrapped,
) -> Habits:  # fmt: skip
    """Where columns begin and end on the page, the lines around a line counting most."""

    def counted(tally: _Tally) -> dict[float, float]:
        found = {place: _FAR * count for place, count in tally.counts.items()}
        first = bisect_left(tally.places, (number - _AROUND,))
        for at, place in islice(tally.places, first, None):
            if at > number + _AROUND:
                break
            found[place] += -_FAR if at == number else 1.0 - _FAR
        return {place: weight for place, weight in found.items() if weight > _FAR / 2}

    return Habits(
        [counted(tally) for tally in placed.starts],
        [counted(tally) for tally in placed.middles],
        [counted(tally) for tally in placed.ends],
        above,
        below,
        said,
        beside,
    )


def _is_justified(lines: Sequence[Line], pages: Sequence[Page]) -> bool:
    """Whether lines are stretched: many wide spaces stand well inside columns, away from where
    the next one begins."""
    wide = spaces = 0
    for page in pages:
        edges = [0.0, *page.cuts]
        for i in page.own:
            for a, b in pairwise(lines[i].words):
                c = bisect_right(page.cuts, a.right)
                room = edges[c + 1] - edges[c] if c < len(page.cuts) else 0.0
                if a.right > edges[c] + _INSIDE[0] * room and b.left < edges[c] + _INSIDE[1] * room:
                    spaces += b.left - a.right < 2
                    wide += 2 <= b.left - a.right < 5
    return wide > _JUSTIFIED * max(1, spaces)


def _runs(
    words: Sequence[Word], columns: Sequence[int]
) -> Iterator[tuple[int, Sequence[Word], float, float]]:
    """The runs of a line: column, words, and how much is free before and after."""
    first = 0
    for k in range(1, len(words) + 1):
        if k == len(words) or columns[k] != columns[first]:
            before = words[first].left - words[first - 1].right if first else inf
            after = words[k].left - words[k - 1].right if k < len(words) else inf
            yield columns[first], words[first:k], before, after
            first = k


def _full_widths(
    found: Lines, pages: Sequence[Page], shared: Sequence[Shared], count: int
) -> list[float]:
    """The true widths of the columns' full lines, of runs that surely begin and end there."""
    least = 0.0 if found.exact else 2.0
    widths: list[list[float]] = [[] for _ in range(count)]
    for page in pages:
        ends = [*page.cuts, inf]
        for i in page.own:
            for column, run, before, after in _runs(found.lines[i].words, shared[i].columns):
                if min(before, after) >= least and run[-1].right <= ends[column] + 1:
                    widths[column].append(run_width(run, found.space))
    quantile = 0.995 if found.exact else _FULL_QUANTILE
    full = [
        float(np.quantile(own, quantile)) if len(own) >= _FEWEST_RUNS else inf for own in widths
    ]
    if found.exact or not pages:
        return full
    apart = np.median([np.diff(page.cuts, prepend=0.0) for page in pages], axis=0)
    return [min(width, _WIDEST * room) for width, room in zip(full, [*apart, inf], strict=True)]


def _lefts(
    lines: Sequence[Line], page: Page, shared: Sequence[Shared], count: int
) -> tuple[float | None, ...]:
    """Where the columns of a page begin; None for one whose lines begin at many places."""
    found: list[float | None] = []
    for column in _starts(lines, page, shared, count):
        counted = Counter(round(left * FINE) / FINE for _, left, _ in column)
        place, times = counted.most_common(1)[0] if counted else (0.0, 0)
        found.append(place if times > 1 and times >= _LEFT_SHARE * len(column) else None)
    return tuple(found)
