"""What plans already read with certainty teach about a plan written anew from them.

An office writes much of its plan from the last one, and offices of a ministry from one template.
The words of rows that need no review, in exports whose cells the format itself or drawn lines give,
tell where the cells of a flattened dump begin and end. Nothing is copied from memory into a cell:
it only speaks for boundaries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from pipeline.records import Parsed
from pipeline.recover.flowed.layout import remembered_as
from pipeline.recover.flowed.remembered import Memory, memory_of

# The stages whose rows may be learned from, and the one that learns.
TEACHING, LEARNING = ("grid", "ruled"), "flowed"
# A plan teaches another where this share of its cells begins with words that the other has too.
_SHARED = 0.3
_OPENING = 3  # words
_FIELDS = ("component", "indicator", "action", "evidence", "target", "pic")


def memory_for(plan: Parsed, others: Sequence[Parsed]) -> Memory | None:
    """The words of the plans that `plan` was written from; None where there is none, or where
    `plan` does not learn."""
    if plan.document.get("stage") != LEARNING:
        return None
    rows = [cells_of_row(record) for record in plan.indicator_records]
    words = [word for row in rows for cell in row.values() for word in cell]
    openings = set(zip(*(words[k:] for k in range(_OPENING)), strict=False))
    teachers = [
        other
        for other in others
        if other.document.get("stage") in TEACHING and _share(other, openings) >= _SHARED
    ]
    return remember(teachers) if teachers else None


def remember(plans: Sequence[Parsed]) -> Memory:
    """Every sure row, with a row that is not known between plans."""
    return memory_of(
        row
        for plan in plans
        for row in [
            *(None if r["needs_review"] else cells_of_row(r) for r in plan.indicator_records),
            None,
        ]
    )


def cells_of_row(record: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """A row of the table of indicators → the words of its cells by `remembered_as`, the area's
    too."""
    extra = record.get("extra") or {}
    further = json.loads(extra) if isinstance(extra, str) else extra
    texts = {
        **{field: record.get(field) for field in _FIELDS},
        "section": record.get("area"),
        **{remembered_as(f"extra:{header}"): text for header, text in further.items()},
    }
    return {name: tuple(text.split()) for name, text in texts.items() if text}


def fingerprint(memory: Memory) -> str:
    """SHA-256 of the remembered rows."""
    return sha256(json.dumps(memory.rows).encode()).hexdigest()


def _share(plan: Parsed, openings: set[tuple[str, ...]]) -> float:
    cells = {words for record in plan.indicator_records for words in cells_of_row(record).values()}
    long = [words for words in cells if len(words) >= _OPENING]
    return sum(words[:_OPENING] in openings for words in long) / len(long) if long else 0.0
