"""Tokens → readings: what stands where, before years are settled."""

from __future__ import annotations

from dataclasses import replace

from pipeline.deadlines.clauses import SEPARATORS, TIME_STARTS, academic_year, condition, unresolved
from pipeline.deadlines.grammar import LONGEST_LIST, is_unit, skip
from pipeline.deadlines.lexicon import Lexicon
from pipeline.deadlines.lexing import PAD, Tokens
from pipeline.deadlines.periods import Reading
from pipeline.deadlines.recurrence import RECURRENCE_SIGNS, recurrence
from pipeline.deadlines.times import times

_STARTS = TIME_STARTS | {
    "until",
    "before",
    "after",
    "from",
    "within",
    "to",
    "condition",
    "ad_hoc",
    "hday",
    "vague",
    "once",
    "hijri",
    "feasts",
    "academic",
    "ordinal",
    "between",
}
# What a number may count or belong to; without one of these near by it is just a number.
_COUNTED = frozenset(
    ("month", "unit", "times", "adverb", "hijri", "feasts", "one", "each", "hours", "dmy")
)
MOST_READINGS = 5000  # of one text; a bound on the time that a hundred pages in one cell take
LIST_JOINTS = ("comma", "and", "or", "plus")
_PREFIXES = (
    "until",
    "before",
    "from",
    "within",
    "between",
    "to",
    "dated",
    "per",
    "after",
    "colon",
    "dot",
)


def readings(t: Tokens, lexicon: Lexicon, plan_year: int | None) -> list[Reading]:
    """Everything in the tokens that speaks of time, in order."""
    found: list[Reading] = []
    i = 0
    if t.kinds.isdisjoint(_STARTS):
        return []
    while t[i].kind != "end" and len(found) < MOST_READINGS:
        if t[i].kind not in _STARTS:
            i += 1
            continue
        adjacent = bool(found) and found[-1].end == i
        here = item(t, i, lexicon, plan_year, adjacent)
        if not here or here[-1].end <= i:
            i += 1
            continue
        i = here[-1].end
        found += here
    return found


def broken_off(t: Tokens) -> list[Reading]:
    """A text that is nothing but the beginning of a time phrase: "Paling lambat", "Minggu ke"."""
    end = 0
    while t[end].kind in (*_PREFIXES, "each", "unit", "part", "dots") or t[end].word == "ke":
        end += 1
    begun = any(
        token.kind in ("until", "from", "each")
        or (token.kind == "to" and token.word != "sd")  # SD is a school, too
        or token.word == "ke"
        for token in t[:end]
    )
    if t[end].kind != "end" or not begun:
        return []
    return [Reading("unresolved", 0, end, truncated=True)]


def item(
    t: Tokens, i: int, lexicon: Lexicon, plan_year: int | None, adjacent: bool = False
) -> list[Reading]:
    """The readings that begin at token i, `adjacent` to one before; empty if none does."""
    if t[i].kind == "num" and not _counts(t, i):
        return []
    if t[i].kind in ("unit", "year"):
        academic = academic_year(t, i)
        if academic is not None:
            return [academic]
    clause = condition(t, i, lexicon, plan_year)
    dated = dated_item(t, i, lexicon, plan_year, adjacent)
    if clause is not None and not (
        dated and t[i].kind in ("before", "after", "from", "until") and _complete(t, dated[-1].end)
    ):
        return [clause]
    if dated:
        return _with_condition(t, dated, lexicon, plan_year)
    loose = unresolved(t, i)
    return [loose] if loose else []


def _counts(t: Tokens, i: int) -> bool:
    """Whether something that a number may count or belong to stands near after it."""
    return not t.kinds.isdisjoint(_COUNTED) and any(
        token.kind in _COUNTED for token in t[i + 1 : i + LONGEST_LIST]
    )


def _complete(t: Tokens, i: int) -> bool:
    """Whether a phrase may end here: at the end or at a separator, not within a sentence."""
    return t[i].kind in SEPARATORS or t[i].kind in (
        "end",
        "dot",
        "condition",
        "each",
        "per",
        "to",
        "ad_hoc",
        "mark",
    )


_NOTHING: set[str] = set()


def dated_item(
    t: Tokens, i: int, lexicon: Lexicon, plan_year: int | None, adjacent: bool
) -> list[Reading]:
    """[paling lambat | mulai | s/d | pada …] and a recurrence or times."""
    j = skip(t, i, *_PREFIXES)
    opened_by = _NOTHING
    if t[j].kind == "colon":
        return []
    starts = [i]
    if j > i:
        opened_by = {token.kind for token in t[i:j]}
        starts += [j - 1, j] if t[j - 1].kind in ("per", "dated") else [j]
    for start in () if t.kinds.isdisjoint(RECURRENCE_SIGNS) else starts:
        rules = recurrence(t, start)
        if rules is not None and not _is_title(t, start, lexicon):
            every, end = rules
            return [Reading("recurring", i, end, rule=rule) for rule in every]
    found = times(t, j, plan_year)
    if found is None and t[j - 1].kind == "dated":
        found = times(t, j - 1, plan_year)
    if found is None or not (_may_stand(t, i, j, found, lexicon, adjacent)):
        return []
    found[0].start = i
    if "until" in opened_by or "before" in opened_by:
        for reading in found:
            reading.limit = True
    elif len(found) == 1 and found[0].last is None:
        if opened_by & {"from", "after"} and "to" not in opened_by:
            found[0].open_end = True
        elif "to" in opened_by and t[i].kind == "to":
            found[0].open_start = True
    if "between" in opened_by:
        found = _spanned(t, found, plan_year)
    last = found[-1]
    k = last.end
    if last.last is None and t[k].kind == "to" and t[k + 1].kind == "end":
        last.open_end = last.truncated = True  # "Januari s/d" breaks off
        last.end = k + 1
    elif last.last is None:
        finish = skip(t, k, "to", "dash", "and", "comma")
        if t[finish].word in lexicon.aside["finish"]:
            last.open_end, last.end = True, finish + 1
    if "dated" in opened_by:
        for reading in found:
            reading.limit = True
    return found


