"""Corrections put on a plan, after its rows are assembled and before their deadlines are read.

Every entry sees the rows as read, by their own text, and where no row as read is so named, the
rows as the entries above it have left them: so a row that was split, joined or set can be named by
what it says now. Cells keep their places in the source whatever is set, so every character is
still counted where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from pipeline.corrections.columns import EXTRA, squeezed, texts_of_row
from pipeline.corrections.entries import Corrections, Entry, PlanFix
from pipeline.corrections.rows import join_rows, set_cell, split_row
from pipeline.errors import ExportError
from pipeline.model import Plan, Row, Source

_SHOWN = 60  # characters of a cell's text in a message
_NEAR_SHOWN = 300  # and of one in which a slip is to be found


@dataclass(frozen=True)
class _Item:
    """A row at work: the rows as read that went into it, by number, with their texts, and the
    columns that are set or split already, each with the line of the entry that did it."""

    row: Row
    read: Mapping[int, Mapping[str, str]]
    was_set: Mapping[str, int] = field(default_factory=dict)
    was_split: Mapping[str, int] = field(default_factory=dict)


def apply_corrections(source: Source, plan: Plan, corrections: Corrections) -> Plan:
    """The plan as corrected.

    Raises ExportError for the first entry that cannot be applied; its value "states" says of every
    entry, in order, whether it could be: "applied", "none", "several" or "twice".
    """
    items = [_Item(row, {row.row_no: texts_of_row(row)}) for row in plan.rows]
    headers = {f"{EXTRA}{header}" for row in plan.rows for header in row.extra}
    fixed: dict[str, int] = {}
    states, errors = [], []
    for line, entry in corrections.entries:
        try:
            if entry.plan is not None:
                plan = _fix_plan(plan, entry.plan, line, fixed)
            else:
                items = _correct(source, items, entry, line, headers)
            states.append("applied")
        except ExportError as error:
            values = {**error.values, "file": corrections.file, "line": line}
            errors.append(ExportError(error.code, **values))
            states.append(_STATES.get(error.code, "none"))
    if errors:
        raise ExportError(errors[0].code, **errors[0].values, states=" ".join(states))
    return replace(plan, rows=tuple(_numbered(items)))


_STATES = {
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
    source: Source, items: Sequence[_Item], entry: Entry, line: int, headers: set[str]
) -> list[_Item]:
    """The rows with one entry applied: those it names split or joined, then set, then marked."""
    items = list(items)
    places = _named(items, entry)
    if entry.split:
        place, parts = _split(source, [(i, items[i]) for i in places], entry.split, line)
        items[place : place + 1] = parts
        places = [place, place + 1]
    if entry.join:
        place = places[-1]
        if place + 1 == len(items):
            raise ExportError("correction_no_next")
        items[place : place + 2] = [_joined(source, items[place], items[place + 1])]
        places = [*places[:-1], place]
    for column, text in (entry.set or {}).items():
        if column.startswith(EXTRA) and column not in headers:
            raise ExportError("correction_no_column", wanted=f'"{column.removeprefix(EXTRA)}"')
        for place in places:
            items[place] = _set(items[place], column, text, line, alone=len(places) == 1)
    flags = ["checked"] if entry.checked else []
    flags += ["corrected"] if entry.split or entry.join or entry.set else []
    for place in places:
        row = items[place].row
        flagged = replace(row, flags=tuple(dict.fromkeys((*row.flags, *flags))))
        items[place] = replace(items[place], row=flagged)
    return items


def _named(items: Sequence[_Item], entry: Entry) -> list[int]:
    """Where the row stands that an entry names; in several places if it has been split."""
    wanted = {name: squeezed(text) for name, text in (entry.row or {}).items()}

    def fits(texts: Mapping[str, str]) -> bool:
        return all(squeezed(texts.get(name, "")) == text for name, text in wanted.items())

    as_read: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        for number, texts in item.read.items():
            if fits(texts):
                as_read.setdefault(number, []).append(place)
    found = [as_read[number] for number in sorted(as_read)]
    if not found:
        found = [[i] for i, item in enumerate(items) if fits(texts_of_row(item.row))]
    if entry.occurrence is not None:
        found = found[entry.occurrence - 1 : entry.occurrence]
    if len(found) != 1:
        shown = ", ".join(f"{name} {_shown(text)}" for name, text in (entry.row or {}).items())
        if found:
            raise ExportError("correction_several", wanted=shown, count=len(found))
        no, near = _nearest(items, entry)
        raise ExportError("correction_none", wanted=shown, near_no=no, near=near)
    return found[0]


def _nearest(items: Sequence[_Item], entry: Entry) -> tuple[int, str]:
    """The number of the row that is most like what an entry names, and what it says there."""
    wanted = {name: squeezed(text) for name, text in (entry.row or {}).items()}

    def likeness(item: _Item) -> float:
        texts = texts_of_row(item.row)
        pairs = ((squeezed(texts.get(name, "")), text) for name, text in wanted.items())
        return sum(fuzz.ratio(mine, text) * (len(mine) + len(text)) for mine, text in pairs)

    nearest = max(items, key=likeness).row
    texts = texts_of_row(nearest)
    other = [name for name, text in wanted.items() if squeezed(texts.get(name, "")) != text]
    shown = (f"{name} {_shown(texts.get(name, ''), _NEAR_SHOWN)}" for name in other or wanted)
    return nearest.row_no, ", ".join(shown)


def _shown(text: str, most: int = _SHOWN) -> str:
    """A cell's text in a message."""
    words = " ".join(text.split())
    return f'"{words[:most]}…"' if len(words) > most else f'"{words}"'


