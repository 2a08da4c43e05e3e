"""Readings before they have a year: periods, ranges, recurrences, and their calendar arithmetic."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

MONTHS_IN = {"month": 1, "quarter": 3, "third": 4, "semester": 6, "year": 12}
PRECISION = {
    "day": "day",
    "week": "day",
    "part": "day",
    "end": "day",
    "month": "month",
    "quarter": "quarter",
    "third": "month",
    "semester": "semester",
    "year": "year",
}
WEEK_STARTS = (1, 8, 15, 22, 29)  # weeks of a month: 1–7, 8–14, 15–21, 22–end
WORKING_DAYS = ("MO", "TU", "WE", "TH", "FR")


class Period(NamedTuple):
    """A calendar period whose year may be missing.

    `unit`: day, week, part (a third of a month), end (the last day of `of`), month, quarter,
    third, semester or year. `number` is the day, the week (-1: last), the part (1…3) or the
    quarter …; `year_shift` is set for "tahun berikutnya" and (n+1).
    """

    unit: str
    number: int = 0
    month: int = 0
    year: int | None = None
    year_shift: int | None = None
    of: str = ""
    typo: bool = False
    excel: bool = False
    cell: bool = False  # numeric first of a month: a month if nothing shows it is a day

    @property
    def has_year(self) -> bool:
        return self.year is not None or self.year_shift is not None

    def with_year_of(self, other: Period) -> Period:
        """This period with the year of another, if it has none itself."""
        if self.has_year:
            return self
        return self._replace(year=other.year, year_shift=other.year_shift)

    def bounds(self, year: int) -> tuple[date, date] | None:
        """First and last day in that year; None if the calendar has no such day."""
        if not 1 <= year <= 9998:
            return None
        if self.unit == "year":
            return date(year, 1, 1), date(year, 12, 31)
        if self.unit == "end":
            length = MONTHS_IN[self.of]
            last = length * self.number if self.of != "year" else 12
            return (last_of(year, last),) * 2 if 1 <= last <= 12 else None
        if self.unit in ("quarter", "third", "semester"):
            length = MONTHS_IN[self.unit]
            last = length * self.number
            if not length <= last <= 12:
                return None
            return date(year, last - length + 1, 1), last_of(year, last)
        if not 1 <= self.month <= 12:
            return None
        end = last_of(year, self.month)
        if self.unit == "month":
            return date(year, self.month, 1), end
        if self.unit == "day":
            if not 1 <= self.number <= end.day:
                return None
            return (date(year, self.month, self.number),) * 2
        if self.unit == "part":
            first, last = ((1, 10), (11, 20), (21, end.day))[self.number - 1]
            return date(year, self.month, first), date(year, self.month, last)
        number = 4 if self.number == -1 else self.number
        if not 1 <= number <= 5 or WEEK_STARTS[number - 1] > end.day:
            return None
        last = end.day if number >= 4 else WEEK_STARTS[number] - 1
        return date(year, self.month, WEEK_STARTS[number - 1]), date(year, self.month, last)


@dataclass(slots=True)
class Reading:
    """One deadline as read, with the tokens it was read from.

    `kind`: time (with `first`, and `last` for a range; `open_start` / `open_end` for ranges with
    one side unsaid), recurring (`rule`), conditional, unresolved, or year (a heading).
    """

    kind: str
    start: int  # index of the first token
    end: int  # index after the last token
    first: Period | None = None
    last: Period | None = None
    open_start: bool = False
    open_end: bool = False
    rule: Every | None = None
    window: Reading | None = None
    label: str | None = None
    condition: str | None = None
    condition_at: tuple[int, int] | None = None
    truncated: bool = False
    weak: bool = False  # only kept when nothing better was read
    limit: bool = False  # introduced by "paling lambat" and the like

    @property
    def has_year(self) -> bool:
        return any(p is not None and p.has_year for p in (self.first, self.last))


@dataclass(frozen=True)
class Every:
    """A recurrence: every `interval` units, narrowed to days, weeks, weekdays, months or a part."""

    unit: str
    interval: int = 1
    days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    weekdays: tuple[str, ...] = ()
    nth: tuple[int, ...] = ()
    working_day: int | None = None
    part: str = ""
    months: tuple[int, ...] = ()
    working: bool = False
    count: int | None = None
    precision: str = field(default="")


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    if month == 2:
        return date(year, 2, 29 if calendar.isleap(year) else 28)
    return date(year, month, 30 if month in (4, 6, 9, 11) else 31)


def _list(name: str, values: tuple[int, ...] | tuple[str, ...]) -> str:
    return f";{name}=" + ",".join(str(v) for v in values) if values else ""


def rrule_of(every: Every) -> tuple[str, str]:
    """The RFC 5545 rule, without DTSTART, and the precision of one occurrence."""
    months = every.interval * MONTHS_IN.get(every.unit, 0)
    days = every.days
    if every.weeks:
        days = tuple(WEEK_STARTS[(4 if w == -1 else w) - 1] for w in every.weeks)
    if every.part in ("start", "middle", "end") and not days:
        return _part_rule(every, months), "day"
    if every.working_day is not None:
        return _monthly(every, months) + (
            f";BYDAY={','.join(WORKING_DAYS)};BYSETPOS={every.working_day}"
        ), "day"
    if every.weekdays and (every.nth or every.weeks):
        names = tuple(f"{n}{d}" for n in (every.nth or every.weeks) for d in every.weekdays)
        return _monthly(every, months) + _list("BYDAY", names), "day"
    if every.weekdays:
        interval = f";INTERVAL={every.interval}" if every.interval > 1 else ""
        return f"FREQ=WEEKLY{interval}" + _list("BYDAY", every.weekdays), "day"
    if days:
        return _monthly(every, months) + _list("BYMONTHDAY", days), "day"
    if every.months:
        return "FREQ=YEARLY" + _list("BYMONTH", every.months), every.precision or "month"
    if every.unit in ("day", "week"):
        if every.working:
            return f"FREQ=WEEKLY;BYDAY={','.join(WORKING_DAYS)}", "day"
        name = "DAILY" if every.unit == "day" else "WEEKLY"
        tail = f";INTERVAL={every.interval}" if every.interval > 1 else ""
        tail += f";COUNT={every.count}" if every.count else ""
        return f"FREQ={name}{tail}", "day"
    if every.unit == "year":
        tail = f";INTERVAL={every.interval}" if every.interval > 1 else ""
        return "FREQ=YEARLY" + tail, "year"
    tail = f";INTERVAL={months}" if months > 1 else ""
    return "FREQ=MONTHLY" + tail, {3: "quarter", 6: "semester", 12: "year"}.get(months, "month")


def _monthly(every: Every, months: int) -> str:
    """FREQ of a rule narrowed to days: in named months, or every so many months."""
    if every.months:
        return "FREQ=YEARLY" + _list("BYMONTH", every.months)
    return "FREQ=MONTHLY" + (f";INTERVAL={months}" if months > 1 else "")


def _part_rule(every: Every, months: int) -> str:
    """Beginning, middle or end of every period: its 1st, its 15th or middle month, its last day."""
    day = {"start": 1, "middle": 15, "end": -1}[every.part]
    if every.months:
        return "FREQ=YEARLY" + _list("BYMONTH", every.months) + f";BYMONTHDAY={day}"
    if every.unit == "week":
        return "FREQ=WEEKLY;BYDAY=" + {"start": "MO", "middle": "WE", "end": "FR"}[every.part]
    if months in (0, 1):
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    if every.part == "start":
        named = tuple(range(1, 13, months))
    elif every.part == "end":
        named = tuple(range(months, 13, months))
    else:
        named = tuple(range((months + 1) // 2, 13, months))
    freq = "YEARLY" if months == 12 else "MONTHLY"
    return f"FREQ={freq}" + _list("BYMONTH", named) + f";BYMONTHDAY={day}"


def times_per(count: int, unit: str, interval: int = 1) -> Every | None:
    """`count` times in every `interval` units, evenly spaced from the window's start."""
    months = interval * MONTHS_IN.get(unit, 0)
    if count < 1:
        return None
    if unit == "day":
        return Every("day", interval)
    if unit == "week":
        if count == 1:
            return Every("week", interval)
        spread = {
            2: ("MO", "TH"),
            3: ("MO", "WE", "FR"),
            4: ("MO", "TU", "WE", "TH"),
            5: WORKING_DAYS,
            6: (*WORKING_DAYS, "SA"),
        }.get(count)
        return Every("week", 1, weekdays=spread) if spread else Every("day")
    if months % count == 0:
        each = months // count
        return Every("year", each // 12) if each % 12 == 0 else Every("month", each)
    if count % months == 0:
        spread_days = {2: (1, 15), 3: (1, 11, 21), 4: (1, 8, 15, 22)}.get(count // months)
        if spread_days:
            return Every("month", 1, days=spread_days)
    days = months * 365 // 12
    if count >= days:
        return Every("day")
    if count * 7 in range(days - 7, days + 8):
        return Every("week")
    return Every("day", days // count, count=count if months == 12 else None)
