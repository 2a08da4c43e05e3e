"""The grammar of dated times: days, weeks, months, quarters, years, their lists and ranges.

Every rule is a function of the tokens and a place in them that returns what it read and the place
after it, or None. In the comments, [x] is optional, x* may repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.deadlines.lexing import Token
from pipeline.deadlines.periods import Period, Reading

Tokens = Sequence[Token]
_STARTS = frozenset(("num", "month", "unit", "part", "weekday", "dated", "ordinal", "iso", "dmy",
                     "monthyear", "year"))
PERIOD_UNITS = ("quarter", "third", "semester")
# Bounds that keep reading linear in the length of a text; no phrase that people write reaches them.
LONGEST_RUN = 8  # joints and prepositions in a row
LONGEST_LIST = 60  # tokens of one list
NEAR_YEARS = 5  # "Maret 22" is a year if it lies this near the plan's, else a day


def skip(t: Tokens, i: int, *kinds: str) -> int:
    """The place after tokens of these kinds, a few at most: longer runs say nothing."""
    stop = i + LONGEST_RUN
    while i < stop and t[i].kind in kinds:
        i += 1
    return i


def is_unit(token: Token, *units: str) -> bool:
    return token.kind == "unit" and (not units or token.value in units)


def joint_to(t: Tokens, i: int) -> int | None:
    """to := s/d | sampai dengan | - ; the place after it, and after "tanggal", "bulan" …"""
    if t[i].kind == "dash" and t[i].value == "bullet":
        return None
    if t[i].kind not in ("to", "dash"):
        return None
    i = skip(t, i, "to", "dash", "dot")
    return skip(t, i, "within")


def year_after(t: Tokens, i: int, plan_year: int | None) -> tuple[int | None, int | None, int]:
    """[, / - ( ] [tahun] (2021 | berikutnya | n+1) [)] after a period: year, shift, place."""
    start = i
    token = t[i]
    opened = False
    if token.kind in ("comma", "slash", "dash", "quote", "dot", "open"):
        if token.value == "bullet":
            return None, None, start
        opened = token.kind == "open"
        i += 1
        if token.kind == "dot" and t[i].kind in ("comma", "slash", "dash", "open"):
            opened = t[i].kind == "open"
            i += 1
    i = skip(t, i, "within")
    said = is_unit(t[i], "year")
    if said:
        i = skip(t, i + 1, "dot")
    token = t[i]
    year = shift = None
    if token.kind == "year":
        follows = t[i + 1]
        if t[start].kind in ("comma", "dash", "open") and not said:
            if follows.kind in ("dash", "to", "colon") and t[i + 2].kind == "year":
                return None, None, start
            if follows.kind == "colon" and t[start].kind == "comma":
                return None, None, start
        year = token.value
    elif token.kind == "shift":
        shift = int(token.text.replace(" ", "")[1:])
    elif said and token.kind in ("next", "current", "previous", "ahead"):
        shift = {"next": 1, "ahead": 1, "current": 0, "previous": -1}[token.kind]
    elif t[start].kind == "quote" and token.kind == "num" and len(token.text) == 2:
        year = 2000 + token.value
    else:
        return None, None, start
    i += 1
    if opened:
        if t[i].kind != "close":
            return None, None, start
        i += 1
    return year, shift, i


def with_year(p: Period, t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int]:
    year, shift, j = year_after(t, i, plan_year)
    return replace(p, year=year, year_shift=shift), j


def month(t: Tokens, i: int) -> tuple[Token, int] | None:
    """[bulan] Maret [.] | bulan 3"""
    said = is_unit(t[i], "month")
    j = skip(t, i + 1, "dot", "colon") if said else i
    token = t[j]
    if token.kind == "month":
        return token, skip_dot(t, j + 1)
    if said and token.kind == "num" and 1 <= token.value <= 12 and len(token.text) <= 2:
        follows = t[j + 1]
        if follows.kind not in ("month", "once", "times", "word", "slash") and not is_unit(
            follows, "day", "week", "month", "quarter", "semester"
        ):
            return replace_token(token, "month"), j + 1
    return None


def replace_token(token: Token, kind: str) -> Token:
    return Token(kind, token.value, token.text, token.start, token.end)


def skip_dot(t: Tokens, i: int) -> int:
    """The dot of an abbreviation, if something of the phrase follows it."""
    if t[i].kind == "dot" and t[i + 1].kind in (
        "year", "num", "to", "dash", "comma", "and", "slash", "unit", "quote", "or", "plus",
    ):
        return i + 1
    return i


def ordinal(t: Tokens, i: int, most: int = 12) -> tuple[int, int] | None:
    """[-] [ke] (III | 3 | ketiga), directly after its unit."""
    i = skip(t, i, "dot", "ke")
    if t[i].kind == "dash" and t[i + 1].kind in ("roman", "num", "ke", "ordinal"):
        i = skip(t, i + 1, "ke")
    token = t[i]
    if token.kind == "roman" or (token.kind == "num" and len(token.text) <= 2):
        return (token.value, i + 1) if 1 <= token.value <= most else None
    if token.kind == "ordinal":
        return token.value, i + 1
    if token.kind == "numword" and token.value <= 4:
        return token.value, i + 1
    return None


def numeric_date(token: Token) -> Period | None:
    """An ISO, d/m/y, d-m-yy or m/y token."""
    text = token.text.split("T")[0]
    head = text.split(" ")[0] if token.kind == "iso" else text
    parts = [int(p) for p in _numbers(head)]
    if token.kind == "monthyear":
        year, m = sorted(parts, reverse=True)
        return Period("month", month=m, year=year) if 1 <= m <= 12 else None
    if token.kind == "iso":
        year, m, d = parts[:3]
    else:
        d, m, year = parts[:3]
        if year < 100:
            year += 2000
        if m > 12 >= d:  # month first, as a spreadsheet set to English writes
            d, m = m, d
    return Period("day", d, m, year, cell=d == 1)


def _numbers(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()


def short_year(t: Tokens, i: int, plan_year: int | None) -> int | None:
    """A two-digit year after a month: near the plan's, and not the day of a following month."""
    token = t[i]
    if token.kind != "num" or len(token.text) != 2 or not 0 <= token.value <= 99:
        return None
    year = 2000 + token.value
    if plan_year is not None and abs(year - plan_year) > NEAR_YEARS:
        return None
    if plan_year is None and not 10 <= token.value <= 49:
        return None
    follows = t[i + 1]
    if follows.kind in ("month", "year", "times", "unit"):
        return None
    if follows.kind in ("comma", "to", "dash") and t[i + 2].kind == "year":
        return None  # "March 22, 2021"
    return year


