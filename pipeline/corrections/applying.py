"""Corrections put on a plan, after its rows are assembled and before their deadlines are read.

Which row an entry names is said in `pipeline.corrections.naming`. Cells keep their places in the
source whatever is set, so every character is still counted where it stands; those of a row that is
taken out are furniture. A row that was found by its words alone is read otherwise than it was when
its entry was written: it is corrected and asks to be looked at, whatever the entry says of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.corrections.columns import EXTRA, texts_of_row
from pipeline.corrections.entries import Corrections, Entry, PlanFix
from pipeline.corrections.naming import Item, named_row, shortened
from pipeline.corrections.rows import join_rows, set_cell, split_row
from pipeline.errors import ExportError
from pipeline.model import Furniture, Plan, Row, Source


def apply_corrections(source: Source, plan: Plan, corrections: Corrections) -> Plan:
    """The plan as corrected; its `corrections` say of every entry, in order, "applied", or
    "by_words" where its row was found by its words alone.

    Raises ExportError for the first entry that cannot be applied; its value "states" says of every
    entry, in order, whether it could be: as above, "none", "several" or "twice".
    """
    items = [Item(source, row, {row.row_no: texts_of_row(row)}) for row in plan.rows]
    headers = {f"{EXTRA}{header}" for row in plan.rows for header in row.extra}
    fixed: dict[str, int] = {}
    states: list[str] = []
    errors: list[ExportError] = []
    for line, entry in corrections.entries:
        try:
            if entry.plan is not None:
                plan, by_words = _fix_plan(plan, entry.plan, line, fixed), False
            else:
                items, by_words = _correct(source, items, entry, line, headers)
            states.append("by_words" if by_words else "applied")
        except ExportError as error:
            document = corrections.file.rsplit("/", 1)[-1].removesuffix(".yaml")
            values = {**error.values, "file": corrections.file, "line": line, "document": document}
            errors.append(ExportError(error.code, **values))
            states.append(_STATES.get(error.code, "none"))
    if errors:
        raise ExportError(errors[0].code, **errors[0].values, states=" ".join(states))
    furniture = (*plan.furniture, *_taken_out(items))
    rows = tuple(_numbered(items))
    return replace(plan, rows=rows, furniture=furniture, corrections=tuple(states))


_STATES = {
    "correction_dropped": "twice",
    "correction_several": "several",
    "correction_split_several": "several",
    "correction_twice": "twice",
}


def _fix_plan(plan: Plan, fix: PlanFix, line: int, fixed: dict[str, int]) -> Plan:
    """The plan with another year, unit or title; `fixed` takes note of which."""
    new = {name: value for name, value in fix if value is not None}
    for name in new:
        if fixed.setdefault(name, line) != line:
            raise ExportError("correction_twice", column=name, other=fixed[name])
    flags = [flag for flag in plan.flags if not (flag == "year_missing" and "year" in new)]
    return replace(plan, **new, flags=tuple(dict.fromkeys((*flags, "plan_corrected"))))


def _correct(
    source: Source, items: Sequence[Item], entry: Entry, line: int, headers: set[str]
) -> tuple[list[Item], bool]:
    """The rows with one entry applied: those it names split or joined, then set, then marked; and
    whether they were found by their words alone."""
    items = list(items)
    places, by_words = named_row(items, entry)
    for place in places if entry.drop else ():
        items[place] = replace(items[place], dropped=line, by_words=by_words)
    if entry.split:
        place, parts = _split(source, [(i, items[i]) for i in places], entry.split, line)
        items[place : place + 1] = parts
        places = [place, place + 1]
    if entry.join:
        place = places[-1]
        left = (i for i in range(place + 1, len(items)) if items[i].dropped is None)
        following = next(left, None)
        if following is None:
            raise ExportError("correction_no_next")
        items[place] = _joined(source, items[place], items.pop(following))
        places = [*places[:-1], place]
    for column, text in (entry.set or {}).items():
        if column.startswith(EXTRA) and column not in headers:
            raise ExportError("correction_no_column", wanted=f'"{column.removeprefix(EXTRA)}"')
        for place in places:
            items[place] = _set(items[place], column, text, line, alone=len(places) == 1)
    flags = ["read_otherwise"] if by_words else ["checked"] if entry.checked else []
    flags += ["corrected"] if entry.split or entry.join or entry.set else []
    for place in places:
        row = items[place].row
        flagged = replace(row, flags=tuple(dict.fromkeys((*row.flags, *flags))))
        items[place] = replace(items[place], row=flagged)
    return items, by_words


def _split(
    source: Source, found: Sequence[tuple[int, Item]], words: Mapping[str, str], line: int
) -> tuple[int, list[Item]]:
    """The place that is split and its two parts. Of a row that is split already, the part that
    holds the words is split again."""
    errors: list[ExportError] = []
    made: list[tuple[int, list[Item]]] = []
    for place, item in found:
        for column in words:
            if column in item.was_set:
                raise ExportError("correction_twice", column=column, other=item.was_set[column])
        try:
            parts = split_row(source, item.row, words)
        except ExportError as error:
            shown = shortened(str(error.values.get("wanted", "")))
            errors.append(ExportError(error.code, **{**error.values, "wanted": shown}))
            continue
        split = {**item.was_split, **dict.fromkeys(words, line)}
        made.append((place, [replace(item, row=row, was_split=split) for row in parts]))
    if not made:
        raise errors[0]
    if len(made) > 1:
        column, text = next(iter(words.items()))
        values = {"column": column, "wanted": shortened(text), "count": len(made)}
        raise ExportError("correction_split_several", **values)
    return made[0]


def _joined(source: Source, first: Item, second: Item) -> Item:
    was_set = {**second.was_set, **first.was_set}
    row = join_rows(source, first.row, second.row, frozenset(was_set))
    was_split = {**second.was_split, **first.was_split}
    return Item(source, row, {**first.read, **second.read}, was_set, was_split)


def _set(item: Item, column: str, text: str, line: int, alone: bool) -> Item:
    """A row with one cell set, once. A cell that was split is set in one part at a time."""
    other = item.was_set.get(column) or (None if alone else item.was_split.get(column))
    if other is not None:
        raise ExportError("correction_twice", column=column, other=other)
    return replace(
        item, row=set_cell(item.row, column, text), was_set={**item.was_set, column: line}
    )


def _taken_out(items: Sequence[Item]) -> Iterator[Furniture]:
    """What the cells of rows that were taken out are now, where no other row has them. A row that
    was found by its words alone may be more than was meant: its text is left unplaced, so that it
    is looked at."""
    for item in items:
        if item.dropped is not None and not item.by_words:
            for cell in (*item.row.cells.values(), *item.row.extra_cells.values()):
                for span in cell:
                    yield Furniture(span, "dropped")


def _numbered(items: Sequence[Item]) -> list[Row]:
    """The rows that are left, in order; each keeps the number of its id, and further parts of one
    add theirs."""
    rows: list[Row] = []
    parts: Counter[int] = Counter()
    for item in items:
        read_as = min(item.read)
        parts[read_as] += 1
        if item.dropped is not None:
            continue
        row_no = len(rows) + 1
        number = f"{read_as:04d}" + (f".{parts[read_as]}" if parts[read_as] > 1 else "")
        moved = number if number != f"{row_no:04d}" else None
        rows.append(replace(item.row, row_no=row_no, number=moved))
    return rows
