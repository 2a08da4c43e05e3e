"""From the table that a stage found to the finished rows of the plan.

Sections and components are carried down to every row they head, an indicator to the rows below
that have none of their own, and numbers missing in the source are inferred and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from pipeline.model import (
    Cell,
    Furniture,
    Plan,
    RawRow,
    Recovery,
    Row,
    Section,
    Source,
    Span,
    cell_text,
)
from pipeline.recover.numbering import (
    begins_anew,
    label,
    letter,
    number,
    predecessor,
    roman,
    successor,
)
from pipeline.recover.numbersapart import with_numbers_apart
from pipeline.rules import Rules
from pipeline.title import Title, is_unit, read_title
from pipeline.titlesbelow import TitleBelow, titles_below, under

# So few rows of a plan without an indicator of their own may be forgotten ones, as in two of eight
# such plans of four other authors.
_FEW_CARRIED = 2


@dataclass
class _Carried:
    """What stands above the next row."""

    area_no: int | None = None
    area: Cell = ()
    area_flags: tuple[str, ...] = ()
    component_no: str | None = None
    number_above: str | None = None  # the last one above the section, where they count through
    component_no_cell: Cell = ()
    component: Cell = ()
    component_flags: tuple[str, ...] = ()
    indicator: Cell = ()
    indicator_no: Cell = ()  # the number beside it, where components have no column
    sections: list[Span] = field(default_factory=list)


def assemble(source: Source, recovery: Recovery, rules: Rules) -> Plan:
    """Recovery → plan, without deadlines and accounting."""
    title, furniture = _title(source, recovery, rules)
    recovery = with_numbers_apart(source, recovery)
    headers = {column.key: column.header for column in recovery.columns}
    has_component = "component" in headers
    carried = _Carried()
    rows: list[Row] = []
    lines = recovery.lines
    through = _counts_through(source, lines)
    known: dict[str, int] = {}  # the numbers of sections, by their names
    carries = not _says_merged(source, recovery)
    below = titles_below(source, recovery, title, rules)
    latest: TitleBelow | None = None
    for at, (line, following) in enumerate(zip(lines, (*lines[1:], None), strict=True)):
        if at in below:
            latest = below[at]
            carried, known = _Carried(sections=carried.sections), {}
            if latest.section:
                furniture += [Furniture(span, "title") for span in latest.title.spans]
                continue
        if isinstance(line, Section):
            above = (carried.component_no or carried.number_above) if through else None
            carried = replace(_section(source, line, carried, known), number_above=above)
            continue
        if has_component:
            first = partial(_first_number, source, lines, at)
            _carry_component(source, line, carried, first if "component_no" in headers else None)
            if _is_heading(line) and isinstance(following, RawRow) and not _heads(following):
                continue  # a component's name on a row of its own: the rows below are its rows
            if _is_heading(line):
                line = replace(line, flags=(*line.flags, "component_only"))
        row = _row(source, line, carried, headers, len(rows) + 1, has_component)
        rows.append(under(latest, replace(row, page=_first_page(source, line))))
        if carries and line.cells.get("indicator"):
            carried.indicator = line.cells["indicator"]
            carried.indicator_no = line.cells.get("component_no", ())
    furniture += [Furniture(span, "section") for span in carried.sections]
    flags = recovery.flags if title.year else (*recovery.flags, "year_missing")
    return Plan(
        recovery.stage,
        recovery.layout,
        title.text,
        title.year,
        title.unit,
        tuple(_with_few_carried(rows)),
        tuple(furniture),
        flags=(*source.flags, *flags),
        sure=recovery.sure,
    )


def _with_few_carried(rows: Sequence[Row]) -> list[Row]:
    """The rows, with those in doubt whose indicator is that of the row above where few rows of the
    plan have none of their own: it may have been merged, or forgotten."""
    carried = [row for row in rows if "indicator_carried" in row.flags]
    if len(carried) > _FEW_CARRIED:
        return list(rows)
    return [
        replace(row, flags=tuple(dict.fromkeys((*row.flags, "cell_shared"))))
        if "indicator_carried" in row.flags
        else row
        for row in rows
    ]


def _counts_through(source: Source, lines: Sequence[Section | RawRow]) -> bool:
    """Whether component numbers count on from section to section: more of them go on with the last
    number above their section than begin anew."""
    on = anew = 0
    last, below = None, False
    for line in lines:
        if isinstance(line, Section):
            below = last is not None
        elif (text := label(cell_text(source, line.cells.get("component_no", ())))) is not None:
            if below and last is not None:
                on += text == successor(last)
                anew += begins_anew(text)
            last, below = text, False
    return on > anew


def _says_merged(source: Source, recovery: Recovery) -> bool:
    """Whether the export says itself which cells stand for the rows below: by rulings, or by cells
    that it merged over rows. An empty indicator is then empty."""
    if recovery.stage == "ruled":
        return True
    heads = {item.span for item in recovery.furniture if item.role == "header"}
    return any(
        cell.rowspan > 1 and any(span not in heads for span in cell.cell)
        for grid in source.grids
        for row in grid.rows
        for cell in row
    )


def _same(source: Source, one: Cell, other: Cell) -> bool:
    """Whether two cells say the same."""
    return cell_text(source, one).casefold() == cell_text(source, other).casefold()


_HEADS = ("component_no", "component")


def _heads(line: RawRow) -> bool:
    """Whether a row begins a component."""
    return any(line.cells.get(key) for key in _HEADS)


def _is_heading(line: RawRow) -> bool:
    """Whether a row holds a component's number or name and nothing else."""
    return _heads(line) and not any(cell for key, cell in line.cells.items() if key not in _HEADS)


