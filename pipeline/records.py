"""A finished plan as records of the four tables, and as the DataFrames of `pipeline.parse`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.model import Cell, Deadline, Plan, Row, Source, Span, fold
from pipeline.tables import DOCUMENTS, Record, to_frame
from pipeline.trace import trace_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Origin:
    """Where a plan comes from and what it is parsed with: the same in every row it gives."""

    document_id: str
    source_path: str
    source_sha256: str | None
    version: str
    rules_sha256: str


@dataclass(frozen=True)
class Parsed:
    """One parsed export. `document` is its row of the documents table; `unplaced` is the text
    that is in no cell and no furniture, with its line; `alternatives` are runner-up readings,
    row_id → column → text, of the rows that have one; `corrections` are the `Plan`'s."""

    document: Record
    indicator_records: list[Record] = field(default_factory=list, repr=False)
    deadline_records: list[Record] = field(default_factory=list, repr=False)
    cell_records: list[Record] = field(default_factory=list, repr=False)
    unplaced: list[tuple[int, str]] = field(default_factory=list, repr=False)
    alternatives: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    trace: str = field(default="", repr=False)
    corrections: list[str] = field(default_factory=list, repr=False)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per row of the plan's table."""
        return to_frame("indicators", self.indicator_records)

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        """One row per deadline."""
        return to_frame("deadlines", self.deadline_records)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row per piece of a cell: where everything came from."""
        return to_frame("cells", self.cell_records)


def parsed_plan(source: Source, plan: Plan, origin: Origin) -> Parsed:
    """The records of a verified plan, and its trace."""
    rows = [(row, row_id(row, origin.document_id)) for row in plan.rows]
    return Parsed(
        document=_with_all_columns(_document(source, plan, origin)),
        indicator_records=[_indicator(row, row_id, plan, origin) for row, row_id in rows],
        deadline_records=[
            _deadline(deadline, seq, row_id, row.year or plan.year, origin)
            for row, row_id in rows
            for seq, deadline in enumerate(row.deadlines, 1)
        ],
        cell_records=[record for row, row_id in rows for record in _cells(source, row, row_id)],
        unplaced=[
            (source.line_of(span.start), fold(source.text[span.start : span.end]))
            for span in plan.unplaced
        ],
        alternatives={row_id: dict(row.alternative) for row, row_id in rows if row.alternative},
        trace=trace_text(source, plan, origin.source_sha256 or ""),
        corrections=list(plan.corrections),
    )


def row_id(row: Row, document_id: str) -> str:
    """The id of a row, which corrections of other rows do not change."""
    return f"{document_id}/{row.number or f'{row.row_no:04d}'}"


def failed_export(origin: Origin, error: str, remedy: str) -> Parsed:
    """The records of an export that could not be parsed: its row of the documents table."""
    document = {**_origin(origin), "rows": 0, "rows_to_review": 0, "status": "failed"}
    return Parsed(_with_all_columns({**document, "error": error, "remedy": remedy}))


def _with_all_columns(document: Record) -> Record:
    return {column.name: document.get(column.name) for column in DOCUMENTS}


def _origin(origin: Origin) -> Record:
    return {
        "document_id": origin.document_id,
        "source_path": origin.source_path,
        "source_sha256": origin.source_sha256,
        "version": origin.version,
        "rules_sha256": origin.rules_sha256,
    }


def _document(source: Source, plan: Plan, origin: Origin) -> Record:
    to_review = sum(row.needs_review for row in plan.rows)
    return {
        **_origin(origin),
        "format": source.format,
        "layout": plan.layout,
        "stage": plan.stage,
        "title": plan.title,
        "year": plan.year,
        "unit": plan.unit,
        "pages": plan.pages,
        "rows": len(plan.rows),
        "rows_to_review": to_review,
        "chars_total": plan.chars_total,
        "chars_in_cells": plan.chars_in_cells,
        "chars_in_furniture": plan.chars_in_furniture,
        "chars_unplaced": plan.chars_unplaced,
        "status": "review" if to_review or plan.chars_unplaced else "ok",
    }


def _indicator(row: Row, row_id: str, plan: Plan, origin: Origin) -> Record:
    names = ("area", "component_no", "component", "indicator", "action", "evidence", "target")
    return {
        "document_id": origin.document_id,
        "row_id": row_id,
        "row_no": row.row_no,
        "year": row.year or plan.year,
        "unit": row.unit or plan.unit,
        "area_no": row.area_no,
        **{name: row.texts.get(name) or None for name in (*names, "pic")},
        "extra": json.dumps(dict(row.extra), ensure_ascii=False),
        "page": row.page,
        "stage": "scanned" if "from_scan" in row.flags else plan.stage,
        "confidence": float(row.confidence),
        "needs_review": row.needs_review,
        "flags": list(row.flags),
    }


def _deadline(
    deadline: Deadline, seq: int, row_id: str, year: int | None, origin: Origin
) -> Record:
    start, end = deadline.start_date, deadline.end_date
    return {
        "deadline_id": f"{row_id}/{seq}",
        "row_id": row_id,
        "document_id": origin.document_id,
        "year": year,
        "seq": seq,
        "kind": deadline.kind,
        "start_date": start.isoformat() if start else None,
        "end_date": end.isoformat() if end else None,
        "due_date": end.isoformat() if end else None,
        "precision": deadline.precision,
        "rrule": deadline.rrule,
        "condition": deadline.condition,
        "label": deadline.label,
        "value": deadline.value,
        "phrase": deadline.phrase,
        "phrase_start": deadline.phrase_start,
        "phrase_end": deadline.phrase_end,
        "flags": list(deadline.flags),
    }


def _cells(source: Source, row: Row, row_id: str) -> Iterator[Record]:
    extra: Mapping[str, Cell] = {f"extra:{name}": cell for name, cell in row.extra_cells.items()}
    for column, cell in {**row.cells, **extra}.items():
        for span in cell:
            yield {"row_id": row_id, "column": column, **_place(source, span)}


def _place(source: Source, span: Span) -> Record:
    """Text and place of one piece of a cell. Lines and characters are places of a text export
    only; a workbook's cell has its reference. Geometry joins here."""
    sheet, cell = source.reference_of(span.start)
    place = {
        "text": fold(source.text[span.start : span.end]),
        "page": source.page_of(span.start),
        "sheet": sheet,
        "cell": cell,
    }
    if source.is_text:
        place["line_start"] = source.line_of(span.start)
        place["line_end"] = source.line_of(max(span.start, span.end - 1))
        place["char_start"], place["char_end"] = span.start, span.end
    if source.boxes and (box := source.boxes.around(span)):
        place |= {edge: round(value, 2) for edge, value in box._asdict().items()}
    return place
