"""Plans that two exports hold, and where these differ, as the first page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.compare import Comparison, Piece, RowDifference, compare_same_plans, plans_of
from pipeline.messages import TEXTS, Text
from pipeline.report.said import text
from pipeline.tables import Record

_MOST = 100  # rows of a pair that the page shows; `rkt compare` shows all
_TELLING = ("action", "indicator", "evidence", "component", "target")
_LONGEST = 160  # characters of a row that is told by its text


class Cell(NamedTuple):
    """A cell in which two exports differ, in pieces of both or of one of them."""

    label: Text
    pieces: tuple[Piece, ...]


class Rows(NamedTuple):
    """A row that differs, or that only one export has: its number in the first and in the second,
    None where it is not there; what it is about, and its cells that differ."""

    first: int | None
    second: int | None
    what: str
    cells: list[Cell]


class Twice(NamedTuple):
    """Two exports of one plan: what is said of them, their names and ids, their rows that are not
    the same, and how many more of these there are."""

    words: Text
    names: tuple[str, str]
    ids: tuple[str, str]
    rows: list[Rows]
    more: int


def twice(tables: Mapping[str, Sequence[Record]]) -> list[Twice]:
    """Every two exports in the tables that hold the same plan."""
    return [_twice(pair) for pair in compare_same_plans(list(plans_of(tables).values()))]


def _twice(pair: Comparison) -> Twice:
    rows = list(_rows(pair))
    first, second = pair.first["source_path"], pair.second["source_path"]
    words = text(
        "twice.equal" if pair.is_equal else "twice.counts",
        first=first,
        second=second,
        same=pair.same,
        differing=len(pair.differing),
        only_first=len(pair.only_first),
        only_second=len(pair.only_second),
    )
    ids = (pair.first["document_id"], pair.second["document_id"])
    return Twice(words, (first, second), ids, rows[:_MOST], len(rows[_MOST:]))


def _rows(pair: Comparison) -> Iterator[Rows]:
    for row in pair.differing:
        yield Rows(row.first["row_no"], row.second["row_no"], _what(row.first), _cells(row))
    for record in pair.only_first:
        yield Rows(record["row_no"], None, _what(record), [])
    for record in pair.only_second:
        yield Rows(None, record["row_no"], _what(record), [])


def _cells(row: RowDifference) -> list[Cell]:
    found = []
    for cell in row.cells:
        header = cell.column.removeprefix("extra:")
        label = TEXTS.get(f"field.{cell.column}", Text(header, header))
        found.append(Cell(label, cell.words))
    return found


def _what(row: Record) -> str:
    words = " ".join(next((row[name] for name in _TELLING if row[name]), "").split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
