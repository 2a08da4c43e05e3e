"""The words of one line of text shared out to columns: the best of all ways to cut the line.

A run of words after a gap begins where its column begins on the lines around it. One after a single
space begins there too, or it was written as one piece with the run before it; then that run is a
full line of its column, and this one begins where the space ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, log1p

from pipeline.recover.numbering import label
from pipeline.recover.spaced.words import ITEM, Word

# Log odds, set by hand and checked on the training plans.
_LEFT_OF, _RIGHT_OF = 0.8, 0.5  # a character left of its column; right of it
_OVER = 2.0  # reaching into the next column
_MOST = 14.0
_TOO_LONG, _LONGER = 0.6, 0.05  # a character more than the column's full lines, and a share of them
_CUT = (-3.0, -3.0, -0.5)  # a cut where so many characters are free
_NO_CUT = (0.0, 0.0, -1.5, -4.0)
_STRETCHED = 0.3  # of that where lines are stretched
_FIRST_TIGHT = {"item": 3.5, "mark": 0.5, "capital": 0.5, "small": -1.0}
_TIGHT, _GLUED = -1.0, -1.0  # a cut at one space, where the column begins and where it does not
_OFF_START = 0.1  # a character between a glued run and the start of its column
_UNSEEN, _SEEN = 0.02, 0.05
_LEAST_SEEN = -4.0
_ROOM, _LEFT_ROOM = 4.0, 0.6  # free in a full line; a character more
_FEWEST = 2.0
_AFTER_NUMBER = 1.0  # a cut after the number that a line begins with
_NOT_NUMBER = 1.0  # a word more than a number in the column of numbers


@dataclass(frozen=True)
class Shared:
    """A line whose words have columns, and the probability of just this sharing out."""

    columns: tuple[int, ...]
    probability: float


@dataclass(frozen=True)
class Habits:
    """For each column how often it begins at a place, and has its middle there (twice its
    place)."""

    lefts: Sequence[Mapping[float, float]]
    middles: Sequence[Mapping[float, float]]


def share_line(
    words: Sequence[Word],
    cuts: Sequence[float],
    full: Sequence[float],
    habits: Habits | None,
    space: float,
    justified: bool,
    numbered: bool,
) -> Shared:
    """The best way to cut the line into runs, each in a column to the right of the one before,
    by dynamic programming, and its probability among all ways. `full` are the true widths of the
    columns' full lines, `habits` where they begin on the lines around; `numbered`: the first column
    numbers rows or components."""
    count, size = len(cuts) + 1, len(words)
    lows, highs = [-inf, *cuts], [*cuts, inf]
    gaps = [9] + [max(1, round(b.left - a.right)) for a, b in pairwise(words)] + [9]
    no_cut = [cost * (_STRETCHED if justified else 1.0) for cost in _NO_CUT]
    stays, wide = [0.0], [0.0]
    for gap in gaps[1:-1]:
        stays.append(stays[-1] + no_cut[min(gap, 3)])
    for word in words:
        wide.append(wide[-1] + word.wide)
    totals = [sum(h.values()) for h in habits.lefts] if habits else []
    # best[k][c]: of all ways to share out the words before k whose last run is in column c - 1
    # or further left; columns count from 1 here, 0 is none.
    best = [[-inf] * (count + 1) for _ in range(size + 1)]
    total = [[-inf] * (count + 1) for _ in range(size + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1) for _ in range(size + 1)]
    best[0], total[0] = [0.0] * (count + 1), [0.0] * (count + 1)
    headed = numbered and size > 1 and label(words[0].text) is not None
    for first in range(size):
        gap, word = gaps[first], words[first]
        for c in range(count):
            if best[first][c] == -inf:
                continue
            start = _begins(word, gap, lows[c], highs[c])
            if gap == 1 and first == 1 and headed and came[1][c] == (0, 0):
                start = max(start, _AFTER_NUMBER)
            seen = totals[c] >= _FEWEST if habits else False
            glued = -inf
            if gap == 1 and c:
                glued = start + _GLUED + (_off(word, habits.lefts[c]) if habits and seen else 0.0)
            for last in range(first, size):
                right = words[last].right
                stay = stays[last] - stays[first]
                if stay < -_MOST:
                    break
                begins = start
                if habits and seen:
                    times = max(
                        habits.lefts[c].get(word.left, 0.0),
                        habits.middles[c].get(word.left + right, 0.0),
                    )
                    share = (times + _UNSEEN) / (totals[c] + 1.0)
                    begins += max(_LEAST_SEEN, log(share / _SEEN)) + (_TIGHT if gap == 1 else 0.0)
                over = _OVER + _RIGHT_OF * (right - highs[c]) if right > highs[c] + 0.5 else 0.0
                width = wide[last + 1] - wide[first] + space * (last - first)
                if full[c] < inf:
                    over += max(0.0, width - full[c] * (1 + _LONGER)) * _TOO_LONG
                score = max(begins, glued) + stay - min(_MOST, over)
                if numbered and not c:
                    score -= _NOT_NUMBER * (last - first + (label(word.text) is None))
                elif gaps[last + 1] == 1 and full[c] < inf:
                    room = full[c] - width - _ROOM - _LONGER * full[c]
                    score -= min(_MOST, _LEFT_ROOM * max(0.0, room))
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


def _begins(word: Word, gap: int, low: float, high: float) -> float:
    """What speaks for a run that begins with a word, in a column from `low` to `high`."""
    score = _CUT[gap] if gap < len(_CUT) else 0.0
    if gap == 1:
        first = word.text.strip("(\"'“")[:1]
        kind = "small" if first.islower() else "capital" if first.isalpha() else "mark"
        kind = "item" if ITEM.fullmatch(word.text) else kind
        score += _FIRST_TIGHT[kind]
    beyond = max(0.0, word.left - high + 1)
    # What is written as one piece with the run before it begins left of its column.
    outside = (_RIGHT_OF if gap == 1 else _LEFT_OF) * (max(0.0, low - word.left) + beyond)
    return score - min(_MOST, outside)


def _off(word: Word, lefts: Mapping[float, float]) -> float:
    """What speaks against a run that is glued to the one before it: that it begins far from where
    its column usually does, or right of it."""
    usual = max(lefts, key=lambda left: lefts[left])
    off = word.left - usual
    return -min(_MOST, _OFF_START * -off if off <= 0 else _RIGHT_OF * off)


def _add(a: float, b: float) -> float:
    """The logarithm of the sum of two numbers given by their logarithms."""
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))
