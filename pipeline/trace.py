"""What became of every character of an export: for the review page, which shows where each cell
came from and what was left out.

    parsed/trace/ID.json    one file per parsed export

A trace is a JSON object:

    format, source_sha256   of the export, as in the documents table
    text, page_starts       as in `Source`
    runs                    [start, end, role, row_no or null, column or null], ascending: every
                            non-space character is in exactly one. Roles are "cell", "section"
                            (the number and name of an area), those of `Furniture`, and "unplaced";
                            a cell that several rows share is named by the first of them
    cells                   row_no → column → the numbers of the runs that the cell consists of
    alternatives            row_no → column → text of the runner-up reading, where there is one
    sheets                  grids of formats without pages: name, and rows of cells
                            [reference or null, rows covered, columns covered, [[start, end], …]]
    boxes                   words on pages: [start, x0, top, x1, bottom] in points
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.model import Plan, Row, Source, Span

# Bytes of a file's name: most file systems allow 255, with ending and the mark of a new file.
_LONGEST_NAME = 200


class _Owner(NamedTuple):
    """What a span is; where spans overlap the lowest in order is believed."""

    order: int
    role: str
    row_no: int | None = None
    column: str | None = None


def trace_text(source: Source, plan: Plan, source_sha256: str) -> str:
    """The trace of a verified plan as JSON: the same plan gives the same text."""
    owners = _owners(plan)
    runs = list(_runs(source.text, owners))
    starts = [run[0] for run in runs]
    trace = {
        "format": source.format,
        "source_sha256": source_sha256,
        "text": source.text,
        "page_starts": source.page_starts,
        "runs": runs,
        "cells": {str(row.row_no): _cells(row, starts) for row in plan.rows},
        "alternatives": {
            str(row.row_no): dict(row.alternative) for row in plan.rows if row.alternative
        },
        "sheets": [] if source.boxes else [_sheet(grid.sheet, grid.rows) for grid in source.grids],
        "boxes": _boxes(source),
    }
    return json.dumps(trace, separators=(",", ":"))  # ASCII: a text may hold lone surrogates


def trace_path(parsed: Path, document_id: str) -> Path:
    """Where the trace of an export stands."""
    return parsed / "trace" / f"{file_stem(document_id)}.json"


def file_stem(document_id: str) -> str:
    """A document's id as the name of a file: itself, cut and marked where it is too long."""
    raw = document_id.encode()
    if len(raw) <= _LONGEST_NAME:
        return document_id
    mark = hashlib.sha256(raw).hexdigest()[:16]
    return f"{raw[: _LONGEST_NAME - 17].decode(errors='ignore')}-{mark}"


def write_traces(parsed: Path, traces: Mapping[str, str]) -> None:
    """Make `parsed/trace/` hold these traces (by document id) and no other, each file replaced
    whole. Raises OSError where it cannot be written."""
    folder = parsed / "trace"
    folder.mkdir(exist_ok=True)
    wanted = {trace_path(parsed, document_id): text for document_id, text in traces.items()}
    for path, text in wanted.items():
        content = text.encode()
        if not path.exists() or path.read_bytes() != content:
            new = path.with_suffix(".new")
            new.write_bytes(content)
            new.replace(path)
    for path in folder.iterdir():
        if path not in wanted:
            path.unlink()


def has_traces(parsed: Path, document_ids: Iterable[str]) -> bool:
    """Whether every one of these exports has its trace."""
    return all(trace_path(parsed, document_id).is_file() for document_id in document_ids)


def read_trace(parsed: Path, document_id: str) -> dict[str, Any]:
    """The trace of an export. Raises FileNotFoundError where there is none."""
    trace: dict[str, Any] = json.loads(trace_path(parsed, document_id).read_bytes())
    return trace


def _owners(plan: Plan) -> dict[Span, _Owner]:
    """Every span of the plan with what it is; a span of several rows is the first row's."""
    owners: dict[Span, _Owner] = {}

    def claim(span: Span, *what: Any) -> None:
        owners.setdefault(span, _Owner(len(owners), *what))

    for row in plan.rows:
        for column, cell in _columns(row):
            for span in cell:
                if column != "area":
                    claim(span, "cell", row.row_no, column)
    for row in plan.rows:
        for span in row.cells.get("area", ()):
            claim(span, "section", row.row_no, "area")
    for item in plan.furniture:
        claim(item.span, item.role)
    return owners


def _columns(row: Row) -> Iterator[tuple[str, tuple[Span, ...]]]:
    yield from row.cells.items()
    for header, cell in row.extra_cells.items():
        yield f"extra:{header}", cell


def _runs(text: str, owners: Mapping[Span, _Owner]) -> Iterator[list[Any]]:
    """The text cut wherever a span begins or ends, each piece with the owner that is believed."""
    edges = sorted({0, len(text), *(edge for span in owners for edge in span)})
    waiting = sorted(owners.items())
    active: list[tuple[_Owner, int]] = []
    at = 0
    for start, end in pairwise(edges):
        while at < len(waiting) and waiting[at][0].start <= start:
            span, owner = waiting[at]
            heappush(active, (owner, span.end))
            at += 1
        while active and active[0][1] <= start:
            heappop(active)
        piece = text[start:end]
        if inner := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            owner = active[0][0] if active else _Owner(0, "unplaced")
            yield [first, first + len(inner), owner.role, owner.row_no, owner.column]


def _cells(row: Row, starts: list[int]) -> dict[str, list[int]]:
    return {
        column: [
            number
            for span in cell
            for number in range(bisect_left(starts, span.start), bisect_left(starts, span.end))
        ]
        for column, cell in _columns(row)
    }


def _sheet(name: str | None, rows: Iterable[Iterable[Any]]) -> dict[str, Any]:
    cells = [[[c.ref, c.rowspan, c.colspan, c.cell] for c in row] for row in rows]
    return {"name": name, "rows": cells}


def _boxes(source: Source) -> list[list[float]]:
    if source.boxes is None:
        return []
    edges = source.boxes.edges.tolist()
    return [
        [start, *(round(edge, 1) for edge in box)]
        for start, box in zip(source.boxes.starts.tolist(), edges, strict=True)
    ]
