"""Cells that stood for several rows in a table whose delimited text knows no merged cells.

Such a cell is written once, and blank in its other rows; a cell that was empty is blank too. What
tells the two apart is in the table itself: a cell merged over a component leaves all its other rows
blank, where an empty cell stands anywhere, also in a component's first row; and who merges equal
cells leaves none that repeats the one above word for word. How often a document's cells are merged,
empty and equal is not known beforehand, so each component is weighed under all such habits, by how
well they explain the whole column (Bayes' rule, summed over a grid).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Cell, RawRow, Section, Source, cell_text
from pipeline.recover.tablerows import CARRIED

Lines = Sequence[Section | RawRow]
_Array = NDArray[np.float64]
_Shares = Mapping[float, float]  # share → how probable it is, up to a factor

_KEYS = ("evidence", "target", "pic")
# How probable it is that a plan merges such cells at all, and then those of one column. This and
# the shares below were fitted on the training and tune plans and rounded.
_MERGES, _MERGES_COLUMN = 0.3, 0.6
_OVER = 0.05  # … and over several components, as who is in charge of a whole area
# Of a column that has merged cells, the share of components where it has.
_MERGED = {0.05: 1.0, 0.12: 1.0, 0.25: 1.0, 0.45: 1.0, 0.7: 1.0, 0.93: 1.0}
# The share of cells that are empty; fewer rows have nobody in charge.
_EMPTY = {0.001: 1.0, 0.005: 0.86, 0.02: 0.74, 0.05: 0.64, 0.12: 0.55, 0.3: 0.47}
_EMPTY_PIC = {0.001: 1.0, 0.005: 0.14, 0.02: 0.02, 0.05: 0.01, 0.12: 0.01, 0.3: 0.01}
# The share of cells that say the same as the one above.
_EQUAL = {0.08: 0.2, 0.2: 0.55, 0.45: 0.25}
_EQUAL_EVIDENCE = {0.03: 0.35, 0.08: 0.55, 0.2: 0.1}
# A further column may be remarks, which few rows have, or units, which many rows share.
_EMPTY_EXTRA = {0.001: 1.0, 0.02: 1.0, 0.12: 1.0, 0.3: 1.0, 0.6: 1.0, 0.85: 1.0}
_EQUAL_EXTRA = {0.03: 1.0, 0.2: 1.0, 0.45: 1.0, 0.7: 1.0}
_SHARES = {
    "evidence": (_EMPTY, _EQUAL_EVIDENCE),
    "target": (_EMPTY, _EQUAL),
    "pic": (_EMPTY_PIC, _EQUAL),
}
# Of the components with merged cells: one cell stands for all rows. Of equal cells where such are
# merged: stand apart.
_WHOLE, _WHOLE_EXTRA, _APART = 0.7, 0.4, 0.03
NO_FURTHER: Mapping[str, float] = {}
_SURE = 0.95  # from which a cell is taken as merged or empty without a look


@dataclass(frozen=True)
class _Component:
    """Which of a component's rows are blank below a filled one, and the log probability of what
    its column shows under all habits: where nothing is merged; where one cell is merged over all
    rows; where equal neighbours are merged, and of its blank cells the share that then are. And how
    often one cell stands for all rows where some are merged."""

    blank: tuple[int, ...]
    none: _Array
    whole: _Array
    parts: _Array
    of_parts: _Array
    all_rows: float

    def mixed(self, merged: _Array) -> _Array:
        """The log probability where a share of the components has merged cells."""
        some = np.logaddexp(
            math.log(self.all_rows) + self.whole, math.log(1 - self.all_rows) + self.parts
        )
        mixed: _Array = np.logaddexp(np.log(1 - merged) + self.none, np.log(merged) + some)
        return mixed


@dataclass(frozen=True)
class _Habits:
    """A column under all habits: share of components with merged cells, of empty cells, of equal
    neighbours (axes of a grid); the log weight of the column where it merges cells; how much
    likelier it looks as it does if it merges cells than if not; and how likely in either case."""

    merged: _Array
    weight: _Array
    ratio: float
    components: tuple[_Component, ...]
    merging: float
    plain: float


def with_shared_cells(
    source: Source, lines: Lines, keys: Sequence[str], further: Mapping[str, float] = NO_FURTHER
) -> list[Section | RawRow]:
    """The lines with blank cells filled from above where they were more likely merged than empty,
    in the columns `keys` that may have such, and in `further` ones, each with how probable it is at
    least that it merges cells:
    flagged "cell_merged" where that is sure, else "cell_shared". Where a cell was likely but not
    surely empty, the flag is "target_missing" or "cell_missing"."""
    found = list(lines)
    above: dict[str, Cell] = {}
    chances = merged_chances(source, lines, keys, further)
    for i, line in enumerate(lines):
        if not isinstance(line, RawRow):
            continue
        cells, flags, sure = dict(line.cells), list(line.flags), line.confidence
        for key in (*_KEYS, *further):
            chance = chances.get((i, key))
            if cells.get(key):
                above[key] = cells[key]
            elif chance is not None:
                certain = max(chance, 1 - chance)
                if key == "target" and certain >= _SURE and chance < 0.5 and _begins(line):
                    # One that stands for several components, of which there are few to tell by.
                    flags.append("target_missing")
                if chance > 0.5:
                    cells[key] = above[key]
                    flags.append("cell_merged" if certain >= _SURE else "cell_shared")
                elif certain < _SURE:
                    flags.append("target_missing" if key == "target" else "cell_missing")
                sure = min(sure, certain)
        found[i] = replace(line, cells=cells, flags=tuple(dict.fromkeys(flags)), confidence=sure)
    return found


def _begins(line: RawRow) -> bool:
    """Whether a row begins a component."""
    return any(line.cells.get(key) for key in CARRIED)


def merged_chances(
    source: Source, lines: Lines, keys: Sequence[str], further: Mapping[str, float] = NO_FURTHER
) -> dict[tuple[int, str], float]:
    """For every blank cell below a filled one of its component, by line and column: how probable
    it is that the two were one merged cell."""
    numbers_rows = "component" not in keys and not _numbers_stand_for_rows(lines)
    groupings = [list(_components(lines, numbers_rows=numbers_rows))]
    sections = list(_components(lines, numbers_rows=True))
    if sections != groupings[0]:
        groupings.append(sections)
    columns = {
        key: [
            _habits(
                key,
                [[_text(source, lines[i], key) for i in rows] for rows in grouping],
                groups=further.get(key, 0.0) > 0,
            )
            for grouping in groupings
        ]
        for key in (*(key for key in _KEYS if key in keys), *further)
        if groupings[0]
    }
    over = {key: _over(ways) for key, ways in columns.items()}
    ratios = {
        key: sum(share * way.ratio for share, way in zip(over[key], ways, strict=True))
        for key, ways in columns.items()
    }
    chances: dict[tuple[int, str], float] = {}
    for key, ways in columns.items():
        # A plan that merges cells of one column is likelier to merge those of another.
        odds = _MERGES / (1 - _MERGES)
        for other, ratio in ratios.items():
            if other != key:
                odds *= 1 - _MERGES_COLUMN + _MERGES_COLUMN * ratio
        prior = max(_MERGES_COLUMN * odds / (1 + odds), further.get(key, 0.0))
        for share, column, grouping in zip(over[key], ways, groupings, strict=True):
            merges = prior * column.ratio / (1 - prior + prior * column.ratio)
            for rows, component in zip(grouping, column.components, strict=True):
                if component.blank:
                    chance = share * merges * _merged_chance(component, column)
                    for at in component.blank:
                        place = (rows[at], key)
                        chances[place] = chances.get(place, 0.0) + chance
    return chances


def _over(ways: Sequence[_Habits]) -> list[float]:
    """How probable each way is that a column's cells may be merged: within components, and over
    them within sections."""
    merges = _MERGES * _MERGES_COLUMN
    odds = [
        np.logaddexp(math.log(merges) + way.merging, math.log(1 - merges) + way.plain)
        + math.log(prior)
        for way, prior in zip(ways, (1 - _OVER, _OVER), strict=False)
    ]
    weights = np.exp(np.array(odds) - max(odds))
    shares: list[float] = (weights / weights.sum()).tolist()
    return shares


def _merged_chance(component: _Component, column: _Habits) -> float:
    """How probable a component's blank cells are merged in a column that merges cells."""
    mixed = component.mixed(column.merged)
    whole = column.merged * component.all_rows * np.exp(component.whole - mixed)
    parts = column.merged * (1 - component.all_rows) * np.exp(component.parts - mixed)
    parts = parts * component.of_parts
    weight = np.exp(column.weight - column.weight.max())
    return float((weight * (whole + parts)).sum() / weight.sum())


