"""The grammar of dated times: days, weeks, months, quarters, years, their lists and ranges.

Every rule is a function of the tokens and a place in them that returns what it read and the place
after it, or None. In the comments, [x] is optional, x* may repeat.
"""

from __future__ import annotations

from pipeline.deadlines.lexing import Token, Tokens
from pipeline.deadlines.numeric import numeric_date
from pipeline.deadlines.periods import Period

PART_NUMBERS = {"start": 1, "middle": 2, "end": 3}
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
    if t[i].kind not in ("to", "dash"):
        return None
    i = skip(t, i, "to", "dash", "dot")
    return skip(t, i, "within")


def year_after(t: Tokens, i: int) -> tuple[int | None, int | None, int]:
    """[, / - ( ] [tahun] (2021 | berikutnya | n+1) [)] after a period: year, shift, place."""
    start = i
    token = t[i]
    if token.kind == "end":
        return None, None, start
    opened = False
    if token.kind in ("comma", "slash", "dash", "quote", "dot", "open"):
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


def with_year(p: Period, t: Tokens, i: int) -> tuple[Period, int]:
    year, shift, j = year_after(t, i)
    return (p._replace(year=year, year_shift=shift), j) if j > i else (p, i)


def month(t: Tokens, i: int) -> tuple[Token, int] | None:
    """[bulan] Maret [.] | bulan 3"""
    said = is_unit(t[i], "month")
    j = skip(t, i + 1, "dot", "colon") if said else i
    token = t[j]
    if token.kind == "month":
        return token, skip_dot(t, j + 1)
    numeral = token.kind == "num" and len(token.text) <= 2 or token.kind == "roman"
    if said and numeral and 1 <= token.value <= 12:
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
        "year",
        "num",
        "to",
        "dash",
        "comma",
        "and",
        "slash",
        "unit",
        "quote",
        "or",
        "plus",
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


def short_year(t: Tokens, i: int, plan_year: int | None) -> int | None:
    """A two-digit year after a month: near the plan's, and not the day of a following month."""
    token = t[i]
    if token.kind != "num" or len(token.text) != 2 or not 0 <= token.value <= 99:
        return None
    year = 2000 + int(token.value)
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


_AFTER_MONTH = frozenset(("end", "to", "and", "semi", "bullet", "close"))


def plain_month(t: Tokens, i: int) -> tuple[Period, int] | None:
    """Maret [2021] with nothing of its own after it: what `month_period` reads, only quicker."""
    token = t[i]
    if token.kind != "month":
        return None
    follows = t[i + 1]
    if follows.kind in _AFTER_MONTH:
        return Period("month", month=token.value, typo=token.typo), i + 1
    if follows.kind == "year" and t[i + 2].kind in _AFTER_MONTH:
        return Period("month", 0, token.value, follows.value, typo=token.typo), i + 2
    return None


def month_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """[bulan] Maret [2021] | Jan-21 | Maret 22 | Maret [tanggal] 5 [2021]"""
    found = month(t, i)
    if found is None:
        return None
    token, j = found
    base = Period("month", month=token.value, typo=token.typo)
    dashed = t[j].kind in ("dash", "quote")
    k = j + 1 if dashed else j
    year = short_year(t, k, plan_year)
    if year is not None:
        return base._replace(year=year, excel=dashed and t[j].kind == "dash"), k + 1
    said = t[k].kind == "dated"
    number = t[k + 1 if said else k]
    if number.kind == "num" and 1 <= number.value <= 31 and (said or not dashed):
        end = k + 2 if said else k + 1
        follows = t[end].kind
        if said or follows in ("comma", "end", "close", "year"):
            day = base._replace(unit="day", number=number.value)
            day, after = with_year(day, t, end)
            if said or day.has_year or (follows == "end" and i == 0 and not t[j].typo):
                return day, after
    if t[j].kind == "slash" and t[j + 1].kind == "num" and short_year(t, j + 1, plan_year):
        return base._replace(year=2000 + t[j + 1].value), j + 2
    return with_year(base, t, j)


def day_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """[weekday [,]] [tanggal] 5 [-] [bulan] Maret [2021]"""
    i = skip_weekdays(t, i)
    i = skip(t, i, "dated", "dot") if t[i].kind == "dated" else i
    token = t[i]
    if token.kind in ("iso", "dmy"):
        period = numeric_date(token)
        return (period, i + 1) if period else None
    if token.kind != "num" or len(token.text) > 2:
        return None
    j = i + 1
    other = t[j + 1]
    if t[i - 1].kind == "dated" and t[j].kind == "slash" and other.kind == "num":
        if 1 <= other.value <= 12 and t[j + 2].kind != "month":  # "tgl 10/3"
            return Period("day", token.value, other.value), j + 2
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
            return day._replace(year=year), k + 1
    return with_year(day, t, j)


