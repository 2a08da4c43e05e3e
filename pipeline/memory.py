"""What plans already read with certainty teach about a plan written anew from them.

An office writes much of its plan from the last one, and offices of a ministry from one template.
The words of rows that need no review, in exports whose cells the format itself or drawn lines give,
tell where the cells of a flattened dump begin and end. Nothing is copied from memory into a cell:
it only speaks for boundaries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256

from pipeline.records import Parsed
from pipeline.recover.flowed.remembered import Memory, memory_of
from pipeline.tables import Record

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
    words = [word for record in plan.indicator_records for _, w in _cells(record) for word in w]
    openings = set(zip(*(words[k:] for k in range(_OPENING)), strict=False))
    teachers = [
        other
        for other in others
        if other.document.get("stage") in TEACHING and _share(other, openings) >= _SHARED
    ]
    return remember(teachers) if teachers else None


def remember(plans: Sequence[Parsed]) -> Memory:
    """The cells of every sure row."""
    return memory_of(
        cell
        for plan in plans
        for record in plan.indicator_records
        if not record["needs_review"]
        for cell in _cells(record)
    )


def fingerprint(memory: Memory) -> str:
    """SHA-256 of the remembered cells."""
    return sha256(json.dumps(memory.cells).encode()).hexdigest()


def _share(plan: Parsed, openings: set[tuple[str, ...]]) -> float:
    cells = {words for record in plan.indicator_records for _, words in _cells(record)}
    long = [words for words in cells if len(words) >= _OPENING]
    return sum(words[:_OPENING] in openings for words in long) / len(long) if long else 0.0


def _cells(record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields of a row that are not empty, with their words."""
    for field in _FIELDS:
        if record[field]:
            yield field, tuple(record[field].split())
    if record["area"]:
        yield "section", tuple(record["area"].split())
