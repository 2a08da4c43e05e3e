"""Tables with different columns, one below the other in one text or on one set of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column, Furniture, Recovery
from pipeline.recover.spaced.areas import heads_the_first_area
from pipeline.recover.spaced.furniture import page_furniture
from pipeline.recover.spaced.headercells import named_field
from pipeline.recover.spaced.heading import Heading, find_headings
from pipeline.recover.spaced.outside import titles_above
from pipeline.recover.spaced.words import Lines, spans_of
from pipeline.rules import Rules

_KNOWN = 0.8  # of the columns of a table that is another one, that rules know
_FEWEST, _FEWEST_LINES = 3, 2  # fields of such a table; lines of the one above
_SAME_WORDS = 0.6  # of a repeated header


def said_before(heading: Heading, names: Sequence[str]) -> bool:
    """Whether a header says mostly the words of names, as pages repeat it; cells of the table that
    happen to be like names do not."""
    known = {word for text in names for word in text.split()}
    words = [word for cell in heading.cells for word in cell.text.split()]
    return sum(word in known for word in words) >= _SAME_WORDS * len(words)


def tables_among(found: Lines, rules: Rules) -> tuple[list[Lines], list[Furniture]]:
    """The lines of each of several tables with other columns, each from its title on, and what
    pages repeat; all lines where there is one table."""
    headings = [h for h in find_headings(found.lines, rules) if _is_credible(h, rules)]
    firsts: list[int] = []
    for before, heading in zip(headings, headings[1:], strict=False):
        names = [cell.text for cell in before.cells]
        if heading.first - before.last >= _FEWEST_LINES and not said_before(heading, names):
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


def united(tables: Sequence[Recovery], furniture: Sequence[Furniture]) -> Recovery:
    """One recovery of tables that stand one below the other, with the columns of all."""
    if len(tables) == 1:
        return tables[0]
    columns: dict[str, Column] = {}
    for table in tables:
        columns = {column.key: column for column in table.columns} | columns
    return replace(
        tables[0],
        columns=tuple(columns.values()),
        lines=tuple(line for table in tables for line in table.lines),
        furniture=(*(item for table in tables for item in table.furniture), *furniture),
    )


def _is_credible(heading: Heading, rules: Rules) -> bool:
    fields = [named_field(cell.text, rules) for cell in heading.cells]
    several = len({field for field in fields if field not in (None, "extra")}) >= _FEWEST
    return several and len(fields) - fields.count(None) >= _KNOWN * len(fields)


def _first_above(found: Lines, heading: Heading, rules: Rules) -> int:
    """The first line of what is above a table's header and belongs to it: its title, or the name of
    its first area."""
    lines = found.lines
    first = min(titles_above(lines, heading, rules), default=heading.first)
    above = first > 0 and lines[first - 1].page == lines[first].page
    return first - (above and heads_the_first_area(lines[first - 1], rules))
