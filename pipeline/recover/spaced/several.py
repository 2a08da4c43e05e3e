"""Tables with different columns, one below the other in one text or on one set of pages."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Furniture
from pipeline.recover.several import names_a_table, said_before
from pipeline.recover.spaced.areas import heads_the_first_area
from pipeline.recover.spaced.furniture import page_furniture
from pipeline.recover.spaced.headercells import named_field
from pipeline.recover.spaced.heading import Heading, find_headings
from pipeline.recover.spaced.outside import titles_above
from pipeline.recover.spaced.words import Lines, spans_of
from pipeline.rules import Rules

_FEWEST_LINES = 2  # of the table above another one


def tables_among(found: Lines, rules: Rules) -> tuple[list[Lines], list[Furniture]]:
    """The lines of each of several tables with other columns, each from its title on, and what
    pages repeat; all lines where there is one table."""
    headings = [
        heading
        for heading in find_headings(found.lines, rules)
        if names_a_table([named_field(cell.text, rules) for cell in heading.cells])
    ]
    firsts: list[int] = []
    for before, heading in zip(headings, headings[1:], strict=False):
        names = [cell.text for cell in heading.cells]
        other = not said_before(names, [cell.text for cell in before.cells])
        if other and heading.first - before.last >= _FEWEST_LINES:
            firsts.append(_first_above(found, heading, rules))
    if not firsts:
        return [found], []
    repeated = page_furniture(found.lines, headings[0].first, found.exact)
    furniture = [
        Furniture(span, role)
        for i, role in repeated.items()
        for span in spans_of(found.lines[i].words)
    ]
    tables = [
        replace(found, lines=tuple(found.lines[i] for i in range(first, last) if i not in repeated))
        for first, last in zip([0, *firsts], [*firsts, len(found.lines)], strict=True)
    ]
    return tables, furniture


def _first_above(found: Lines, heading: Heading, rules: Rules) -> int:
    """The first line of what is above a table's header and belongs to it: its title, or the name of
    its first area."""
    lines = found.lines
    first = min(titles_above(lines, heading, rules), default=heading.first)
    above = first > 0 and lines[first - 1].page == lines[first].page
    return first - (above and heads_the_first_area(lines[first - 1], rules))
