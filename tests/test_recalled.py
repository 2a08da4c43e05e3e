"""Rows of an earlier plan, as evidence for which cells a row leaves empty."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.recalled import SHAPES, Row, shapes_at, shapes_of

KEYS = ("component", "indicator", "action", "evidence", "target")
LAYOUT = Layout(KEYS, (*KEYS, "section", "outside", "continued"))
ACTION = tuple("Memasang portal dan rambu".split())
FIRST = {
    "component": ("Jembatan",),
    "indicator": ("Jembatan", "terawat"),
    "action": tuple("Memeriksa jembatan setiap bulan".split()),
    "evidence": ("Laporan",),
    "target": ("Maret",),
}
SECOND = FIRST | {"action": ACTION, "target": ("Juni",)}
del SECOND["evidence"]
WORDS = (*ACTION, "Juni", "2023")


def _seen(name: str, rows: Sequence[Row | None], before: str, after: str) -> float:
    """How much of a shape the joint behind the action has, between two columns."""
    at = shapes_at(shapes_of(rows), WORDS, LAYOUT)[len(ACTION)]
    return float(at[SHAPES.index(name), KEYS.index(before), KEYS.index(after)])


def test_a_cell_that_a_row_lacked_last_year_is_expected_to_be_empty() -> None:
    rows = [FIRST, SECOND]
    assert _seen("recalled:three:ends:empty:none", rows, "action", "target") == 1.0
    assert _seen("recalled:three:ends:filled:none", rows, "action", "evidence") == 1.0


def test_a_cell_that_a_row_had_last_year_is_expected_to_be_there() -> None:
    rows = [FIRST, SECOND | {"evidence": ("Foto",)}]
    assert _seen("recalled:three:ends:empty:own", rows, "action", "target") == 1.0
    assert _seen("recalled:three:ends:filled:own", rows, "action", "evidence") == 1.0


def test_a_cell_like_that_of_the_row_above_may_have_been_one_with_it() -> None:
    rows = [FIRST, SECOND | {"evidence": FIRST["evidence"]}]
    assert _seen("recalled:three:ends:empty:none", rows, "action", "target") == 0.0
    assert _seen("recalled:three:ends:empty:own", rows, "action", "target") == 0.0


def test_rows_that_differ_tell_as_much_as_they_agree() -> None:
    rows = [FIRST, SECOND, None, SECOND | {"evidence": ("Foto",)}]
    assert _seen("recalled:three:ends:empty:none", rows, "action", "target") == 0.0
