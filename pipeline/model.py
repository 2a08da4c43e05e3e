"""The typed values that pass from room to room.

One idea carries everything: a `Source` holds every character of an export once, in one text,
and whatever is recovered from it is a set of `Span`s of that text. A cell has no text of its
own, so it cannot hold a character that its source does not, and counting characters is counting
offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# The columns of a plan that have a meaning of their own; every other column is "extra".
FIELDS = ("component_no", "component", "indicator", "action", "evidence", "target", "pic")


class Span(NamedTuple):
    """Characters `start` up to, not including, `end` of `Source.text`."""

    start: int
    end: int


# A cell is where its text stands: usually one span, several when something (a page header, say)
# stands in between, none when the cell is empty.
Cell = tuple[Span, ...]


class GridCell(NamedTuple):
    """One cell of a grid: its places in `Source.text`, and how many rows and columns it covers.

    The places that a merged cell covers besides its own hold cells without text. `shaded`: its
    ground has a colour of its own.
    """

    cell: Cell
    ref: str | None = None
    rowspan: int = 1
    colspan: int = 1
    shaded: bool = False


class Box(NamedTuple):
    """A place on a page, in points from its left and upper edge."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, eq=False)
class Boxes:
    """Where the words of a paged source stand on their pages: `starts` are the offsets at which
    they begin in `Source.text`, ascending; `edges` has their x0, top, x1 and bottom; `baselines`
    the heights of the lines that they stand on, where these are known. `sure` is the probability
    that a word was read right: less than 1 in scans only."""

    starts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float32]
    baselines: npt.NDArray[np.float32] | None = None
    sure: npt.NDArray[np.float32] | None = None

    def sure_of(self, span: Span) -> float:
        """The probability that all words that begin in a span were read right."""
        if self.sure is None:
            return 1.0
        first, last = self.starts.searchsorted((span.start, span.end))
        return float(self.sure[first:last].astype(float).prod())

    def around(self, span: Span) -> Box | None:
        """The box around the words that begin in a span; None where none does."""
        first, last = self.starts.searchsorted((span.start, span.end))
        if first == last:
            return None
        edges = self.edges[first:last]
        low, high = edges.min(axis=0).tolist(), edges.max(axis=0).tolist()
        return Box(low[0], low[1], high[2], high[3])


@dataclass(frozen=True)
class Grid:
    """A table as the format itself gives it: `rows[r][c]`, rows may differ in length. `sheet`
    names it: a workbook's sheet, or the table of a document. On pages, `xs` and `ys` are the
    edges of its columns and rows in points from the page's left and upper edge."""

    rows: tuple[tuple[GridCell, ...], ...]
    sheet: str | None = None
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()


