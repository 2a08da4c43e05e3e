"""What corrections call the cells of a row, and how the texts of cells are compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from pipeline.messages import TEXTS
from pipeline.model import FIELDS, Row
from pipeline.tables import Record

COLUMNS = ("area_no", "area", *FIELDS)
# A column without a field is called by its header, as in the table of cells: "extra:SATUAN".
EXTRA = "extra:"
_LIKE = 75  # of 100: a name so like a known one is taken for it


def is_column(name: str) -> bool:
    """Whether a cell can be called so."""
    return name in COLUMNS or (name.startswith(EXTRA) and len(name) > len(EXTRA))


def meant_column(name: str) -> str | None:
    """The column that a wrong name was meant for: one that is like it, or is called like it on the
    review page in either language."""
    from rapidfuzz import process, utils

    called = {column: column for column in COLUMNS}
    called |= {label: column for column in COLUMNS for label in TEXTS[f"field.{column}"]}
    near = process.extractOne(
        name, list(called), processor=utils.default_process, score_cutoff=_LIKE
    )
    return called[near[0]] if near else None


@lru_cache(maxsize=1 << 16)
def squeezed(text: str) -> str:
    """Text as it is compared: without white space, so that neither wrapped lines nor a word cut at
    a line's end make a difference."""
    return "".join(text.split())


def texts_of_row(row: Row) -> dict[str, str]:
    """The cells of a row by name; one that is empty may be missing."""
    extra = {f"{EXTRA}{header}": text for header, text in row.extra.items()}
    number = {} if row.area_no is None else {"area_no": str(row.area_no)}
    return {**number, **row.texts, **extra}


def texts_of_record(row: Record) -> dict[str, str]:
    """The cells of a row of the table `indicators` by name, as `texts_of_row`."""
    texts = {name: str(row[name]) for name in COLUMNS if row[name] is not None}
    extra = json.loads(row["extra"] or "{}")
    return texts | {f"{EXTRA}{header}": text for header, text in extra.items()}


def record_of_texts(texts: Mapping[str, str], row_id: str) -> Record:
    """Cells by name as a row of the table `indicators` that has these and no more."""
    further = (name for name in texts if name.startswith(EXTRA))
    extra = {name.removeprefix(EXTRA): texts[name] for name in further}
    cells = {name: texts.get(name) for name in COLUMNS}
    return {**cells, "extra": json.dumps(extra), "row_id": row_id}
