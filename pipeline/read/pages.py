"""The pages of PDFs and pictures, laid out as one text: words with their places, tables by their
rulings.

Of each page its text is kept, the places of its words and the cells of its tables. Text stands in
reading order: lines outside tables, and the cells of a table one after the other.
"""

from __future__ import annotations

import re

import numpy as np

from pipeline.errors import ExportError
from pipeline.model import Boxes, Grid, GridCell, Source, Span
from pipeline.read.cutwords import CutWords, with_words_joined
from pipeline.read.drawnmarks import with_bullets
from pipeline.read.laying import shown, usual_grounds
from pipeline.read.pdfium import PageMarks
from pipeline.read.ruledtable import RuledTable
from pipeline.read.rulings import find_tables, unruled_tables
from pipeline.read.words import PageWords, page_words

# A hyphen that a line ends with belongs to the word that goes on in the next line, and a dash
# without a space before it to what it joins: "Januari–" above "Maret".
_HYPHENATED = re.compile(r"\w[-–]$")
# Where no space is drawn behind a slash either: "Kg/" above "kapita".
_SLASHED = re.compile(r"\w/$")
_NO_CELL = GridCell(())


class Pages:
    """The pages of a file of format `kind` read so far, laid out as one text."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._parts: list[str] = []
        self._length = 0
        self._page_starts: list[int] = []
        self._grids: list[Grid] = []
        self._starts: list[np.ndarray] = []
        self._edges: list[np.ndarray] = []
        self._baselines: list[np.ndarray] = []
        self._sure: list[np.ndarray] = []
        self._cut = CutWords()
        self._unruled: list[RuledTable] = []
        self._flags: dict[str, None] = {}
        self._unread = False

    def flag(self, code: str) -> None:
        self._flags[code] = None
        if code == "page_unreadable":
            self._turn()

    @property
    def are_blank(self) -> bool:
        return not self._starts

    def _turn(self) -> None:
        self._page_starts.append(self._length)
        self._parts.append("\f")
        self._length += 1

    def add(self, marks: PageMarks, unread: bool = False) -> None:
        """Lay a page out; `unread`: it is a picture, and nothing reads pictures here."""
        self._unread |= unread
        if marks.discs is not None:
            marks = with_bullets(marks, marks.discs)
        letters = marks.boxes[(marks.codes > 32) & ~marks.turned]
        tables = find_tables(marks.lines, marks.fills, marks.papers, letters)
        unruled = unruled_tables(tables, letters, self._unruled)
        self._unruled += unruled
        tables = [table for table in tables if not any(table is other for other in unruled)]
        words = page_words(marks, tables)
        self._turn()
        if words.drawn_over:
            self._flags["text_overlapping"] = None
        if not words.texts:
            if not marks.empty:
                self._flags["page_without_text"] = None
            return
        starts, ends = self._put(words)
        self._starts.append(starts)
        self._edges.append(words.boxes.astype(np.float32))
        self._baselines.append(words.baselines.astype(np.float32))
        self._sure.append(words.sure.astype(np.float32))
        self._cut.add(words, tables, starts, ends)
        base = 0
        spans = _cell_spans(words, starts, ends)
        for table in tables:
            shaded = _shaded(table, base, spans, marks)
            self._grids.append(_grid(table, base, spans, shaded, len(self._page_starts)))
            base += len(table.cells)

    def _put(self, words: PageWords) -> tuple[np.ndarray, np.ndarray]:
        """Add words to the text; the offsets at which each begins and ends."""
        starts = np.empty(len(words.texts), np.int64)
        ends = np.empty(len(words.texts), np.int64)
        before, cell, spaced = "", -2, False
        for i, (text, own, new, glued) in enumerate(
            zip(
                map(shown, words.texts),
                words.cells.tolist(),
                words.starts_line.tolist(),
                words.glued.tolist(),
                strict=True,
            )
        ):
            if own != cell:
                self._add("\n\n")
            elif new and not _goes_on(before, spaced, text, own):
                self._add("\n")
            elif not new and not glued:
                self._add(" ")
            starts[i] = self._length
            self._add(text)
            ends[i] = self._length
            before, cell, spaced = text, own, bool(words.spaced[i])
        self._add("\n")
        return starts, ends

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def source(self) -> Source:
        if self.are_blank:
            raise ExportError("no_ocr" if self._unread else "no_text")
        places = (self._starts, self._edges, self._baselines, self._sure)
        return with_words_joined(
            Source(
                self._kind,
                "".join(self._parts),
                tuple(self._grids),
                tuple(self._page_starts),
                flags=tuple(self._flags),
                boxes=Boxes(*map(np.concatenate, places)),
            ),
            self._cut,
        )


def _goes_on(before: str, spaced: bool, text: str, cell: int) -> bool:
    """Whether a word at a line's end, with a space drawn behind it or none, goes on in the first
    one of the next line of its cell."""
    cut = _HYPHENATED.search(before) or not spaced and _SLASHED.search(before)
    return cell >= 0 and bool(cut) and text[:1].isalnum()


def _cell_spans(words: PageWords, starts: np.ndarray, ends: np.ndarray) -> dict[int, Span]:
    """Where the text of each cell stands; cells without text are left out."""
    new = np.flatnonzero(np.diff(words.cells, prepend=-2))
    last = np.append(new[1:], len(words.cells)) - 1
    return {
        cell: Span(start, end)
        for cell, start, end in zip(
            words.cells[new].tolist(), starts[new].tolist(), ends[last].tolist(), strict=True
        )
        if cell >= 0 and end > start
    }


def _shaded(table: RuledTable, base: int, spans: dict[int, Span], marks: PageMarks) -> list[bool]:
    """Which cells of a table have a ground of another colour than most words of their row: a fill
    covers their middle and most of their width and height."""
    fills, tints = marks.fills, marks.tints
    row, column, tall, wide = table.cells.T
    if not len(fills):
        return [False] * len(row)
    x0, x1 = table.xs[column, None], table.xs[column + wide, None]
    y0, y1 = table.ys[row, None], table.ys[row + tall, None]
    across = np.minimum(x1, fills[:, 2]) - np.maximum(x0, fills[:, 0])
    down = np.minimum(y1, fills[:, 3]) - np.maximum(y0, fills[:, 1])
    covered = (across > 0.6 * (x1 - x0)) & (down > 0.6 * (y1 - y0))
    # Of several on each other the last one is seen.
    last = covered.shape[1] - 1 - covered[:, ::-1].argmax(axis=1)
    colours = tints[last] if tints is not None else np.zeros(len(row), np.uint32)
    on_a_fill = np.logical_or.reduce(covered, axis=1).tolist()
    grounds = [str(c) if on else "" for c, on in zip(colours.tolist(), on_a_fill, strict=True)]
    texts = [spans.get(base + i, Span(0, 0)) for i in range(len(row))]
    usual = usual_grounds(
        (r, text.end - text.start, ground)
        for r, text, ground in zip(row.tolist(), texts, grounds, strict=True)
    )
    return [
        bool(ground) and ground != usual.get(r, "")
        for r, ground in zip(row.tolist(), grounds, strict=True)
    ]


def _grid(
    table: RuledTable, base: int, spans: dict[int, Span], shaded: list[bool], page: int
) -> Grid:
    rows = [[_NO_CELL] * (len(table.xs) - 1) for _ in range(len(table.ys) - 1)]
    for number, (row, column, tall, wide) in enumerate(table.cells.tolist()):
        span = spans.get(base + number)
        rows[row][column] = GridCell((span,) if span else (), None, tall, wide, shaded[number])
    return Grid(
        tuple(map(tuple, rows)),
        str(page),
        tuple(np.round(table.xs, 1).tolist()),
        tuple(np.round(table.ys, 1).tolist()),
    )
