"""The recovered rows as the right side of an export's page shows them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from pipeline.compare import Piece, words_that_differ
from pipeline.corrections.columns import texts_of_record
from pipeline.messages import FLAGS, TEXTS, Text
from pipeline.model import FIELDS, SURE
from pipeline.report.corrected import badges, open_flags, original
from pipeline.report.said import text, when
from pipeline.tables import Record

_OWN = ("indicator", "action", "evidence", "target", "pic")
# What may be amiss in the plan itself, by which rows can be chosen.
ISSUES = ("no_time", "outside_year", "not_read", "misspelt")
_ISSUE_OF_FLAG = {"year_outside_plan": "outside_year", "month_typo": "misspelt"}


class Part(NamedTuple):
    """Part of a cell's text, and the deadlines (by their number) that were read from it."""

    text: str
    deadlines: tuple[int, ...] = ()


class Field(NamedTuple):
    """A cell of a row, with the runs of the source that it consists of and where they stand."""

    column: str
    label: Text
    parts: list[Part]
    runs: list[int]
    place: str
    original: str | None = None  # what the export says, where it says something else


class Remark(NamedTuple):
    """What is said of a deadline, and whether something is amiss in the plan."""

    words: Text
    is_issue: bool


class Due(NamedTuple):
    """A deadline of a row."""

    seq: int
    phrase: str
    when: Text
    kind: str
    kind_name: Text
    label: str | None
    value: Text | None
    remarks: list[Remark]


class Runner(NamedTuple):
    """A cell as the row has it and the runner-up reading does, in pieces of the "first", the
    "second", or both."""

    label: Text
    parts: tuple[Piece, ...]
    is_empty: bool  # in the runner-up reading


@dataclass(frozen=True)
class RowView:
    """A row, ready to be shown."""

    row_no: int
    area_no: int | None
    name: Text
    heading: list[Field]  # area, number and component
    fields: list[Field]
    deadlines: list[Due]
    doubts: list[Text]
    notes: list[Text]
    corrections: list[Text]
    badges: list[Text]  # what people did with it
    confidence: Text | None  # None where people have done something
    needs_review: bool
    runner_up: list[Runner]
    undated: Text | None  # that it has no deadline, and why
    issues: list[str]


class Plan(NamedTuple):
    """Whether any row of a plan has a target, and any a deadline."""

    has_targets: bool
    has_deadlines: bool


class AreaView(NamedTuple):
    """The rows of a section, in the order of the plan."""

    name: Text
    rows: list[RowView]


def areas(
    rows: Sequence[Record],
    deadlines: Mapping[str, Sequence[Record]],
    trace: Mapping[str, Any],
    corrections: Mapping[int, list[Text]],
) -> list[AreaView]:
    """The rows of a plan by their sections; `deadlines` by row_id, what corrections did by
    row_no."""
    places = _Places(trace)
    plan = Plan(any(row["target"] for row in rows), bool(deadlines))
    return [
        AreaView(
            _area_name(*area),
            [_row(row, deadlines, trace, corrections, places, plan) for row in group],
        )
        for area, group in groupby(rows, key=lambda row: (row["area_no"], row["area"]))
    ]


def _area_name(number: int | None, name: str | None) -> Text:
    if number is None and name is None:
        return text("export.no_area")
    shown = ". ".join(str(part) for part in (number, name) if part is not None)
    return Text(shown, shown)


def place_kind(trace: Mapping[str, Any]) -> str:
    """What places in an export are called by: "line", "page" or "cell"."""
    if trace["format"] in ("text", "delimited"):
        return "line"
    return "page" if trace["page_starts"] else "cell"


class _Places:
    """Where runs stand: the numbers of their lines or pages, or the references of their cells."""

    def __init__(self, trace: Mapping[str, Any]) -> None:
        self._runs = trace["runs"]
        kind = place_kind(trace)
        if kind == "line":
            ends = re.finditer(r"\r\n|\r|\n", trace["text"])
            starts = [0, *(m.end() for m in ends)]
            known = [(start, str(number)) for number, start in enumerate(starts, 1)]
        elif kind == "page":
            known = [(start, str(number)) for number, start in enumerate(trace["page_starts"], 1)]
        else:
            known = [
                (span[0], cell[0] or "")
                for sheet in trace["sheets"]
                for row in sheet["rows"]
                for cell in row
                for span in cell[3]
            ]
        self._known = known

    def of(self, numbers: Sequence[int]) -> str:
        """The place of the first and, where it is another, of the last run."""
        if not numbers:
            return ""
        edges = self._runs[numbers[0]][0], self._runs[numbers[-1]][1] - 1
        return "–".join(dict.fromkeys(filter(None, map(self._at, edges))))

    def _at(self, offset: int) -> str:
        found = bisect_right(self._known, offset, key=lambda known: known[0])
        return self._known[found - 1][1] if found else ""


