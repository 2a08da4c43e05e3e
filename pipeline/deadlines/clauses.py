"""The grammar of conditions ("setiap ada pertemuan", "3 hari setelah …") and of phrases about
time that no calendar can resolve ("Segera", "30 hari kalender", "Minggu ke-12")."""

from __future__ import annotations

import re

from pipeline.deadlines.grammar import LONGEST_LIST, is_unit, ordinal, skip
from pipeline.deadlines.lexicon import Lexicon
from pipeline.deadlines.lexing import Tokens
from pipeline.deadlines.periods import Reading
from pipeline.deadlines.recurrence import number, recurrence
from pipeline.deadlines.times import times

SEPARATORS = (
    "comma",
    "semi",
    "bullet",
    "open",
    "close",
    "colon",
    "and",
    "or",
    "slash",
    "plus",
    "dash",
    "dots",
)
# What a date or a recurrence may begin with.
TIME_STARTS = frozenset(
    (
        "num",
        "numword",
        "month",
        "unit",
        "part",
        "each",
        "per",
        "adverb",
        "iso",
        "dmy",
        "monthyear",
        "dated",
        "weekday",
        "one",
        "year",
    )
)
_CLAUSE_STARTS = frozenset(
    (
        "condition",
        "ad_hoc",
        "hday",
        "each",
        "until",
        "within",
        "from",
        "dated",
        "vague",
        "num",
        "numword",
        "one",
        "part",
        "unit",
        "after",
        "before",
    )
)
_EVENT_NOUN = re.compile(r"(?:pe|ke)\w{3,}an|(?:di|ter|me|ber)\w{4,}")


def condition(t: Tokens, i: int, lexicon: Lexicon, plan_year: int | None) -> Reading | None:
    """A clause that ties a deadline to an event, from i."""
    if t[i].kind not in _CLAUSE_STARTS:
        return None
    opener = _opener(t, i, lexicon)
    if opener is None:
        return None
    end = clause_end(t, opener, plan_year)
    reading = Reading("conditional", i, end, condition_at=(i, end))
    last = t[end - 1]
    reading.truncated = t[end].kind == "end" and (
        last.kind == "dots"
        or last.word in lexicon.aside["joining_words"]
        or (end == opener and last.kind == "condition" and " " not in last.word)
    )
    if reading.truncated and last.kind == "each" and end == i + 1:
        reading.start = _clause_start(t, i)  # "… setiap": what recurs stands before it
        reading.condition_at = (reading.start, end)
    return reading


def _clause_start(t: Tokens, i: int) -> int:
    """Back from i to the beginning of its clause, if that says nothing about time."""
    j = i
    while (
        j
        and i - j < LONGEST_LIST
        and t[j - 1].kind
        in (
            "word",
            "report_words",
            "plan_words",
            "law_words",
            "within",
            "num",
            "working",
            "from",
            "and",
            "or",
            "ordinal",
            "numword",
            "slash",
        )
    ):
        j -= 1
    return skip(t, j, "and", "or", "slash")


def _opener(t: Tokens, i: int, lexicon: Lexicon) -> int | None:
    """The place after the word that opens a condition, which may follow a time limit:
    [paling lambat] [3 hari kerja | minggu pertama | H-7] (setelah | sebelum | sejak) …"""
    token = t[i]
    if token.kind in ("condition", "ad_hoc", "hday"):
        return i + 1
    if token.kind == "each":
        return _each_event(t, skip(t, i, "each"), lexicon)
    j = skip(t, i, "until", "within", "from", "dated", "colon", "vague")
    if t[j].kind == "hday" and j > i:
        return j + 1
    length = duration(t, j)
    if length is not None:
        k = skip(t, length, "from", "comma", "within", "current")
        if t[k].kind in ("after", "before"):
            return k + 1
        if t[k - 1].kind == "from" and k > length:
            return k
        if t[k].kind == "condition":
            return k + 1
        return None
    if t[j].kind == "part" and t[j + 1].kind in ("after", "before", "condition"):
        return j + 2
    if is_unit(t[j], "week") and (nth := ordinal(t, j + 1)):
        if t[nth[1]].kind in ("after", "before"):
            return nth[1] + 1
    if t[j].kind in ("condition", "ad_hoc") and j > i and t[i].kind != "colon":
        return j + 1
    if t[j].kind in ("after", "before"):
        if t[j + 1].kind in ("and", "or", "slash", "after", "before", "comma", "close") or (
            t[j - 2].kind in ("after", "before")
        ):
            return None  # "foto sebelum dan sesudah kegiatan"
        return j + 1
    if (
        token.kind == "within"
        and (t[i - 1].kind in SEPARATORS or t[i - 1].kind == "end")
        and (token.word in ("selama", "sepanjang", "pada") and _is_event(t, i + 1, lexicon))
    ):
        return i + 2  # "selama pelaksanaan kegiatan"
    if (
        t[i].kind in ("from", "until", "within")
        and _is_event(t, j, lexicon)
        and (t[j - 1].kind == "from")
    ):
        return j
    return None


