"""Which cells of a row a page break cuts.

A page cuts the cells that reach its end: those with the most lines on it. And the last line of a
cell that goes on is full: the next word would not have fitted. Both are known once the row above
the break has been read, so an earlier reading tells the next one what it says for each column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.lines import Lines
from pipeline.recover.flowed.semimarkov import Floats, Segment
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.numbering import label, successor
from pipeline.recover.typeface import SPACE

# How many lines fewer a cell has above the break than the longest of its row, the last for as many
# or more; then a cell of a row in which each has one line, and a column without a cell in the row.
# The same two of columns that head rows: their cells may go on below a row above.
FEWER = ("0", "1", "2", "3", "single", "none", "head", "head_above")
_MOST_FEWER, _SINGLE, _NONE, _HEAD, _ABOVE = 3, 4, 5, 6, 7
# What the next word would leave of a column's width if it stood on the cell's last line.
ROOM_EDGES = np.array([-0.12, -0.05, 0.015, 0.05, 0.12, 0.25, 0.45])
# Whether a word is no mark of an item, one that does not follow that of a column's cell, or does.
ITEMS = ("none", "other", "next")
_HEADS = ("component_no", "component", "group")


class Torn(NamedTuple):
    """Of the row above a page break, for each column: an index of `FEWER`; how long the last line
    of its cell is, in ems, nan where it has none; the keys of that cell's words; the label of the
    last item of its list, "" where it has none. A column that heads rows has the words of its last
    cell, if that is of a row above."""

    fewer: NDArray[np.int64]
    length: Floats
    above: tuple[tuple[str, ...], ...]
    item: tuple[str, ...]


def torn_rows(
    stream: Stream, layout: Layout, lines: Lines, segments: Sequence[Segment]
) -> dict[int, Torn]:
    """The rows above page breaks in a reading, by where the first word below begins in the source.
    The reading need not say that a break cuts the row."""
    found: dict[int, Torn] = {}
    for page, row in _rows_above(stream, layout, segments):
        counts = {s.state: int(lines.number[s.end - 1] - lines.number[s.start]) + 1 for s in row}
        most = max(counts.values())
        heads = [field in _HEADS for field in layout.fields[: len(layout.keys)]]
        fewer = np.where(heads, _ABOVE, _NONE)
        length = np.full(len(layout.keys), np.nan)
        above: list[tuple[str, ...]] = [()] * len(layout.keys)
        item = [""] * len(layout.keys)
        for segment in row:
            short = min(most - counts[segment.state], _MOST_FEWER)
            fewer[segment.state] = _SINGLE if most == 1 else short
            if heads[segment.state]:
                fewer[segment.state] = _HEAD
            first = max(int(lines.first[segment.end - 1]), segment.start)
            length[segment.state] = lines.right[segment.end - 1] - lines.left[first]
            items = [item_label(word) for word in stream.words[segment.start : segment.end]]
            item[segment.state] = next(filter(None, reversed(items)), "")
        for segment in [*_heads_above(layout, segments, row[0]), *row]:
            words = stream.words[segment.start : min(segment.end, page)]
            above[segment.state] = tuple(keys_of(word)[0] for word in words)
        found[int(stream.starts[page])] = Torn(fewer, length, tuple(above), tuple(item))
    return found


def _rows_above(
    stream: Stream, layout: Layout, segments: Sequence[Segment]
) -> Iterator[tuple[int, list[Segment]]]:
    """The first word below each page break, and the cells above it of the row that ends there or
    goes on."""
    columns = len(layout.keys)
    starts = [segment.start for segment in segments]
    for page in np.flatnonzero(stream.gaps == Gap.PAGE)[1:].tolist():
        at = int(np.searchsorted(starts, page)) - 1  # the last that begins above
        row: list[Segment] = []
        while at >= 0 and segments[at].state < (row[0].state if row else columns):
            begun = segments[at]
            row.insert(0, begun._replace(end=min(begun.end, page)))
            at -= 1
        if row:
            yield page, row


def _heads_above(layout: Layout, segments: Sequence[Segment], before: Segment) -> Iterator[Segment]:
    """The cells that head the row which begins with the segment `before`, of rows above it in its
    section."""
    at = next(k for k, segment in enumerate(segments) if segment.start == before.start) - 1
    heads = {k for k, field in enumerate(layout.fields[: before.state]) if field in _HEADS}
    while at >= 0 and heads and segments[at].state != layout.section:
        if segments[at].state in heads:
            heads.discard(segments[at].state)
            yield segments[at]
        at -= 1


def item_label(word: str) -> str:
    """What a word counts as the mark of an item of a list ("b." → "b", "3)" → "3"); else ""."""
    return "" if word[-1].isalnum() else label(word) or ""


def counts_on(words: Sequence[str], torn: Torn) -> NDArray[np.int64]:
    """(n, columns): indices of `ITEMS` for words below a page break."""
    follows = [successor(item) if item else "" for item in torn.item]
    labels = [item_label(word) for word in words]
    return np.array(
        [[1 + (found == after) if found else 0 for after in follows] for found in labels]
    )


def room_left(word_widths: Floats, torn: Torn, widths: Floats) -> NDArray[np.int64]:
    """(n, columns): bins by `ROOM_EDGES` for words of these widths in ems below a page break, if
    they went on in each column; -1 where a column's width or its cell is not known."""
    width = widths[: len(torn.length)]
    with np.errstate(invalid="ignore"):
        left = (width - torn.length - SPACE - word_widths[:, None]) / width
    bins = np.searchsorted(ROOM_EDGES, np.nan_to_num(left))
    return np.where(np.isnan(left), -1, bins)
