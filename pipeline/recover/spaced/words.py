"""Words with their places on pages: what the stage works on, whatever they were read from.

A word's `left` and `right` are counted in characters, `top` of a line in lines of text. Text whose
columns stand in place has these by itself; words of a PDF are given them by dividing points by the
usual width of a character and the usual height of a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pipeline.model import Box, Source, Span

_TAB = 8
# What a list's items begin with; the group is the number or letter.
ITEM = re.compile(r"\(?(\d{1,2}|[a-zA-Z])[.)]|[-–—•·▪●○➢✓√*]")
_FEWEST_EMPTY = 3.0  # empty lines between two pages


class Word(NamedTuple):
    """A word of the source and its horizontal place, in characters."""

    text: str
    span: Span
    left: float
    right: float


class Line(NamedTuple):
    """Words on one baseline from left to right; `top` counts lines from the top of the page."""

    page: int
    top: float
    words: tuple[Word, ...]


def lines_of_text(source: Source) -> list[Line]:
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
            lines.append(Line(page, float(top), _words(part, at)))
        at += len(part)
    return lines if page else _paged(lines)


def lines_of_pages(source: Source) -> list[Line]:
    """The lines of pages whose words have boxes, points divided by the usual width of a character
    and the usual step from line to line."""
    boxes = source.boxes
    if boxes is None:
        return []
    lines: list[tuple[int, list[tuple[str, Span, Box]]]] = []
    for match in re.finditer(r"[^\n\f]+", source.text):
        words = []
        for word in re.finditer(r"\S+", match.group()):
            span = Span(match.start() + word.start(), match.start() + word.end())
            if box := boxes.around(span):
                words.append((word.group(), span, box))
        if words:
            lines.append((source.page_of(match.start()) or 1, words))
    widths = [(b.x1 - b.x0) / len(text) for _, words in lines for text, _, b in words]
    steps = [
        below[1][0][2].bottom - above[1][0][2].bottom
        for above, below in pairwise(lines)
        if above[0] == below[0]
    ]
    width = median(widths or [1.0]) or 1.0
    step = median([s for s in steps if s > 0] or [1.0])
    return [
        Line(
            page - 1,
            max(box.bottom for _, _, box in words) / step,
            tuple(Word(text, span, box.x0 / width, box.x1 / width) for text, span, box in words),
        )
        for page, words in lines
    ]


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
        paged.append(Line(page, line.top - first, line.words))
    return paged


def _words(text: str, offset: int) -> tuple[Word, ...]:
    words: list[Word] = []
    tabs = "\t" in text
    for match in re.finditer(r"\S+", text):
        left = len(_expanded(text[: match.start()])) if tabs else match.start()
        span = Span(offset + match.start(), offset + match.end())
        words.append(Word(match.group(), span, float(left), float(left + len(match.group()))))
    return tuple(words)


def _expanded(text: str) -> str:
    return text.expandtabs(_TAB)


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
