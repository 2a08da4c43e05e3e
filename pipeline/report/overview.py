"""What the first page of the report shows: every export, what failed, and the years' deadlines."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pipeline.calendar import due_days
from pipeline.compare import folded_unit
from pipeline.messages import TEXTS, Text, problem
from pipeline.report.said import MONTHS, day_text, text
from pipeline.report.twice import Twice, twice
from pipeline.tables import Record
from pipeline.trace import file_stem

_TELLING = ("action", "indicator", "evidence", "component", "target")
_LONGEST = 160  # characters of a row that a list of deadlines shows
_LEVELS = 4  # shades of the picture
_UNITS_NAMED = 2  # of those whose plans have an area that others have not


class ExportLine(NamedTuple):
    """An export in the table of exports; `page` is the name of its page, if it has one, and
    `same` the export before it that holds the same plan."""

    document: Record
    page: str | None
    deadlines: int
    stage: Text
    same: str | None


class Failure(NamedTuple):
    """An export that could not be parsed; `page` shows what it was when it last could be, if that
    is there."""

    name: str
    page: str | None
    error: Text
    remedy: Text


class Count(NamedTuple):
    """How many deadlines, what is said of them, and how dark they are shown (0 to 4)."""

    number: int
    words: Text | None = None
    level: int = 0


class AreaLine(NamedTuple):
    """An area's deadlines by month; `units` names those that have it, where not all have."""

    name: Text
    units: Text | None
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


class Undated(NamedTuple):
    """A deadline without a date: its row's page, what is due, the words, and their kind."""

    link: str
    row_no: int
    what: str
    phrase: str
    kind: Text
    name: str
    number: int  # of the export


@dataclass(frozen=True)
class YearView:
    """A year's deadlines. `items` are its due dates for the page's script: day, number of the
    area, number of the export, row, what is due and the words that were read. `undated` are those
    of the year's plans that have no date; `plan_years` says of which years the plans are, where
    none is of this one; `twice`, whether two exports of the year hold the same plan."""

    year: int
    areas: list[AreaLine]
    totals: list[int]
    months: list[Month]
    items: list[list[Any]]
    undated: list[Undated]
    plan_years: list[int]
    twice: bool


@dataclass(frozen=True)
class Overview:
    """Everything that the first page shows. `chosen` is the year shown first, `undated` are the
    deadlines without a date of plans that name no year. `units` are the units whose plans have
    deadlines, with the numbers of their exports; none where there is only one. `twice` are the
    plans that two exports hold."""

    exports: list[ExportLine]
    failures: list[Failure]
    years: list[YearView]
    chosen: int | None
    undated: list[Undated]
    rows: int
    deadlines: int
    units: list[tuple[str, list[int]]]
    twice: list[Twice]
    pages: list[list[str]] = field(default_factory=list)  # page and name of each export, by number


def overview(
    tables: Mapping[str, Sequence[Record]],
    failures: Mapping[str, tuple[str, dict[str, str]]],
    same_plans: Mapping[str, str],
    kept: Collection[str] = (),
) -> Overview:
    """The tables as the first page shows them; `failures` are the codes and values of errors, by
    source path, where they are known; `same_plans` the export before it that holds the same plan,
    both by document_id; `kept` the failed ones that have the page of an earlier state."""
    documents, deadlines = tables["documents"], tables["deadlines"]
    count = Counter(deadline["document_id"] for deadline in deadlines)
    name_of = {document["document_id"]: document["source_path"] for document in documents}
    lines = [
        ExportLine(
            document,
            None if document["status"] == "failed" else page_name(document["document_id"]),
            count[document["document_id"]],
            _stage(document["stage"]),
            name_of.get(same_plans.get(document["document_id"], "")),
        )
        for document in documents
    ]
    days = [(deadline, due_days(deadline)) for deadline in deadlines]
    undated = _undated(tables, [deadline for deadline, due in days if not due])
    years = _years(tables, days, undated, same_plans)
    plan_years = {document["year"] for document in documents if document["year"]}
    known = [year.year for year in years]
    chosen = max((y for y in known if y in plan_years), default=known[-1] if known else None)
    return Overview(
        exports=lines,
        failures=[_failure(d, failures, kept) for d in documents if d["status"] == "failed"],
        years=years,
        chosen=chosen,
        undated=undated.get(None, []),
        rows=len(tables["indicators"]),
        deadlines=len(deadlines),
        units=_units(documents, count),
        twice=twice(tables) if same_plans else [],
        pages=[[line.page or "", line.document["source_path"]] for line in lines],
    )


def page_name(document_id: str) -> str:
    """The file of an export's page, from the report's folder."""
    return f"ekspor/{file_stem(document_id)}.html"


