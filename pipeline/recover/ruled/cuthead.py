"""A header of several levels that a page's end cut: its lower levels stand on the next page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import GridCell

SAME_EDGE = 6.0  # points by which the edges of one column differ from page to page
_MOST_LEVELS = 4
_EMPTY = GridCell(())


def with_head_divided(
    rows: Sequence[Sequence[GridCell]], xs: Sequence[float], below: Sequence[float]
) -> tuple[list[list[GridCell]], tuple[float, ...]] | None:
    """The rows and edges of a table that is nothing but a header, in the narrower columns of the
    page `below` it, whose edges are among theirs; None where the table has other rows, or the
    columns below do not divide its own."""
    if not below or not xs or len(below) <= len(xs) or not _is_head_only(rows):
        return None
    shift = below[0] - xs[0]
    edges = tuple(x - shift for x in below)
    places = [min(range(len(edges)), key=lambda i: abs(edges[i] - own)) for own in xs]
    if any(abs(edges[i] - own) > SAME_EDGE for i, own in zip(places, xs, strict=True)):
        return None
    divided = []
    for row in rows:
        wide = [_EMPTY] * (len(edges) - 1)
        for c, cell in enumerate(row):
            across = places[min(c + cell.colspan, len(xs) - 1)] - places[c]
            wide[places[c]] = cell._replace(colspan=across if cell.cell else 1)
        divided.append(wide)
    return divided, edges


def _is_head_only(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether rows are no more than those that the cells of the first one with text reach over."""
    first = next((r for r, row in enumerate(rows) if any(cell.cell for cell in row)), 0)
    reach = max((first + cell.rowspan for cell in rows[first] if cell.cell), default=0)
    return reach >= len(rows) and len(rows) - first <= _MOST_LEVELS
