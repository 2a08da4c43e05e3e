"""What stands on pages outside their tables: titles, running heads, page numbers, signatures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Box, Furniture, Source, Span

_RUNNING_SHARE = 0.5  # of the pages on which a running head stands at least
_SAME_PLACE = 12.0  # points by which it may move from page to page
_PAGE_NUMBER = re.compile(
    r"(?:hal(?:aman)?\.?|page|p\.)?\s*[-–—|(]*\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—|)]*"
    r"(?:\s*(?:/|dari|of)\s*\d{1,4})?",
    re.IGNORECASE,
)


class _Line(NamedTuple):
    span: Span
    text: str
    page: int
    box: Box


def outside_lines(source: Source, table: Span) -> list[Furniture]:
    """The lines of text that are in no grid, with their roles; `table` is where the plan's table
    begins and ends."""
    lines = _lines(source)
    running = _running(lines, len(source.page_starts))
    first = source.page_of(table.start)
    found = []
    for line in lines:
        if line.span in running:
            role = running[line.span]
        elif line.span.start < table.start:
            role = "title"
        elif line.span.start >= table.end:
            role = "signature"
        elif _PAGE_NUMBER.fullmatch(line.text):
            role = "page_number"
        else:
            role = "narrative" if line.page == first else "running_text"
        found.append(Furniture(line.span, role))
    return found


def _lines(source: Source) -> list[_Line]:
    """The lines of text between and around the cells of all grids."""
    held = sorted(
        span for grid in source.grids for row in grid.rows for cell in row for span in cell.cell
    )
    lines, at = [], 0
    for span in [*held, Span(len(source.text), len(source.text))]:
        for match in re.finditer(r"[^\s](?:[^\n\f]*[^\s])?", source.text[at : span.start]):
            own = Span(at + match.start(), at + match.end())
            box = source.boxes.around(own) if source.boxes else None
            if box:
                page = source.page_of(own.start) or 1
                lines.append(_Line(own, " ".join(match.group().split()), page, box))
        at = span.end
    return lines


def _running(lines: Sequence[_Line], pages: int) -> dict[Span, str]:
    """Lines that stand at one place of many pages, numbers in them aside."""
    alike: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        alike[re.sub(r"\d+", "#", line.text)].append(line)
    found = {}
    for masked, own in alike.items():
        near = [
            line
            for line in own
            if sum(abs(line.box.top - other.box.top) < _SAME_PLACE for other in own) > 1
        ]
        if len({line.page for line in near}) >= max(2, _RUNNING_SHARE * pages):
            number = bool(_PAGE_NUMBER.fullmatch(masked.replace("#", "1")))
            role = "page_number" if number else "running_text"
            found.update({line.span: role for line in near})
    return found