def _each_event(t: Tokens, j: int, lexicon: Lexicon) -> int | None:
    """setiap (ada … | kegiatan | pelaksanaan …), not "setiap pegawai"."""
    token = t[j]
    if token.kind == "end":
        return j
    if token.kind in ("times", "condition", "after", "before", "ad_hoc", "hday"):
        return j + 1
    if token.kind not in (
        "word",
        "month?",
        "report_words",
        "plan_words",
        "law_words",
        "feasts",
        "hijri",
    ):
        return None
    if token.word in lexicon.aside["members"]:
        return None
    if _is_event(t, j, lexicon) or j == 1 or t[j - 2].kind in SEPARATORS:
        return j + 1
    return None


def _is_event(t: Tokens, j: int, lexicon: Lexicon) -> bool:
    token = t[j]
    if token.kind not in ("word", "report_words", "law_words"):
        return False
    word = token.word
    if word in lexicon.aside["members"]:
        return False
    return word in lexicon.aside["events"] or _EVENT_NOUN.fullmatch(word) is not None


def clause_end(t: Tokens, i: int, plan_year: int | None) -> int:
    """Where a condition that began before i ends: at a sentence's end, a closing parenthesis, a
    bullet, or a comma, "dan" or "atau" with a time after it."""
    depth = 0
    while t[i].kind != "end":
        kind = t[i].kind
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                return i
        elif kind in ("semi", "bullet"):
            return i
        elif kind == "dot":
            if t[i + 1].kind == "end" or (
                t[i + 1].space_before and t[i + 1].text[:1].isupper() and len(t[i - 1].text) > 3
            ):
                return i
        elif kind in ("comma", "and", "or", "slash", "dash") and depth == 0:
            j = skip(t, i, "comma", "and", "or", "slash", "dash")
            k = skip(t, j, "until", "within")
            if starts_time(t, k, plan_year):
                return i
        i += 1
    return i


def starts_time(t: Tokens, i: int, plan_year: int | None) -> bool:
    """Whether a date or a recurrence begins at i."""
    if t[i].kind not in TIME_STARTS:
        return False
    if recurrence(t, i) is not None:
        return True
    found = times(t, i, plan_year)
    return found is not None and not (found[0].first and found[0].first.unit == "year")


def duration(t: Tokens, i: int) -> int | None:
    """3 hari | 14 (empat belas) hari kerja | 3-5 hari | 1 x 24 jam | sebulan; the place after."""
    if t[i].kind == "one":
        return i + 1
    found = number(t, i)
    if found is None:
        return None
    j = found[1]
    if t[j].kind in ("dash", "to", "times", "or") and (
        more := number(t, skip(t, j, "dash", "to", "times", "or"))
    ):
        j = more[1]
    if is_unit(t[j]) and t[j + 1].kind not in ("month", "year"):
        return skip(t, j + 1, "working", "calendar_days")
    if t[j].kind == "hours":
        return j + 1
    return None


def academic_year(t: Tokens, i: int) -> Reading | None:
    """Semester I [TA] 2023/2024 | Tahun 2023/2024 | 2023/2024 | Semester I Tahun Akademik …"""
    j = i
    if is_unit(t[i], "semester") and (numbered := ordinal(t, i + 1)):
        j = numbered[1]
    k = skip(t, j, "comma", "open", "dash")
    if t[k].kind == "academic" and (k > i or is_unit(t[i], "semester")):
        end = _year_pair(t, skip(t, k, "academic", "close", "comma"))
        return Reading("unresolved", i, end)
    if not is_unit(t[k], "year") and t[k].kind != "year":
        return None
    end = _year_pair(t, k)
    if end - k < 3 or t[end - 2].kind != "slash" or t[i - 1].kind == "law_words":
        return None
    return Reading("unresolved", i, end)


