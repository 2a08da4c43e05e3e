"""Plans that several exports hold, and where these differ, as the first page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.compare import Comparison, Piece, RowDifference, compare_same_plans, plans_of
from pipeline.messages import TEXTS, Text
from pipeline.report.said import joined, text
from pipeline.tables import Record

_MOST = 100  # rows of a comparison that the page shows; `rkt compare` shows all
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


class Other(NamedTuple):
    """A further export of a plan, beside the first: its id and name, what is said of it, its rows
    that are not the same, how many more of these there are, and whether it repeats the first."""

    document_id: str
    name: str
    words: Text
    rows: list[Rows]
    more: int
    is_copy: bool


class Held(NamedTuple):
    """A plan that several exports hold: the unit and year, the id and name of the export that the
    others are compared with, and these. It counts `times` in the tables."""

    unit: str
    year: int
    document_id: str
    name: str
    others: list[Other]
    times: int


def held(tables: Mapping[str, Sequence[Record]]) -> list[Held]:
    """The plans in the tables that several exports hold."""
    comparisons = compare_same_plans(list(plans_of(tables).values()))
    return [
        _held([*pairs])
        for _, pairs in groupby(comparisons, key=lambda pair: pair.first["document_id"])
    ]


def copies(plans: Sequence[Held]) -> dict[str, str]:
    """The exports that repeat another one of their plan, and that one, by document_id."""
    return {
        other.document_id: plan.document_id
        for plan in plans
        for other in plan.others
        if other.is_copy
    }


def _held(pairs: Sequence[Comparison]) -> Held:
    first, others = pairs[0].first, [_other(pair) for pair in pairs]
    unit = " ".join(first["unit"].split())
    times = 1 + sum(other.is_copy for other in others)
    return Held(unit, first["year"], first["document_id"], first["source_path"], others, times)


def _other(pair: Comparison) -> Other:
    rows = list(_rows(pair))
    document = pair.second
    return Other(
        document["document_id"],
        document["source_path"],
        joined(_counts(pair)),
        rows[:_MOST],
        len(rows[_MOST:]),
        pair.is_copy,
    )


def _counts(pair: Comparison) -> Iterator[Text]:
    """How many rows are the same and how many are not, without what there is none of."""
    if pair.is_equal:
        yield text("twice.equal", count=pair.same)
        return
    counts = {
        "same": pair.same,
        "differing": len(pair.differing),
        "only_there": len(pair.only_second),
        "missing_there": len(pair.only_first),
    }
    yield from (text(f"twice.{name}", count=count) for name, count in counts.items() if count)
    if not pair.is_copy:
        yield TEXTS["twice.another"]


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
