"""Runs of words on a page, and the white between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.read.pdfium import Floats
from pipeline.read.ruledtable import Truths

# In heights of a letter.
_GUTTER = 0.5  # white between columns
_PHRASE = 0.45  # white between the words of one cell


@dataclass(frozen=True)
class Text:
    """Runs of words in one line: columns x0, top, x1, bottom; and the usual height of a letter."""

    runs: Floats
    height: float

    def between(self, top: float, bottom: float) -> Floats:
        """The runs that have their middle between two places down the page."""
        middle = (self.runs[:, 1] + self.runs[:, 3]) / 2
        return self.runs[(middle > top) & (middle < bottom)]


def text_of(letters: Floats) -> Text:
    """The runs of words of a page; white that is wider than a space parts them."""
    height = max(1.0, float(np.median(letters[:, 3] - letters[:, 1])))
    base = np.round(letters[:, 3] / (0.5 * height)).astype(np.intp)
    own = letters[np.lexsort((letters[:, 0], base))]
    line = np.sort(base, kind="stable")
    shift = 1e5 * (line - line[0])
    reach = np.maximum.accumulate(own[:, 2] + shift) - shift
    apart = (np.diff(line) > 0) | (own[1:, 0] - reach[:-1] > _PHRASE * height)
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
    low = np.minimum.reduceat(own[:, :2], starts)
    return Text(np.hstack((low, np.maximum.reduceat(own[:, 2:], starts))), height)


def within(runs: Floats, x0: float, x1: float) -> Truths:
    """Which runs have their middle between two places across the page."""
    middle = (runs[:, 0] + runs[:, 2]) / 2
    found: Truths = (middle > x0) & (middle < x1)
    return found


def blocks_of(runs: Floats, white: float) -> list[Floats]:
    """Runs of words from top to bottom, parted where the page is white in its whole width."""
    if not len(runs):
        return []
    runs = runs[np.argsort(runs[:, 1], kind="stable")]
    reach = np.maximum.accumulate(runs[:, 3])
    return np.split(runs, np.flatnonzero(runs[1:, 1] - reach[:-1] > white) + 1)


def spans_across(runs: Floats, white: float = 0.0) -> list[tuple[float, float]]:
    """From left to right the ranges of a page's width that runs, or pieces of lines, take up; less
    than `white` between two does not part them."""
    blocks = blocks_of(runs[:, [1, 0, 3, 2]], white)
    return [(float(block[:, 1].min()), float(block[:, 3].max())) for block in blocks]


def has_neighbours(runs: Floats) -> bool:
    """Whether some runs stand beside each other."""
    top = np.maximum(runs[:, None, 1], runs[:, 1])
    bottom = np.minimum(runs[:, None, 3], runs[:, 3])
    return int((bottom - top > 0).sum()) > len(runs)


def gutters(x0: float, x1: float, bands: list[Floats]) -> Floats:
    """Two outer edges, and those between the columns inside: where all rows of several cells are
    white, but perhaps a header over several columns."""
    rows = [runs[within(runs, x0, x1)] for runs in bands]
    height = float(np.median(np.concatenate([runs[:, 3] - runs[:, 1] for runs in rows])))
    many = [len(spans_across(runs)) for runs in rows]
    first, *rest = [own for own, n in zip(rows, many, strict=True) if n >= min(3, max(many))]
    below = _white(rest or [first], _GUTTER * height)
    every = _white([first, *rest], _GUTTER * height)
    whole = [(a, b) for a, b in below if not any(a <= c and d <= b for c, d in every)]
    return np.array([x0, *sorted(end - 1 for _, end in [*every, *whole]), x1])


def _white(rows: list[Floats], least: float) -> list[tuple[float, float]]:
    """The ranges between texts, at least so wide, where no row has any."""
    between = [(a, b) for (_, a), (b, _) in pairwise(spans_across(np.vstack(rows)))]
    return [(a, b) for a, b in between if b - a >= least]
