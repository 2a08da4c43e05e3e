"""The four tables: what each column is called, holds and means. The only place that says so.

Building, writing, checking and the documentation all go by `TABLES`. A table is built from
records (one dict per row, JSON values only: dates as ISO text), becomes an Arrow table, and a
pandas DataFrame whose dtypes need no repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Record = dict[str, Any]

# Kind of column → pandas dtype, as `pandas.read_parquet` gives it back.
DTYPES: Mapping[str, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "float64",
    "truth": "boolean",
    "date": "datetime64[us]",
    "codes": "object",
}


class Column(NamedTuple):
    """One column of a table. `required`: never NA."""

    name: str
    kind: str
    meaning: str
    required: bool = False


INDICATORS = (
    Column("document_id", "text", "the export the row comes from", True),
    Column("row_id", "text", "unique, stable while the export does not change", True),
    Column("row_no", "integer", "1… in reading order within the document", True),
    Column("year", "integer", "the plan's year, from the title above the row"),
    Column("unit", "text", "the plan's unit, from its title, verbatim"),
    Column("area_no", "integer", "number of the section the row stands in"),
    Column("area", "text", "name of the section the row stands in"),
    Column("component_no", "text", "number of the component, without closing dot"),
    Column("component", "text", "KOMPONEN, carried down"),
    Column("indicator", "text", "INDIKATOR, verbatim"),
    Column("action", "text", "LANGKAH AKSI, verbatim"),
    Column("evidence", "text", "BUKTI FISIK, verbatim"),
    Column("target", "text", "TARGET WAKTU, verbatim"),
    Column("pic", "text", "PENANGGUNG JAWAB, verbatim"),
    Column("extra", "text", "JSON object, header → text, of every further column", True),
    Column("page", "integer", "first page of the row, from 1; NA without pages"),
    Column("stage", "text", "the extractor that recovered the row", True),
    Column("confidence", "number", "probability that every cell of the row is exactly right", True),
    Column("needs_review", "truth", "a person should look before relying on the row", True),
    Column("flags", "codes", "what is special about the row, see docs/flags.md", True),
)

DEADLINES = (
    Column("deadline_id", "text", "unique: row_id and seq", True),
    Column("row_id", "text", "the row of indicators the deadline belongs to", True),
    Column("document_id", "text", "the export the deadline comes from", True),
    Column("year", "integer", "the plan's year"),
    Column("seq", "integer", "1… within the row", True),
    Column("kind", "text", "date, month, range, recurring, conditional or unresolved", True),
    Column("start_date", "date", "first day, inclusive"),
    Column("end_date", "date", "last day, inclusive"),
    Column("due_date", "date", "the day it is due: end_date"),
    Column("precision", "text", "day, week, month, quarter, semester or year"),
    Column("rrule", "text", "RFC 5545 recurrence without DTSTART, which is start_date"),
    Column("condition", "text", "the clause the deadline depends on"),
    Column("label", "text", "what the deadline is for, where the phrase says so"),
    Column("value", "text", "the quarter's or month's target value, where there is one"),
    Column("phrase", "text", "the words that were read", True),
    Column("phrase_start", "integer", "where the phrase begins in the row's target"),
    Column("phrase_end", "integer", "where it ends"),
    Column("flags", "codes", "what is special about the reading, see docs/flags.md", True),
)

CELLS = (
    Column("row_id", "text", "the row of indicators the cell belongs to", True),
    Column("column", "text", 'column of indicators, or "extra:" and the header', True),
    Column("text", "text", "the text of this piece of the cell", True),
    Column("page", "integer", "page the piece stands on, from 1; NA without pages"),
    Column("line_start", "integer", "first line of the piece, from 1"),
    Column("line_end", "integer", "last line of the piece"),
    Column("char_start", "integer", "first character, from 0, in the decoded text export"),
    Column("char_end", "integer", "one past the last character"),
    Column("x0", "number", "left edge in points, where the format has geometry"),
    Column("top", "number", "upper edge in points from the top of the page"),
    Column("x1", "number", "right edge in points"),
    Column("bottom", "number", "lower edge in points from the top of the page"),
    Column("sheet", "text", "sheet of a workbook; number of the table in a document"),
    Column("cell", "text", "cell in the sheet or table, such as B7"),
)

DOCUMENTS = (
    Column("document_id", "text", "slug of the path under raw/; unique in the run", True),
    Column("source_path", "text", "path under raw/", True),
    Column("source_sha256", "text", "SHA-256 of the export; NA where it could not be read"),
    Column("format", "text", "format the reader recognised"),
    Column("layout", "text", "layout of the table"),
    Column("stage", "text", "the extractor that explained the document"),
    Column("title", "text", "title of the plan, verbatim"),
    Column("year", "integer", "year of the plan, from its title"),
    Column("unit", "text", "unit of the plan, from its title"),
    Column("pages", "integer", "number of pages; NA without pages"),
    Column("rows", "integer", "rows in indicators", True),
    Column("rows_to_review", "integer", "rows that need review", True),
    Column("chars_total", "integer", "non-space characters of the export"),
    Column("chars_in_cells", "integer", "of these, in cells"),
    Column("chars_in_furniture", "integer", "in titles, headers, section rows, page numbers …"),
    Column("chars_unplaced", "integer", "in neither; they make the document review"),
    Column("status", "text", "ok, review or failed", True),
    Column("error", "text", "what is wrong, where the export could not be parsed"),
    Column("remedy", "text", "what to do about it"),
    Column("version", "text", "version of the pipeline", True),
    Column("rules_sha256", "text", "SHA-256 of the rules it was parsed with", True),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "indicators": INDICATORS,
    "deadlines": DEADLINES,
    "cells": CELLS,
    "documents": DOCUMENTS,
}

DEADLINE_KINDS = frozenset(["date", "month", "range", "recurring", "conditional", "unresolved"])
PRECISIONS = frozenset(["day", "week", "month", "quarter", "semester", "year"])
STATUSES = frozenset(["ok", "review", "failed"])


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        # Not date32, which pandas reads as objects.
        "date": pa.timestamp("us"),
        "codes": pa.list_(pa.field("element", pa.string())),
    }
    columns = TABLES[table]
    return pa.schema([pa.field(c.name, types[c.kind], nullable=not c.required) for c in columns])


def to_arrow(table: str, records: Iterable[Record]) -> pa.Table:
    """Records → Arrow table, which tells pandas the dtypes of `DTYPES`."""
    import pyarrow as pa

    frame = to_frame(table, records)
    return pa.Table.from_pandas(frame, schema=arrow_schema(table), preserve_index=False)


def to_frame(table: str, records: Iterable[Record]) -> pd.DataFrame:
    """Records → DataFrame with exactly the table's columns, order and dtypes."""
    import pandas as pd

    rows = list(records)
    columns = {}
    for column in TABLES[table]:
        values = [row.get(column.name) for row in rows]
        if column.kind == "date":
            values = [value and datetime.fromisoformat(value) for value in values]
        columns[column.name] = pd.Series(values, dtype=DTYPES[column.kind])
    return pd.DataFrame(columns)


_JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (float, int),
    "truth": (bool,),
    "date": (str,),
    "codes": (list,),
}


def check_records(**records: Iterable[Record]) -> None:
    """Raise TypeError or ValueError for records that their table could not hold, so that one
    export's fault is found before all exports are put together."""
    for table, rows in records.items():
        columns = TABLES[table]
        for row in rows:
            if unknown := row.keys() - {column.name for column in columns}:
                raise TypeError(f"{table} has no column {sorted(unknown)[0]}")
            for column in columns:
                _check_value(f"{table}.{column.name}", column, row.get(column.name))


def _check_value(name: str, column: Column, value: Any) -> None:
    if value is None:
        if column.required:
            raise ValueError(f"{name} is missing")
        return
    fits = isinstance(value, _JSON_TYPES[column.kind])
    if not fits or (isinstance(value, bool) and column.kind != "truth"):
        raise TypeError(f"{name} is {value!r}, not {column.kind}")
    if column.kind == "date":
        datetime.fromisoformat(value)
    for text in value if column.kind == "codes" else [value]:
        if isinstance(text, str):
            text.encode()  # Arrow holds no lone surrogates