def month_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """[bulan] Maret [2021] | Jan-21 | Maret 22 | Maret [tanggal] 5 [2021]"""
    found = month(t, i)
    if found is None:
        return None
    token, j = found
    base = Period("month", month=token.value, typo=token.typo)
    dashed = t[j].kind in ("dash", "quote")
    k = j + 1 if dashed else j
    if not (dashed and t[j].value == "bullet"):
        year = short_year(t, k, plan_year)
        if year is not None:
            excel = dashed and t[j].kind == "dash"
            return replace(base, year=year, excel=excel), k + 1
    said = t[k].kind == "dated"
    number = t[k + 1 if said else k]
    if number.kind == "num" and 1 <= number.value <= 31 and (said or not dashed):
        end = k + 2 if said else k + 1
        follows = t[end].kind
        if said or follows in ("comma", "end", "close", "year"):
            day = replace(base, unit="day", number=number.value)
            day, after = with_year(day, t, end, plan_year)
            if said or day.has_year or (follows == "end" and i == 0 and not t[j].typo):
                return day, after
    if t[j].kind == "slash" and t[j + 1].kind == "num" and short_year(t, j + 1, plan_year):
        return replace(base, year=2000 + t[j + 1].value), j + 2
    return with_year(base, t, j, plan_year)


def day_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """[weekday [,]] [tanggal] 5 [-] [bulan] Maret [2021]"""
    i = skip_weekdays(t, i, plan_year)
    i = skip(t, i, "dated", "dot") if t[i].kind == "dated" else i
    token = t[i]
    if token.kind in ("iso", "dmy"):
        period = numeric_date(token)
        return (period, i + 1) if period else None
    if token.kind != "num" or len(token.text) > 2:
        return None
    j = i + 1
    if t[j].kind in ("dash", "dot", "slash", "comma") and t[j + 1].kind == "month":
        j += 1
    found = month(t, j)
    if found is None or t[j].kind == "unit" and t[j + 1].kind != "month":
        return None
    name, j = found
    day = Period("day", token.value, name.value, typo=name.typo)
    if t[j].kind in ("dash", "quote", "slash") or t[j].kind == "num":
        k = j if t[j].kind == "num" else j + 1
        year = short_year(t, k, plan_year)
        if year is not None:
            return replace(day, year=year), k + 1
    return with_year(day, t, j, plan_year)


def skip_weekdays(t: Tokens, i: int, plan_year: int | None) -> int:
    """[hari] Senin [s/d Rabu] [, /] before a date; i itself if no date follows."""
    j = i + 1 if is_unit(t[i], "day") else i
    if not is_weekday(t, j):
        return i
    while is_weekday(t, j) and j - i < LONGEST_LIST:
        j += 1
        k = skip(t, j, "comma", "slash", "dash", "to", "and", "open", "dot", "dated")
        if is_weekday(t, k) and k > j:
            j = k
            continue
        j = k
    token = t[j]
    if token.kind in ("iso", "dmy") or token.kind == "num" and token.value <= 31:
        return j
    return i


