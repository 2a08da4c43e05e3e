"""Words with their places on pages: what the stage works on, whatever they were read from.

Lengths are counted in usual characters and usual steps from line to line. Text whose columns stand
in place has these by itself; for words of pages, points are divided by them. What only one of the
two can tell is kept: pages have exact places (`Lines.exact`); of text, a word's true width is
reckoned from the widths of letters in a usual font, so that "would it have fit" can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Source, Span
from pipeline.read.laying import as_signs
from pipeline.recover import typeface

_TAB = 8
# What a list's items begin with; the group is the number or letter.
ITEM = re.compile(r"\(?(\d{1,2}|[a-zA-Z])[.)]|[-–—•·▪●○➢✓√*]")
LIST_MARKS = frozenset("-–—•·▪●○➢✓√*")
BULLETS = frozenset("•·▪●○➢✓√*")  # those that are written nowhere else, as dashes are
HANGING = BULLETS - set("✓√*")  # and that mark nothing but items
_BESIDE = 5.0  # how far the words of an item stand from its mark at most
_FEWEST_EMPTY = 3.0  # empty lines between two pages
# In heights of a word: bottoms no further apart stand on one line.
_SAME_LINE, _UNEVEN = 0.25, 2.0
_NEXT_LINE, _FARTHEST_LINE = 0.6, 1.8
# Words this far apart on a line stand in different columns; columns stand in place where this
# share of lines has such words.
_FAR_APART, _SHARE_APART = 3.0, 0.2


class Word(NamedTuple):
    """A word of the source: its horizontal place in usual characters, its true width in the same
    measure, and the height of its line (`base`) in usual lines from the top of the page."""

    text: str
    span: Span
    left: float
    right: float
    wide: float
    base: float


class Line(NamedTuple):
    """Words on one baseline from left to right; `top` counts lines from the top of the page."""

    page: int
    top: float
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Lines:
    """The lines of a source; the width of the space between two words; whether places are exact,
    as those of pages are, or rounded to characters and lines."""

    lines: tuple[Line, ...]
    space: float
    exact: bool


def lines_of_text(source: Source) -> Lines:
    """The lines of a text that hold words. Pages begin at form feeds, or, in a text that has
    none, after many more empty lines than stand elsewhere; tabs go to the next eighth column."""
    lines: list[Line] = []
    page, top, at = 0, 0, 0
    for part in re.split(r"(\r\n|\r|\n|\f)", source.text):
        if part == "\f":
            page, top = page + 1, 0
        elif part in ("\r\n", "\r", "\n"):
            top += 1
        elif part.strip():
            lines.append(Line(page, float(top), _words(part, at, float(top))))
        at += len(part)
    return Lines(tuple(lines if page else _paged(lines)), typeface.SPACE / typeface.USUAL, False)


def in_columns(lines: Sequence[Line]) -> bool:
    """Whether many lines have words far apart, as columns that stand in place leave them."""
    apart = sum(
        any(b.left - a.right >= _FAR_APART for a, b in pairwise(line.words)) for line in lines
    )
    return bool(lines) and apart >= _SHARE_APART * len(lines)


def lines_of_pages(source: Source) -> Lines:
    """The lines of pages whose words have boxes, points divided by the usual width of a character
    and the usual step from line to line."""
    boxes = source.boxes
    if boxes is None or not len(boxes.starts):
        return Lines((), 1.0, True)
    starts = boxes.starts.tolist()
    ends = [*starts[1:], len(source.text)]
    texts = [source.text[a:b].split()[0] for a, b in zip(starts, ends, strict=True)]
    edges = boxes.edges.astype(np.float64)
    heights = edges[:, 3] - edges[:, 1]
    if boxes.baselines is not None:
        edges[:, 3] = boxes.baselines  # bottoms may depend on the letters of a word
    pages = [(source.page_of(start) or 1) - 1 for start in starts]
    widths = (edges[:, 2] - edges[:, 0]) / np.array([len(text) for text in texts])
    width = float(np.median(widths)) or 1.0
    height = float(np.median(heights)) or 1.0
    same = height * _same_line(edges, height)
    by_page: dict[int, list[int]] = {}
    for i, page in enumerate(pages):
        by_page.setdefault(page, []).append(i)
    step = _usual_step([edges[own] for own in by_page.values()], height)
    lines: list[Line] = []
    for page, own in by_page.items():
        for group in _level(own, edges, same):
            words = [
                Word(
                    texts[i],
                    Span(starts[i], starts[i] + len(texts[i])),
                    float(edges[i, 0]) / width,
                    float(edges[i, 2]) / width,
                    float(edges[i, 2] - edges[i, 0]) / width,
                    float(edges[i, 3]) / step,
                )
                for i in sorted(group, key=lambda i: float(edges[i, 0]))
            ]
            lines.append(Line(page, median(word.base for word in words), _marks_held(words)))
    return Lines(tuple(lines), _usual_space(lines), True)


def _same_line(edges: NDArray[np.float64], height: float) -> float:
    """How far apart the bottoms of words of one line are at most, in heights: little where they
    were written, more where they were seen on a picture."""
    gap = edges[1:, 0] - edges[:-1, 2]
    off = np.abs(np.diff(edges[:, 3]))
    beside = (gap > 0) & (gap < height) & (off < height / 2)
    uneven = float(np.quantile(off[beside], 0.9)) / height if beside.any() else 0.0
    return max(_SAME_LINE, min(_UNEVEN * uneven, 0.5))


def _level(own: Sequence[int], edges: NDArray[np.float64], same: float) -> list[list[int]]:
    """The words of a page, by index, put together to lines from the top down."""
    groups: list[list[int]] = []
    first = -np.inf
    for i in sorted(own, key=lambda i: float(edges[i, 3])):
        if edges[i, 3] - first > same:
            groups.append([])
            first = edges[i, 3]
        groups[-1].append(i)
    return groups


def _usual_step(pages: Sequence[NDArray[np.float64]], height: float) -> float:
    """The usual step from a word to the one below it."""
    steps: list[float] = []
    for edges in pages:
        down = edges[None, :, 3] - edges[:, None, 3]
        beside = (edges[None, :, 0] >= edges[:, None, 2]) | (edges[None, :, 2] <= edges[:, None, 0])
        down = np.where(beside | (down < _NEXT_LINE * height), np.inf, down)
        nearest = down.min(axis=1)
        steps += nearest[np.isfinite(nearest)].tolist()
    if not steps:
        return height
    counted, places = np.histogram(steps, bins=np.arange(0, 4 * height, height / 40))
    most = int(counted.argmax())
    near = [s for s in steps if places[most] - height / 40 <= s <= places[most + 1] + height / 40]
    return min(median(near), _FARTHEST_LINE * height)  # where no cell has two lines, rows are told


def _usual_space(lines: Sequence[Line]) -> float:
    """The usual space between words of one cell."""
    gaps = [b.left - a.right for line in lines for a, b in pairwise(line.words)]
    small = [gap for gap in gaps if 0.1 < gap < 1.5]
    return median(small) if small else 0.5


def _paged(lines: Sequence[Line]) -> list[Line]:
    """The lines of a text without form feeds, with pages begun at its widest gaps."""
    gaps = [below.top - above.top - 1 for above, below in pairwise(lines)]
    blank = sorted(gap for gap in gaps if gap > 0)
    usual = blank[int(0.8 * len(blank))] if blank else 0.0
    widest = max(_FEWEST_EMPTY, 2 * min(usual, _FEWEST_EMPTY) + 1)
    page, first = 0, 0.0
    paged = list(lines[:1])
    for gap, line in zip(gaps, lines[1:], strict=True):
        if gap >= widest:
            page, first = page + 1, line.top
        words = tuple(word._replace(base=line.top - first) for word in line.words)
        paged.append(Line(page, line.top - first, words))
    return paged


def _words(text: str, offset: int, base: float) -> tuple[Word, ...]:
    words: list[Word] = []
    tabs = "\t" in text
    for match in re.finditer(r"\S+", text):
        left = float(len(_expanded(text[: match.start()])) if tabs else match.start())
        span = Span(offset + match.start(), offset + match.end())
        word = as_signs(match.group())
        wide = typeface.width_of(word) / typeface.USUAL
        words.append(Word(word, span, left, left + len(word), wide, base))
    return _marks_held(words)


def _marks_held(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a line with bullets that reach to the words beside them: no column ends between
    a mark and its item."""
    held = list(words)
    for i, (mark, item) in enumerate(pairwise(words)):
        if mark.text in HANGING and 0 < item.left - mark.right <= _BESIDE:
            held[i] = mark._replace(right=item.left)
    return tuple(held)


