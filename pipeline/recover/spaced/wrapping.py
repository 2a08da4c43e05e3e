"""How the lines of a cell follow one another: whether a line's first word would have fit on the
line above, and whether the words on both sides of a line's end, or of a cut, are one term.

Programs break a line where its next word does not fit. So where a run of words is cut too early,
the first word below it would have fit, and where it is cut too late, it is longer than its column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.model import load_model
from pipeline.recover.spaced.words import Line, Word, run_width

_FARTHEST = 2.1  # lines between two lines of one cell
# Authors of training plans who write two words side by side, from which these are one term.
_FEWEST_AUTHORS = 3


class Wrapped(NamedTuple):
    """For each column the run of words next above a line, and its true width, and the run next
    below it; none where there is none near."""

    above: tuple[tuple[Word, ...], ...]
    widths: tuple[float, ...]
    below: tuple[tuple[Word, ...], ...]


def wrapped(
    lines: Sequence[Line], own: Sequence[int], columns: Mapping[int, Sequence[int]],
    count: int, space: float,
) -> list[Wrapped]:  # fmt: skip
    """For each of a page's own lines, by index, what stands above and below it in each column, as
    their words were last put in `columns`."""
    runs = [_by_column(lines[i].words, columns[i], count) for i in own]
    tops = [lines[i].top for i in own]
    above = _nearest(runs, tops, count)
    below = _nearest(runs[::-1], [-top for top in tops[::-1]], count)[::-1]
    return [
        Wrapped(up, tuple(run_width(run, space) if run else 0.0 for run in up), down)
        for up, down in zip(above, below, strict=True)
    ]


def _by_column(words: Sequence[Word], columns: Sequence[int], count: int) -> list[tuple[Word, ...]]:
    found: list[list[Word]] = [[] for _ in range(count)]
    for word, column in zip(words, columns, strict=True):
        found[column].append(word)
    return [tuple(run) for run in found]


def _nearest(
    runs: Sequence[Sequence[tuple[Word, ...]]], tops: Sequence[float], count: int
) -> list[tuple[tuple[Word, ...], ...]]:
    """For each line the runs last seen before it, in every column."""
    last: list[tuple[float, tuple[Word, ...]]] = [(0.0, ())] * count
    found = []
    for own, top in zip(runs, tops, strict=True):
        found.append(tuple(run if top - at <= _FARTHEST else () for at, run in last))
        last = [(top, run) if run else before for run, before in zip(own, last, strict=True)]
    return found


def bound(first: str, second: str) -> float:
    """How firmly a word stands with the one before it, as a term that offices share."""
    terms = load_model().network.terms
    both = terms.get(f"{keys_of(first)[0]} {keys_of(second)[0]}", 0)
    return log2(both) / 4 if both >= _FEWEST_AUTHORS else 0.0