def _spanned(t: Tokens, found: list[Reading], plan_year: int | None) -> list[Reading]:
    """antara Mei dan Juli | antara 5 dan 10 Maret: one range of the two"""
    more = times(t, found[-1].end + 1, plan_year) if t[found[-1].end].kind == "and" else None
    both = found + (more or [])
    first, last = both[0], both[-1]
    if len(both) == 2 and first.last is last.last is None and t[last.start - 1].kind == "and":
        return [replace(first, end=last.end, last=last.first)]
    return found


def _is_title(t: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether an adverb belongs to a name: "Rencana Kerja Tahunan"."""
    if t[i].kind != "adverb":
        return False
    before = t[i - 1]
    if i == 0:
        return False
    if before.word in lexicon.aside["title_words"] or before.kind in ("law_words", "plan_words"):
        return True
    if t[i].value == "year":
        return before.kind not in SEPARATORS and before.word not in ("secara", "rapat", "evaluasi")
    if t[i].value == "day":
        return before.kind not in SEPARATORS and before.word != "secara"
    return False


def _may_stand(
    t: Tokens, i: int, j: int, found: list[Reading], lexicon: Lexicon, adjacent: bool
) -> bool:
    """Whether a year is said as a time and not as part of a title, a law or a number."""
    first = found[0].first
    before = t[i - 1]
    if first is None:
        return False
    if t[j].kind in ("monthyear", "dmy"):
        k = i - 1 if before.kind in ("dot", "colon") else i
        if before.kind in ("slash", "dash") or t[k - 1].kind == "law_words":
            return False  # "UU No. 5/2014"
    if (
        before.kind in ("slash", "dash")
        and t[i - 3].kind == "slash"
        and not t[i].space_before
        and (t[i - 2].kind in ("roman", "num", "word"))
    ):
        return False  # "KEP/877/XII/2021"
    if first.unit != "year" or adjacent:
        return True
    k = i  # back over a list of years, to what the first of them follows
    while t[k - 1].kind in LIST_JOINTS and i - k < LONGEST_LIST:
        joints = 2 if t[k - 2].kind in LIST_JOINTS else 1  # ", dan"
        if t[k - 1 - joints].kind != "year":
            break
        k -= 1 + joints
        if t[k - 1].kind == "dot" and is_unit(t[k - 2], "year"):
            k -= 1
        if is_unit(t[k - 1], "year"):
            k -= 1
    if any(token.kind == "law_words" for token in t[max(0, k - 4) : k]):
        return False
    if k < i and is_unit(t[k], "year"):
        return True
    named = before.kind == "plan_words"
    if named:
        return _opens(t, i - 1) or t[i - 2].kind == "plan_words"
    said = is_unit(t[j], "year") or j > i
    if said:
        return _opens(t, i) or j > i or before.word in lexicon.aside["not_labels"]
    whole = len(t) <= LONGEST_LIST + PAD and all(
        token.kind in ("year", "dash", "to", "comma", "and", "slash", "dot", "or", "end")
        for token in t
    )
    follows = t[found[0].end].kind
    heading = (
        i == 0 and follows in ("open", "unit", "month") or (_opens(t, i) and follows == "colon")
    )
    return whole or heading


def _opens(t: Tokens, i: int) -> bool:
    """Whether a phrase may begin at token i."""
    if i == 0:
        return True
    before = t[i - 1]
    return before.kind in SEPARATORS or before.kind in ("year", "month", "roman", "num", "dot")


def _with_condition(
    t: Tokens, found: list[Reading], lexicon: Lexicon, plan_year: int | None
) -> list[Reading]:
    """A dated phrase directly followed by a condition carries it."""
    last = found[-1]
    j = last.end
    opened = t[j].kind == "open"
    if opened:
        j += 1
    elif t[j].kind == "comma" and t[j + 1].kind in ("condition", "after", "before"):
        j += 1
    if t[j].kind not in (
        "condition",
        "each",
        "ad_hoc",
        "after",
        "before",
        "hday",
        "until",
        "num",
        "numword",
        "one",
    ):
        return found
    if t[j].kind in ("each",) and recurrence(t, j) is not None:
        return found
    clause = condition(t, j, lexicon, plan_year)
    if clause is None:
        return found
    if clause.truncated and clause.end - clause.start == 1:
        for reading in found:
            reading.truncated = True
        last.end = clause.end
        return found
    last.condition_at = clause.condition_at
    last.truncated = clause.truncated
    last.end = clause.end + 1 if opened and t[clause.end].kind == "close" else clause.end
    return found
