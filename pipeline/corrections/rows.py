"""One row set, two rows joined, one row split: texts and cells with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pipeline.corrections.columns import EXTRA, squeezed
from pipeline.errors import ExportError
from pipeline.model import Cell, Row, Source, cell_text, fold, trim
from pipeline.recover.numbering import label

V = TypeVar("V")

# What is no longer so when a cell is set.
_SETTLED = {
    "target": "target_missing",
    "indicator": "indicator_carried",
    "component_no": "component_no_inferred",
    "area": "area_no_inferred",
    "area_no": "area_no_inferred",
}
# What a row of two sections or components is under: the first of them.
_ABOVE = ("area", "component_no")


def set_cell(row: Row, column: str, text: str) -> Row:
    """A row with another text in one cell, or none; its cell stays where it is in the source. With
    another target it no longer goes by the columns of a schedule."""
    text = fold(text)
    flags = tuple(flag for flag in row.flags if not text or flag != _SETTLED.get(column))
    if column == "area_no":
        return replace(row, area_no=int(text) if text else None, flags=flags)
    if column.startswith(EXTRA):
        return replace(row, extra=_with(row.extra, column.removeprefix(EXTRA), text))
    if column == "component_no":
        text = label(text) or text.rstrip(".")
    schedule = () if column == "target" else row.schedule
    return replace(row, texts=_with(row.texts, column, text), flags=flags, schedule=schedule)


def join_rows(source: Source, first: Row, second: Row, was_set: frozenset[str]) -> Row:
    """Two rows as one: the text of each cell is that of both, one after the other; a merged cell
    that stands in both stands there once. `was_set`: columns whose text is not that of the cell."""
    texts, cells = dict(first.texts), dict(first.cells)
    for name in {**second.texts, **second.cells}:
        if name in _ABOVE and name in texts:
            if name == "component_no":
                cells[name] = _both(cells.get(name, ()), second.cells.get(name, ()))
            continue
        texts[name], cells[name] = _together(
            source, _part(first, name), _part(second, name), name in was_set
        )
    extra, extra_cells = dict(first.extra), dict(first.extra_cells)
    for header in {**second.extra, **second.extra_cells}:
        extra[header], extra_cells[header] = _together(
            source,
            (extra.get(header, ""), extra_cells.get(header, ())),
            (second.extra.get(header, ""), second.extra_cells.get(header, ())),
            f"{EXTRA}{header}" in was_set,
        )
    pages = [row.page for row in (first, second) if row.page is not None]
    return replace(
        first,
        texts={name: text for name, text in texts.items() if text},
        cells={name: cell for name, cell in cells.items() if cell},
        extra={header: text for header, text in extra.items() if text},
        extra_cells={header: cell for header, cell in extra_cells.items() if cell},
        area_no=second.area_no if first.area_no is None else first.area_no,
        page=min(pages, default=None),
        confidence=min(first.confidence, second.confidence),
        flags=tuple(dict.fromkeys((*first.flags, *second.flags))),
        schedule=(*first.schedule, *second.schedule),
        alternative=None,
    )


def split_row(source: Source, row: Row, words: Mapping[str, str]) -> tuple[Row, Row]:
    """A row as two: `words` are, by column, those with which the second begins; none where it has
    nothing in that column. What stands in other columns stands in both, as a merged cell does.

    Raises ExportError where a cell does not hold its words, or more than once, or where nothing
    would be left of the first row or come to the second.
    """
    firsts: dict[str, Cell] = {}
    seconds: dict[str, Cell] = {}
    for column, text in words.items():
        cell = _cell(row, column)
        firsts[column], seconds[column] = _cut(source, cell, text, column)
    if not any(firsts.values()) or not any(seconds.values()):
        raise ExportError("correction_split_whole")
    second = _with_cells(source, row, seconds)
    starts = [span.start for cell in seconds.values() for span in cell]
    page = source.page_of(min(starts)) if starts else row.page
    return _with_cells(source, row, firsts), replace(second, page=page)


def _cut(source: Source, cell: Cell, words: str, column: str) -> tuple[Cell, Cell]:
    """The parts of a cell before and from the words on."""
    wanted = squeezed(words)
    if not wanted:
        return cell, ()
    offsets = [i for span in cell for i in range(*span) if not source.text[i].isspace()]
    text = "".join(source.text[i] for i in offsets)
    count = text.count(wanted)
    if count != 1:
        code = "correction_split_several" if count else "correction_split_none"
        raise ExportError(code, column=column, wanted=words, count=count)
    at = offsets[text.index(wanted)]
    before: list[Cell] = []
    after: list[Cell] = []
    for start, end in cell:
        before.append(trim(source.text, start, min(end, at)))
        after.append(trim(source.text, max(start, at), end))
    return sum(before, ()), sum(after, ())


def _with_cells(source: Source, row: Row, new: Mapping[str, Cell]) -> Row:
    """A row with other cells in some columns, and their texts."""
    texts, cells = dict(row.texts), dict(row.cells)
    extra, extra_cells = dict(row.extra), dict(row.extra_cells)
    for column, cell in new.items():
        text = cell_text(source, cell)
        if column.startswith(EXTRA):
            header = column.removeprefix(EXTRA)
            extra, extra_cells = _with(extra, header, text), _with(extra_cells, header, cell)
            continue
        if column == "component_no":
            text = label(text) or text.rstrip(".")
        texts, cells = _with(texts, column, text), _with(cells, column, cell)
    return replace(
        row, texts=texts, cells=cells, extra=extra, extra_cells=extra_cells, alternative=None
    )


def _cell(row: Row, column: str) -> Cell:
    if column.startswith(EXTRA):
        return row.extra_cells.get(column.removeprefix(EXTRA), ())
    return row.cells.get(column, ())


def _part(row: Row, name: str) -> tuple[str, Cell]:
    return row.texts.get(name, ""), row.cells.get(name, ())


def _together(
    source: Source, first: tuple[str, Cell], second: tuple[str, Cell], was_set: bool
) -> tuple[str, Cell]:
    """Text and cell of one column of two rows that become one."""
    if first[1] == second[1] and (first[0] == second[0] or not second[0]):
        return first
    cell = _both(first[1], second[1])
    if was_set:
        return fold(f"{first[0]}\n{second[0]}"), cell
    return cell_text(source, cell), cell


def _both(first: Cell, second: Cell) -> Cell:
    """The places of two cells, each once."""
    return (*first, *(span for span in second if span not in first))


def _with(mapping: Mapping[str, V], key: str, value: V) -> dict[str, V]:
    """A mapping with another value under a key, or without the key if that is empty."""
    changed = {**mapping, key: value}
    return {name: kept for name, kept in changed.items() if kept or name != key}