def is_weekday(t: Tokens, i: int) -> bool:
    """Senin …; "Minggu" is Sunday before a comma or slash and a day, or a number over five."""
    token = t[i]
    if token.kind == "weekday":
        return True
    if not is_unit(token, "week") or not token.word.startswith("minggu"):
        return False
    follows = t[i + 1]
    if follows.kind in ("comma", "slash", "open"):
        return t[i + 2].kind in ("num", "dated", "dmy", "iso")
    if follows.kind in ("dmy", "iso", "dated"):
        return True
    return follows.kind == "num" and 5 < follows.value <= 31 and t[i + 2].kind in (
        "month", "dash", "to")


def part_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """awal | pertengahan | akhir, of a month, a quarter, a semester or a year."""
    part = t[i]
    if part.kind != "part":
        return None
    number = {"start": 1, "middle": 2, "end": 3}[part.value]
    j = skip(t, i + 1, "within", "from")
    found = month_period(t, j, plan_year)
    if found:
        period, j = found
        if period.unit != "month":
            return None
        return replace(period, unit="part", number=number, excel=False), j
    found = unit_period(t, j, plan_year)
    if found is None and is_unit(t[j], "year"):
        found = with_year(Period("year"), t, skip(t, j + 1, "dot"), plan_year)
    if found is None:
        return None
    period, j = found
    return _part_of(period, part.value), j


def _part_of(period: Period, part: str) -> Period:
    """The last day of a longer period; its first or middle month."""
    if part == "end":
        return replace(period, unit="end", of=period.unit)
    length = {"quarter": 3, "third": 4, "semester": 6, "year": 12}[period.unit]
    first = length * (period.number - 1) + 1 if period.unit != "year" else 1
    middle = first + (length - 1) // 2
    return replace(period, unit="month", number=0, month=first if part == "start" else middle)


def unit_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """Triwulan I [2021] | semester ke-2 | caturwulan III | tahun 2021 | tahun berjalan"""
    token = t[i]
    if token.kind == "ordinal" and is_unit(t[i + 1], *PERIOD_UNITS):
        return with_year(Period(t[i + 1].value, token.value), t, i + 2, plan_year)
    if is_unit(token, *PERIOD_UNITS):
        found = ordinal(t, i + 1)
        if found is None:
            return None
        number, j = found
        if number == -1:
            number = {"quarter": 4, "third": 3, "semester": 2}[token.value]
        return with_year(Period(token.value, number), t, j, plan_year)
    if is_unit(token, "year"):
        year, shift, j = year_after(t, i, plan_year)
        if j > i and (year is not None or shift is not None):
            return Period("year", year=year, year_shift=shift), j
        if t[i - 1].word == "sepanjang":  # "sepanjang tahun" is all of it
            return Period("year"), i + 1
    return None


def week_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """minggu (II | ke-2 | kedua | terakhir) [bulan] Maret [2021] [/ day]"""
    found = week_number(t, i)
    if found is None:
        return None
    number, j = found
    j = skip(t, j, "within", "comma") if t[j].kind in ("within", "comma") else j
    found_month = month(t, j)
    if found_month is None:
        return None
    name, j = found_month
    period = Period("week", number, name.value, typo=name.typo)
    day = t[j + 1]
    if t[j].kind == "slash" and day.kind == "num" and day.value <= 31:
        return replace(period, unit="day", number=day.value), j + 2
    return with_year(period, t, j, plan_year)


def week_number(t: Tokens, i: int) -> tuple[int, int] | None:
    """minggu II | minggu ke-2 | minggu terakhir | pertama minggu"""
    if not is_unit(t[i], "week") or is_weekday(t, i):
        return None
    return ordinal(t, i + 1, most=60)


def period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """One period of any kind."""
    token = t[i]
    if token.kind == "monthyear":
        found = numeric_date(token)
        return (found, i + 1) if found else None
    return (
        day_period(t, i, plan_year)
        or part_period(t, i, plan_year)
        or week_period(t, i, plan_year)
        or month_week(t, i, plan_year)
        or month_period(t, i, plan_year)
        or unit_period(t, i, plan_year)
        or bare_year(t, i)
    )


