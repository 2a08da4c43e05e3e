"""Rows that head others by their numbers: "1", "1.1", "1.1.2", "A.1.a", or A above 1 above a.

The column of numbers may be called anything ("KODE"). Rows on the outermost level that lack what
the others have are sections; those between them and the rows of the plan are components.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.model import Column, Furniture, RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.numbering import roman

_FEWEST_ROWS = 3
_NUMBERED = 0.9  # of the cells of a column that numbers rows
_FEWEST_BARE = 2  # columns that rows have and those above them lack
_MOST = 0.5  # of the rows have such a column
_DEEPEST = 5  # levels
_NAMES = ("component", "action", "indicator")
_NUMBER = re.compile(r"\(?([^\W_]{1,4}(?:\.[^\W_]{1,4}){0,6})[.)]?", re.ASCII)
_KINDS = (
    ("number", r"\d{1,4}"),
    ("roman", r"[IVXL]+"),
    ("small", r"[ivxl]+"),
    ("upper", r"[A-Z]"),
    ("lower", r"[a-z]"),
)
_FIRST = {"number": "1", "roman": "I", "small": "i", "upper": "A", "lower": "a"}

_ROMAN = ("roman", "small")

_Kinds = tuple[str, ...]


@dataclass(frozen=True)
class _Numbered:
    """The lines with numbers, in order: their places, how deep each is (0 is the outermost), and
    whether the next one is deeper."""

    places: tuple[int, ...]
    depths: tuple[int, ...]

    @property
    def heads(self) -> dict[int, int]:
        """Place → depth of the lines that head others."""
        pairs = zip(self.places, self.depths, (*self.depths[1:], 0), strict=True)
        return {place: depth for place, depth, following in pairs if following > depth}


def with_nesting(source: Source, recovery: Recovery) -> Recovery:
    """The recovery with rows that head others as sections and components; as it is where numbers
    tell of none."""
    key = _numbering_column(source, recovery)
    numbered = _numbered(source, recovery, key) if key else None
    heads = numbered.heads if numbered else {}
    if key is None or numbered is None or not heads:
        return recovery
    lines = recovery.lines
    rows = [lines[i] for i in numbered.places if i not in heads]
    keys = [column.key for column in recovery.columns if column.key != key]
    bare = [
        k
        for k in keys
        if sum(_has(row, k) for row in rows) > _MOST * len(rows)
        and not any(_has(lines[i], k) for i in heads)
    ]
    own = {i: depth for i, depth in heads.items() if isinstance(lines[i], RawRow)}
    if len(bare) < _FEWEST_BARE or not all(_name(source, lines[i], key) for i in own):
        return recovery
    if not own and key == "component_no":
        return recovery  # all of them are sections already
    deep = any(depth > 0 for depth in own.values())
    if deep and "component" in keys:
        return recovery
    return _headed(source, recovery, key, own, deep)


def _numbering_column(source: Source, recovery: Recovery) -> str | None:
    """The key of the column whose cells number rows: that of the components' numbers, or where
    there is none the first one."""
    keys = [column.key for column in recovery.columns]
    if "component_no" in keys:
        return "component_no"
    if not keys or not keys[0].startswith("extra:"):
        return None
    texts = [
        cell_text(source, cell)
        for line in recovery.lines
        if isinstance(line, RawRow) and (cell := line.cells.get(keys[0], ()))
    ]
    good = sum(_NUMBER.fullmatch(text) is not None for text in texts)
    return keys[0] if texts and good >= _NUMBERED * len(texts) else None


def _numbered(source: Source, recovery: Recovery, key: str) -> _Numbered | None:
    """The lines that have numbers; None where these are not nested. A level that is new begins
    with its first number."""
    levels: list[_Kinds] = []
    seen: dict[_Kinds, str] = {}
    places: list[int] = []
    depths: list[int] = []
    for i, line in enumerate(recovery.lines):
        cell = line.cells.get(key, ()) if isinstance(line, RawRow) else line.number
        text = cell_text(source, cell)
        if not text:
            continue
        match = _NUMBER.fullmatch(text)
        if match is None:
            return None
        own = match.group(1)
        ways = _kinds(own)
        held = [way for way in ways if way in levels]
        on = (way for way in held if _follows(way, seen[way], own))
        kinds = next(on, None)
        if kinds is None and not any(way not in seen and _begins(way, own) for way in ways):
            kinds = next(iter(held), None)
        if kinds is None:
            # … or goes on where it stopped below the number before.
            on = (way for way in ways if way in seen and _follows(way, seen[way], own))
            # … or is a code that begins with that of the row above it, or one in several parts
            # above all others.
            within = own.startswith(f"{seen[levels[-1]]}.") if levels else "." in own
            kinds = next((way for way in ways if _begins(way, own)), None) or next(on, None)
            kinds = kinds or (ways[0] if within and ways else None)
            if kinds is None or len(levels) >= _DEEPEST:
                return None
            if levels and len(kinds) < len(levels[-1]) and kinds[-1] == "number":
                return None
            levels.append(kinds)
        else:
            del levels[levels.index(kinds) + 1 :]
        seen[kinds] = match.group(1)
        places.append(i)
        depths.append(len(levels) - 1)
    if len(places) < _FEWEST_ROWS or not any(depths):
        return None
    return _Numbered(tuple(places), tuple(depths))


def _kinds(text: str) -> list[_Kinds]:
    """What the parts of a number are: "A.1" → upper, number. A letter may be a Roman numeral."""
    found: list[_Kinds] = [()]
    for part in text.split("."):
        kinds = [kind for kind, pattern in _KINDS if re.fullmatch(pattern, part)]
        kinds = [kind for kind in kinds if kind not in _ROMAN or roman(part.upper())]
        found = [(*way, kind) for way in found for kind in kinds]
    return found


def _begins(way: _Kinds, own: str) -> bool:
    """Whether a number is the first one of its kinds."""
    return _FIRST[way[-1]] == own.split(".")[-1].lstrip("0")


def _follows(way: _Kinds, before: str, own: str) -> bool:
    """Whether a number of some kinds comes right after another one of them."""
    *stem, last = own.split(".")
    *above, previous = before.split(".")
    return stem == above and _value(way[-1], last) == _value(way[-1], previous) + 1


def _value(kind: str, part: str) -> int:
    if kind == "number":
        return int(part)
    return (roman(part.upper()) or 0) if kind in _ROMAN else ord(part)


def _headed(
    source: Source, recovery: Recovery, key: str, heads: Mapping[int, int], deep: bool
) -> Recovery:
    """The recovery whose lines at `heads` are sections, or components where they are the deepest of
    several levels; the numbers of the rows below those stand in a column of their own."""
    deepest = max(heads.values(), default=0)
    own = next(column for column in recovery.columns if column.key == key)
    rest = Column(own.key if own.is_extra else f"extra:{own.header}", own.header)
    furniture = list(recovery.furniture)
    lines: list[Section | RawRow] = []
    below = False  # a component
    for i, line in enumerate(recovery.lines):
        if not isinstance(line, RawRow):
            below = False
            lines.append(line)
            continue
        cells = dict(line.cells)
        number = cells.pop(key, ())
        if i in heads:
            name = cells.pop(_name(source, line, key) or "", ())
            below = deep and heads[i] == deepest
            furniture += [Furniture(span, "section") for cell in cells.values() for span in cell]
            if below:
                cells = {"component_no": number, "component": name}
                lines.append(replace(line, cells=cells, schedule=()))
            else:
                lines.append(Section(number, name))
        else:
            cells[rest.key if below else "component_no"] = number
            lines.append(replace(line, cells=cells))
    columns = [column for column in recovery.columns if column is not own]
    added = [Column("component_no", own.header)]
    if deep:
        added += [Column("component", own.header), rest]
    return replace(
        recovery,
        columns=(*added, *columns),
        lines=tuple(lines),
        furniture=tuple(furniture),
    )


def _name(source: Source, line: Section | RawRow, number: str) -> str | None:
    """The column of what a line that heads others is called: one that may be, or the only one in
    words, beside the weights and values of what stands below."""
    found = [key for key in _NAMES if _has(line, key)]
    cells = line.cells if isinstance(line, RawRow) else {}
    others = [
        key
        for key, cell in cells.items()
        if key != number and any(char.isalpha() for char in cell_text(source, cell))
    ]
    return found[0] if found else others[0] if len(others) == 1 else None


def _has(line: Section | RawRow, key: str) -> bool:
    return isinstance(line, RawRow) and bool(line.cells.get(key))