def _numbers_stand_for_rows(lines: Lines) -> bool:
    """Whether one cell numbers several rows."""
    cells = [line.cells.get("component_no", ()) for line in lines if isinstance(line, RawRow)]
    return any(cell and cell == above for above, cell in pairwise(cells))


def _components(lines: Lines, *, numbers_rows: bool) -> Iterator[tuple[int, ...]]:
    """The rows of each component, as places in the lines; all rows of a section where the numbers
    are those of rows."""
    rows: list[int] = []
    name: Cell = ()
    for i, line in enumerate(lines):
        own = _heading(line) if isinstance(line, RawRow) else ()
        goes_on = bool(own) and own == name  # where numbers are those of rows
        name = own or name if isinstance(line, RawRow) else ()
        if not isinstance(line, RawRow) or (
            not numbers_rows and not goes_on and any(line.cells.get(key) for key in CARRIED)
        ):
            if rows:
                yield tuple(rows)
            rows = []
        if isinstance(line, RawRow) and any(
            cell for key, cell in line.cells.items() if key not in CARRIED
        ):
            rows.append(i)
    if rows:
        yield tuple(rows)


def _heading(line: RawRow) -> Cell:
    return line.cells.get("component") or line.cells.get("component_no", ())


def _text(source: Source, line: Section | RawRow, key: str) -> str:
    cell = line.cells.get(key, ()) if isinstance(line, RawRow) else ()
    return " ".join(cell_text(source, cell).split())


