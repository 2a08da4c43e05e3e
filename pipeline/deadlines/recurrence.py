"""The grammar of recurrences: setiap bulan, 3 bulan sekali, 2 kali setahun, tanggal 5 tiap bulan.

Rules are functions as in `grammar`; what they read is an `Every`.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.deadlines.details import day_numbers, day_rule, named_months, narrowing, ordinals
from pipeline.deadlines.grammar import is_unit, month, ordinal, skip
from pipeline.deadlines.lexing import Token, Tokens
from pipeline.deadlines.periods import MONTHS_IN, Every, times_per

_STARTS = frozenset(
    (
        "once",
        "each",
        "per",
        "adverb",
        "num",
        "numword",
        "one",
        "part",
        "dated",
        "unit",
        "weekday",
        "ordinal",
        "month",
    )
)
# No recurrence without one of these
RECURRENCE_SIGNS = frozenset(("each", "per", "once", "times", "adverb", "one"))
LONGEST_DETAIL = 30  # tokens: twelve months in a list and what joins them
_FINER = ("day", "week", "month")


def recurrence(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """Every form of recurrence; several when units are listed ("bulanan dan triwulanan")."""
    kind = t[i].kind
    if kind not in _STARTS or t.kinds.isdisjoint(RECURRENCE_SIGNS):
        return None
    if kind in ("each", "per"):
        found = _every(t, i)
    elif kind in ("num", "numword", "one", "once", "adverb"):
        found = _adverbs(t, i) or _counted(t, i) or _once_in(t, i) or _detail_first(t, i)
    elif is_unit(t[i]) and t[i + 1].kind == "once":
        found = [Every(t[i].value)], i + 2
    else:
        found = _detail_first(t, i)
    if found is None:
        return None
    rules, i = found
    if len(rules) == 1:
        rules, i = _narrowed(t, i, rules[0])
        if (
            t[i].kind in ("each", "per")
            and is_unit(t[i + 1], "month", "year")
            and (rules[0] != Every(rules[0].unit, rules[0].interval))
        ):
            i += 2  # "setiap tanggal 10 tiap bulan"
    return rules, _said_again(t, i)


def number(t: Tokens, i: int) -> tuple[int, int] | None:
    """3 | tiga"""
    token = t[i]
    if token.kind not in ("num", "numword") or not 0 < token.value < 1000:
        return None
    return token.value, i + 1


def _adverbs(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """bulanan | 3 bulanan | bulanan, triwulanan dan tahunan"""
    counted = number(t, i)
    if counted and t[counted[1]].kind == "adverb":
        count, j = counted
        return [Every(t[j].value, count)], j + 1
    rules = []
    j = i
    while t[j].kind == "adverb":
        rules.append(Every(t[j].value))
        i = j + 1
        j = skip(t, i, "comma", "and", "or", "slash", "plus")
        if j == i:
            break
    return (rules, i) if rules else None


def _counted(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """2 kali setahun | 4x dalam 1 tahun | satu kali per 3 bulan | setahun 2 kali | 1 kali/bulan"""
    if t[i].kind == "one":
        counted = number(t, i + 1)
        if counted and t[counted[1]].kind == "times":
            rule = times_per(counted[0], t[i].value)
            return ([rule], counted[1] + 1) if rule else None
    counted = number(t, i)
    if counted is None or t[counted[1]].kind != "times":
        return None
    count, j = counted
    j = skip(t, j + 1, "within", "per", "each", "slash", "times", "open", "dot")
    inner = number(t, j)
    interval = 1
    if t[j].kind == "one":
        unit = t[j].value
    elif inner and is_unit(t[inner[1]]):
        interval, j = inner
        unit = t[j].value
    elif is_unit(t[j]) and j > counted[1] + 1:
        unit = t[j].value
        if ordinal(t, j + 1) or t[j + 1].kind == "month" or t[j + 1].kind == "year":
            return None  # "2 kali pada bulan Maret"
    else:
        return None
    enclosed = t[counted[1] + 1].kind == "open"  # "4 kali (setiap triwulan)"
    rule = Every(unit, interval) if enclosed else times_per(count, unit, interval)
    j += 1
    if t[j].kind == "close" and any(x.kind == "open" for x in t[i:j]):
        j += 1
    return ([rule], j) if rule else None


def _once_in(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """3 bulan sekali | 6 bulan 1 kali | setahun sekali | sekali dalam setahun"""
    if t[i].kind == "once":
        j = skip(t, i + 1, "within", "per", "each")
        if t[j].kind == "one" or (j > i + 1 and is_unit(t[j])):
            return [Every(t[j].value)], j + 1
        counted = number(t, j)
        if counted and is_unit(t[counted[1]]):
            return [Every(t[counted[1]].value, counted[0])], counted[1] + 1
        return None
    if t[i].kind == "one" and t[i + 1].kind == "once":
        return [Every(t[i].value)], i + 2
    counted = number(t, i)
    if counted is None or not is_unit(t[counted[1]]):
        return None
    count, j = counted
    rule = Every(t[j].value, count)
    if t[j + 1].kind == "once":
        return [rule], j + 2
    again = number(t, j + 1)
    if again and t[again[1]].kind == "times":
        per = times_per(again[0], rule.unit, count)
        return ([per], again[1] + 1) if per else None
    return None


def _every(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """setiap …"""
    opener = t[i]
    if opener.kind not in ("each", "per"):
        return None
    j = skip(t, i, "each", "per", "within")
    token = t[j]
    if token.kind == "part":
        return _part(t, j)
    if token.kind == "times" and number(t, j + 1) and is_unit(t[j + 2]):
        j += 1
        token = t[j]
    counted = number(t, j)
    if counted and is_unit(t[counted[1]]) and t[counted[1] + 1].kind != "month":
        count, k = counted
        k = skip(t, k + 1, "once")
        return [Every(t[counted[1]].value, count)], k
    detail = narrowing(t, j, opener)
    if detail is not None:
        return [detail[0]], detail[1]
    if token.kind == "adverb" or token.kind == "one":
        return [Every(token.value)], skip(t, j + 1, "once")
    if opener.kind == "each":
        named = named_months(t, j)
        if named:
            return [Every("year", months=named[0])], named[1]
    if is_unit(token):
        return _units(t, j, opener)
    return None


def _units(t: Tokens, j: int, opener: Token) -> tuple[list[Every], int] | None:
    """bulan [sekali] | triwulan dan semester | triwulan I dan III"""
    unit = t[j]
    if unit.value in ("quarter", "third", "semester"):
        first = ordinal(t, j + 1)
        if first:
            if opener.kind == "per":
                return None  # "per Triwulan I" is that quarter
            numbers, k = ordinals(t, j + 1)
            length = MONTHS_IN[unit.value]
            starts = tuple(length * (n - 1) + 1 for n in numbers if length * n <= 12)
            if starts == tuple(range(1, 13, length)):
                return [Every(unit.value)], k
            precision = {3: "quarter", 6: "semester"}.get(length, "month")
            return [Every("year", months=starts, precision=precision)], k
    if opener.kind == "per" and t[j + 1].kind in ("month", "year"):
        return None  # "per bulan Januari", "per tahun 2021"
    if t[j + 1].kind == "num" and unit.value not in ("month", "year"):
        return None
    rules = [Every(unit.value)]
    k = j + 1
    while True:
        m = skip(t, k, "comma", "and", "or", "slash", "plus")
        if m == k:
            break
        m = skip(t, m, "each", "per")
        nxt = t[m]
        if (
            nxt.kind == "adverb"
            or is_unit(nxt)
            and t[m + 1].kind not in ("month", "year", "num", "roman", "ke", "ordinal")
        ):
            rules.append(Every(nxt.value))
            k = m + 1
        else:
            break
    return rules, skip(t, k, "once")


def _part(t: Tokens, j: int) -> tuple[list[Every], int] | None:
    """akhir bulan | awal triwulan | akhir bulan Maret dan September"""
    part = t[j].value
    j = skip(t, j + 1, "each", "per")
    named = named_months(t, j)
    if named:
        return [Every("month", part=part, months=named[0])], named[1]
    if not is_unit(t[j]):
        return None
    unit, j = t[j].value, j + 1
    if unit == "week" and part == "end" and is_unit(t[j], "month"):
        return [Every("month", weeks=(-1,))], j + 1
    if ordinal(t, j):
        return None
    return [Every(unit, part=part)], skip(t, j, "current")


def _detail_first(t: Tokens, i: int) -> tuple[list[Every], int] | None:
    """tanggal 15 setiap bulan | Jumat terakhir setiap bulan | 31 Maret setiap tahun |
    awal setiap bulan | Juni dan Desember setiap tahun | minggu pertama bulan"""
    for token in t[i + 1 : i + LONGEST_DETAIL]:
        if token.kind == "each" or token.kind == "per":
            break
    else:
        return None
    j = i
    if t[j].kind == "part":
        if t[j + 1].kind in ("each", "per"):
            return _part(t, j)
        if is_unit(t[j + 1]) and t[j + 2].kind == "each":
            unit = t[j + 1].value
            return [Every(unit, part=t[j].value)], _unit_end(t, j + 2)
        return None
    if t[j].kind == "num":
        days, k = day_numbers(t, j)
        several = len(days) > 1 and t[k].kind == "each"  # "1 s.d 5 setiap bulan"
        detail = day_rule(t, k, days) if several or (days and month(t, k)) else None
    else:
        detail = narrowing(t, j, None)
        if detail is None:
            named = named_months(t, j)
            detail = (Every("year", months=named[0]), named[1]) if named else None
    if detail is None:
        return None
    rule, k = detail
    k = skip(t, k, "comma", "within", "open")
    if t[k].kind not in ("each", "per"):
        return None
    unit = t[skip(t, k, "each", "per")]
    if not is_unit(unit) or (unit.value in _FINER and rule.months):
        return None
    end = _unit_end(t, k)
    if unit.value == "month" and not rule.months and (named := named_months(t, end)):
        return [replace(rule, unit="year", months=named[0])], named[1]  # "setiap bulan Maret"
    if any(token.kind == "open" for token in t[i:end]) and t[end].kind == "close":
        end += 1
    if unit.value == "week":
        return [rule], end
    interval = MONTHS_IN.get(unit.value, 1)
    if rule.months or unit.value in ("day",):
        return [rule], end
    if rule.unit == "week" and unit.value != "week":
        return [rule], end
    return [replace(rule, unit="month", interval=interval)], end


def _unit_end(t: Tokens, k: int) -> int:
    """The place after "setiap bulan[nya]"."""
    return skip(t, k, "each", "per") + 1


def _narrowed(t: Tokens, i: int, rule: Every) -> tuple[list[Every], int]:
    """setiap bulan [paling lambat] tanggal 5 | setiap bulan minggu pertama | setiap tahun bulan
    Maret | setiap bulan 2 kali"""
    plain = rule == Every(rule.unit, rule.interval)
    if not plain:
        return [rule], i
    j = skip(t, i, "comma", "within", "until", "open", "colon", "before")
    counted = number(t, j)
    opened = any(token.kind == "open" for token in t[i:j])  # "(12 kali)" counts them all
    if counted and t[counted[1]].kind == "times" and opened:
        return [rule], _close(t, i, counted[1] + 1)
    if counted and t[counted[1]].kind == "times" and not is_unit(t[counted[1] + 1]):
        again = times_per(counted[0], rule.unit, rule.interval)
        return ([again] if again else [rule]), counted[1] + 1
    if t[j].kind == "part" and is_unit(t[j + 1], "month") and rule.unit == "month":
        if t[j + 2].kind != "month":
            return [replace(rule, part=t[j].value)], _close(t, i, j + 2)
    detail = narrowing(t, j, None)
    if t[j].kind == "num" and rule.unit == "year":
        days, k = day_numbers(t, j)
        detail = day_rule(t, k, days) if days and month(t, k) else None
    if detail is not None:
        found, k = detail
        if t[k].kind == "year" or t[j - 1].kind == "comma" and found.months:
            return [rule], i
        if found.months and rule.unit == "year":
            return [found], _close(t, i, k)
        if not found.months and rule.unit in ("month", "quarter", "third", "semester"):
            months = rule.interval * MONTHS_IN[rule.unit]
            return [replace(found, unit="month", interval=months)], _close(t, i, k)
        if rule.unit in ("day", "week") and found.weekdays and not found.nth:
            return [replace(found, interval=rule.interval)], _close(t, i, k)
    named = named_months(t, j)
    if named and (rule.unit not in _FINER or (rule.unit == "month" and rule.interval > 1)):
        if t[j - 1].kind != "comma" or len(named[0]) > 1 or is_unit(t[j], "month"):
            return [Every("year", months=named[0])], _close(t, i, named[1])
    return [rule], i


def _close(t: Tokens, i: int, k: int) -> int:
    opened = any(token.kind == "open" for token in t[i:k])
    return k + 1 if opened and t[k].kind == "close" else k


def _said_again(t: Tokens, i: int) -> int:
    """setiap triwulan (per 3 bulan) | setiap bulan sekali | 6 bulan sekali (per semester)"""
    if t[i].kind == "open":
        found = _every(t, i + 1) or _once_in(t, i + 1) or _counted(t, i + 1) or _adverbs(t, i + 1)
        if found and t[found[1]].kind == "close":
            return found[1] + 1
    return i
