"""Readings → deadlines: years shared, rolled over or taken from the plan, windows, flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pipeline.deadlines.lexing import Tokens
from pipeline.deadlines.periods import PRECISION, Period, Reading, rrule_of

LONGEST_PLAN = 30  # years; national long-term plans run for twenty
Dates = tuple[date, date]


def settle(found: list[Reading], t: Tokens, plan_year: int | None) -> list[Reading]:
    """Join what belongs together, and give every period the year that the text says for it."""
    if len(found) > 1:
        found = _drop_weak(found)
    found = [reading for reading in found if not _is_history(reading, plan_year)]
    if "dmy" in t.kinds or "iso" in t.kinds:
        found = _settle_cells(found)
    if len(found) == 1:
        return found
    found = _headings(found, t)
    _share_years(found)
    found = _windows(found, t)
    return _said_twice(found, t, plan_year)


def _between(a: Reading, b: Reading, t: Tokens) -> set[str]:
    return {token.kind for token in t[a.end : b.start]}


def _drop_weak(found: list[Reading]) -> list[Reading]:
    """Vague words and durations say nothing where something better was read."""
    if any(not reading.weak for reading in found):
        return [reading for reading in found if not reading.weak]
    return found


def _is_history(reading: Reading, plan_year: int | None) -> bool:
    """17 Agustus 1945: a year this far from the plan's is not planned for."""
    first, last = reading.first, reading.last
    if plan_year is None or first is None or first.year is None:
        return False
    near = last is not None and (last.year is None or abs(last.year - plan_year) <= LONGEST_PLAN)
    return not near and abs(first.year - plan_year) > LONGEST_PLAN


def _settle_cells(found: list[Reading]) -> list[Reading]:
    """Numeric firsts of a month are months that a spreadsheet wrote, unless days stand beside."""
    periods = [p for r in found for p in (r.first, r.last) if p is not None]
    cells = all(p.cell for p in periods) and not any(r.limit or r.rule for r in found)
    for reading in found:
        for side in ("first", "last"):
            p = getattr(reading, side)
            if p is not None and p.cell:
                p = p._replace(cell=False)
                setattr(
                    reading, side, p._replace(unit="month", number=0, excel=True) if cells else p
                )
    return found


def _headings(found: list[Reading], t: Tokens) -> list[Reading]:
    """ "Tahun 2021: Januari, Maret": a year before members without one is their heading."""
    kept: list[Reading] = []
    heading: Period | None = None
    for n, reading in enumerate(found):
        nxt = found[n + 1] if n + 1 < len(found) else None
        if (
            reading.kind == "time"
            and reading.first is not None
            and reading.first.unit == "year"
            and reading.last is None
            and reading.label is None
            and not (reading.open_start or reading.open_end)
            and nxt is not None
            and nxt.kind == "time"
            and not nxt.has_year
            and nxt.label is None
            and _between(reading, nxt, t) <= {"colon", "open", "comma", "bullet", "dash", "within"}
        ):
            heading = reading.first
            continue
        if heading is not None and reading.kind == "time":
            if reading.has_year:
                heading = None
            else:
                _give_year(reading, heading)
        kept.append(reading)
    return kept


def _give_year(reading: Reading, source: Period) -> None:
    """Give a reading without any year the year of a period: to the end of a range, whose
    beginning may then fall in the year before."""
    if reading.last is not None:
        reading.last = reading.last.with_year_of(source)
    elif reading.first is not None:
        reading.first = reading.first.with_year_of(source)


def _share_years(found: list[Reading]) -> None:
    """A closing year counts backwards for the members of its list that have none."""
    source: Period | None = None
    for n in range(len(found) - 1, -1, -1):
        reading = found[n]
        if reading.kind != "time" or reading.first is None:
            continue
        if reading.first.unit == "year" and reading.label is not None:
            source = None
            continue
        if reading.has_year:
            if reading.first.unit == "year":
                source = None
            else:
                source = reading.first if reading.first.has_year else reading.last
            continue
        if source is not None:
            _give_year(reading, source)


def _windows(found: list[Reading], t: Tokens) -> list[Reading]:
    """ "Januari s/d Desember 2021 (setiap bulan)": a recurrence and the window beside it."""
    kept: list[Reading] = []
    for reading in found:
        before = kept[-1] if kept else None
        if before is not None and {before.kind, reading.kind} == {"time", "recurring"}:
            time, rec = (before, reading) if before.kind == "time" else (reading, before)
            between = _between(before, reading, t)
            spans = (
                time.last is not None
                or time.open_start
                or time.open_end
                or (time.first is not None and time.first.unit in ("year", "semester", "quarter"))
            )
            if (
                rec.window is None
                and time.label is None
                and (
                    between <= {"open", "within", "until", "colon"}
                    or (spans and between <= {"open", "within", "comma", "dash", "semi", "close"})
                )
            ):
                kept[-1] = replace(
                    rec,
                    start=before.start,
                    end=_closing(t, reading.end, before, reading),
                    window=time,
                    condition_at=reading.condition_at or before.condition_at,
                    truncated=reading.truncated or before.truncated,
                )
                continue
        kept.append(reading)
    return kept


def _closing(t: Tokens, end: int, before: Reading, reading: Reading) -> int:
    opened = any(token.kind == "open" for token in t[before.end : reading.start])
    return end + 1 if opened and t[end].kind == "close" else end


def _said_twice(found: list[Reading], t: Tokens, plan_year: int | None) -> list[Reading]:
    """ "Triwulan I (Januari–Maret)": in parentheses the same period again, or one inside it."""
    kept: list[Reading] = []
    for n, reading in enumerate(found):
        before = kept[-1] if kept else None
        if before is not None and before.kind == reading.kind == "time" and before.label is None:
            gap = [token.kind for token in t[before.end : reading.start]]
            nxt = found[n + 1] if n + 1 < len(found) else None
            in_parentheses = (
                "open" in gap
                and t[reading.end].kind == "close"
                and not (nxt and nxt.kind == "time" and "close" not in _between(reading, nxt, t))
            )
            outer, inner = dates_of(before, plan_year), dates_of(reading, plan_year)
            if outer and inner:
                if (in_parentheses or gap in (["slash"], ["colon"], ["equals"])) and (
                    outer[0] == inner[0]
                ):
                    kept[-1] = replace(before, end=reading.end + int(in_parentheses))
                    said = reading.last or reading.first
                    if said is not None and reading.has_year and not before.has_year:
                        _give_year(kept[-1], said)
                    continue
                if gap == ["colon"] and _inside(inner[0], outer[0]):
                    kept[-1] = reading  # "TW I: Maret"
                    continue
                if in_parentheses and _inside(inner[0], outer[0]):
                    kept[-1] = replace(reading, start=before.start, end=reading.end + 1)
                    continue
                if in_parentheses and _inside(outer[0], inner[0]):
                    kept[-1] = replace(before, end=reading.end + 1)
                    continue
        kept.append(reading)
    return kept


def _inside(inner: Dates, outer: Dates) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _year_of(p: Period, plan_year: int | None) -> tuple[int | None, bool]:
    """The year of a period, and whether it was taken from the plan."""
    if p.year is not None:
        return p.year, False
    if plan_year is None:
        return None, True
    return plan_year + (p.year_shift or 0), True


def dates_of(reading: Reading, plan_year: int | None) -> tuple[Dates, bool] | None:
    """First and last day of a time reading and whether its year was inferred; None where the
    calendar has no such days or no year is known."""
    first, last = reading.first, reading.last
    if first is None:
        return None
    if last is None:
        year, inferred = _year_of(first, plan_year)
        bounds = first.bounds(year) if year is not None else None
        return (bounds, inferred) if bounds else None
    if first.has_year and last.has_year or not (first.has_year or last.has_year):
        first_year, inferred = _year_of(first, plan_year)
        last_year, last_inferred = _year_of(last, plan_year)
        inferred = inferred or last_inferred
        roll = "forward" if not first.has_year else None
    elif last.has_year:
        last_year, inferred = _year_of(last, plan_year)
        first_year, roll = last_year, "back"
    else:
        first_year, inferred = _year_of(first, plan_year)
        last_year, roll = first_year, "forward"
    if first_year is None or last_year is None:
        return None
    low, high = first.bounds(first_year), last.bounds(last_year)
    if low and high and low[0] > high[1] and roll:
        inferred = True
        if roll == "back":
            low = first.bounds(first_year - 1)
        else:
            high = last.bounds(last_year + 1)
    if not low or not high or low[0] > high[1]:
        return None
    return (low[0], high[1]), inferred


class Resolved(NamedTuple):
    """What a settled reading says: the fields of a `Deadline` that do not depend on the text."""

    kind: str
    start_date: date | None = None
    end_date: date | None = None
    precision: str | None = None
    rrule: str | None = None
    flags: tuple[str, ...] = ()


def resolved(reading: Reading, plan_year: int | None) -> Resolved:
    """Kind, dates, rule and flags of a settled reading."""
    if reading.kind == "recurring":
        return _recurring(reading, plan_year)
    if reading.kind != "time" or reading.first is None:
        return Resolved(reading.kind, flags=_flags(reading, None, False, plan_year))
    found = dates_of(reading, plan_year)
    if found is None:
        return Resolved("unresolved", flags=_flags(reading, None, False, plan_year))
    (start, end), inferred = found
    if reading.open_start or reading.open_end:
        if plan_year is None:
            plan_year = start.year
        start, end = _opened(reading, start, end, plan_year)
    flags = _flags(reading, (start, end), inferred, plan_year)
    if reading.last is None and not (reading.open_start or reading.open_end):
        unit = reading.first.unit
        kind = {"day": "date", "end": "date", "month": "month"}.get(unit, "range")
        return Resolved(kind, start, end, PRECISION[unit], flags=flags)
    return Resolved("range", start, end, _range_precision(reading), flags=flags)


def _opened(reading: Reading, start: date, end: date, plan_year: int) -> Dates:
    """ "s/d X" begins with the plan year, "mulai X" ends with it; if X lies beyond, with X's."""
    if reading.open_start:
        return date(min(plan_year, end.year), 1, 1), end
    return start, date(max(plan_year, start.year), 12, 31)


def _range_precision(reading: Reading) -> str:
    order = ("day", "week", "month", "quarter", "semester", "year")
    named = [PRECISION[p.unit] for p in (reading.first, reading.last) if p is not None]
    return min(named, key=order.index)


def _recurring(reading: Reading, plan_year: int | None) -> Resolved:
    assert reading.rule is not None
    rule = reading.rule
    window = reading.window
    inferred = True
    dates: Dates | None = None
    if window is not None:
        found = dates_of(window, plan_year)
        if found is None:
            return Resolved("unresolved", flags=_flags(reading, None, False, plan_year))
        dates, inferred = found
        if window.open_start or window.open_end:
            dates = _opened(window, *dates, plan_year if plan_year is not None else dates[0].year)
    elif plan_year is not None:
        dates = date(plan_year, 1, 1), date(plan_year, 12, 31)
    if dates is None:
        return Resolved("unresolved", flags=_flags(reading, None, False, plan_year))
    text, precision = rrule_of(rule)
    flags = _flags(reading, dates, inferred, plan_year)
    return Resolved("recurring", dates[0], dates[1], precision, text, flags=flags)


def _flags(
    reading: Reading, dates: Dates | None, inferred: bool, plan_year: int | None
) -> tuple[str, ...]:
    flags: list[str] = []
    if dates is not None:
        time = reading.window or reading
        periods = [p for p in (time.first, time.last) if p is not None]
        if any(p.excel for p in periods):
            flags.append("excel_artifact")
        if any(p.typo for p in periods):
            flags.append("month_typo")
        if inferred:
            flags.append("year_inferred")
        if plan_year is not None and not dates[0].year == dates[1].year == plan_year:
            flags.append("year_outside_plan")
    if reading.truncated:
        flags.append("truncated")
    return tuple(flags)