def month_week(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """Maret [2021] [(] minggu II [)] — the week after its month."""
    found = month(t, i)
    if found is None:
        return None
    name, j = found
    year, shift, j = year_after(t, j, plan_year)
    opened = t[j].kind == "open"
    j = skip(t, j, "open", "comma", "dash", "within")
    week = week_number(t, j)
    if week is None:
        return None
    number, j = week
    if t[j].kind in ("month", "and", "to", "dash"):
        return None
    if opened:
        j = skip(t, j, "close")
    result = Period("week", number, name.value, year, shift, typo=name.typo)
    return (result, j) if result.has_year else with_year(result, t, j, plan_year)


def bare_year(t: Tokens, i: int) -> tuple[Period, int] | None:
    token = t[i]
    if token.kind == "year":
        return Period("year", year=token.value), i + 1
    return None


def one(p: Period, start: int, end: int, last: Period | None = None) -> Reading:
    return Reading("time", start, end, first=p, last=last)


def day_list(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """5, 12 dan 19 Maret 2021 | 1-5, 8-12 Maret | 20/21 Maret | tgl 5 s/d tgl 10 Maret"""
    if not any(token.kind == "month" for token in t[i + 1 : i + LONGEST_LIST + 8]):
        return None
    j = skip_weekdays(t, i, plan_year)
    members: list[list[tuple[int, int, int]]] = []  # (day, start, end), one or two of a range
    joined = False
    while j - i < LONGEST_LIST:
        k = skip(t, j, "dated", "dot") if t[j].kind == "dated" else j
        token = t[k]
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
        if joint in ("to", "dash", "slash") and len(members[-1]) == 1:
            joined = True
            j = skip(t, j, "to", "dash", "slash", "dot", "within")
        elif joint in ("comma", "and", "or", "plus"):
            joined = False
            j = skip(t, j, "comma", "and", "or", "plus", "within")
            j = skip_weekdays(t, j, plan_year)
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
    base, end = (replace(base, year=year), j + 1) if year else with_year(base, t, j, plan_year)
    readings = []
    for n, member in enumerate(members):
        last_end = end if n == len(members) - 1 else member[-1][2]
        days = [replace(base, number=day) for day, _, _ in member]
        start = i if n == 0 else member[0][1]
        readings.append(one(days[0], start, last_end, days[1] if len(days) > 1 else None))
    return readings


def number_list(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """Triwulan I, II dan III 2021 | TW I-III | Minggu I dan III Maret | awal s/d akhir Maret"""
    unit = t[i]
    if is_unit(unit, *PERIOD_UNITS):
        most = 12
    elif is_unit(unit, "week") and not is_weekday(t, i):
        most = 5
    else:
        return _part_range(t, i, plan_year)
    members: list[list[tuple[int, int, int]]] = []
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
        if joint in ("to", "dash") and t[j].value != "bullet" and len(members[-1]) == 1:
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
        base, end = with_year(base, t, name[1], plan_year)
    else:
        base, end = with_year(Period(unit.value), t, end, plan_year)
    if len(members) == 1 and len(members[0]) == 1:
        return None
    readings = []
    for n, member in enumerate(members):
        span = [replace(base, number=number) for number, _, _ in member]
        if len(span) > 1:  # the year belongs to the end: "Triwulan IV - I 2024"
            span[0] = replace(span[0], year=None, year_shift=None)
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
        "times", "shift")


def _part_range(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """awal s/d pertengahan Maret"""
    if t[i].kind != "part":
        return None
    j = joint_to(t, i + 1)
    if j is None or t[j].kind != "part":
        return None
    found = part_period(t, j, plan_year)
    if found is None or found[0].unit != "part":
        return None
    number = {"start": 1, "middle": 2, "end": 3}[t[i].value]
    return [one(replace(found[0], number=number), i, found[1], found[0])]


def times(t: Tokens, i: int, plan_year: int | None) -> list[Reading] | None:
    """A list that shares a month or a unit, a range of two periods, or one period."""
    if t[i].kind not in _STARTS:
        return None
    shared = day_list(t, i, plan_year) or number_list(t, i, plan_year)
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
    if len(shared) == 1 and tail.last is None and tail.first and tail.first.unit in ("week", "part"):
        shared += _distributed(t, tail.first, tail.end, plan_year)
    elif len(shared) == 1 and tail.last is None and tail.first and tail.first.unit == "end":
        shared += _more_ends(t, tail.first, tail.end, plan_year)
    return shared


def _more_ends(t: Tokens, first: Period, i: int, plan_year: int | None) -> list[Reading]:
    """akhir triwulan I, II dan III"""
    ends: list[Reading] = []
    while not first.has_year and t[i].kind in ("comma", "and", "slash", "plus", "or"):
        j = skip(t, i, "comma", "and", "slash", "plus", "or")
        k = j + 1 if is_unit(t[j], first.of) else j
        found = ordinal(t, k, most=4)
        if found is None or t[found[1]].kind == "month" or len(ends) > 4:
            break
        last, end = with_year(replace(first, number=found[0]), t, found[1], plan_year)
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
        shared.append(one(replace(found[0], unit=first.unit, number=first.number), j, found[1]))
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
