"""The grammar of lists and ranges of times: what shares a month, a unit or a part."""

from __future__ import annotations

from pipeline.deadlines.grammar import (
    LONGEST_LIST,
    PART_NUMBERS,
    PERIOD_UNITS,
    is_unit,
    is_weekday,
    joint_to,
    month,
    month_period,
    ordinal,
    part_of,
    parted,
    period,
    plain_month,
    short_year,
    skip,
    skip_weekdays,
    with_year,
    year_after,
)
from pipeline.deadlines.lexing import Token, Tokens
from pipeline.deadlines.numeric import numeric_date
from pipeline.deadlines.periods import Period, Reading

Numbered = tuple[int, int, int]  # a number and the tokens it stands in
_STARTS = frozenset(
    (
        "num",
        "month",
        "unit",
        "part",
        "weekday",
        "dated",
        "ordinal",
        "iso",
        "dmy",
        "monthyear",
        "year",
    )
)


def one(p: Period, start: int, end: int, last: Period | None = None) -> Reading:
    return Reading("time", start, end, first=p, last=last)


def day_list(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """5, 12 dan 19 Maret 2021 | 1-5, 8-12 Maret | 20/21 Maret | tgl 5 s/d tgl 10 Maret"""
    j = skip_weekdays(t, i)
    members: list[list[Numbered]] = []  # (day, start, end), one or two of a range
    joined = False
    while j - i < LONGEST_LIST:
        k = skip(t, j, "dated", "dot") if t[j].kind == "dated" else j
        token = t[k]
        if token.kind == "dmy" and members:
            return _numeric_days(t, i, k, members, joined)
        if token.kind != "num" or len(token.text) > 2:
            return None
        if joined:
            members[-1].append((token.value, j, k + 1))
        else:
            members.append([(token.value, j, k + 1)])
        j = k + 1
        if t[j].kind == "month" or (is_unit(t[j], "month") and t[j + 1].kind == "month"):
            break
        joint = t[j].kind
        if len(members) == 1 and not any(
            token.kind in ("month", "dmy") for token in t[j : i + LONGEST_LIST + 8]
        ):
            return None
        if joint in ("to", "dash", "slash") and len(members[-1]) == 1:
            joined = True
            j = skip(t, j, "to", "dash", "slash", "dot", "within")
        elif joint in ("comma", "and", "or", "plus"):
            joined = False
            j = skip(t, j, "comma", "and", "or", "plus", "within")
            j = skip_weekdays(t, j)
        else:
            return None
    else:
        return None
    if len(members) == 1 and len(members[0]) == 1:
        return None
    found = month(t, j)
    if found is None:
        return None
    name, j = found
    base = Period("day", 0, name.value, typo=name.typo)
    year = short_year(t, j, plan_year)
    base, end = (base._replace(year=year), j + 1) if year else with_year(base, t, j)
    readings = []
    for n, member in enumerate(members):
        last_end = end if n == len(members) - 1 else member[-1][2]
        days = [base._replace(number=day) for day, _, _ in member]
        start = i if n == 0 else member[0][1]
        readings.append(one(days[0], start, last_end, days[1] if len(days) > 1 else None))
    return readings


def _numeric_days(
    t: Tokens, i: int, k: int, members: list[list[Numbered]], joined: bool
) -> list[Reading] | None:
    """10 s/d 12-05-2021 | 5, 12 dan 19/03/2021"""
    last = numeric_date(t[k])
    if last is None:
        return None
    last = last._replace(cell=False)
    if joined:
        members[-1].append((last.number, k, k + 1))
    else:
        members.append([(last.number, k, k + 1)])
    readings = []
    for n, member in enumerate(members):
        days = [last._replace(number=day) for day, _, _ in member]
        start = i if n == 0 else member[0][1]
        readings.append(one(days[0], start, member[-1][2], days[1] if len(days) > 1 else None))
    return readings


def month_numbers(t: Tokens, i: int) -> list[Reading] | None:
    """Bulan 3 s/d 5 2021 | bulan 1, 4, 7 dan 10"""
    if not is_unit(t[i], "month"):
        return None
    j = skip(t, i + 1, "dot", "colon")
    members, end = _numbers(t, j, 12) if t[j].kind == "num" else ([], j)
    numbers = [t[at] for member in members for _, at, _ in member]
    if len(numbers) < 2 or any(token.kind != "num" for token in numbers):
        return None
    if t[end].kind in ("month", "unit", "times", "once"):
        return None
    return _finished(members, Period("month"), t, i, end, False)


def number_list(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """Triwulan I, II dan III 2021 | TW I-III | Minggu I dan III Maret | awal s/d akhir Maret"""
    unit = t[i]
    if is_unit(unit, *PERIOD_UNITS):
        most = 12
    elif is_unit(unit, "week") and not is_weekday(t, i):
        most = 5
    else:
        return _part_range(t, i, plan_year)
    members: list[list[Numbered]] = []
    joined = False
    j = i + 1
    while j - i < LONGEST_LIST:
        start = j
        if is_unit(t[j], unit.value) and members:
            j = skip(t, j + 1, "dot")
        found = ordinal(t, j, most)
        if found is None or (t[found[1]].kind == "month" and most == 12):
            j = start
            break
        number, end = found
        if joined:
            members[-1].append((number, start, end))
        else:
            members.append([(number, start, end)])
        j = end
        joint = t[j].kind
        if joint in ("to", "dash") and len(members[-1]) == 1:
            joined, k = True, skip(t, j, "to", "dash", "dot", "within")
        elif joint in ("comma", "and", "or", "plus", "slash"):
            joined, k = False, skip(t, j, "comma", "and", "or", "plus", "slash", "within")
        else:
            break
        if not _goes_on(t, k, unit, most):
            break
        j = k
    if not members:
        return None
    end = members[-1][-1][2]
    if most == 5:
        k = skip(t, end, "within")
        name = month(t, k)
        if name is None or len(members) + len(members[0]) < 3:
            return None
        base = Period("week", 0, name[0].value, typo=name[0].typo)
        base, end = with_year(base, t, name[1])
    else:
        base, end = with_year(Period(unit.value), t, end)
    if len(members) == 1 and len(members[0]) == 1:
        return None
    readings = []
    for n, member in enumerate(members):
        span = [base._replace(number=number) for number, _, _ in member]
        if len(span) > 1:  # the year belongs to the end: "Triwulan IV - I 2024"
            span[0] = span[0]._replace(year=None, year_shift=None)
        readings.append(
            one(
                span[0],
                i if n == 0 else member[0][1],
                end if n == len(members) - 1 else member[-1][2],
                span[1] if len(span) > 1 else None,
            )
        )
    return readings


def _goes_on(t: Tokens, i: int, unit: Token, most: int) -> bool:
    """Whether another number of the same unit stands at i, and not a day or a bullet."""
    if is_unit(t[i], unit.value):
        i += 1
    found = ordinal(t, i, most)
    if found is None:
        return False
    after = t[found[1]]
    if after.kind == "month" and most == 12:
        return False
    return not (after.kind == "unit" and t[i].kind == "num") and after.kind not in (
        "times",
        "shift",
    )


def _part_range(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """awal s/d pertengahan Maret | awal dan akhir Maret"""
    if t[i].kind != "part":
        return None
    parts = [i]
    while len(parts) < 4:
        j = skip(t, parts[-1] + 1, "to", "dash", "dot", "comma", "and", "or", "slash", "plus")
        if j == parts[-1] + 1 or t[j].kind != "part":
            break
        parts.append(j)
    found = parted(t, parts[-1] + 1, plan_year) if len(parts) > 1 else None
    if found is None:
        return None
    whole, end = found
    readings: list[Reading] = []
    for n, j in enumerate(parts):
        here = part_of(whole, t[j].value)
        after = end if n == len(parts) - 1 else j + 1
        if n and any(token.kind in ("to", "dash") for token in t[parts[n - 1] : j]):
            readings[-1].last, readings[-1].end = here, after
        else:
            readings.append(one(here, j, after))
    return readings


def month_first(t: Tokens, i: int) -> list[Reading] | None:
    """Februari 20-22 | Maret (5, 12 dan 19) | Maret minggu I dan III | Maret akhir"""
    found = month(t, i)
    if found is None:
        return None
    name, j = found
    year, shift, j = year_after(t, j)
    opened = t[j].kind == "open"
    j = j + 1 if opened else j
    base = Period("part", 0, name.value, year, shift, typo=name.typo)
    if t[j].kind == "part" and not is_unit(t[j + 1]) and t[j + 1].kind != "month":
        parts = [(PART_NUMBERS[t[j].value], j, j + 1)]
        return _finished([parts], base, t, i, j + 1, opened)
    said = t[j].kind == "dated"
    if is_unit(t[j], "week"):
        base, most = base._replace(unit="week"), 5
    elif said or (t[j].kind == "num" and not base.has_year):
        base, most = base._replace(unit="day"), 31
    else:
        return None
    members, end = _numbers(t, j + 1 if said or most == 5 else j, most)
    several = len(members) > 1 or (members and len(members[0]) > 1)
    if not several or (len(members) > 1 and not (opened or said or most == 5)):
        return None
    if t[end].kind in ("month", "unit", "times"):
        return None
    return _finished(members, base, t, i, end, opened)


def _numbers(t: Tokens, j: int, most: int) -> tuple[list[list[Numbered]], int]:
    """5 | 5-9 | 5, 12 dan 19 | I dan ke-3: members of one number, or two of a range"""
    members: list[list[Numbered]] = []
    joined, start, end = False, j, j
    while j - start < LONGEST_LIST and (found := ordinal(t, j, most)):
        number = (found[0], j, found[1])
        if joined:
            members[-1].append(number)
        else:
            members.append([number])
        end = found[1]
        joined = t[end].kind in ("to", "dash") and len(members[-1]) == 1
        j = skip(t, end, "to", "dash") if joined else skip(t, end, "comma", "and", "or", "slash")
        if j == end:
            break
    return members, end


def _finished(
    members: list[list[Numbered]], base: Period, t: Tokens, i: int, end: int, opened: bool
) -> list[Reading] | None:
    """The readings of numbers after their month, and the year that may follow."""
    if opened and t[end].kind != "close":
        return None
    end = end + 1 if opened else end
    if not base.has_year:
        base, end = with_year(base, t, end)
    readings = []
    for n, member in enumerate(members):
        span = [
            base._replace(month=number) if base.unit == "month" else base._replace(number=number)
            for number, _, _ in member
        ]
        start = i if n == 0 else member[0][1]
        after = end if n == len(members) - 1 else member[-1][2]
        readings.append(one(span[0], start, after, span[1] if len(span) > 1 else None))
    return readings


def times(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """A list that shares a month or a unit, a range of two periods, or one period."""
    kind = t[i].kind
    if kind not in _STARTS:
        return None
    plain = plain_month(t, i)
    if plain is not None:
        shared: list[Reading] | None = [one(plain[0], i, plain[1])]
    elif kind == "month":
        shared = month_first(t, i)
    elif kind == "num":
        shared = day_list(t, i, plan_year)
    else:
        shared = (
            day_list(t, i, plan_year)
            or month_numbers(t, i)
            or number_list(t, i, plan_year)
            or month_first(t, i)
        )
    if shared is None:
        found = period(t, i, plan_year)
        if found is None:
            return None
        first, j = found
        shared = [one(first, i, j)]
    tail = shared[-1]
    if tail.last is None and tail.first is not None:
        k = joint_to(t, tail.end)
        if k is not None:
            upper = period(t, k, plan_year)
            while upper is not None and _may_follow(tail.last or tail.first, upper[0]):
                tail.last, tail.end = upper  # "Maret-April-Mei" goes on
                onward = t[tail.end].kind == "dash" and upper[0].unit == "month"
                upper = month_period(t, tail.end + 1, plan_year) if onward else None
    if len(shared) == 1 and tail.last is None and tail.first is not None:
        if tail.first.unit in ("week", "part"):
            shared += _distributed(t, tail.first, tail.end, plan_year)
        elif tail.first.unit == "end":
            shared += _more_ends(t, tail.first, tail.end)
    return shared


def _more_ends(t: Tokens, first: Period, i: int) -> list[Reading]:
    """akhir triwulan I, II dan III"""
    ends: list[Reading] = []
    while not first.has_year and t[i].kind in ("comma", "and", "slash", "plus", "or"):
        j = skip(t, i, "comma", "and", "slash", "plus", "or")
        k = j + 1 if is_unit(t[j], first.of) else j
        found = ordinal(t, k, most=4)
        if found is None or t[found[1]].kind == "month" or len(ends) > 4:
            break
        last, end = with_year(first._replace(number=found[0]), t, found[1])
        ends.append(one(last, j, end))
        i = end
        if last.has_year:
            break
    return ends


def _distributed(t: Tokens, first: Period, i: int, plan_year: int | None) -> list[Reading]:
    """Minggu II Januari dan Juli: the same week of the other months"""
    shared: list[Reading] = []
    while not first.has_year and t[i].kind in ("comma", "and"):
        j = skip(t, i, "comma", "and")
        found = month_period(t, j, plan_year)
        if found is None or found[0].unit != "month" or t[found[1]].kind in ("to", "dash"):
            break
        shared.append(one(found[0]._replace(unit=first.unit, number=first.number), j, found[1]))
        i = found[1]
        if found[0].has_year:
            break
    return shared if shared and t[shared[-1].start - 1].kind == "and" else []


def _may_follow(first: Period, last: Period) -> bool:
    """Whether a dash or s/d between two periods makes a range of them."""
    if (first.unit == "year") != (last.unit == "year"):
        return False
    if first.unit == last.unit == "month" and first.month == last.month:
        return first.has_year and last.has_year and first.year != last.year
    return True
