"""Which column each word of a page stands in.

Between the columns of a page lie gutters: places that few lines write across. They are found for
every page anew, since tools that keep columns in place reckon the grid of each page by itself.
Then the words of each line are shared out, line by line, by the best of all ways to cut the line,
since a long line may be written over a gutter and push what follows it to the right.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.heading import Heading
from pipeline.recover.spaced.vocabulary import FIELDS, key_of, load_vocabulary
from pipeline.recover.spaced.words import ITEM, Line, Word, chunks

# Log odds, set by hand and checked on the training plans.
_LEFT_OF, _RIGHT_OF = 0.8, 0.4  # a character left of its column; right of it
_MOST = 8.0
_TOO_LONG = 0.6  # a character more than the longest line of the column
_CUT = (-3.0, -3.0, -0.5)  # a cut where so many characters are free
_NO_CUT = (0.0, 0.0, -1.5, -4.0)
_PUSHED = {
    "item": 3.5,
    "mark": 0.5,
    "capital": 0.5,
    "small": -1.0,
}  # a cut at one space, by what follows
_KNOWN_START = 2.0
_OFF_START = 0.3  # a character between a pushed run and the usual start of its column
_ALIGNED, _BY_CHANCE = 6.0, 0.3  # the share of lines around with a word that begins there
_INSIDE, _STARTS = 0.5, 1.0  # what the words of training plans say
_AROUND = 8  # lines whose cells begin at the same place
_LONGEST_QUANTILE = 0.9
_FEWEST_RUNS = 5
# What a start of a run speaks for a gutter before it, and leaving the expected place against it.
_START = 0.7
_ASTRAY = 0.05
_NEARBY, _ASTRAY_NEARBY = 6, 0.02


@dataclass(frozen=True)
class Shared:
    """A line whose words have columns, and the probability of just this sharing out."""

    columns: tuple[int, ...]
    probability: float


def share_out(
    lines: Sequence[Line],
    headings: Sequence[Heading],
    body: Sequence[bool],
    fields: Sequence[str],
) -> list[Shared]:
    """The column of each word of every line; `body` says which lines belong to the table. Lines
    that do not are given column 0."""
    count = len(headings[0].cells)
    shared = [Shared((0,) * len(line.words), 1.0) for line in lines]
    pages: list[tuple[list[int], list[list[float]]]] = []
    cuts: list[float] | None = None
    for page in sorted({line.page for line in lines}):
        own = [i for i, line in enumerate(lines) if line.page == page and body[i]]
        if not own:
            continue
        above = [h for h in headings if lines[h.first].page == page and len(h.cells) == count]
        if above or cuts is None:
            heading = above[0] if above else headings[0]
            windows = list(pairwise((cell.left + cell.right) / 2 for cell in heading.cells))
        else:
            windows = [(cut - 1, cut + 1) for cut in cuts]
        table = [lines[i] for i in own]
        cuts = _gutters(table, windows, _ASTRAY)
        pages.append((own, _local_gutters(table, cuts)))
    longest = [inf] * count
    speaks = _speaks(lines, fields)
    for again in (False, True):
        lengths: list[list[float]] = [[] for _ in range(count)]
        for own, page_cuts in pages:
            starts = (
                _starts([lines[i].words for i in own], [shared[i] for i in own], count)
                if again
                else None
            )
            for number, i in enumerate(own):
                near = [_near(column, number) for column in starts] if starts else None
                words = lines[i].words
                aligned = _aligned(lines, own, number) if starts and _tight(words) else {}
                shared[i] = _share_line(words, page_cuts[number], longest, near, aligned, speaks)
                for column, length in _free_runs(lines[i].words, shared[i].columns):
                    lengths[column].append(length)
        longest = [
            float(np.quantile(found, _LONGEST_QUANTILE)) if len(found) >= _FEWEST_RUNS else inf
            for found in lengths
        ]
    return shared


def _starts(
    table: Sequence[Sequence[Word]], shared: Sequence[Shared], count: int
) -> list[list[tuple[int, float]]]:
    """For each column the lines, and the places in them, at which it begins after a gap."""
    starts: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for number, (words, found) in enumerate(zip(table, shared, strict=True)):
        for k, word in enumerate(words):
            gap = word.left - words[k - 1].right if k else inf
            if gap >= 2 and (not k or found.columns[k] != found.columns[k - 1]):
                starts[found.columns[k]].append((number, word.left))
    return starts


def _near(starts: Sequence[tuple[int, float]], number: int) -> set[float]:
    first = bisect_left(starts, (number - _AROUND, -inf))
    last = bisect_left(starts, (number + _AROUND + 1, -inf))
    return {left for at, left in starts[first:last] if at != number}


class _Speaks(NamedTuple):
    """What a word says for each column: standing in it, and beginning a cell of it."""

    inside: tuple[float, ...]
    start: tuple[float, ...]


def _speaks(lines: Sequence[Line], fields: Sequence[str]) -> dict[str, _Speaks]:
    """What the counts of words in columns of training plans say of every word."""
    vocabulary = load_vocabulary()
    places = [FIELDS.index(field) for field in fields]
    nothing = (0.0,) * len(FIELDS)
    found: dict[str, _Speaks] = {}
    for text in {word.text for line in lines for word in line.words}:
        inside = vocabulary.inside.get(key_of(text), nothing)
        start = vocabulary.start.get(key_of(text), nothing)
        found[text] = _Speaks(
            tuple(max(-1.0, min(1.0, _INSIDE * inside[k])) for k in places),
            tuple(max(-1.0, min(3.0, _STARTS * start[k])) for k in places),
        )
    return found


def _tight(words: Sequence[Word]) -> bool:
    return any(b.left - a.right < 2 for a, b in pairwise(words))


def _aligned(lines: Sequence[Line], own: Sequence[int], number: int) -> dict[float, float]:
    """For the places at which words of a line begin, what speaks for a column there: that words
    of most of the lines around begin there too."""
    around = [
        lines[i].words
        for i in own[max(0, number - _NEARBY) : number + _NEARBY + 1]
        if i != own[number]
    ]
    found = {}
    for word in lines[own[number]].words[1:]:
        over = [ws for ws in around if ws[0].left < word.left < ws[-1].right]
        begin = sum(any(w.left == word.left for w in ws) for ws in over)
        share = (begin + 0.5) / (len(over) + 2.5)
        found[word.left] = max(0.0, _ALIGNED * (share - _BY_CHANCE))
    return found


def _free_runs(words: Sequence[Word], columns: Sequence[int]) -> Iterator[tuple[int, float]]:
    """The lengths of the runs of a line with two free characters or more on both sides."""
    first = 0
    for k in range(1, len(words) + 1):
        if k == len(words) or columns[k] != columns[first]:
            before = words[first].left - words[first - 1].right if first else inf
            after = words[k].left - words[k - 1].right if k < len(words) else inf
            if min(before, after) >= 2:
                yield columns[first], words[k - 1].right - words[first].left
            first = k


def _local_gutters(lines: Sequence[Line], cuts: Sequence[float]) -> list[list[float]]:
    """The places between columns around each line of a page, near those of the page: tools that
    keep columns in place move whole blocks of lines."""
    windows = [(cut - 1, cut + 1) for cut in cuts]
    return [
        _gutters(lines[max(0, n - _NEARBY) : n + _NEARBY + 1], windows, _ASTRAY_NEARBY)
        for n in range(len(lines))
    ]


def _gutters(
    lines: Sequence[Line], windows: Sequence[tuple[float, float]], astray: float
) -> list[float]:
    """The places between columns: one in or near each window, in order, that the fewest runs of
    words are written over and the most begin at."""
    runs = [run for line in lines for run in chunks(line.words)]
    width = int(max([run[-1].right for run in runs] + [b for _, b in windows])) + 3
    over, starts = np.zeros(width + 1), np.zeros(width + 1)
    for run in runs:
        left, right = int(run[0].left), int(run[-1].right)
        over[left + 1] += 1
        over[right] -= 1
        starts[left] += 1
    over = np.cumsum(over)
    costs = over - _START * starts
    places = np.arange(width + 1)
    best = np.zeros(width + 1)
    came: list[NDArray[np.int64]] = []
    for number, (low, high) in enumerate(windows):
        away = np.maximum(0, low - places) + np.maximum(0, places - high)
        here = costs + away * (astray * max(4, len(lines)))
        if number:
            # The best place of the cut before that is at least two characters to the left.
            running = np.minimum.accumulate(best)
            index = np.where(best == running, places, 0)
            index = np.maximum.accumulate(index)
            before = np.concatenate([np.full(2, np.inf), running[:-2]])
            came.append(np.concatenate([np.zeros(2, dtype=np.int64), index[:-2]]))
            best = before + here
        else:
            best = here
    if not windows:
        return []
    cuts = [int(np.argmin(best))]
    for back in reversed(came):
        cuts.append(int(back[cuts[-1]]))
    return [float(cut) for cut in cuts[::-1]]


def _share_line(
    words: Sequence[Word],
    cuts: Sequence[float],
    longest: Sequence[float],
    near: Sequence[set[float]] | None,
    aligned: Mapping[float, float],
    speaks: Mapping[str, _Speaks],
) -> Shared:
    """The best way to cut the line into runs, each in a column to the right of the one before,
    by dynamic programming, and its probability among all ways. `longest` are the lengths of the
    columns' longest lines, `near` the places at which they begin on the lines around."""
    count, size = len(cuts) + 1, len(words)
    lows, highs = [-inf, *cuts], [*cuts, inf]
    gaps = [9] + [max(1, round(b.left - a.right)) for a, b in pairwise(words)]
    said = [speaks[word.text] for word in words]
    inside = [[0.0] * (size + 1) for _ in range(count)]
    for c in range(count):
        for k in range(size):
            inside[c][k + 1] = inside[c][k] + said[k].inside[c]
    stays = [0.0]
    for gap in gaps[1:]:
        stays.append(stays[-1] + _NO_CUT[min(gap, 3)])
    # best[k][c]: of all ways to share out the words before k whose last run is in column c - 1
    # or further left; columns count from 1 here, 0 is none.
    best = [[-inf] * (count + 1) for _ in range(size + 1)]
    total = [[-inf] * (count + 1) for _ in range(size + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1) for _ in range(size + 1)]
    best[0], total[0] = [0.0] * (count + 1), [0.0] * (count + 1)
    for first in range(size):
        gap, word = gaps[first], words[first]
        # Where much room is free there must be a cut, or next to it: try all the same.
        for c in range(count):
            if best[first][c] == -inf:
                continue
            start = _begins(word, gap, lows[c], highs[c], near[c] if near else ())
            if c and gap == 1:
                start += aligned.get(word.left, 0.0) + said[first].start[c]
            pushed = max(0.0, word.left - lows[c]) if gap == 1 and c else 0.0
            for last in range(first, size):
                right = words[last].right
                stay = stays[last] - stays[first]
                if stay < -_MOST:
                    break
                over = max(0.0, right - highs[c] - pushed) * _RIGHT_OF
                over += max(0.0, right - word.left - longest[c]) * _TOO_LONG
                score = start + stay - min(_MOST, over)
                score += inside[c][last + 1] - inside[c][first]
                value = best[first][c] + score
                if value > best[last + 1][c + 1]:
                    best[last + 1][c + 1] = value
                    came[last + 1][c + 1] = (first, c)
                total[last + 1][c + 1] = _add(total[last + 1][c + 1], total[first][c] + score)
        # Further right than the last run: any column.
        row, sums, back = best[first + 1], total[first + 1], came[first + 1]
        for c in range(1, count + 1):
            sums[c] = _add(sums[c], sums[c - 1])
            if row[c - 1] > row[c]:
                row[c], back[c] = row[c - 1], back[c - 1]
    columns = [0] * size
    end, c = size, count
    while end:
        first, column = came[end][c]
        columns[first:end] = [column] * (end - first)
        end, c = first, column
    return Shared(tuple(columns), min(1.0, exp(best[size][count] - total[size][count])))


def _begins(word: Word, gap: int, low: float, high: float, near: Collection[float]) -> float:
    """What speaks for a run that begins with a word, in a column from `low` to `high`."""
    score = _CUT[gap] if gap < len(_CUT) else 0.0
    if gap == 1:
        first = word.text.strip("(\"'“")[:1]
        kind = "small" if first.islower() else "capital" if first.isalpha() else "mark"
        kind = "item" if ITEM.fullmatch(word.text) else kind
        score += _PUSHED[kind]
    if word.left in near:
        score += _KNOWN_START
    elif gap == 1 and near:
        # A run that follows at one space was pushed to the right of where its column begins.
        usual = max((left for left in near if left <= word.left), default=min(near))
        score -= min(_MOST, _OFF_START * abs(word.left - usual))
    beyond = max(0.0, word.left - high + 1)
    outside = _LEFT_OF * max(0.0, low - word.left)
    outside += (_RIGHT_OF if gap == 1 else _LEFT_OF) * beyond
    return score - min(_MOST, outside)


def _add(a: float, b: float) -> float:
    """The logarithm of the sum of two numbers given by their logarithms."""
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))