def _stage(name: str | None) -> Text:
    return TEXTS.get(f"stage.{name}", Text(name or "–", name or "–"))


def _units(
    documents: Sequence[Record], deadlines: Mapping[str, int]
) -> list[tuple[str, list[int]]]:
    names: dict[str, str] = {}
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        if deadlines[document["document_id"]]:
            name = " ".join((document["unit"] or document["source_path"]).split())
            key = folded_unit(name) if document["unit"] else name
            names.setdefault(key, name)
            numbers[key].append(number)
    units = sorted((name, numbers[key]) for key, name in names.items())
    return units if len(units) > 1 else []


def _failure(
    document: Record, known: Mapping[str, tuple[str, dict[str, str]]], kept: Collection[str]
) -> Failure:
    name, id_ = document["source_path"], document["document_id"]
    page = page_name(id_) if id_ in kept else None
    error, remedy = document["error"] or "", document["remedy"] or ""
    if name not in known:
        return Failure(name, page, Text(error, error), Text(remedy, remedy))
    said = {lang: problem(*known[name], lang) for lang in ("en", "id")}
    return Failure(name, page, *(Text(said["en"][i], said["id"][i]) for i in (0, 1)))


def _years(
    tables: Mapping[str, Sequence[Record]],
    days: Iterable[tuple[Record, Sequence[date]]],
    undated: Mapping[int | None, list[Undated]],
    same_plans: Mapping[str, str],
) -> list[YearView]:
    row_of = {row["row_id"]: row for row in tables["indicators"]}
    by_year: dict[int, list[tuple[date, Record, Record]]] = defaultdict(list)
    for deadline, due in days:
        for day in due:
            by_year[day.year].append((day, deadline, row_of[deadline["row_id"]]))
    years = sorted({*by_year, *(year for year in undated if year is not None)})
    documents = tables["documents"]
    return [
        _year(year, by_year[year], documents, undated.get(year, []), same_plans) for year in years
    ]


def _undated(
    tables: Mapping[str, Sequence[Record]], deadlines: Iterable[Record]
) -> dict[int | None, list[Undated]]:
    """The deadlines without a date by the year of their plan."""
    row_of = {row["row_id"]: row for row in tables["indicators"]}
    document_of = {d["document_id"]: (number, d) for number, d in enumerate(tables["documents"])}
    found: dict[int | None, list[Undated]] = defaultdict(list)
    for deadline in deadlines:
        row, (number, document) = row_of[deadline["row_id"]], document_of[deadline["document_id"]]
        found[document["year"]].append(
            Undated(
                page_name(document["document_id"]),
                row["row_no"],
                _what(deadline, row),
                " ".join(deadline["phrase"].split())[:_LONGEST],
                TEXTS[f"kind.{deadline['kind']}"],
                document["source_path"],
                number,
            )
        )
    return found


def _year(
    year: int,
    due: Sequence[tuple[date, Record, Record]],
    documents: Sequence[Record],
    undated: list[Undated],
    same_plans: Mapping[str, str],
) -> YearView:
    number_of = {document["document_id"]: i for i, document in enumerate(documents)}
    names: dict[tuple[int, str], Text] = {}
    units: dict[tuple[int, str], set[int]] = defaultdict(set)
    for _, _, row in due:
        names.setdefault(_area_key(row), _area_name(row))
        units[_area_key(row)].add(number_of[row["document_id"]])
    keys = sorted(names)
    place = {key: i for i, key in enumerate(keys)}
    counts = Counter((_area_key(row), day.month) for day, _, row in due)
    peak = max(counts.values(), default=0)
    areas = [
        AreaLine(
            names[key],
            _units_of(units[key], set().union(*units.values()), documents),
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
    plans = {documents[at]["year"] for own in units.values() for at in own}
    known = {document["document_id"] for document in documents if document["year"] == year}
    return YearView(
        year,
        areas,
        totals,
        _calendar(year, by_day),
        items,
        undated,
        [] if year in plans or undated else sorted(plans - {None}),
        any(same_plans.get(document_id) in known for document_id in known),
    )


def _units_of(own: set[int], every: set[int], documents: Sequence[Record]) -> Text | None:
    """The units whose plans have an area, None where all that are due in the year have it."""

    def names(numbers: set[int]) -> list[str]:
        plans = (documents[at] for at in sorted(numbers))
        return list(dict.fromkeys(plan["unit"] or plan["source_path"] for plan in plans))

    units = names(own)
    if len(units) == len(names(every)):
        return None
    shown = ", ".join(units[:_UNITS_NAMED])
    if len(units) <= _UNITS_NAMED:
        return Text(shown, shown)
    return text("year.units", units=shown, count=len(units) - _UNITS_NAMED)


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
    peak = max(by_day.values(), default=0)
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
