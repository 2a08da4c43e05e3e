"""How right recovered rows are: rows of a reading against rows of the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

FIELDS = ("area_no", "area", "component_no", "component", "indicator", "action", "evidence",
          "target", "pic")  # fmt: skip


@dataclass(frozen=True)
class Score:
    """`right` rows of the truth were found exactly; `found[i]` says whether row i of the reading
    is one of them; `missing` rows of the truth have no row in the reading."""

    rows: int
    right: int
    found: tuple[bool, ...]
    missing: int


def key_of(row: Mapping[str, Any], space: str = " ") -> tuple[str, ...]:
    """A row as it is compared: every field and extra column, with `space` for white space."""
    extra = row.get("extra") or {}
    texts = [row.get(field) for field in FIELDS]
    texts += [f"{k}={v}" for k, v in sorted(extra.items()) if v]
    return tuple("" if t is None else space.join(str(t).split()) for t in texts)


def score(
    reading: Sequence[Mapping[str, Any]], truth: Sequence[Mapping[str, Any]], space: str = " "
) -> Score:
    """Rows of both in reading order; an empty `space` leaves white space aside."""
    ours, theirs = [key_of(r, space) for r in reading], [key_of(r, space) for r in truth]
    found = [False] * len(ours)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            found[block.a + k] = True
    right = sum(found)
    return Score(len(theirs), right, tuple(found), max(0, len(theirs) - len(ours)))