def _expanded(text: str) -> str:
    return text.expandtabs(_TAB)


def run_width(words: Sequence[Word], space: float) -> float:
    """The true width of a run of words."""
    return sum(word.wide for word in words) + space * (len(words) - 1)


def kind_of(word: str) -> str:
    """How a word begins: "small", "capital", "item" or "first item" of a list, "other"."""
    if match := ITEM.fullmatch(word):
        return "first item" if match.group(1) in ("1", "a", "A") else "item"
    first = word.strip("(\"'“")[:1]
    return "small" if first.islower() else "capital" if first.isalpha() else "other"


def chunks(words: Sequence[Word], gap: float = 1.5) -> list[tuple[Word, ...]]:
    """Words of a line as runs between which more than `gap` characters are free."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.left - runs[-1][-1].right <= gap:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [tuple(run) for run in runs]


def text_of(words: Sequence[Word]) -> str:
    """The words of a run with one space between them."""
    return " ".join(word.text for word in words)


def spans_of(words: Sequence[Word]) -> tuple[Span, ...]:
    """The places of a run's words in the source: one where nothing but white space that belongs
    to their line stands between them."""
    spans: list[Span] = []
    before: Word | None = None
    for word in words:
        free = word.left - min(before.right, before.left + before.wide) if before else 0.0
        beside = before is not None and 0 <= word.span.start - before.span.end <= max(1.0, free)
        if beside:
            spans[-1] = Span(spans[-1].start, word.span.end)
        else:
            spans.append(word.span)
        before = word
    return tuple(spans)