def _habits(key: str, components: Sequence[Sequence[str]], *, groups: bool) -> _Habits:
    """What a column shows, by the texts of each component's rows; one that `groups` rows is seldom
    empty."""
    merged, merged_weight = _axis(_MERGED, 0)
    usual = (_EMPTY if groups else _EMPTY_EXTRA, _EQUAL_EXTRA)
    shares = _SHARES.get(key, usual)
    whole = _WHOLE if key in _SHARES else _WHOLE_EXTRA
    empty, empty_weight = _axis(shares[0], 1)
    equal, equal_weight = _axis(shares[1], 2)
    seen = tuple(_component(texts, empty, equal, whole) for texts in components)
    prior = merged_weight + empty_weight + equal_weight
    weight: _Array = prior + sum(component.mixed(merged) for component in seen)
    without: _Array = prior + sum(component.none for component in seen)
    top = max(float(weight.max()), float(without.max()))
    ratio = np.exp(weight - top).sum() / max(np.exp(without - top).sum(), 1e-300)
    merging, plain = (top + math.log(np.exp(w - top).sum() + 1e-300) for w in (weight, without))
    return _Habits(merged, weight, float(min(ratio, 1e100)), seen, merging, plain)


def _component(texts: Sequence[str], empty: _Array, equal: _Array, all_rows: float) -> _Component:
    blank: list[int] = []
    same = other = 0
    above = texts[0]
    for at, text in enumerate(texts[1:], 1):
        if text:
            same += text == above
            other += text != above
            above = text
        elif above:
            blank.append(at)
    lost = len(texts) - 1 - same - other - len(blank)  # blank with nothing above to stand for them
    is_empty, is_filled = np.log(empty), np.log(1 - empty)
    first = is_filled if texts[0] else is_empty
    filled = (same + other) * is_filled + same * np.log(equal) + other * np.log(1 - equal)
    none = first + filled + (lost + len(blank)) * is_empty
    if len(texts) == 1:
        return _Component((), none, none, none, np.zeros(1), all_rows)
    goes_on = equal + (1 - equal) * empty
    parts = (
        first + filled + lost * is_empty + len(blank) * np.log(goes_on) + same * math.log(_APART)
    )
    whole = first + (0.0 if same + other == 0 else -math.inf) + 0 * none
    return _Component(tuple(blank), none, whole, parts, equal / goes_on, all_rows)


def _axis(shares: _Shares, axis: int) -> tuple[_Array, _Array]:
    """Shares and their log probabilities, along an axis of the grid of habits."""
    shape = [-1 if at == axis else 1 for at in range(3)]
    weights = np.array([*shares.values()])
    return np.array([*shares]).reshape(shape), np.log(weights / weights.sum()).reshape(shape)