def _split(
    source: Source, found: Sequence[tuple[int, _Item]], words: Mapping[str, str], line: int
) -> tuple[int, list[_Item]]:
    """The place that is split and its two parts. Of a row that is split already, the part that
    holds the words is split again."""
    errors: list[ExportError] = []
    made: list[tuple[int, list[_Item]]] = []
    for place, item in found:
        for column in words:
            if column in item.was_set:
                raise ExportError("correction_twice", column=column, other=item.was_set[column])
        try:
            parts = split_row(source, item.row, words)
        except ExportError as error:
            shown = _shown(str(error.values.get("wanted", "")))
            errors.append(ExportError(error.code, **{**error.values, "wanted": shown}))
            continue
        split = {**item.was_split, **dict.fromkeys(words, line)}
        made.append((place, [replace(item, row=row, was_split=split) for row in parts]))
    if not made:
        raise errors[0]
    if len(made) > 1:
        column, text = next(iter(words.items()))
        values = {"column": column, "wanted": _shown(text), "count": len(made)}
        raise ExportError("correction_split_several", **values)
    return made[0]


def _joined(source: Source, first: _Item, second: _Item) -> _Item:
    was_set = {**second.was_set, **first.was_set}
    row = join_rows(source, first.row, second.row, frozenset(was_set))
    was_split = {**second.was_split, **first.was_split}
    return _Item(row, {**first.read, **second.read}, was_set, was_split)


def _set(item: _Item, column: str, text: str, line: int, alone: bool) -> _Item:
    """A row with one cell set, once. A cell that was split is set in one part at a time."""
    other = item.was_set.get(column) or (None if alone else item.was_split.get(column))
    if other is not None:
        raise ExportError("correction_twice", column=column, other=other)
    return replace(
        item, row=set_cell(item.row, column, text), was_set={**item.was_set, column: line}
    )


def _numbered(items: Sequence[_Item]) -> list[Row]:
    """The rows in order; each keeps the number of its id, and further parts of one add theirs."""
    rows = []
    parts: Counter[int] = Counter()
    for row_no, item in enumerate(items, 1):
        read_as = min(item.read)
        parts[read_as] += 1
        number = f"{read_as:04d}" + (f".{parts[read_as]}" if parts[read_as] > 1 else "")
        moved = number if number != f"{row_no:04d}" else None
        rows.append(replace(item.row, row_no=row_no, number=moved))
    return rows