def _title(source: Source, recovery: Recovery, rules: Rules) -> tuple[Title, list[Furniture]]:
    """The title, and the furniture with what is above the table but no title as narrative."""
    above = [item.span for item in recovery.furniture if item.role == "title"]
    first = min((s.start for line in recovery.lines for s in _spans(line)), default=0)
    title = read_title(source, [span for span in above if span.start < first], rules.titles)
    if title.year is None:
        title = read_title(source, above, rules.titles)
    if title.year is None or not is_unit(title.unit, rules.titles):
        # A title that stands on each page is a running head, and on the first one the title; so is
        # the unit below titles that differ.
        heads = [item.span for item in recovery.furniture if item.role == "running_text"]
        above += [span for span in heads if span.start < first]
        again = read_title(source, above, rules.titles)
        better = again.year and (title.year is None or is_unit(again.unit, rules.titles))
        title = again if better else title
    lines = set(title.spans)
    furniture = [
        replace(item, role="narrative") if item.role == "title" and item.span not in lines else item
        for item in recovery.furniture
    ]
    return title, furniture


def _spans(line: Section | RawRow) -> list[Span]:
    if isinstance(line, Section):
        return [*line.number, *line.name]
    return [span for cell in line.cells.values() for span in cell]


def _section(source: Source, line: Section, above: _Carried, known: dict[str, int]) -> _Carried:
    """What a section carries to its rows. `known` are the numbers of those above by their names,
    to which it is added: one that is named again has the number it had."""
    words = re.findall(r"[\w.]+", cell_text(source, line.number))  # "II", also "Area 2 :"
    text = words[-1] if words else ""
    plain = number(text)
    value = roman(text) or letter(text) or (int(plain) if plain and plain.isdigit() else None)
    flags: tuple[str, ...] = ()
    name = cell_text(source, line.name).casefold()
    if value is None:
        value, flags = known.get(name) if name else None, ("area_no_inferred",)
        value = value or max((above.area_no or 0, *known.values())) + 1
    known[name] = value
    spans = [*above.sections, *line.number, *line.name]
    return _Carried(value, line.name, flags, sections=spans)


def _first_number(source: Source, lines: Sequence[Section | RawRow], at: int) -> str:
    """The number of the component that a line begins, if it is missing and none stands above it:
    as many before the next one of its section as components begin from there to it, or the first
    of the kind that numbers other sections."""
    begun = 0
    below = islice(lines, at, None)
    for line in below:
        if isinstance(line, Section):
            break
        text = label(cell_text(source, line.cells.get("component_no", ())))
        if text is not None:
            return predecessor(text, begun) or "1"
        begun += _heads(line)
    cells = (line.cells.get("component_no", ()) for line in below if isinstance(line, RawRow))
    texts = (label(cell_text(source, cell)) for cell in cells if cell)
    return next((text for text in texts if text and "." not in text and begins_anew(text)), "1")


def _carry_component(
    source: Source, line: RawRow, carried: _Carried, first: Callable[[], str] | None
) -> None:
    """A row with a component's name or number begins that component; one with neither belongs to
    the component above. Where components are numbered at all, a missing number is inferred: as
    `first` says where none stands above."""
    number_cell, name = line.cells.get("component_no", ()), line.cells.get("component", ())
    if not number_cell and not name:
        return
    if not number_cell and _same(source, name, carried.component):
        carried.component = name  # said again on each of its rows
        return
    previous = carried.component_no or carried.number_above
    carried.component_no_cell, carried.component = number_cell, name
    carried.component_flags, carried.indicator = (), ()
    if number_cell:
        text = cell_text(source, number_cell)
        carried.component_no = label(text) or text.rstrip(".")
    elif first is not None:
        counts = previous is not None and label(previous) is not None
        carried.component_no = successor(previous) if previous and counts else first()
        carried.component_flags = ("component_no_inferred",)


def _row(
    source: Source,
    line: RawRow,
    carried: _Carried,
    headers: Mapping[str, str],
    row_no: int,
    has_component: bool,
) -> Row:
    cells = {key: cell for key, cell in line.cells.items() if cell and not key.startswith("extra:")}
    flags = [*line.flags, *carried.area_flags]
    if has_component:
        cells.update(
            {
                key: cell
                for key, cell in (
                    ("component_no", carried.component_no_cell),
                    ("component", carried.component),
                )
                if cell
            }
        )
        flags += carried.component_flags
    if "indicator" in headers and not cells.get("indicator") and carried.indicator:
        cells["indicator"] = carried.indicator
        flags.append("indicator_carried")
        if not has_component and carried.indicator_no:
            cells.setdefault("component_no", carried.indicator_no)
    if carried.area:
        cells["area"] = carried.area
    texts = {key: cell_text(source, cell) for key, cell in cells.items()}
    if has_component and carried.component_no:
        texts["component_no"] = carried.component_no
    elif "component_no" in texts:
        texts["component_no"] = label(texts["component_no"]) or texts["component_no"]
    extra_cells = {
        headers.get(key, key.removeprefix("extra:")): cell
        for key, cell in line.cells.items()
        if cell and key.startswith("extra:")
    }
    alternative = None
    if line.alternative is not None:
        alternative = {key: cell_text(source, cell) for key, cell in line.alternative.items()}
    return Row(
        row_no,
        carried.area_no,
        texts,
        cells,
        {header: cell_text(source, cell) for header, cell in extra_cells.items()},
        extra_cells,
        None,
        line.confidence,
        tuple(dict.fromkeys(flags)),
        alternative=alternative,
        schedule=line.schedule,
    )


def _first_page(source: Source, line: RawRow) -> int | None:
    starts = [span.start for cell in line.cells.values() for span in cell]
    return source.page_of(min(starts)) if starts else None
