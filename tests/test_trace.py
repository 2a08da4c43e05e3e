"""Traces: every character of an export once, and every cell where its text stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Furniture, Plan, Row, Source, Span
from pipeline.parsing import parse
from pipeline.run import run
from pipeline.trace import file_stem, read_trace, trace_path, trace_text
from tests.office_files import write_docx, write_xlsx
from tests.reports import SMALL_PDF


def squeezed(text: str) -> str:
    return "".join(text.split())


def covered(trace: dict[str, Any]) -> str:
    """The non-space characters of all runs, which must not overlap."""
    ends = 0
    for start, end, *_ in trace["runs"]:
        assert ends <= start < end
        ends = end
    return squeezed("".join(trace["text"][start:end] for start, end, *_ in trace["runs"]))


def text_of(trace: dict[str, Any], row_no: int, column: str) -> str:
    runs = (trace["runs"][number] for number in trace["cells"][str(row_no)][column])
    return squeezed("".join(trace["text"][start:end] for start, end, *_ in runs))


@pytest.mark.parametrize("kind", ["tsv", "xlsx", "docx", "pdf"])
def test_every_character_is_in_one_run_and_cells_stand_in_theirs(
    tmp_path: Path, plan: Callable[..., Path], kind: str
) -> None:
    path = tmp_path / f"plan.{kind}"
    if kind == "tsv":
        path = plan()
    elif kind == "pdf":
        path.write_bytes(SMALL_PDF)
    else:
        {"xlsx": write_xlsx, "docx": write_docx}[kind](path)
    parsed = parse(path)
    trace = json.loads(parsed.trace)
    assert covered(trace) == squeezed(trace["text"])
    assert parsed.indicator_records
    for row in parsed.indicator_records:
        for column in ("area", "component", "indicator", "action", "evidence", "target"):
            if row[column]:
                assert text_of(trace, row["row_no"], column) == squeezed(row[column])
    roles = {run[2] for run in trace["runs"]}
    assert {"cell", "section", "title", "header"} <= roles


_SPANS = st.lists(
    st.tuples(st.integers(0, 39), st.integers(1, 12)).map(lambda s: Span(s[0], min(40, sum(s)))),
    max_size=4,
)


@given(st.text("ab \n", min_size=40, max_size=40), st.lists(_SPANS, max_size=4), _SPANS)
def test_spans_that_overlap_still_give_each_character_once(
    text: str, cells: list[list[Span]], furniture: list[Span]
) -> None:
    rows = tuple(
        Row(number, None, {}, {"action": tuple(cell)}, {}, {}, None, 1.0)
        for number, cell in enumerate(cells, 1)
    )
    plan = Plan("grid", "", None, None, None, rows, tuple(Furniture(s, "title") for s in furniture))
    trace = json.loads(trace_text(Source("text", text), plan, "0"))
    assert covered(trace) == squeezed(text)
    in_cells = {at for cell in cells for span in cell for at in range(*span)}
    in_title = {at for span in furniture for at in range(*span)} - in_cells
    for start, end, role, *_ in trace["runs"]:
        for at in range(start, end):
            if not text[at].isspace():
                wanted = "cell" if at in in_cells else "title" if at in in_title else "unplaced"
                assert role == wanted
    for number, cell in enumerate(cells, 1):
        own = {at for span in cell for at in range(*span) if not text[at].isspace()}
        runs = (trace["runs"][run] for run in trace["cells"][str(number)]["action"])
        assert {at for s, e, *_ in runs for at in range(s, e) if not text[at].isspace()} == own


def test_a_run_writes_traces_and_removes_those_of_exports_that_are_gone(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    gone = plan("gone.tsv")
    plan("kept.tsv")
    run(raw, parsed, jobs=1)
    assert read_trace(parsed, "gone")["format"] == "delimited"
    before = trace_path(parsed, "kept").read_bytes()
    gone.unlink()
    trace_path(parsed, "kept").unlink()
    run(raw, parsed, jobs=1)
    assert trace_path(parsed, "kept").read_bytes() == before
    assert [path.name for path in (parsed / "trace").iterdir()] == ["kept.json"]


def test_a_trace_that_was_lost_is_written_again_although_nothing_changed(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    plan()
    run(raw, parsed, jobs=1)
    before = trace_path(parsed, "plan").read_bytes()
    trace_path(parsed, "plan").unlink()
    run(raw, parsed, jobs=1)
    assert trace_path(parsed, "plan").read_bytes() == before


def test_ids_that_are_too_long_for_a_file_keep_apart() -> None:
    one, other = (file_stem("é" * 300 + end) for end in "ab")
    assert one != other
    assert len(f"{one}.json.new".encode()) < 255
    assert file_stem("rkt-2022") == "rkt-2022"