def skip_weekdays(t: Tokens, i: int) -> int:
    """[hari] Senin [s/d Rabu] [, /] before a date; i itself if no date follows."""
    j = i + 1 if is_unit(t[i], "day") else i
    if not is_weekday(t, j):
        return i
    while is_weekday(t, j) and j - i < 2 * LONGEST_RUN:
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
    return (
        follows.kind == "num"
        and 5 < follows.value <= 31
        and t[i + 2].kind in ("month", "dash", "to")
    )


def part_period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """awal | pertengahan | akhir, of a month, a quarter, a semester or a year."""
    if t[i].kind != "part":
        return None
    found = parted(t, i + 1, plan_year)
    return (part_of(found[0], t[i].value), found[1]) if found else None


def parted(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """The month, quarter, semester or year after "awal", "akhir" …"""
    j = skip(t, i, "within", "from")
    found = month_period(t, j, plan_year)
    if found:
        return found if found[0].unit == "month" else None
    found = unit_period(t, j)
    if found is None and is_unit(t[j], "year"):
        found = with_year(Period("year"), t, skip(t, j + 1, "dot"))
    return found


def part_of(period: Period, part: str) -> Period:
    """A third of a month; the last day of a longer period, or its first or middle month."""
    if period.unit == "month":
        return period._replace(unit="part", number=PART_NUMBERS[part], excel=False)
    if part == "end":
        return period._replace(unit="end", of=period.unit)
    length = {"quarter": 3, "third": 4, "semester": 6, "year": 12}[period.unit]
    first = length * (period.number - 1) + 1 if period.unit != "year" else 1
    middle = first + (length - 1) // 2
    return period._replace(unit="month", number=0, month=first if part == "start" else middle)


def unit_period(t: Tokens, i: int) -> tuple[Period, int] | None:
    """Triwulan I [2021] | semester ke-2 | caturwulan III | tahun 2021 | tahun berjalan"""
    token = t[i]
    if token.kind == "ordinal" and is_unit(t[i + 1], *PERIOD_UNITS):
        return with_year(Period(t[i + 1].value, token.value), t, i + 2)
    if is_unit(token, *PERIOD_UNITS):
        found = ordinal(t, i + 1)
        if found is None:
            return None
        number, j = found
        if number == -1:
            number = {"quarter": 4, "third": 3, "semester": 2}[token.value]
        return with_year(Period(token.value, number), t, j)
    if is_unit(token, "year"):
        year, shift, j = year_after(t, i)
        if j > i and (year is not None or shift is not None):
            return Period("year", year=year, year_shift=shift), j
        if t[i - 1].word == "sepanjang":  # "sepanjang tahun" is all of it
            return Period("year"), i + 1
    return None


def week_period(t: Tokens, i: int) -> tuple[Period, int] | None:
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
        return period._replace(unit="day", number=day.value), j + 2
    return with_year(period, t, j)


def week_number(t: Tokens, i: int) -> tuple[int, int] | None:
    """minggu II | minggu ke-2 | minggu terakhir | pertama minggu"""
    if not is_unit(t[i], "week") or is_weekday(t, i):
        return None
    return ordinal(t, i + 1, most=60)


def period(t: Tokens, i: int, plan_year: int | None) -> tuple[Period, int] | None:
    """One period of any kind."""
    token = t[i]
    if (plain := plain_month(t, i)) is not None:
        return plain
    if token.kind == "monthyear":
        found = numeric_date(token)
        return (found, i + 1) if found else None
    if token.kind == "month":
        return month_week(t, i) or month_period(t, i, plan_year)
    if token.kind in ("num", "iso", "dmy", "dated", "weekday"):
        return day_period(t, i, plan_year)
    return (
        day_period(t, i, plan_year)
        or part_period(t, i, plan_year)
        or week_period(t, i)
        or month_week(t, i)
        or month_period(t, i, plan_year)
        or unit_period(t, i)
        or bare_year(t, i)
    )


def month_week(t: Tokens, i: int) -> tuple[Period, int] | None:
    """Maret [2021] [(] minggu II [)] — the week after its month."""
    found = month(t, i)
    if found is None:
        return None
    name, j = found
    year, shift, j = year_after(t, j)
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
    return (result, j) if result.has_year else with_year(result, t, j)


def bare_year(t: Tokens, i: int) -> tuple[Period, int] | None:
    token = t[i]
    if token.kind == "year":
        return Period("year", year=token.value), i + 1
    return None
