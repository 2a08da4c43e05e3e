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
_UNIT_HEADERS = ("SATUAN", "UNIT")  # first words


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

    @property
    def units(self) -> tuple[int, ...]:
        """The columns of units."""
        return tuple(c for c, key in enumerate(self.keys) if is_unit(key.removeprefix("extra:")))

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
    known = _with_parts_named(columns)
    prose = min((known.index(key) for key in _PROSE if key in known), default=0)

    def field(place: int, column: Column) -> str:
        if not known[place].startswith("extra:"):
            return known[place]
        if is_measure(column.header, rules):
            return "value"
        return "group" if place < prose and not is_remark(column.header, rules) else "extra"

    fields = tuple(field(place, column) for place, column in enumerate(columns))
    states = ("section", "outside", "continued")
    return Layout(keys, (*fields, *states))


def _with_parts_named(columns: Sequence[Column]) -> list[str]:
    """The keys of columns by what their cells are: below "KEGIATAN" and "SUB KEGIATAN" the latter
    are the actions, and what they are parts of groups them."""
    keys = [column.key for column in columns]
    names = [normal(column.header) for column in columns]
    for place, name in enumerate(names):
        whole = names.index(name[4:]) if name.startswith("SUB ") and name[4:] in names else place
        if whole < place and keys[whole] in _PROSE and columns[place].is_extra:
            keys[whole], keys[place] = f"extra:{keys[whole]}", keys[whole]
    return keys


def is_measure(header: str, rules: Rules) -> bool:
    """Whether cells below a header hold a number or a measure: "SATUAN", "TARGET (%)", "TW I"."""
    return _begins_with(header, rules.tables.measures) or is_period(header, rules)


def is_unit(header: str) -> bool:
    """Whether cells below a header hold units: "SATUAN"."""
    return normal(header).split(" ")[0] in _UNIT_HEADERS


def is_remark(header: str, rules: Rules) -> bool:
    """Whether a cell below a header remarks on one row: "KET.", "CATATAN", "KENDALA"."""
    return _begins_with(header, rules.tables.remarks)


def _begins_with(header: str, names: Sequence[str]) -> bool:
    return f"{normal(header)} ".startswith(tuple(f"{normal(name)} " for name in names))
