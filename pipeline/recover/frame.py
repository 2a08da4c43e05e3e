"""The frame that spreadsheets draw around their cells when they publish or print them: the letters
of the columns above, the numbers of the rows on the left."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Furniture, Grid, Source, cell_text

_FEWEST_LETTERS = 3
_FEWEST_NUMBERS = 3


def without_frames(source: Source) -> Source:
    """The source whose grids are without such frames, which are furniture."""
    grids: list[Grid] = []
    furniture = list(source.furniture)
    for grid in source.grids:
        if _is_framed(source, grid):
            frame = [*grid.rows[0], *(row[0] for row in grid.rows[1:] if row)]
            furniture += [Furniture(span, "syntax") for cell in frame for span in cell.cell]
            grid = replace(grid, rows=tuple(row[1:] for row in grid.rows[1:]))
        grids.append(grid)
    if len(furniture) == len(source.furniture):
        return source
    return replace(source, grids=tuple(grids), furniture=tuple(furniture))


def _is_framed(source: Source, grid: Grid) -> bool:
    """Whether the first row holds letters that count on and nothing else, and so do numbers in the
    first column, without gaps but for rows that are hidden."""
    if not grid.rows or not grid.rows[0] or grid.rows[0][0].cell:
        return False
    letters = [cell_text(source, cell.cell) for cell in grid.rows[0][1:]]
    values = [_column(letter) for letter in letters]
    if len(values) < _FEWEST_LETTERS or not all(
        b is not None and a is not None and b > a for a, b in zip(values, values[1:], strict=False)
    ):
        return False
    numbers = [cell_text(source, row[0].cell) for row in grid.rows[1:] if row and row[0].cell]
    if len(numbers) < _FEWEST_NUMBERS or not all(number.isdecimal() for number in numbers):
        return False
    counted = [int(number) for number in numbers]
    unnumbered = (row for row in grid.rows[1:] if row and not row[0].cell)
    return all(b > a for a, b in zip(counted, counted[1:], strict=False)) and not any(
        cell.cell for row in unnumbered for cell in row
    )


def _column(letters: str) -> int | None:
    """The number of a spreadsheet's column: "A" → 1, "AB" → 28."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 4):
        return None
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value
