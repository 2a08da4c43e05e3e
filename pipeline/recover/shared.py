"""Cells that stood for several rows in a table whose delimited text knows no merged cells.

Such a cell is written once, and blank in its other rows; a cell that was empty is blank too. Merged
cells end with their component at the latest, so the first rows of components tell how often a cell
of a column is really empty, and what the other rows have more of that was merged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Cell, RawRow, Section
from pipeline.recover.tablerows import CARRIED

Lines = list[Section | RawRow]

_KEYS = ("evidence", "target", "pic")
# How many cells of a column are empty, and how many are blank where it has merged cells, as beta
# distributions; and how many documents merge cells of a column.
_EMPTY, _MERGED = (1.0, 40.0), (1.0, 2.0)
_MERGING = 0.2
_LIKELY = 0.5


def with_shared_cells(lines: Sequence[Section | RawRow], keys: Sequence[str]) -> Lines:
    """The lines with blank cells filled from above where they were more likely merged than empty,
    flagged "cell_shared"; else as sure as they are likely empty, and "target_missing"."""
    found = list(lines)
    for key in (key for key in _KEYS if key in keys):
        merged = _merged_share(found, key)
        above: Cell = ()
        for i, line in enumerate(found):
            if not isinstance(line, RawRow) or _begins(line):
                above = ()
            if not isinstance(line, RawRow) or not line.cells.get("action"):
                continue
            if line.cells.get(key):
                above = line.cells[key]
            elif above and merged > _LIKELY:
                cells = {**line.cells, key: above}
                flags = (*line.flags, "cell_shared")
                sure = min(line.confidence, merged)
                found[i] = replace(line, cells=cells, flags=flags, confidence=sure)
            else:
                flags = ("target_missing",) if key == "target" else ()
                sure = min(line.confidence, 1 - merged) if above else line.confidence
                found[i] = replace(line, flags=(*line.flags, *flags), confidence=sure)
    return found


def _begins(line: RawRow) -> bool:
    return any(line.cells.get(key) for key in CARRIED)


def _merged_share(lines: Sequence[Section | RawRow], key: str) -> float:
    """Of the blank cells of a column in rows that begin no component, how many were merged."""
    rows = [line for line in lines if isinstance(line, RawRow) and line.cells.get("action")]
    firsts = [not row.cells.get(key) for row in rows if _begins(row)]
    others = [not row.cells.get(key) for row in rows if not _begins(row)]
    if not any(others):
        return 0.0
    merging = _log_share(*_EMPTY, firsts) + _log_share(*_MERGED, others)
    empty = _log_share(*_EMPTY, [*firsts, *others])
    odds = math.log(_MERGING / (1 - _MERGING)) + merging - empty
    share = (sum(firsts) + _EMPTY[0]) / (len(firsts) + sum(_EMPTY))
    return max(0.0, 1 - share * len(others) / sum(others)) / (1 + math.exp(min(-odds, 50.0)))


def _log_share(a: float, b: float, blank: Sequence[bool]) -> float:
    """The log probability of just these blanks, whose share has a beta distribution."""
    yes, no = sum(blank), len(blank) - sum(blank)
    return _log_beta(a + yes, b + no) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
