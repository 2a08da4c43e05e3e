"""Where the gutters between the columns of a page lie: places that few words are written across.

They are found for every page of a text anew, since tools that keep columns in place reckon the grid
of each page by itself; on exact pages from all pages under headers at the same places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.recover.numbering import label
from pipeline.recover.spaced.cutting import COARSE, FINE, SPACE, Pieces, best_gutters
from pipeline.recover.spaced.heading import Heading
from pipeline.recover.spaced.words import HANGING, ITEM, Lines, Word, chunks

_MOVED = 1.5  # characters that a header's cell stands elsewhere
# Pages with a header from which it is told where between two of its cells a gutter lies, and how
# far from there, of their distance, it may be.
_FEWEST_HEADED, _NEAR = 3, 0.1
_HANGING = 2.5  # characters from a list's mark to its text at the most
_HUNG = 0.5  # characters: as exactly do the lines of an item begin below one another
_HUNG_IN_TEXT = range(-1, 3)  # characters that such lines are off in text, whose letters are not
# How much of a header's cell, from its middle to its end, no gutter of text goes through.
_WITHIN = 0.75


@dataclass(frozen=True)
class Page:
    """A page's lines of the table, by index, and its gutters."""

    own: list[int]
    cuts: list[float]


def gutters_of_pages(
    found: Lines, headings: Sequence[Heading], body: Sequence[bool], numbered: bool
) -> list[Page]:
    """The lines of the table of each page, and its gutters."""
    return (_exact_pages if found.exact else _text_pages)(found, headings, body, numbered)


def _parted(
    found: Lines, headings: Sequence[Heading], body: Sequence[bool]
) -> list[tuple[list[int], Heading | None]]:
    """For each page its lines of the table, by index, and the header on it."""
    lines, count = found.lines, len(headings[0].cells)
    parted: list[tuple[list[int], Heading | None]] = []
    for page in sorted({line.page for line in lines}):
        own = [i for i, line in enumerate(lines) if line.page == page and body[i]]
        above = [h for h in headings if lines[h.first].page == page and len(h.cells) == count]
        if own:
            parted.append((own, above[0] if above else None))
    return parted


def _text_pages(
    found: Lines, headings: Sequence[Heading], body: Sequence[bool], numbered: bool
) -> list[Page]:
    """The gutters of each page of a text by itself; then once more near the places where most
    pages have them between the cells of the header."""
    parted = _parted(found, headings, body)
    pages = _cut_pages(found, parted, headings[0], numbered, None)
    shares = [
        [
            (cut - low) / max(1.0, high - low)
            for cut, (low, high) in zip(page.cuts, windows, strict=True)
        ]
        for page, (_, above) in zip(pages, parted, strict=True)
        if above and (windows := _beside(above))
    ]
    if len(shares) < _FEWEST_HEADED:
        return pages
    usual = np.median(shares, axis=0).tolist()
    return _cut_pages(found, parted, headings[0], numbered, usual)


def _cut_pages(
    found: Lines,
    parted: Sequence[tuple[list[int], Heading | None]],
    heading: Heading,
    numbered: bool,
    shares: Sequence[float] | None,
) -> list[Page]:
    """The gutters of each page; where given, near these shares of the ways between header cells."""
    pages: list[Page] = []
    bare = [cell.period for cell in next((above for _, above in parted if above), heading).cells]
    held: list[float] = []
    for own, above in parted:
        before = None if above or not pages else held
        if before is None:
            windows = _beside(above or heading)
            if shares is not None:
                windows = [
                    (low + (share - _NEAR) * (high - low), low + (share + _NEAR) * (high - low))
                    for share, (low, high) in zip(shares, windows, strict=True)
                ]
        else:
            windows = _windows(pages[-1].cuts)
        pieces = _hung(
            [_pieces(found.lines[i].words, windows, numbered) for i in own], _HUNG_IN_TEXT
        )
        cuts = best_gutters(pieces, windows, COARSE, numbered, before, bare=bare)
        pages.append(Page(own, cuts))
        held = _held_widths(pieces, pages[-1].cuts)
    return pages


def _exact_pages(
    found: Lines, headings: Sequence[Heading], body: Sequence[bool], numbered: bool
) -> list[Page]:
    """The gutters of pages whose places are exact: the same for those under headers that stand at
    the same places, and for those without one after them."""
    alike: list[tuple[Heading, list[list[int]]]] = []
    for own, above in _parted(found, headings, body):
        if not alike or (above and _moved(alike[-1][0], above)):
            alike.append((above or headings[0], []))
        alike[-1][1].append(own)
    pages: list[Page] = []
    for heading, group in alike:
        windows = _between(_middles(heading))
        lines = [found.lines[i].words for own in group for i in own]
        first = min(windows[0][1], heading.cells[0].right + 1) if windows else 0.0
        pieces = _hung([_exact_pieces(words, first) for words in lines])
        cuts = best_gutters(pieces, windows, FINE, numbered, space=found.space)
        pages += [Page(own, cuts) for own in group]
    return pages


