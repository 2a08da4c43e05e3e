"""The rest of a header in the cell below it: where a header that repeats is too low on a page, the
last of its lines lie in the first row, mostly hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import GridCell, Source, Span, cell_text


def with_rests_apart(
    source: Source,
    head: Sequence[Sequence[GridCell]],
    rows: Sequence[Sequence[GridCell]],
    count: int,
) -> tuple[list[list[GridCell]], list[GridCell]]:
    """The rows of a page of which the first `count` repeat the header `head` of its table, without
    words that the header has in the same column and the page's own lacks, where cells right below
    begin with them; and these words."""
    found = [list(row) for row in rows]
    apart: list[GridCell] = []
    for row, own in zip(head, rows[:count], strict=False):
        for c, (whole, part) in enumerate(zip(row, own, strict=False)):
            said, shown = (
                cell_text(source, whole.cell).split(),
                cell_text(source, part.cell).split(),
            )
            rest = said[len(shown) :]
            if not shown or not rest or said[: len(shown)] != shown:
                continue
            below = next((r for r in range(count, len(rows)) if rows[r][c].cell), None)
            if below is not None and (cut := _cut(source, found[below][c], rest)):
                found[below][c], words = cut
                apart.append(words)
    return found, apart


def _cut(source: Source, cell: GridCell, words: Sequence[str]) -> tuple[GridCell, GridCell] | None:
    """A cell without some words that it begins with, and these; None where it begins otherwise."""
    first = cell.cell[0]
    pattern = r"\s+".join(map(re.escape, words))
    match = re.compile(rf"\s*({pattern})(?:\s+|$)").match(source.text, first.start, first.end)
    if not match:
        return None
    rest = (first._replace(start=match.end()),) if match.end() < first.end else ()
    own = Span(match.start(1), match.end(1))
    return cell._replace(cell=(*rest, *cell.cell[1:])), GridCell((own,))
