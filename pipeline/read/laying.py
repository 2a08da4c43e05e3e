"""Laying a document out as one text: lines and tables in reading order, every cell's place kept.

Readers of formats that are not text themselves (workbooks, Word, HTML) hand over lines and tables
one after the other; what comes out is a `Source`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.errors import ExportError
from pipeline.model import Cell, Furniture, Grid, GridCell, Source, Span

# A plan beyond these is none; what a file says of itself must not fill the memory.
_MOST_CHARACTERS = 50_000_000
_MOST_PLACES = 2_000_000
_NO_CELL = GridCell(())
# Characters that no document shows: controls, soft hyphens, zero-width marks, lone surrogates.
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
# Bullets of the fonts Symbol and Wingdings, which stand in Unicode's private area.
_SYMBOLS = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0a8": "◦",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0fb": "✗",
        "\uf06f": "□",
        "\uf06e": "■",
        "\uf076": "❖",
        "\uf02d": "-",
        "\uf0e0": "→",
        "\uf0b0": "°",
        "\uf0d6": "√",
    }
)
_UNKNOWN_SYMBOL = re.compile("[\uf020-\uf0ff]")

_LONGEST_MARK = 2  # characters
_WITH_SHEETS = ("xlsx", "xls", "ods")


def as_signs(word: str) -> str:
    """A word of a text export as its fonts of symbols show it, in as many characters: a bullet
    where a sign is not known."""
    return _UNKNOWN_SYMBOL.sub("•", word.translate(_SYMBOLS))


class Placed(NamedTuple):
    """A cell as a reader hands it over: its text, its place in the table, from 0, and what tells
    the colour of its ground, empty for that of the page."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    ground: str = ""


@dataclass
class Layout:
    """A document as far as it is laid out."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _grids: list[Grid] = field(default_factory=list)
    _furniture: list[Furniture] = field(default_factory=list)
    _flags: dict[str, None] = field(default_factory=dict)

    def flag(self, code: str) -> None:
        """Say something of the whole document."""
        self._flags[code] = None

    def line(self, text: str, role: str | None = None) -> None:
        """Text outside tables; with a `role`, what the format itself sets apart from them."""
        place = self._put(text)
        if place and role:
            self._furniture.append(Furniture(place[0], role))
        self._add("\n")

    def table(self, cells: Sequence[Placed], sheet: str) -> None:
        """A table, called `sheet`. Cells may come in any order; where two claim a place, the
        first has it. Rows and columns without text are left out, runs of blank rows but one."""
        usual = usual_grounds((cell.row, len(shown(cell.text)), cell.ground) for cell in cells)

        def shaded(cell: Placed) -> bool:
            return bool(cell.ground) and cell.ground != usual.get(cell.row, "")

        held = [cell for cell in cells if shown(cell.text) or shaded(cell)]
        held.sort(key=lambda cell: (cell.row, cell.column))
        texts = [cell for cell in held if shown(cell.text)]
        if not texts:
            return
        columns = sorted({cell.column for cell in texts} | {c.column for c in held if shaded(c)})
        rows = _rows(texts)
        if len(rows) * len(columns) > _MOST_PLACES:
            raise ExportError("too_large")
        row_at = {row: at for at, row in enumerate(rows)}
        column_at = {column: at for at, column in enumerate(columns)}
        grid: list[list[GridCell]] = [[_NO_CELL] * len(columns) for _ in rows]
        line = held[0].row
        for cell in held:
            if cell.row not in row_at:
                continue
            if cell.row != line:
                self._add("\n")
                line = cell.row
            at, across = row_at[cell.row], column_at[cell.column]
            grid[at][across] = GridCell(
                self._put(cell.text),
                reference(cell.row, cell.column),
                _within(rows, cell.row, cell.rowspan),
                _within(columns, cell.column, cell.colspan),
                shaded(cell),
            )
            self._add("\t")
        self._add("\n")
        self._grids.append(Grid(tuple(map(tuple, grid)), sheet))

    def source(self, format_name: str) -> Source:
        """All that was laid out; ExportError "empty" where there is no character. The names of
        several sheets stand at its end, since they may say what each is about."""
        if not "".join(self._parts).strip():
            raise ExportError("empty")
        names = dict.fromkeys(shown(grid.sheet or "") for grid in self._grids)
        if format_name in _WITH_SHEETS and len(names) > 1:
            for name in names:
                self.line(name, "sheet")
        text = "".join(self._parts)
        grids, furniture = tuple(self._grids), tuple(self._furniture)
        return Source(format_name, text, grids, flags=tuple(self._flags), furniture=furniture)

    def _put(self, text: str) -> Cell:
        """Add a text without the white space around it; its place, none for an empty one."""
        text = shown(text)
        start = self._length
        self._add(text)
        return (Span(start, self._length),) if text else ()

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > _MOST_CHARACTERS:
            raise ExportError("too_large")
        self._parts.append(text)


def usual_grounds(cells: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    """The ground that most cells with words have, by row; `cells` have their row, the length of
    their text and their ground. A schedule's cells hold a mark or nothing."""
    grounds: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row, length, ground in cells:
        if length > _LONGEST_MARK:
            grounds[row][ground] += 1
    return {row: counted.most_common(1)[0][0] for row, counted in grounds.items()}


def shown(text: str) -> str:
    """A text as it is shown: no control characters, no white space around it."""
    return _UNSHOWN.sub("", text).translate(_SYMBOLS).strip()


def reference(row: int, column: int) -> str:
    """The name of a cell, from its row and column counted from 0: (6, 1) → "B7"."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def _rows(texts: Sequence[Placed]) -> list[int]:
    """The rows that are kept: those with text, and one for each blank run that no merged cell
    covers."""
    rows: list[int] = []
    covered = -1
    for cell in texts:
        if rows and cell.row > max(rows[-1], covered) + 1:
            rows.append(cell.row - 1)
        if not rows or cell.row > rows[-1]:
            rows.append(cell.row)
        covered = max(covered, cell.row + cell.rowspan - 1)
    return rows


def _within(kept: Sequence[int], first: int, count: int) -> int:
    """How many of `count` rows or columns from `first` on are kept."""
    return max(1, bisect_left(kept, first + count) - bisect_left(kept, first))
