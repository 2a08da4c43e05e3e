"""The deadlines of a year as the first page shows them: by area and month, on the days of a
calendar, and those without a date."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pipeline.messages import TEXTS, Text
from pipeline.report.pages import page_name
from pipeline.report.said import MONTHS, day_text, text
from pipeline.report.twice import Held
from pipeline.tables import Record

_TELLING = ("action", "indicator", "evidence", "component", "target")
_LONGEST = 160  # characters of a row that a list of deadlines shows
_LEVELS = 4  # shades of the picture
_UNITS_NAMED = 2  # of those whose plans have an area that others have not


class Count(NamedTuple):
    """How many deadlines, what is said of them, and how dark they are shown (0 to 4)."""

    number: int
    words: Text | None = None
    level: int = 0


class AreaLine(NamedTuple):
    """An area's deadlines by month; `units` names those that have it, where others of the units
    have another area of its number."""

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
    none is of this one; `once` those of its plans that several exports hold but that count once."""

    year: int
    areas: list[AreaLine]
    totals: list[int]
    months: list[Month]
    items: list[list[Any]]
    undated: list[Undated]
    plan_years: list[int]
    once: list[Held]


def years(
    tables: Mapping[str, Sequence[Record]],
    days: Iterable[tuple[Record, Sequence[date]]],
    undated: Mapping[int | None, list[Undated]],
    held: Sequence[Held],
) -> list[YearView]:
    """The years in which deadlines are due, or of which plans have some without a date: `days` are
    the deadlines to be counted with the days on which each is due."""
    row_of = {row["row_id"]: row for row in tables["indicators"]}
    by_year: dict[int, list[tuple[date, Record, Record]]] = defaultdict(list)
    for deadline, due in days:
        for day in due:
            by_year[day.year].append((day, deadline, row_of[deadline["row_id"]]))
    known = sorted({*by_year, *(year for year in undated if year is not None)})
    documents = tables["documents"]
    return [_year(year, by_year[year], documents, undated.get(year, []), held) for year in known]


def undated_by_year(
    tables: Mapping[str, Sequence[Record]], deadlines: Iterable[Record]
) -> dict[int | None, list[Undated]]:
    """Deadlines without a date by the year of their plan."""
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
    held: Sequence[Held],
) -> YearView:
    number_of = {document["document_id"]: i for i, document in enumerate(documents)}
    names: dict[tuple[int, str], Text] = {}
    units: dict[tuple[int, str], set[int]] = defaultdict(set)
    for _, _, row in due:
        names.setdefault(_area_key(row), _area_name(row))
        units[_area_key(row)].add(number_of[row["document_id"]])
    keys = sorted(names)
    numbered = Counter(key[0] for key in keys)
    place = {key: i for i, key in enumerate(keys)}
    counts = Counter((_area_key(row), day.month) for day, _, row in due)
    peak = max(counts.values(), default=0)
    areas = [
        AreaLine(
            names[key],
            _units_of(units[key], documents) if numbered[key[0]] > 1 else None,
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
    shown = {documents[at]["document_id"] for own in units.values() for at in own}
    shown |= {documents[item.number]["document_id"] for item in undated}
    return YearView(
        year,
        areas,
        totals,
        _calendar(year, by_day),
        items,
        undated,
        [] if year in plans or undated else sorted(plans - {None}),
        [plan for plan in held if plan.document_id in shown and plan.times > 1],
    )


def _units_of(own: set[int], documents: Sequence[Record]) -> Text:
    """The units whose plans have an area."""
    plans = (documents[at] for at in sorted(own))
    units = list(dict.fromkeys(plan["unit"] or plan["source_path"] for plan in plans))
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
