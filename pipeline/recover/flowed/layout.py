"""The states of the search: a table's columns and what else a plan's text holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Column
from pipeline.recover.headers import normal
from pipeline.recover.periods import is_period
from pipeline.rules import Rules

# The first columns whose cells are prose of a row's own; what stands before them groups rows.
_PROSE = ("indicator", "action", "evidence")


@dataclass(frozen=True)
class Layout:
    """The states of a chain: one for each column in header order, then a section heading, then
    whatever stands after the table, then what is left of a row after a page break. `fields` are
    the lexicon's names of the states: a column without a field of its own is a "group" (of rows:
    a programme, an aim), a "value" (a number, a measure) or "extra". Where the action stands before
    the indicator, which it does in no plan of the training, each counts as the other: what comes
    first in a row says more than its words, which may be those of either."""

    keys: tuple[str, ...]  # column keys
    fields: tuple[str, ...]

    @property
    def section(self) -> int:
        return len(self.keys)

    @property
    def outside(self) -> int:
        return len(self.keys) + 1

    @property
    def continued(self) -> int:
        return len(self.keys) + 2

    @property
    def names(self) -> tuple[str, ...]:
        """What the cells of each state are remembered as."""
        columns = len(self.keys)
        return (*map(remembered_as, self.keys), *self.fields[columns:])

    def __len__(self) -> int:
        return len(self.fields)


def remembered_as(key: str) -> str:
    """What the cells of a column are called in memory, the same every year: the field, or a header
    without case, dots and numbers."""
    name = key.removeprefix("extra:")
    return key if name == key else f"extra:{re.sub(r'[0-9]+', '#', normal(name))}"


def layout_of(columns: Sequence[Column], rules: Rules) -> Layout:
    """The layout of a table with these columns."""
    keys = tuple(column.key for column in columns)
    prose = min((keys.index(key) for key in _PROSE if key in keys), default=0)

    def field(place: int, column: Column) -> str:
        if not column.is_extra:
            return column.key
        if is_measure(column.header, rules):
            return "value"
        return "group" if place < prose and not is_remark(column.header, rules) else "extra"

    fields = tuple(field(place, column) for place, column in enumerate(columns))
    states = ("section", "outside", "continued")
    return Layout(keys, (*fields, *states))


def is_measure(header: str, rules: Rules) -> bool:
    """Whether cells below a header hold a number or a measure: "SATUAN", "TARGET (%)", "TW I"."""
    return _begins_with(header, rules.tables.measures) or is_period(header, rules)


def is_remark(header: str, rules: Rules) -> bool:
    """Whether a cell below a header remarks on one row: "KET.", "CATATAN", "KENDALA"."""
    return _begins_with(header, rules.tables.remarks)


def _begins_with(header: str, names: Sequence[str]) -> bool:
    return f"{normal(header)} ".startswith(tuple(f"{normal(name)} " for name in names))