def _row(
    row: Record,
    deadlines: Mapping[str, Sequence[Record]],
    trace: Mapping[str, Any],
    corrections: Mapping[int, list[Text]],
    places: _Places,
    plan: Plan,
) -> RowView:
    number = str(row["row_no"])
    cells = trace["cells"].get(number, {})
    due = deadlines.get(row["row_id"], ())
    texts = texts_of_record(row)
    changed = [
        column
        for column in {*cells, *FIELDS}
        if original(row, column, texts.get(column, ""), trace) is not None
    ]
    flags = open_flags(row, changed)
    marks = badges(row)

    def shown(column: str, words: str, label: Text, parts: list[Part] | None = None) -> Field:
        runs = cells.get(column, [])
        was = original(row, column, words, trace)
        return Field(column, label, parts or [Part(words)], runs, places.of(runs), was)

    def named(column: str) -> Iterator[Field]:
        words = row[column]
        if words is None and original(row, column, "", trace):
            words = ""  # a correction left it empty
        if words is None and column == "target" and plan.has_targets and not due:
            words = ""  # which its other rows have
        if words is not None:
            parts = _with_deadlines(words, due) if column == "target" else None
            yield shown(column, words, TEXTS[f"field.{column}"], parts)

    extra = json.loads(row["extra"])
    fields = [field for column in _OWN for field in named(column)]
    fields += [shown(f"extra:{h}", words, Text(h, h)) for h, words in extra.items() if words]
    percent = _percent(row["confidence"])
    return RowView(
        row["row_no"],
        row["area_no"],
        text("row.number", number=row["row_no"]),
        [f for column in ("area", "component_no", "component") for f in named(column)],
        fields,
        [_due(deadline) for deadline in due],
        _doubts(row, flags, due, percent),
        [] if row["needs_review"] else _in_words(flags),
        corrections.get(row["row_no"], []),
        marks,
        None if marks else text("row.confidence", percent=percent),
        row["needs_review"],
        [] if marks else list(_runner_up(row, trace["alternatives"].get(number))),
        None if due else _undated(row, plan, "target" in changed),
        list(_issues(row, due, "target" in changed)),
    )


def _undated(row: Record, plan: Plan, is_set: bool) -> Text:
    """Why a row has no deadline; `is_set` says that a person set its time."""
    if is_set:
        return TEXTS["row.no_deadline"]
    if not (plan.has_targets or plan.has_deadlines):
        return TEXTS["row.no_time_known"]
    unsure = row["target"] or "target_missing" in row["flags"]
    return TEXTS["row.no_deadline" if unsure else "row.no_target"]


def _issues(row: Record, due: Sequence[Record], is_set: bool) -> Iterator[str]:
    """What is amiss in the plan itself; no time is, unless a person left it out."""
    flags = {flag for deadline in due for flag in deadline["flags"]}
    has_words = bool(re.search(r"\w", row["target"] or ""))
    if not due and not has_words and not is_set:
        yield "no_time"
    if has_words and (not due or any(deadline["kind"] == "unresolved" for deadline in due)):
        yield "not_read"
    yield from (issue for flag, issue in _ISSUE_OF_FLAG.items() if flag in flags)


def _percent(share: float) -> str:
    return f"{int(share * 100)}%"  # never rounded up to a certainty that is not there


def _doubts(row: Record, flags: Sequence[str], due: Sequence[Record], percent: str) -> list[Text]:
    """Why a row needs review, in words."""
    if not row["needs_review"]:
        return []
    found = _in_words(flags)
    if row["confidence"] < SURE or not found:
        found.insert(0, text("row.unsure", percent=percent))
    if row["year"] is None and any(deadline["kind"] == "unresolved" for deadline in due):
        found.append(TEXTS["row.undated"])
    return found


def _in_words(flags: Sequence[str]) -> list[Text]:
    return [FLAGS.get(flag, Text(flag, flag)) for flag in flags]


def _with_deadlines(words: str, due: Sequence[Record]) -> list[Part]:
    """A target cut where the phrases that were read begin and end."""
    spans = [
        (d["seq"], d["phrase_start"], d["phrase_end"])
        for d in due
        if d["phrase_start"] is not None
        and d["phrase"] == words[d["phrase_start"] : d["phrase_end"]]
    ]
    edges = sorted({0, len(words), *(edge for span in spans for edge in span[1:])})
    return [
        Part(words[a:b], tuple(seq for seq, start, end in spans if start <= a and b <= end))
        for a, b in pairwise(edges)
    ]


def _due(deadline: Record) -> Due:
    value = deadline["value"]
    return Due(
        deadline["seq"],
        deadline["phrase"],
        when(deadline),
        deadline["kind"],
        TEXTS[f"kind.{deadline['kind']}"],
        deadline["label"],
        None if value is None else text("when.value", value=value),
        [
            Remark(words, flag in _ISSUE_OF_FLAG)
            for flag, words in zip(deadline["flags"], _in_words(deadline["flags"]), strict=True)
        ],
    )


def _runner_up(row: Record, alternative: Mapping[str, str] | None) -> Iterator[Runner]:
    """The cells that the runner-up reading has otherwise. What it leaves empty is shown for cells
    of the row itself only, since area and component are carried down from other rows."""
    if not alternative:
        return
    extra = json.loads(row["extra"])
    columns = [*FIELDS, *(f"extra:{header}" for header in extra)]
    columns += [column for column in alternative if column not in columns]
    for column in columns:
        header = column.removeprefix("extra:")
        own = (extra.get(header) if column.startswith("extra:") else row.get(column)) or ""
        other = alternative.get(column, "")
        if " ".join(own.split()) == " ".join(other.split()) or not (other or column in _OWN):
            continue
        if column == "component_no" and other.rstrip(". ") == own:
            continue
        label = TEXTS.get(f"field.{column}", Text(header, header))
        yield Runner(label, words_that_differ(own, other), not other)
