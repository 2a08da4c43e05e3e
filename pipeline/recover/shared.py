"""Cells that stood for several rows in a table whose delimited text knows no merged cells.

Such a cell is written once, and blank in its other rows; a cell that was empty is blank too. What
is blank together tells the two apart: a cell merged over a component leaves all its other rows
blank, often in several columns, where an empty cell stands anywhere, also in a component's first
row; and who merges equal cells leaves none that repeats the one above word for word. How often a
document's cells are empty and merged is not known beforehand, so each component is weighed under
all such habits, by how well they explain the whole table (Bayes' rule, summed over a grid).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Cell, RawRow, Section, Source, cell_text
from pipeline.recover.tablerows import CARRIED

Lines = Sequence[Section | RawRow]
_Array = NDArray[np.float64]

_KEYS = ("evidence", "target", "pic")
# Shares, and how probable they are, checked on the training plans: of components that have merged
# cells; of the columns that are merged in those; of cells that are empty.
_MERGING = ((0.0, 0.65), (0.1, 0.12), (0.3, 0.12), (0.6, 0.06), (0.95, 0.05))
_MERGED = ((0.3, 0.3), (0.6, 0.4), (0.95, 0.3))
_EMPTY = ((0.001, 0.3), (0.008, 0.3), (0.03, 0.2), (0.1, 0.15), (0.3, 0.05))
# Of a component's merged columns, how many are one cell over all its rows; of the others, how many
# rows go on with the cell above. How many equal cells stay apart where such are merged.
_WHOLE, _GOES_ON, _APART = 0.6, 0.12, 0.1
_SURE = 0.95


@dataclass(frozen=True)
class _Weighed:
    """What a component shows of a column: which of its rows are blank below a filled one; and how
    probable this is at each share of empty cells where nothing is merged, where one cell is merged
    over all rows, and where only parts are merged; `goes_on` of the blank cells of those."""

    blank: tuple[int, ...]
    none: _Array
    whole: _Array
    parts: _Array
    goes_on: _Array


def with_shared_cells(source: Source, lines: Lines, keys: Sequence[str]) -> Lines:
    """The lines with blank cells filled from above where they were more likely merged than empty:
    flagged "cell_merged" where that is sure, else "cell_shared". A target that was likely, not
    surely, empty is flagged "target_missing"."""
    found = list(lines)
    above: dict[str, Cell] = {}
    chances = merged_chances(source, lines, keys)
    for i, line in enumerate(lines):
        if not isinstance(line, RawRow):
            continue
        cells, flags, sure = dict(line.cells), list(line.flags), line.confidence
        for key in _KEYS:
            if cells.get(key):
                above[key] = cells[key]
            elif (i, key) in chances:
                chance = chances[i, key]
                certain = max(chance, 1 - chance)
                if chance > 0.5:
                    cells[key] = above[key]
                    flags.append("cell_merged" if certain >= _SURE else "cell_shared")
                elif key == "target" and certain < _SURE:
                    flags.append("target_missing")
                sure = min(sure, certain)
        found[i] = replace(line, cells=cells, flags=tuple(flags), confidence=sure)
    return found


def merged_chances(
    source: Source, lines: Lines, keys: Sequence[str]
) -> dict[tuple[int, str], float]:
    """For every blank cell below a filled one of its component, by line and column: how probable
    it is that the two were one merged cell."""
    present = [key for key in _KEYS if key in keys]
    components = list(_components(lines, numbers_rows="component" not in keys))
    if not present or not components:
        return {}
    columns = [[_weigh(source, lines, rows, key) for rows in components] for key in present]
    axes = [*(len(_EMPTY) for _ in present)]

    def along(axis: int, values: _Array) -> _Array:
        """Values by the share of empty cells of one column, and of all it was merged in."""
        shape = [1, 1, *(size if axis == at else 1 for at, size in enumerate(axes))]
        if values.ndim > 1:
            shape[1] = len(_MERGED)
        return values.reshape(shape)

    merging, merged = _grid(_MERGING), _grid(_MERGED)
    mu = merging[0].reshape(-1, *[1] * (len(axes) + 1))
    nu = merged[0].reshape(-1, 1)
    log_weight = np.log(merging[1]).reshape(mu.shape) + np.log(
        merged[1].reshape(1, -1, *[1] * len(axes))
    )
    for axis in range(len(present)):
        log_weight = log_weight + along(axis, np.log(_grid(_EMPTY)[1]))
    plain, mixed = [], []
    for index in range(len(components)):
        weighed = [column[index] for column in columns]
        none = math.prod(along(a, w.none) for a, w in enumerate(weighed))
        some = [
            along(a, (1 - nu) * w.none + nu * (w.whole + w.parts)) for a, w in enumerate(weighed)
        ]
        plain.append(some)
        mixed.append((1 - mu) * none + mu * math.prod(some))
        log_weight = log_weight + np.log(mixed[-1])
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    chances: dict[tuple[int, str], float] = {}
    for index, (rows, some, whole) in enumerate(zip(components, plain, mixed, strict=True)):
        for axis, key in enumerate(present):
            w = columns[axis][index]
            if not w.blank:
                continue
            here = along(axis, nu * (w.whole + w.parts * w.goes_on))
            others = math.prod(s for at, s in enumerate(some) if at != axis)
            chance = float((weight * mu * here * others / whole).sum())
            chances.update({(rows[at], key): chance for at in w.blank})
    return chances


def _components(lines: Lines, *, numbers_rows: bool) -> Iterator[tuple[int, ...]]:
    """The rows of each component, as places in the lines; all rows of a section where the numbers
    are those of rows."""
    rows: list[int] = []
    for i, line in enumerate(lines):
        begins = not isinstance(line, RawRow) or (
            not numbers_rows and any(line.cells.get(key) for key in CARRIED)
        )
        if begins and rows:
            yield tuple(rows)
            rows = []
        if isinstance(line, RawRow) and any(
            cell for key, cell in line.cells.items() if key not in CARRIED
        ):
            rows.append(i)
    if rows:
        yield tuple(rows)


def _weigh(source: Source, lines: Lines, rows: Sequence[int], key: str) -> _Weighed:
    texts = [_text(source, lines[i], key) for i in rows]
    empty = _grid(_EMPTY)[0]
    filled = sum(map(bool, texts[1:]))
    equal = 0
    below: list[int] = []
    above = texts[0]
    for at, text in enumerate(texts[1:], 1):
        if text:
            equal += text == above
            above = text
        elif above:
            below.append(at)
    lost = len(texts) - 1 - filled - len(below)  # blank, with nothing above to stand for them
    first = 1 - empty if texts[0] else empty
    rest = empty**lost * (1 - empty) ** filled
    none = first * rest * empty ** len(below)
    goes_on = _GOES_ON + (1 - _GOES_ON) * empty
    alone = len(texts) == 1
    return _Weighed(
        tuple(below),
        none,
        none * _WHOLE if alone else first * _WHOLE * (filled == 0),
        (1 - _WHOLE) * first * rest * goes_on ** len(below) * _APART**equal
        * (1 - _GOES_ON) ** (filled - equal),
        _GOES_ON / goes_on,
    )  # fmt: skip


def _text(source: Source, line: Section | RawRow, key: str) -> str:
    cell = line.cells.get(key, ()) if isinstance(line, RawRow) else ()
    return " ".join(cell_text(source, cell).split())


def _grid(shares: Sequence[tuple[float, float]]) -> tuple[_Array, _Array]:
    """Shares and their probabilities."""
    values, weights = np.array(shares).T
    return values, weights / weights.sum()
