"""What each column of a table is called and means, by the headers over it and what stands below
them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Column, GridCell, Source, cell_text
from pipeline.recover.headers import columns_of, field_of, normal
from pipeline.recover.numbering import label, roman
from pipeline.rules import Rules

# Fields that one column says; a time may be said by several, as from when and until when.
_SAID_BY_ONE = ("component", "indicator", "action", "evidence", "pic")
_BY_FAR = 2


def named_columns(
    levels: Sequence[Sequence[str]],
    groups: Sequence[tuple[int, ...]],
    periods: Sequence[str | None],
    rules: Rules,
) -> list[Column]:
    """A column is called by its lowest header where no other is called so, else by all; also by
    all where these name a field which the upper ones alone, over several columns, do not."""
    leaves = [normal(level[-1]) if level else "" for level in levels]
    above = [" ".join(level[:-1]) for level in levels]
    names = []
    for level, leaf, upper, period, group in zip(
        levels, leaves, above, periods, groups, strict=True
    ):
        joined = " ".join(level)
        field = None if period else field_of(joined, rules.headers)
        if field and upper and above.count(upper) > 1:
            field = None if field == field_of(upper, rules.headers) else field
        if not level:
            names.append(f"kolom {group[0] + 1}")
        elif field or leaves.count(leaf) > 1 and len(level) > 1:
            names.append(joined)
        else:
            names.append(level[-1])
    return list(columns_of(names, rules.headers))


def named_above(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    levels: Sequence[Sequence[str]],
    groups: Sequence[Sequence[int]],
    periods: Sequence[str | None],
    columns: list[Column],
    rules: Rules,
) -> list[Column]:
    """The columns with a field that only a header over several of them names ("INDIKATOR" above
    "Uraian", "Satuan" and "Target") given to the one of them that says it: the only one below a
    header that is not known, or the one of these with by far the most text."""
    found = list(columns)
    tops = [level[0] if len(level) > 1 else None for level in levels]
    for top in dict.fromkeys(t for t in tops if t):
        field = field_of(top, rules.headers)
        own = [i for i, t in enumerate(tops) if t == top]
        taken = any(column.key == field for column in found)
        if field not in _SAID_BY_ONE or taken or len(own) < 2 or any(periods[i] for i in own):
            continue
        unknown = [
            i for i in own if columns[i].is_extra and not field_of(levels[i][-1], rules.headers)
        ]
        long = sorted((_characters(source, rows, groups[i]), i) for i in unknown)
        if long and (len(long) == 1 or long[-1][0] >= _BY_FAR * long[-2][0]):
            at = long[-1][1]
            found[at] = Column(field, " ".join(levels[at]))
    return found


def _characters(source: Source, rows: Sequence[Sequence[GridCell]], group: Sequence[int]) -> int:
    """How much text stands in the places of a column."""
    cells = (row[place].cell for row in rows for place in group if place < len(row))
    return sum(len(cell_text(source, cell)) for cell in cells)


def numbers_joined(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    levels: Sequence[Sequence[str]],
    columns: list[Column],
    groups: list[tuple[int, ...]],
    periods: list[str | None],
) -> tuple[list[Column], list[tuple[int, ...]], list[str | None]]:
    """The column of numbers with the places beside it below no header that hold only numbers, one
    at most in a row: each level of them is set in a little further."""
    at = next((i for i, c in enumerate(columns) if c.key == "component_no"), None)
    if at is None:
        return columns, groups, periods
    end = at + 1
    while end < len(columns) and not levels[end]:
        places = [place for group in groups[at : end + 1] for place in group]
        held = [[_text_at(source, row, place) for place in places] for row in rows]
        own = [texts[-1] for texts in held if texts[-1]]
        if not own or not all(label(t) is not None or roman(t.upper()) for t in own):
            break
        if any(sum(map(bool, texts)) > 1 for texts in held):
            break
        end += 1
    joined = tuple(place for group in groups[at:end] for place in group)
    return (
        [*columns[: at + 1], *columns[end:]],
        [*groups[:at], joined, *groups[end:]],
        [*periods[: at + 1], *periods[end:]],
    )


def _text_at(source: Source, row: Sequence[GridCell], place: int) -> str:
    return cell_text(source, row[place].cell) if place < len(row) else ""


def numbered_apart(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    end: int,
    columns: list[Column],
    groups: list[tuple[int, ...]],
    periods: list[str | None],
) -> tuple[list[Column], list[tuple[int, ...]], list[str | None]]:
    """The component's column cut in two where its number has a place of its own below one
    header."""
    keys = [column.key for column in columns]
    if "component" not in keys or "component_no" in keys:
        return columns, groups, periods
    at = keys.index("component")
    first, *rest = groups[at]
    texts = [
        cell_text(source, row[first].cell)
        for row in rows[end:]
        if first < len(row) and row[first].cell and row[first].colspan == 1
    ]
    numbers = [label(text) is not None or roman(text) is not None for text in texts]
    if not rest or not texts or sum(numbers) < 0.9 * len(numbers):
        return columns, groups, periods
    header = columns[at].header
    columns = [*columns[:at], Column("component_no", header), *columns[at:]]
    groups = [*groups[:at], (first,), tuple(rest), *groups[at + 1 :]]
    return columns, groups, [*periods[:at], None, *periods[at:]]
