"""What plans already read with certainty teach about the next plan of the same unit.

An office writes much of its plan anew from the last one. The words of rows that need no review, in
exports whose cells the format itself gives, tell where the cells of a flattened dump begin and
end. Nothing is copied from memory into a cell: it only speaks for boundaries.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from rapidfuzz import fuzz

from pipeline.records import Parsed
from pipeline.recover.flowed.lexicon import Lexicon, count_cell

# The stages whose rows may be learned from, and the one that learns.
TEACHING, LEARNING = "grid", "flowed"
# A unit's name may differ by a typo from one year's title to the next.
_SAME_UNIT = 92
_FIELDS = ("component", "indicator", "action", "evidence", "target", "pic")


def memory_for(plan: Parsed, others: Sequence[Parsed]) -> Lexicon | None:
    """The words of the plans of the same unit that teach; None where there is none, or where
    `plan` does not learn."""
    unit = plan.document.get("unit")
    if plan.document.get("stage") != LEARNING or not unit:
        return None
    teachers = [
        other
        for other in others
        if other.document.get("stage") == TEACHING
        and fuzz.ratio(unit.upper(), (other.document.get("unit") or "").upper()) >= _SAME_UNIT
    ]
    return remember(teachers) if teachers else None


def remember(plans: Sequence[Parsed]) -> Lexicon:
    """The counts of the words of every sure row; a cell that several rows show counts once."""
    lexicon = Lexicon()
    seen: set[tuple[str, str]] = set()
    for plan in plans:
        for record in plan.indicator_records:
            if record["needs_review"]:
                continue
            cells = {field: record[field] for field in _FIELDS}
            cells["section"] = record["area"]
            for field, text in cells.items():
                if text and (field, text) not in seen:
                    seen.add((field, text))
                    count_cell(lexicon, field, text.split())
    return lexicon


def fingerprint(lexicon: Lexicon) -> str:
    """SHA-256 of the counts."""
    counts = sorted((f"{role}:{kind}", table) for (role, kind), table in lexicon.counts.items())
    return sha256(json.dumps(counts, sort_keys=True).encode()).hexdigest()
