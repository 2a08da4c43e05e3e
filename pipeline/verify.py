"""Character accounting, and what a person should look at."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Plan, Row, Source, Span
from pipeline.recover.explain import count_characters, count_placed

# Flags that ask for a look whatever the stage thinks of its reading.
ASKING = {
    "ragged_row",
    "target_missing",
    "area_missing",
    "cell_shared",
    "component_only",
    "heading_unread",
    "time_unclear",
    "order_lost",
    "schedule_lost",
    "schedule_unmarked",
    "header_guessed",
    "page_unreadable",
    "page_without_text",
    "text_overlapping",
    "file_incomplete",
    "read_otherwise",
    "value_not_shown",
    "characters_damaged",
    "year_of_two",
}
# What a spreadsheet shows in place of a value: one that does not fit its column, and errors.
_NOT_SHOWN = re.compile(
    r"(?<!\S)(?:#{3,}|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3})(?!\S)"
)


def verify(source: Source, plan: Plan) -> Plan:
    """The plan with every non-space character of its source counted once, as in a cell, in
    furniture or unplaced, and with `needs_review` set on every row that is not sure."""
    in_cells = [
        span
        for row in plan.rows
        for key, cell in (*row.cells.items(), *row.extra_cells.items())
        if key != "area"
        for span in cell
    ]
    furniture = [item.span for item in plan.furniture]
    furniture += [span for row in plan.rows for span in row.cells.get("area", ())]
    total = count_characters(source.text)
    cells = count_placed(source, in_cells)
    placed = count_placed(source, [*in_cells, *furniture])
    return replace(
        plan,
        rows=tuple(_reviewed(_not_shown(_as_scanned(source, row)), plan) for row in plan.rows),
        unplaced=tuple(_unplaced(source, [*in_cells, *furniture])),
        chars_total=total,
        chars_in_cells=cells,
        chars_in_furniture=placed - cells,
        chars_unplaced=total - placed,
        pages=len(source.page_starts) or None,
    )


def _as_scanned(source: Source, row: Row) -> Row:
    """A row of a scan is right only if each of its words was read right."""
    boxes = source.boxes
    if boxes is None or boxes.sure is None:
        return row
    cells = (*row.cells.values(), *row.extra_cells.values())
    spans = {span for cell in cells for span in cell}
    sure = [boxes.sure_of(span) for span in sorted(spans)]
    if all(chance == 1 for chance in sure):
        return row
    flags = tuple(dict.fromkeys((*row.flags, "from_scan")))
    return replace(row, flags=flags, confidence=row.confidence * math.prod(sure))


def _not_shown(row: Row) -> Row:
    """A row is not whole where its export shows no value, or a sign for a character unknown."""
    texts = [text for text in (*row.texts.values(), *row.extra.values()) if text]
    flags = ["value_not_shown"] * any(map(_NOT_SHOWN.search, texts))
    flags += ["characters_damaged"] * any("\ufffd" in text for text in texts)
    return replace(row, flags=(*row.flags, *flags)) if flags else row


def _reviewed(row: Row, plan: Plan) -> Row:
    flags = tuple(dict.fromkeys((*row.flags, *plan.flags)))
    undated = plan.year is None and any(d.kind == "unresolved" for d in row.deadlines)
    doubtful = row.confidence < plan.sure or undated or any(flag in ASKING for flag in flags)
    doubtful = doubtful and "checked" not in flags
    return replace(row, flags=flags, needs_review=doubtful, confidence=round(row.confidence, 4))


def _unplaced(source: Source, spans: Iterable[Span]) -> Iterable[Span]:
    """The runs of text, white space around them aside, that no span covers."""
    done = 0
    for span in [*sorted(spans), Span(len(source.text), len(source.text))]:
        if span.start > done:
            gap = source.text[done : span.start]
            if match := re.search(r"\S(?:.*\S)?", gap, re.DOTALL):
                yield Span(done + match.start(), done + match.end())
        done = max(done, span.end)
