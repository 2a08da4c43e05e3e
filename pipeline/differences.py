"""What the terminal shows of two exports that are compared; they are called A and B there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.compare import Comparison, RowDifference
from pipeline.display import deadline_line, label, marked, printable
from pipeline.messages import say
from pipeline.tables import Record

# What a row has from the rows above it: where it differs, it differs in many rows at once.
_CARRIED = ("area", "component_no", "component")
_TELLING = ("indicator", "action", "evidence", "target")


def comparison_lines(comparison: Comparison) -> Iterator[RenderableType]:
    """The exports, the rows that only one of them has, and those that differ, word by word."""
    for side, document in (("A", comparison.first), ("B", comparison.second)):
        names = ("document_id", "unit", "year", "rows")
        values = {name: _one_line(str(document[name] or "–")) for name in names}
        name = _one_line(document["source_path"])
        yield Text(say("compare.export", side=side, name=name, **values), "bold")
    counts = {
        "same": comparison.same,
        "differing": len(comparison.differing),
        "only_first": len(comparison.only_first),
        "only_second": len(comparison.only_second),
    }
    yield Text(say("compare.equal") if comparison.is_equal else say("compare.counts", **counts))
    for side, rows in (("A", comparison.only_first), ("B", comparison.only_second)):
        yield from _only(side, rows)
    yield from _differing(comparison.differing)


def _only(side: str, rows: Sequence[Record]) -> Iterator[RenderableType]:
    if rows:
        yield Text("\n" + say("compare.only", side=side), "bold")
    for row in rows:
        yield Text(f"\n{row['row_no']:>4}  {_component(row)}")
        grid = _grid(2)
        for name in _TELLING:
            if row[name]:
                grid.add_row(label(name), Text(printable(row[name])))
        yield Padding(grid, (0, 0, 0, 6))


def _differing(rows: Sequence[RowDifference]) -> Iterator[RenderableType]:
    if rows:
        yield Text("\n" + say("compare.differing"), "bold")
    shown: set[tuple[str, str, str]] = set()
    repeated = 0
    for row in rows:
        grid = _grid(3)
        for cell in row.cells:
            difference = (cell.column, cell.first, cell.second)
            if difference not in shown:
                grid.add_row(label(cell.column), "A", marked(cell.first, cell.second, "first"))
                grid.add_row("", "B", marked(cell.first, cell.second, "second"))
            if cell.column in _CARRIED:
                shown.add(difference)
        for side, deadlines in (("A", row.deadlines_first), ("B", row.deadlines_second)):
            for deadline in deadlines:
                text = Text(f"→ {deadline_line(deadline)}", "green")
                grid.add_row(say("compare.deadline"), side, text)
        if grid.row_count:
            where = say("compare.rows", first=row.first["row_no"], second=row.second["row_no"])
            yield Text(f"\n  {where}  {_component(row.first)}")
            yield Padding(grid, (0, 0, 0, 6))
        else:
            repeated += 1
    if repeated:
        yield Text("\n" + say("compare.repeated", count=repeated))


def _component(row: Record) -> str:
    names = ("area", "component_no", "component")
    return " ".join(_one_line(row[name]) for name in names if row[name])


def _grid(columns: int) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for column in range(columns - 1):
        grid.add_column(style="dim" if column == 0 else None, no_wrap=column > 0)
    grid.add_column(overflow="fold")
    return grid


def _one_line(text: str) -> str:
    return printable(text.replace("\n", " "))