def _exact_pieces(words: Sequence[Word], first: float) -> list[Sequence[Word]]:
    """The words of a line, a list's mark and the text that hangs beside it together: no gutter
    parts them. What stands in the first column, up to `first`, numbers its row."""
    pieces: list[Sequence[Word]] = []
    for word in words:
        mark = pieces[-1][-1] if pieces and len(pieces[-1]) == 1 else None
        if mark and ITEM.fullmatch(mark.text) and mark.left > first:
            if word.left - mark.right < _HANGING:
                pieces[-1] = (mark, word)
                continue
        pieces.append((word,))
    return pieces


def _hung(pieces: Pieces, astray: Sequence[int] = (0,)) -> list[Sequence[Sequence[Word]]]:
    """Pieces that begin where the words beside a list's mark do as if they began at the mark: the
    lines of an item hang below one another, and no column begins there. They may be so many
    characters `astray`."""
    marks = [piece for line in pieces for piece in line if _is_item(piece)]
    hangs = {
        round((piece[1].left + off) / _HUNG): piece[0].left
        for off in sorted(astray, key=abs, reverse=True)
        for piece in marks
        if piece[1].left + off > piece[0].left
    }
    found: list[Sequence[Sequence[Word]]] = []
    for line in pieces:
        own: list[Sequence[Word]] = []
        reached = 0.0
        for piece in line:
            left = hangs.get(round(piece[0].left / _HUNG), piece[0].left)
            first = piece[0]._replace(left=left) if left >= reached else piece[0]
            rest = piece[1:]
            if _is_item(piece):  # the mark is one with the word beside it
                first, rest = first._replace(right=rest[0].right), rest[1:]
            own.append((first, *rest))
            reached = piece[-1].right
        found.append(own)
    return found


def _is_item(piece: Sequence[Word]) -> bool:
    return len(piece) > 1 and piece[0].text in HANGING


def _middles(heading: Heading) -> list[float]:
    return [(cell.left + cell.right) / 2 for cell in heading.cells]


def _beside(heading: Heading) -> list[tuple[float, float]]:
    """Where the gutters of text under a header may be: between its cells, not through them. Where
    two columns touch all the way down, white space further off is the likelier place otherwise."""
    return [
        (
            (1 - _WITHIN) * (a.left + a.right) / 2 + _WITHIN * a.right,
            (1 - _WITHIN) * (b.left + b.right) / 2 + _WITHIN * b.left,
        )
        for a, b in pairwise(heading.cells)
    ]


def _between(places: Sequence[float]) -> list[tuple[float, float]]:
    return list(pairwise(places))


def _moved(heading: Heading, other: Heading) -> bool:
    """Whether the cells of a header stand elsewhere than those of another."""
    both = zip(_middles(heading), _middles(other), strict=True)
    return any(abs(a - b) > _MOVED for a, b in both)


def _windows(cuts: Sequence[float]) -> list[tuple[float, float]]:
    """Where the gutters of a page without a header may be, by those of the page before."""
    middles = [(a + b) / 2 for a, b in pairwise([0.0, *cuts])]
    last = cuts[-1] + (cuts[-1] - middles[-1]) if cuts else 0.0
    return list(pairwise([*middles, last]))


def _pieces(
    words: Sequence[Word], windows: Sequence[tuple[float, float]], numbered: bool
) -> list[Sequence[Word]]:
    """The runs of a line; a number in the first column is one by itself."""
    runs: list[Sequence[Word]] = list(chunks(words))
    first = runs[0]
    if numbered and first[0].left <= windows[0][1] and label(first[0].text):
        runs[:1] = [first[:1], first[1:]] if len(first) > 1 else [first[:1]]
    return runs


def _held_widths(pieces: Pieces, cuts: Sequence[float]) -> list[float]:
    """How wide the columns left of the last gutter of a page are by what they hold: one without a
    header is no wider, as the header makes it on other pages."""
    lefts = [0.0, *cuts]
    reach = [0.0] * len(lefts)
    for run in (run for line in pieces for run in line):
        column = bisect_right(cuts, run[0].left)
        reach[column] = max(reach[column], run[-1].right + SPACE - lefts[column])
    return [
        min(b - a, own) if own else b - a
        for (a, b), own in zip(pairwise(lefts), reach, strict=False)
    ]