def unresolved(t: Tokens, i: int) -> Reading | None:
    """A phrase about time that stays without dates."""
    opened = i == 0 or t[i - 1].kind in (*SEPARATORS, "mark")
    whole = opened and i <= 1
    j = skip(t, i, "until", "within", "from", "before", "after") if opened else i
    token = t[j]
    if token.kind == "vague":
        if opened or token.word.startswith("secara") or t[4].kind == "end" or j > i:
            end = skip(t, j + 1, "vague")
            while t[end].kind in ("comma", "and", "slash") and t[end + 1].kind == "vague":
                end += 2
            return Reading("unresolved", i, end, weak=True)
        return None
    if token.kind == "academic" and (token.word not in ("ganjil", "genap", "gasal")):
        end = _year_pair(t, skip(t, j + 1, "colon", "academic"))
        if is_unit(t[end], "semester"):
            end = skip(t, end + 1, "academic", "roman", "num")
        return Reading("unresolved", i, end)
    if hijri := _hijri(t, i, j, opened):
        return hijri
    length = duration(t, j)
    if length is not None and (
        opened
        or j > i
        or t[i - 1].kind in ("until", "within")
        or t[length - 1].kind in ("calendar_days",)
    ):
        return Reading("unresolved", i, length, weak=True)
    counted = number(t, j)
    if counted and t[counted[1]].kind == "times" and opened and t[counted[1] + 1].kind != "num":
        return Reading("unresolved", i, counted[1] + 1, weak=True)
    if is_unit(token, "week", "month", "day") and t[j + 1].kind in ("ke", "roman", "ordinal"):
        nth = ordinal(t, j + 1, most=400)
        if nth:
            end = nth[1]
            while t[end].kind in ("to", "dash", "comma", "and") and (
                nth := ordinal(t, end + 1, most=400)
            ):
                end = nth[1]
            return Reading("unresolved", i, end)
    if is_unit(token, "week") and t[j + 1].kind == "num" and opened:
        return Reading("unresolved", i, j + 2)
    if is_unit(token) and t[j + 1].kind in ("next", "current", "ahead", "previous"):
        return Reading("unresolved", i, j + 2)
    if token.kind == "dated" and t[j + 1].kind == "num" and t[j + 1].value <= 31:
        end = j + 2
        while (
            t[end].kind in ("dash", "to", "comma", "and")
            and t[end + 1].kind == "num"
            and (end - j < LONGEST_LIST)
        ):
            end += 2
        if is_unit(t[end]) and t[end + 1].kind in ("next", "current", "ahead"):
            end += 2
        return Reading("unresolved", i, end, weak=True)
    if token.kind == "part" and is_unit(t[j + 1]) and opened:
        return Reading("unresolved", i, skip(t, j + 2, "next", "current", "ahead"))
    if whole and (is_unit(token) or token.kind == "weekday") and t[j + 1].kind == "end":
        return Reading("unresolved", i, j + 1, truncated=False)
    if token.kind == "weekday" and (whole or is_unit(t[j - 1], "day")):
        end = j + 1
        while (
            end - j < LONGEST_LIST
            and t[end + 1].kind == "weekday"
            and t[end].kind in ("comma", "and", "to", "dash", "slash")
        ):
            end += 2
        if t[end].kind == "end":
            return Reading("unresolved", i, end)
    if is_unit(token, "day") and t[j + 1].kind == "weekday":
        return Reading("unresolved", i, j + 2)
    return None


def _year_pair(t: Tokens, i: int) -> int:
    """[tahun] 2021 [/2022] — the place after, i itself if no year follows."""
    k = i + 1 if is_unit(t[i], "year") or t[i].kind == "academic" else i
    if t[k].kind == "year":
        if t[k + 1].kind in ("slash", "dash") and t[k + 2].kind == "year":
            if t[k + 2].value == t[k].value + 1 and (
                t[k + 1].kind == "slash" or t[k - 1].kind == "academic"
            ):
                return k + 3
        return k + 1
    return i


def _hijri(t: Tokens, i: int, j: int, opened: bool) -> Reading | None:
    """[10] [bulan] Ramadhan [1442 H]; a bare word only where a phrase may begin, for names"""
    k = j + 1 if t[j].kind == "num" else j
    said = is_unit(t[k], "month")
    k = k + 1 if said else k
    if t[k].kind not in ("hijri", "feasts"):
        return None
    end = skip(t, k + 1, "feasts", "hijri")
    while t[end].kind in ("to", "dash", "and", "comma") and t[end + 1].kind == "hijri":
        end += 2
    year = t[end]
    dated = year.kind in ("num", "year") and (year.kind == "year" or 1300 < year.value < 1600)
    if not (said or dated or (opened and t[end].kind != "word")):
        return None
    if dated:
        end += 1
        if t[end].word == "h":
            end += 1
    return Reading("unresolved", i, end)
