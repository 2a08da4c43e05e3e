"""Several tables in one document that have different columns: one recovery of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column, Furniture, Recovery

_SAME_WORDS = 0.6  # of a repeated header
# Of the columns of a table that is another one, the share that rules know, and how many fields.
_KNOWN, _FEWEST = 0.8, 3


def names_a_table(fields: Sequence[str | None]) -> bool:
    """Whether what the names of a header's columns mean (a field, "extra", or None for an unknown
    one) is enough for a table of its own among others."""
    several = len(set(fields) - {None, "extra"}) >= _FEWEST
    return several and len(fields) - fields.count(None) >= _KNOWN * len(fields)


def said_before(names: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the names of a header's columns are mostly the words of one `before`, as pages repeat
    it."""
    known = {word for text in before for word in text.split()}
    words = [word for text in names for word in text.split()]
    return sum(word in known for word in words) >= _SAME_WORDS * len(words)


def united(tables: Sequence[Recovery], furniture: Sequence[Furniture] = ()) -> Recovery:
    """One recovery of tables that stand one below the other, with the columns of all, and what is
    furniture between them. It is as sure of its order as the table that is least so."""
    if len(tables) == 1 and not furniture:
        return tables[0]
    columns: dict[str, Column] = {}
    for table in tables:
        columns = {column.key: column for column in table.columns} | columns
    agreed = [table.agreement for table in tables if table.agreement is not None]
    ordered = [table.ordered for table in tables if table.ordered is not None]
    return replace(
        tables[0],
        columns=tuple(columns.values()),
        lines=tuple(line for table in tables for line in table.lines),
        furniture=(*(item for table in tables for item in table.furniture), *furniture),
        flags=tuple(dict.fromkeys(flag for table in tables for flag in table.flags)),
        agreement=min(agreed, default=None),
        ordered=min(ordered, default=None),
    )
