"""Rows whose first words stand alone at the end of a page.

Where cells are centred, a page cuts a row so that only its longest cell begins on the first page;
all others, the number too, stand on the second. So what reads as a row of one cell before a page
break is the beginning of that cell in the row below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model import RawRow, Section

# Rows of the same cells only that make up more of a table than this share are rows.
_USUAL = 0.04
_DOUBTFUL = 0.5


def with_begun_rows(
    lines: Sequence[Section | RawRow], on_new_pages: Collection[int], keys: Sequence[str]
) -> list[Section | RawRow]:
    """The lines with the beginnings of rows joined to these, flagged "page_broken" and as likely
    wrong as right. `on_new_pages`: the places of the lines that are the first of a page; `keys`:
    the columns in order."""
    usual = Counter(
        frozenset(line.cells)
        for place, line in enumerate(lines, 1)
        if isinstance(line, RawRow) and place not in on_new_pages
    )
    limit = _USUAL * usual.total()
    result: list[Section | RawRow] = []
    for place, line in enumerate(lines):
        above = result[-1] if result else None
        if (
            place in on_new_pages
            and isinstance(line, RawRow)
            and isinstance(above, RawRow)
            and _begins(above, line, keys)
            and usual[frozenset(above.cells)] <= limit
        ):
            result[-1] = _joined(above, line)
        else:
            result.append(line)
    return result


def _begins(above: RawRow, line: RawRow, keys: Sequence[str]) -> bool:
    """Whether a row has only cells from the middle of the one below."""
    held = [keys.index(key) for key in above.cells]
    whole = [keys.index(key) for key in line.cells]
    return set(held) <= set(whole) and min(whole) < min(held, default=0) and max(held) < max(whole)


def _joined(above: RawRow, line: RawRow) -> RawRow:
    cells = {key: above.cells.get(key, ()) + cell for key, cell in line.cells.items()}
    flags = tuple(dict.fromkeys([*above.flags, *line.flags, "page_broken"]))
    sure = min(above.confidence, line.confidence, _DOUBTFUL)
    agreement = min(above.agreement or 0.0, line.agreement or 0.0)
    return replace(
        line, cells=cells, flags=flags, confidence=sure, alternative=line.cells, agreement=agreement
    )
