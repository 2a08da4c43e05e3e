"""Columns that group rows and have no field of their own: a programme, an aim, a recommendation.

They are read as what stands in their place in other plans: components, or indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column
from pipeline.recover.spaced.columns import Columns
from pipeline.recover.spaced.table import Table, begins_with_number, uppers_numbered
from pipeline.recover.spaced.words import Line

_NUMBERED = 0.8  # of numbers, beside names


def with_stand_ins(table: Table) -> Table:
    """A table whose columns without a field that group rows are read as those of components or of
    indicators."""
    own = standing_in(table.columns, table.fields)
    columns = tuple(replace(c, key=own.get(i, c.key)) for i, c in enumerate(table.columns))
    fields = tuple(own.get(c, field) for c, field in enumerate(table.fields))
    body = [role is None for role in table.roles]
    counts = "component" in own.values() and _count_rows(table.lines, table.places, body, columns)
    uppers = not counts and uppers_numbered(table.lines, table.places, body, columns)
    return replace(
        table, columns=columns, fields=fields, rows_numbered=counts, uppers_numbered=uppers
    )


def _count_rows(
    lines: Sequence[Line], places: Columns, body: Sequence[bool], columns: Sequence[Column]
) -> bool:
    """Whether most numbers stand beside no component's name, and so count rows."""
    name = [column.key for column in columns].index("component")
    numbered = [
        own.columns
        for line, own, inside in zip(lines, places.shared, body, strict=True)
        if inside and begins_with_number(line, own)
    ]
    beside = sum(name in own for own in numbered)
    return columns[0].key == "component_no" and beside < _NUMBERED * len(numbered)


def standing_in(columns: Sequence[Column], fields: Sequence[str]) -> dict[int, str]:
    """What columns without a field stand for that group rows, as `fields` says: without a column of
    components the innermost is one, and without one of indicators the one behind components."""
    keys = [column.key for column in columns]
    groups = [c for c, field in enumerate(fields) if field == "group"]
    if not groups or not {"action", "evidence"} & set(keys):
        return {}
    if "component" not in keys:
        return {groups[-1]: "component"}
    if "indicator" not in keys and groups[-1] > keys.index("component"):
        return {groups[-1]: "indicator"}
    return {}