@dataclass(frozen=True)
class Source:
    """One export, read: what `pipeline.read` gives and every later room works on.

    `text` is the decoded export for text formats; for others the reader lays every word out in
    reading order, separated by white space that does not count as a character. `page_starts` are
    the offsets at which pages begin, empty where the format has no pages. `syntax` are the
    characters that belong to the file format and not to the document (delimiters, quotes).
    `furniture` is what the format itself sets apart: running heads, footnotes, hidden text.
    `boxes` are the places of the words on their pages, where the format has such. `cuts` are lines'
    ends that may cut a word: the offset at which its second part begins, and how sure it is that
    the two were put together, or left apart, rightly. `joined` are the offsets at which lines begin
    with the rest of a word that the line above cuts.
    """

    format: str
    text: str
    grids: tuple[Grid, ...] = ()
    page_starts: tuple[int, ...] = ()
    syntax: tuple[Span, ...] = ()
    flags: tuple[str, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    boxes: Boxes | None = None
    cuts: tuple[tuple[int, float], ...] = ()
    joined: frozenset[int] = frozenset()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets at which lines begin; a line ends at \\n, \\r\\n or \\r."""
        return (0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", self.text)))

    @property
    def is_text(self) -> bool:
        """Whether `text` is the export itself, decoded, and not laid out by a reader."""
        return self.format in ("text", "delimited")

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, in which the character at `offset` stands."""
        return bisect_right(self.line_starts, offset)

    def page_of(self, offset: int) -> int | None:
        """The page, counted from 1; None where the format has no pages."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None

    @cached_property
    def _references(self) -> tuple[tuple[int, str | None, str], ...]:
        return tuple(
            sorted(
                (span.start, grid.sheet, cell.ref)
                for grid in self.grids
                for row in grid.rows
                for cell in row
                if cell.ref is not None
                for span in cell.cell
            )
        )

    def reference_of(self, offset: int) -> tuple[str | None, str | None]:
        """Sheet and cell reference of the grid cell in which the character at `offset` stands."""
        at = bisect_right(self._references, offset, key=lambda known: known[0])
        return self._references[at - 1][1:] if at else (None, None)


@dataclass(frozen=True)
class Column:
    """A column of the table that was found: its header as printed, and the field it means.

    `key` names the column in `RawRow.cells`: the field, or "extra:" and the header text.
    """

    key: str
    header: str

    @property
    def is_extra(self) -> bool:
        return self.key.startswith("extra:")


@dataclass(frozen=True)
class Section:
    """A section row: "II PENATAAN TATA LAKSANA" and the like."""

    number: Cell
    name: Cell
    flags: tuple[str, ...] = ()


class Scheduled(NamedTuple):
    """What a row has in a schedule's columns: the headers of the first and the last column, as
    time phrases, and the text that stands there where it is a value and no mark."""

    first: str
    last: str
    value: str | None = None


@dataclass(frozen=True)
class RawRow:
    """One row of the table before anything is carried down: column key → cell.

    `confidence` is the stage's probability that every cell of this row is exactly right.
    `alternative` is the runner-up reading, column key → cell, where the stage has one.
    `schedule` is what it has in the columns of a schedule. `agreement` is that of its own words, as
    in `Recovery`.
    """

    cells: Mapping[str, Cell]
    flags: tuple[str, ...] = ()
    confidence: float = 1.0
    alternative: Mapping[str, Cell] | None = None
    schedule: tuple[Scheduled, ...] = ()
    agreement: float | None = None


@dataclass(frozen=True)
class Furniture:
    """Text that is on the page and is not a cell.

    `role`: title, header, page_number, running_text, narrative, signature, total, hidden, sheet,
    syntax; "dropped" is a row that a correction has taken out.
    """

    span: Span
    role: str


# A row is sure enough to be used unread when it is wrong at most this often, unless a stage has
# measured its own limit.
SURE = 0.95


@dataclass(frozen=True)
class Recovery:
    """What one stage made of a source: the table, and what is not table.

    `score` is the common measure of how well the stage explains the whole document, 0…1; see
    `pipeline.recover.explain`. Characters in neither a row, a section nor furniture are unplaced.
    `agreement` says, where a stage reads words without places, how well they go with their cells:
    the mean of their log probabilities, 0 at best; and `ordered` the log odds that they stand in
    the order of the cells. Rows below the confidence `sure` need review.
    """

    stage: str
    columns: tuple[Column, ...]
    lines: tuple[Section | RawRow, ...]
    furniture: tuple[Furniture, ...]
    layout: str
    score: float = 0.0
    flags: tuple[str, ...] = ()
    agreement: float | None = None
    ordered: float | None = None
    sure: float = SURE


@dataclass(frozen=True)
class Deadline:
    """One deadline read from a phrase. `start_date` and `end_date` are both inclusive.

    `kind`: date, month, range, recurring, conditional or unresolved. `precision`: day, week,
    month, quarter, semester or year. `rrule` is an RFC 5545 rule without DTSTART, which is
    `start_date`. `phrase` is `text[phrase_start:phrase_end]` of the text that was read. `value`
    is the target value of a quarter's or month's column, where the layout has one.
    """

    kind: str
    start_date: date | None = None
    end_date: date | None = None
    precision: str | None = None
    rrule: str | None = None
    condition: str | None = None
    label: str | None = None
    phrase: str = ""
    flags: tuple[str, ...] = ()
    phrase_start: int = 0
    phrase_end: int = 0
    value: str | None = None


@dataclass(frozen=True)
class Row:
    """One finished row of the plan. `texts` and `cells` have a key per field that is not empty,
    and the keys "area_no" and "area"; `extra` maps header → text, `extra_cells` header → cell.
    `number` is the row's part of its id where that is not `row_no`: corrections that join or split
    rows change neither the ids of other rows nor that of the first part. `year` and `unit` are
    those of a title below the plan's first, None where that one holds."""

    row_no: int
    area_no: int | None
    texts: Mapping[str, str]
    cells: Mapping[str, Cell]
    extra: Mapping[str, str]
    extra_cells: Mapping[str, Cell]
    page: int | None
    confidence: float
    flags: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    alternative: Mapping[str, str] | None = None
    needs_review: bool = False
    schedule: tuple[Scheduled, ...] = ()
    number: str | None = None
    year: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Plan:
    """A whole plan: what `assemble` makes of a recovery, `deadlines` and `verify` complete.
    `corrections` says what became of each entry of its corrections, in order."""

    stage: str
    layout: str
    title: str | None
    year: int | None
    unit: str | None
    rows: tuple[Row, ...]
    furniture: tuple[Furniture, ...]
    unplaced: tuple[Span, ...] = ()
    chars_total: int = 0
    chars_in_cells: int = 0
    chars_in_furniture: int = 0
    chars_unplaced: int = 0
    pages: int | None = None
    flags: tuple[str, ...] = ()
    sure: float = SURE
    corrections: tuple[str, ...] = ()


_CUT_WORD = re.compile(r"\w[-–]$")
_LIST_ITEM = re.compile(
    r"\s*(?:[-–—•·▪●○■□◦❖‣⁃*➢✓√o\uf020-\uf0ff]\s|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivx]{2,5})[.)]\s)"
)


def fold(text: str) -> str:
    """Verbatim text as a cell shows it: wrapped lines joined with one space, white space folded,
    a line that begins with a bullet or list number kept on a line of its own."""
    out = ""
    for line in text.splitlines():
        words = " ".join(line.split())
        if not words:
            continue
        if out:
            out += "\n" if _LIST_ITEM.match(line) else " "
        out += words
    return out


def cell_text(source: Source, cell: Cell) -> str:
    """The text of a cell; empty for an empty cell. Two spans are two lines unless only file
    syntax (one half of a doubled quote) stands between them. A word that a line's end is known to
    cut, and on pages one that it cuts at its hyphen, is put together."""
    text, end = "", None
    for span in cell:
        shown = source.text[span.start : span.end]
        if end is not None:
            between = source.text[end : span.start]
            syntax = len(between) == 1 and not between.isspace()
            cut = source.boxes is not None and _CUT_WORD.search(text) and shown[:1].isalnum()
            if span.start in source.joined:
                text, cut = text.rstrip(), True
            text += "" if syntax or cut else "\n"
        text += shown
        end = span.end
    return fold(text)


def trim(text: str, start: int, end: int) -> Cell:
    """The characters from `start` to `end` without the white space around them, as a cell; an
    empty cell where there are none."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    return (Span(start, end),) if end > start else ()
