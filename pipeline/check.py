"""`rkt check`: every promise about the tables, verified on the tables as they stand."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from dateutil.rrule import rrulestr

from pipeline import store
from pipeline.errors import ExportError
from pipeline.exports import find_exports
from pipeline.fingerprint import file_sha256
from pipeline.messages import FLAGS, say
from pipeline.model import FIELDS, Source, fold
from pipeline.read import read
from pipeline.tables import (
    DEADLINE_KINDS,
    DTYPES,
    PRECISIONS,
    STATUSES,
    TABLES,
    Record,
    arrow_schema,
)

Tables = Mapping[str, list[Record]]
# A section row is furniture that every row below it repeats.
_SECTION = frozenset(["area", "area_no"])
_TEXT_FORMATS = frozenset(["text", "delimited"])


def check(parsed: Path, raw: Path | None = None) -> list[str]:
    """Every broken promise of the tables in `parsed`, in words; an interrupted run is finished
    first. With `raw`, also whether each cell stands in its export where the tables say.

    Raises StoreBusyError while a run is at work.
    """
    if (parsed / ".cache").is_dir():
        with suppress(PermissionError), store.locked(parsed):
            pass
    arrow, broken = _read_tables(parsed)
    if broken:
        return broken
    tables = {name: table.to_pylist() for name, table in arrow.items()}
    broken += [*_formal(tables), *_dtypes(parsed)]
    if broken:
        return broken
    broken += [*_documents(tables), *_indicators(tables), *_deadlines(tables), *_cells(tables)]
    if raw is not None:
        broken += _against_raw(tables, raw)
    return broken


def counts(parsed: Path) -> dict[str, int]:
    """How many documents, rows and deadlines the tables hold."""
    names = {"documents": "documents", "rows": "indicators", "deadlines": "deadlines"}
    return {
        name: pq.read_metadata(store.table_path(parsed, table)).num_rows
        for name, table in names.items()
    }


def _read_tables(parsed: Path) -> tuple[dict[str, pa.Table], list[str]]:
    arrow, broken = {}, []
    for table in TABLES:
        try:
            arrow[table] = pq.read_table(store.table_path(parsed, table))
        except (OSError, pa.ArrowException) as error:
            reason = str(error).splitlines()[0]
            broken.append(say("promise.table", table=table, reason=reason))
            continue
        found, wanted = arrow[table].schema.remove_metadata(), arrow_schema(table)
        for here, there in _first_difference(found, wanted):
            broken.append(say("promise.schema", table=table, found=here, wanted=there))
    if not broken and (parsed / ".cache").is_dir() and store.read_state(parsed) is None:
        broken.append(say("promise.together"))
    return arrow, broken


def _first_difference(found: pa.Schema, wanted: pa.Schema) -> Iterator[tuple[str, str]]:
    """The first place in which two schemas differ, as text."""
    here = [f"{field.name} {field.type}" for field in found]
    there = [f"{field.name} {field.type}" for field in wanted]
    for index in range(max(len(here), len(there))):
        a, b = [*here, "–"][min(index, len(here))], [*there, "–"][min(index, len(there))]
        if a != b:
            yield a, b
            return


def _dtypes(parsed: Path) -> Iterator[str]:
    for table, columns in TABLES.items():
        found = pd.read_parquet(store.table_path(parsed, table)).dtypes
        for column in columns:
            if str(found[column.name]) != DTYPES[column.kind]:
                yield say(
                    "promise.dtype",
                    table=table,
                    column=column.name,
                    found=found[column.name],
                    wanted=DTYPES[column.kind],
                )


def _formal(tables: Tables) -> Iterator[str]:
    """Missing values, keys, references and sequences."""
    for table, columns in TABLES.items():
        for column in columns:
            values = [row[column.name] for row in tables[table]]
            if column.required and None in values:
                row = values.index(None)
                yield say("promise.required", table=table, column=column.name, row=row)
    for table, key in (
        ("documents", "document_id"),
        ("documents", "source_path"),
        ("indicators", "row_id"),
        ("deadlines", "deadline_id"),
    ):
        count = Counter(row[key] for row in tables[table])
        for value in (value for value, times in count.items() if times > 1):
            yield say("promise.unique", table=table, column=key, value=value)
    for table, key, home in (
        ("indicators", "document_id", "documents"),
        ("deadlines", "document_id", "documents"),
        ("deadlines", "row_id", "indicators"),
        ("cells", "row_id", "indicators"),
    ):
        known = {row[key] for row in tables[home]}
        for value in dict.fromkeys(row[key] for row in tables[table] if row[key] not in known):
            yield say("promise.reference", table=table, column=key, value=value)
    for table, number, within in (
        ("indicators", "row_no", "document_id"),
        ("deadlines", "seq", "row_id"),
    ):
        for whole, rows in _grouped(tables[table], within).items():
            if [row[number] for row in rows] != list(range(1, len(rows) + 1)):
                yield say("promise.sequence", table=table, column=number, within=whole)


def _documents(tables: Tables) -> Iterator[str]:
    rows_of = _grouped(tables["indicators"], "document_id")
    for document in tables["documents"]:
        id_ = document["document_id"]
        rows = rows_of.get(id_, [])
        wanted: Record = {
            "rows": len(rows),
            "rows_to_review": sum(row["needs_review"] for row in rows),
        }
        if document["status"] not in STATUSES:
            yield _not_allowed("documents", "status", id_, document["status"])
        if document["status"] == "failed":
            for name in ("error", "remedy"):
                if not document[name]:
                    yield _not_allowed("documents", name, id_, document[name])
        else:
            unplaced = document["chars_unplaced"]
            wanted["status"] = "review" if unplaced or wanted["rows_to_review"] else "ok"
            wanted["error"] = None
            parts = [document[f"chars_{p}"] for p in ("in_cells", "in_furniture", "unplaced")]
            if None in parts or document["chars_total"] != sum(parts):
                values = dict(zip(("cells", "furniture", "unplaced"), parts, strict=True))
                total = document["chars_total"]
                yield say("promise.characters", where=id_, total=total, **values)
        yield from _agreement("documents", id_, document, wanted)


def _indicators(tables: Tables) -> Iterator[str]:
    documents = {document["document_id"]: document for document in tables["documents"]}
    for row in tables["indicators"]:
        id_ = row["row_id"]
        document = documents[row["document_id"]]
        wanted = {name: document[name] for name in ("year", "unit")}
        if "title_below" not in row["flags"]:  # that names another year or unit
            yield from _agreement("indicators", id_, row, wanted)
        if not id_.startswith(f"{row['document_id']}/"):
            yield _not_allowed("indicators", "row_id", id_, id_)
        if not 0 <= row["confidence"] <= 1:
            yield _not_allowed("indicators", "confidence", id_, row["confidence"])
        if (row["component_no"] or "").endswith("."):
            yield _not_allowed("indicators", "component_no", id_, row["component_no"])
        if not _is_extra(row["extra"]):
            yield _not_allowed("indicators", "extra", id_, row["extra"])
        if "checked" in row["flags"] and row["needs_review"]:
            yield _not_allowed("indicators", "needs_review", id_, row["needs_review"])
        yield from _flags("indicators", id_, row["flags"])


def _is_extra(text: str) -> bool:
    try:
        extra = json.loads(text)
    except ValueError:
        return False
    return isinstance(extra, dict) and all(isinstance(value, str) for value in extra.values())


def _deadlines(tables: Tables) -> Iterator[str]:
    rows = {row["row_id"]: row for row in tables["indicators"]}
    for deadline in tables["deadlines"]:
        id_, row = deadline["deadline_id"], rows[deadline["row_id"]]
        start, end = deadline["start_date"], deadline["end_date"]
        wanted = {"document_id": row["document_id"], "year": row["year"], "due_date": end}
        yield from _agreement("deadlines", id_, deadline, wanted)
        if deadline["kind"] not in DEADLINE_KINDS:
            yield _not_allowed("deadlines", "kind", id_, deadline["kind"])
        if deadline["precision"] is not None and deadline["precision"] not in PRECISIONS:
            yield _not_allowed("deadlines", "precision", id_, deadline["precision"])
        if (start is None) != (end is None) or (start is not None and start > end):
            yield say("promise.dates", where=id_)
        if deadline["kind"] == "conditional" and not deadline["condition"]:
            yield _not_allowed("deadlines", "condition", id_, deadline["condition"])
        if (deadline["kind"] == "recurring") != (deadline["rrule"] is not None):
            yield _not_allowed("deadlines", "rrule", id_, deadline["rrule"])
        if deadline["rrule"] is not None:
            yield from _rrule(id_, deadline["rrule"], start)
        at = slice(deadline["phrase_start"], deadline["phrase_end"])
        if row["target"] is not None and row["target"][at] != deadline["phrase"]:
            yield say("promise.phrase", where=id_)
        yield from _flags("deadlines", id_, deadline["flags"])


def _rrule(where: str, text: str, start: datetime | None) -> Iterator[str]:
    try:
        rrulestr(text, dtstart=start)
        reason = "DTSTART" if "DTSTART" in text.upper() else None
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error)
    if reason:
        yield say("promise.rrule", where=where, value=text, reason=reason)


def _cells(tables: Tables) -> Iterator[str]:
    """The pieces of each cell, one after another, are the text of the row, where it was not
    corrected; no text is without its pieces."""
    pieces: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in tables["cells"]:
        pieces[cell["row_id"], cell["column"]].append(cell["text"])
    for row in tables["indicators"]:
        id_ = row["row_id"]
        extra = json.loads(row["extra"]) if _is_extra(row["extra"]) else {}
        texts = {name: row[name] for name in ("area", *FIELDS)}
        texts |= {f"extra:{header}": text for header, text in extra.items()}
        inferred = "component_no_inferred" in row["flags"]
        corrected = "corrected" in row["flags"]  # its pieces are what the export says all the same
        for column, text in texts.items():
            own = [" ".join(piece.split()) for piece in pieces.pop((id_, column), [])]
            plain = " ".join((text or "").split())
            if column == "component_no":  # "1.", "(1)" or "No. 1" is 1; an inferred one is nowhere
                same = plain in " ".join(own) or (inferred and not own)
            else:
                same = _follow_one_another(own, plain)
            if not same and not corrected:
                yield say("promise.cell", where=id_, column=column)
        number = (id_, "area_no")
        if pieces.pop(number, []) and row["area_no"] is None and not corrected:
            yield say("promise.cell", where=id_, column="area_no")
        if corrected:  # a further column may have been emptied
            emptied = {key for key in pieces if key[0] == id_ and key[1].startswith("extra:")}
            for key in emptied:
                del pieces[key]
    for id_, column in pieces:
        yield say("promise.cell", where=id_, column=column)


def _follow_one_another(pieces: Iterable[str], text: str) -> bool:
    """Whether a text is its pieces, with a space between two or, inside a word, none."""
    at = 0
    for piece in pieces:
        at += at > 0 and text[at : at + 1] == " "
        if not text.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(text)


def _against_raw(tables: Tables, raw: Path) -> Iterator[str]:
    """Each export is still the one that was parsed, and each cell stands where it is said to."""
    exports = {export.name: export for export in find_exports(raw)}
    document_of = {row["row_id"]: row["document_id"] for row in tables["indicators"]}
    cells_of: dict[str, list[Record]] = defaultdict(list)
    for cell in tables["cells"]:
        cells_of[document_of[cell["row_id"]]].append(cell)
    for document in tables["documents"]:
        id_ = document["document_id"]
        export = exports.get(document["source_path"])
        if export is None:
            yield say("promise.gone", where=document["source_path"])
            continue
        if document["source_sha256"] is None or export.problem:
            continue
        try:
            if file_sha256(export.path) != document["source_sha256"]:
                yield say("promise.raw", where=document["source_path"])
                continue
            if document["format"] in _TEXT_FORMATS:
                source = read(export.path)
                yield from _characters(document, source, cells_of[id_])
                yield from _offsets(source, cells_of[id_])
        except ExportError:
            yield say("promise.raw", where=document["source_path"])


def _characters(document: Record, source: Source, cells: list[Record]) -> Iterator[str]:
    """Each non-space character is counted once: those in cells are the union of the pieces."""
    total = sum(not c.isspace() for c in source.text)
    spans = [(c["char_start"], c["char_end"]) for c in cells if c["column"] not in _SECTION]
    in_cells = {i for start, end in spans for i in range(start, end)}
    wanted = {
        "chars_total": total,
        "chars_in_cells": sum(not source.text[i : i + 1].isspace() for i in in_cells),
    }
    yield from _agreement("documents", document["document_id"], document, wanted)


def _offsets(source: Source, cells: Iterable[Record]) -> Iterator[str]:
    for cell in cells:
        where, column = cell["row_id"], cell["column"]
        start, end = cell["char_start"], cell["char_end"]
        if start is None or end is None or fold(source.text[start:end]) != cell["text"]:
            yield say("promise.offsets", where=where, column=column, start=start, end=end)
            continue
        lines = (source.line_of(start), source.line_of(max(start, end - 1)))
        found = (cell["line_start"], cell["line_end"])
        if found != lines or cell["page"] != source.page_of(start):
            yield say("promise.lines", where=where, column=column)


def _flags(table: str, where: str, flags: Iterable[str]) -> Iterator[str]:
    for flag in flags:
        if flag not in FLAGS:
            yield say("promise.flag", table=table, where=where, value=flag)


def _agreement(table: str, where: str, row: Record, wanted: Record) -> Iterator[str]:
    for column, value in wanted.items():
        if row[column] != value:
            found = row[column]
            values = {"where": where, "found": found, "wanted": value}
            yield say("promise.agrees", table=table, column=column, **values)


def _not_allowed(table: str, column: str, where: str, value: object) -> str:
    return say("promise.value", table=table, column=column, where=where, value=value)


def _grouped(rows: Iterable[Record], key: str) -> dict[Hashable, list[Record]]:
    groups: dict[Hashable, list[Record]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups
