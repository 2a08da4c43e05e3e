"""The grammar of what narrows a recurrence: tanggal 10, hari Senin, minggu pertama, hari kerja
ke-5, Juni dan Desember. Rules are functions as in `grammar`; what they read is an `Every`."""

from __future__ import annotations

from dataclasses import replace

from pipeline.deadlines.grammar import LONGEST_LIST, is_unit, month, ordinal, skip
from pipeline.deadlines.lexing import Token, Tokens
from pipeline.deadlines.periods import Every

_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def narrowing(t: Tokens, j: int, opener: Token | None) -> tuple[Every, int] | None:
    """What narrows a recurrence: tanggal 10, hari Senin, minggu pertama, hari kerja ke-5."""
    if t[j].kind == "dated":
        days, k = day_numbers(t, skip(t, j, "dated", "dot"))
        if not days or (opener is not None and opener.kind == "per"):
            return None
        return day_rule(t, k, days)
    if t[j].kind == "num" and opener is not None and opener.kind == "each":
        days, k = day_numbers(t, j)
        if days and month(t, k):
            return day_rule(t, k, days)
        return None
    if is_unit(t[j], "week"):
        return _week_detail(t, j)
    if t[j].kind == "ordinal" and is_unit(t[j + 1], "week"):
        rule, k = Every("month", weeks=(t[j].value,)), j + 2
        return rule, skip_of_month(t, k)
    if is_unit(t[j], "day") and t[j + 1].kind == "working":
        nth = ordinal(t, j + 2, most=23)
        if nth:
            return Every("month", working_day=nth[0]), skip_of_month(t, nth[1])
        return (Every("day", working=True), j + 2) if opener else None
    return _weekday_detail(t, j)


def day_rule(t: Tokens, k: int, days: tuple[int, ...]) -> tuple[Every, int] | None:
    if any(not 1 <= day <= 31 for day in days):
        return None
    named = named_months(t, k)
    if named:
        return Every("year", days=days, months=named[0]), named[1]
    if is_unit(t[k], "month") and t[k + 1].kind in ("next", "current", "ahead"):
        k += 2
    return Every("month", days=days), k


def _week_detail(t: Tokens, j: int) -> tuple[Every, int] | None:
    nth = ordinals(t, j + 1)
    weeks, k = nth
    if not weeks or any(w > 5 for w in weeks):
        return None
    k = skip(t, k, "within")
    named = named_months(t, k)
    if named:
        return Every("year", weeks=weeks, months=named[0]), named[1]
    return Every("month", weeks=weeks), skip_of_month(t, k)


def _weekday_detail(t: Tokens, j: int) -> tuple[Every, int] | None:
    if is_unit(t[j], "day"):
        j += 1
        if is_unit(t[j], "week"):  # "setiap hari Minggu"
            return Every("week", weekdays=("SU",)), j + 1
    days: list[str] = []
    k = j
    while k - j < LONGEST_LIST and (t[k].kind == "weekday" or (days and is_unit(t[k], "week"))):
        name = t[k].value if t[k].kind == "weekday" else "SU"
        if days and t[k - 1].kind in ("to", "dash"):
            first, last = _WEEK.index(days[-1]), _WEEK.index(name)
            days += [_WEEK[n % 7] for n in range(first + 1, last + 1 + (7 if last < first else 0))]
        else:
            days.append(name)
        k += 1
        m = skip(t, k, "comma", "and", "or", "slash", "plus", "to", "dash")
        if t[m].kind == "unit" and t[m].value == "day":
            m += 1
        sunday = is_unit(t[m], "week") and ordinal(t, m + 1) is None
        if m == k or not (sunday or t[m].kind == "weekday"):
            break
        k = m
    if not days:
        return None
    rule = Every("week", weekdays=tuple(dict.fromkeys(days)))
    numbers, m = ordinals(t, k)
    if numbers and t[k].kind in ("ordinal", "ke"):
        return replace(rule, unit="month", nth=numbers), skip_of_month(t, m)
    if is_unit(t[k], "week"):
        numbers, m = ordinals(t, k + 1)
        if numbers and max(numbers) <= 5:
            return replace(rule, unit="month", nth=numbers), skip_of_month(t, m)
    return rule, k


def skip_of_month(t: Tokens, k: int) -> int:
    """Over "bulan berjalan", "bulan berikutnya", after a day or week of it."""
    m = skip(t, k, "within")
    if is_unit(t[m], "month") and t[m + 1].kind in ("next", "current", "ahead"):
        return m + 2
    return k


def day_numbers(t: Tokens, j: int) -> tuple[tuple[int, ...], int]:
    """5 dan 20 | 1 s/d 5"""
    days: list[int] = []
    k = j
    while k - j < LONGEST_LIST and t[k].kind == "num" and len(t[k].text) <= 2:
        days.append(t[k].value)
        k += 1
        m = skip(t, k, "comma", "and", "or", "slash", "plus", "to", "dash", "dated")
        if m == k or t[m].kind != "num":
            break
        joint = m - 1 if t[m - 1].kind != "dated" else m - 2
        if t[joint].kind in ("to", "dash"):
            days += range(days[-1] + 1, t[m].value)
        k = m
    return tuple(days), k


def ordinals(t: Tokens, j: int) -> tuple[tuple[int, ...], int]:
    """pertama dan ketiga | I - III"""
    numbers: list[int] = []
    k = j
    while k - j < LONGEST_LIST and (found := ordinal(t, k, most=60)):
        if numbers and t[k - 1].kind in ("to", "dash") and found[0] > numbers[-1]:
            numbers += range(numbers[-1] + 1, found[0] + 1)
        else:
            numbers.append(found[0])
        k = found[1]
        m = skip(t, k, "comma", "and", "or", "slash", "plus", "to", "dash")
        if is_unit(t[m], "week", "quarter", "semester"):
            m += 1
        follower = ordinal(t, m)
        if m == k or follower is None or t[follower[1]].kind == "month":
            break
        k = m
    return tuple(numbers), k


def named_months(t: Tokens, j: int) -> tuple[tuple[int, ...], int] | None:
    """[bulan] Juni dan Desember, as months that recur; not a range, which is a window."""
    numbers: list[int] = []
    k = j
    while k - j < 2 * 12 and (found := month(t, k)):
        token, end = found
        if token.kind != "month" or t[end].kind in ("to", "dash"):
            return None
        numbers.append(token.value)
        k = end
        m = skip(t, k, "comma", "and", "or", "slash", "plus")
        if m == k or month(t, m) is None:
            break
        k = m
    return (tuple(numbers), k) if numbers else None
