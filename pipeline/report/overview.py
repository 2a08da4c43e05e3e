"""What the first page of the report shows: every export, what failed, and the years' deadlines."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pipeline.calendar import due_days
from pipeline.messages import TEXTS, Text, problem
from pipeline.report.said import MONTHS, day_text, text
from pipeline.tables import Record
from pipeline.trace import file_stem

_TELLING = ("action", "indicator", "evidence", "component", "target")
_LONGEST = 160  # characters of a row that a list of deadlines shows
_LEVELS = 4  # shades of the picture


class ExportLine(NamedTuple):
    """An export in the table of exports; `page` is the name of its page, if it has one."""

    document: Record
    page: str | None
    deadlines: int
    stage: Text


class Failure(NamedTuple):
    """An export that could not be parsed."""

    name: str
    error: Text
    remedy: Text


class Count(NamedTuple):
    """How many deadlines, what is said of them, and how dark they are shown (0 to 4)."""

    number: int
    words: Text | None = None
    level: int = 0


class AreaLine(NamedTuple):
    """An area's deadlines by month."""

    name: Text
    months: list[Count]
    total: int


class Day(NamedTuple):
    """A day of the calendar."""

    number: int
    iso: str
    due: Count


class Month(NamedTuple):
    """A month of the calendar: its weeks from Monday to Sunday, None outside the month."""

    name: Text
    weeks: list[list[Day | None]]


@dataclass(frozen=True)
class YearView:
    """A year's deadlines. `items` are its due dates for the page's script: day, number of the
    area, number of the export, row, what is due and the words that were read."""

    year: int
    areas: list[AreaLine]
    totals: list[int]
    months: list[Month]
    items: list[list[Any]]


@dataclass(frozen=True)
class Overview:
    """Everything that the first page shows. `chosen` is the year shown first."""

    exports: list[ExportLine]
    failures: list[Failure]
    years: list[YearView]
    chosen: int | None
    undated: int
    rows: int
    deadlines: int
    pages: list[list[str]] = field(default_factory=list)  # page and name of each export, by number


def overview(
    tables: Mapping[str, Sequence[Record]], failures: Mapping[str, tuple[str, dict[str, str]]]
) -> Overview:
    """The tables as the first page shows them; `failures` are the codes and values of errors, by
    source path, where they are known."""
    documents, deadlines = tables["documents"], tables["deadlines"]
    count = Counter(deadline["document_id"] for deadline in deadlines)
    lines = [
        ExportLine(
            document,
            None if document["status"] == "failed" else page_name(document["document_id"]),
            count[document["document_id"]],
            _stage(document["stage"]),
        )
        for document in documents
    ]
    days = [(deadline, due_days(deadline)) for deadline in deadlines]
    years = _years(tables, days)
    plan_years = {document["year"] for document in documents if document["year"]}
    known = [year.year for year in years]
    chosen = max((y for y in known if y in plan_years), default=known[-1] if known else None)
    return Overview(
        exports=lines,
        failures=[_failure(d, failures) for d in documents if d["status"] == "failed"],
        years=years,
        chosen=chosen,
        undated=sum(not due for _, due in days),
        rows=len(tables["indicators"]),
        deadlines=len(deadlines),
        pages=[[line.page or "", line.document["source_path"]] for line in lines],
    )


def page_name(document_id: str) -> str:
    """The file of an export's page, from the report's folder."""
    return f"ekspor/{file_stem(document_id)}.html"


def _stage(name: str | None) -> Text:
    return TEXTS.get(f"stage.{name}", Text(name or "–", name or "–"))


def _failure(document: Record, known: Mapping[str, tuple[str, dict[str, str]]]) -> Failure:
    name = document["source_path"]
    error, remedy = document["error"] or "", document["remedy"] or ""
    if name not in known:
        return Failure(name, Text(error, error), Text(remedy, remedy))
    said = {lang: problem(*known[name], lang) for lang in ("en", "id")}
    return Failure(name, *(Text(said["en"][i], said["id"][i]) for i in (0, 1)))


def _years(
    tables: Mapping[str, Sequence[Record]], days: Iterable[tuple[Record, Sequence[date]]]
) -> list[YearView]:
    row_of = {row["row_id"]: row for row in tables["indicators"]}
    number_of = {d["document_id"]: i for i, d in enumerate(tables["documents"])}
    by_year: dict[int, list[tuple[date, Record, Record]]] = defaultdict(list)
    for deadline, due in days:
        for day in due:
            by_year[day.year].append((day, deadline, row_of[deadline["row_id"]]))
    return [_year(year, by_year[year], number_of) for year in sorted(by_year)]


def _year(
    year: int, due: Sequence[tuple[date, Record, Record]], number_of: Mapping[str, int]
) -> YearView:
    names: dict[tuple[int, str], Text] = {}
    for _, _, row in due:
        names.setdefault(_area_key(row), _area_name(row))
    keys = sorted(names)
    place = {key: i for i, key in enumerate(keys)}
    counts = Counter((_area_key(row), day.month) for day, _, row in due)
    peak = max(counts.values())
    areas = [
        AreaLine(
            names[key],
            [_month_count(counts[key, month], month, names[key], peak) for month in range(1, 13)],
            sum(counts[key, month] for month in range(1, 13)),
        )
        for key in keys
    ]
    items = [
        [
            day.isoformat(),
            place[_area_key(row)],
            number_of[row["document_id"]],
            row["row_no"],
            _what(deadline, row),
            " ".join(deadline["phrase"].split())[:_LONGEST],
        ]
        for day, deadline, row in sorted(
            due, key=lambda item: (item[0], number_of[item[2]["document_id"]], item[2]["row_no"])
        )
    ]
    by_day = Counter(day for day, _, _ in due)
    totals = [sum(counts[key, month] for key in keys) for month in range(1, 13)]
    return YearView(year, areas, totals, _calendar(year, by_day), items)


def _area_key(row: Record) -> tuple[int, str]:
    name = " ".join((row["area"] or "").split()).casefold()
    return (row["area_no"] if row["area_no"] is not None else 10**9, name)


def _area_name(row: Record) -> Text:
    parts = [str(row[name]) for name in ("area_no", "area") if row[name] is not None]
    shown = ". ".join(" ".join(part.split()) for part in parts)
    return Text(shown, shown) if parts else TEXTS["year.no_area"]


def _month_count(count: int, month: int, area: Text, peak: int) -> Count:
    if not count:
        return Count(0)
    words = text("year.cell", count=count, area=area, month=MONTHS[month - 1])
    return Count(count, words, _level(count, peak))


def _level(count: int, peak: int) -> int:
    return -(-_LEVELS * count // peak)


def _calendar(year: int, by_day: Mapping[date, int]) -> list[Month]:
    peak = max(by_day.values())
    weeks_of = calendar.Calendar().monthdayscalendar

    def day(month: int, number: int) -> Day | None:
        if not number:
            return None
        at = date(year, month, number)
        count = by_day.get(at, 0)
        words = text("year.day", day=day_text(at), count=count) if count else None
        return Day(number, at.isoformat(), Count(count, words, _level(count, peak) if count else 0))

    return [
        Month(name, [[day(month, number) for number in week] for week in weeks_of(year, month)])
        for month, name in enumerate(MONTHS, 1)
    ]


def _what(deadline: Record, row: Record) -> str:
    words = next((row[name] for name in _TELLING if row[name]), deadline["phrase"])
    what = " ".join(words.split())
    if deadline["label"]:
        what = f"{' '.join(deadline['label'].split())}: {what}"
    return what if len(what) <= _LONGEST else what[: _LONGEST - 1] + "…"
