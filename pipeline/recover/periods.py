"""Headers that name a month, week, quarter or semester: the columns of a schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from pipeline.deadlines import parse_deadlines
from pipeline.recover.headers import normal
from pipeline.recover.numbering import label, roman
from pipeline.rules import Rules

# A schedule has a column for at least so many months, weeks or quarters.
_FEWEST_PERIODS = 2
_FEWEST_INITIALS = 4  # letters one beside another that are those of months
_PERIODS = ("month", "quarter", "semester", "week", "day")
_MOST_PIECES = 5  # into which a narrow column cuts a header
_LONGEST_PERIOD = 40  # characters of the header of a month, week or quarter
_CUT_NUMBER = re.compile(r"[IVX]+(?:\s[IVX]+)+|\d(?:\s\d)+", re.ASCII)
_STROKE = re.compile(r"(?<=[^\W\d_]\s)[l|]$")
_CUT_LETTER = re.compile(r"[^\W\dIVX]\s")  # of a word: what time words are is known without it
MOST_WEEKS = 5  # of a month
_NUMERALS = ("I", "II", "III", "IV")
_SOME_YEAR = 2000  # months and quarters are recognised in any year


def periods_of(headers: Sequence[Sequence[str]], rules: Rules) -> list[str | None]:
    """For each column, given by its headers from the top, the month, week or quarter it is headed
    with; none for too few of them."""
    periods = [period_of(levels, rules) for levels in headers]
    for at, name in initials(
        ["" if p or not h else h[-1] for p, h in zip(periods, headers, strict=True)], rules
    ).items():
        periods[at] = name
    periods = _counted_on(periods)
    enough = sum(period is not None for period in periods) >= _FEWEST_PERIODS
    return periods if enough else [None] * len(periods)


def _counted_on(periods: list[str | None]) -> list[str | None]:
    """The periods with one that is said twice as the one that is missing where it stands: "TW II"
    between "TW II" and "TW IV", as a scan is read or an office types."""
    found = list(periods)
    parts = [(period or "").rpartition(" ") for period in periods]
    for k in range(1, len(found) - 1):
        names = {name for name, _, _ in parts[k - 1 : k + 2]}
        before, own, after = (roman(number) for _, _, number in parts[k - 1 : k + 2])
        if len(names) == 1 and before in (1, 2) and after == before + 2 and own in (before, after):
            found[k] = f"{parts[k][0]} {_NUMERALS[before]}"
    return found


def initials(headers: Sequence[str], rules: Rules) -> dict[int, str]:
    """The months of a year's columns that are headed with the first letters of months alone ("J F M
    A M J J A S O N D"), by their places; those of a part of a year where it can be no other."""
    names = [spellings[0] for _, spellings in sorted(rules.time.months.items())]
    year = "".join(name[0] for name in names).upper()
    letters = "".join(h.strip().upper() if len(h.strip()) == 1 else " " for h in headers)
    found: dict[int, str] = {}
    for match in re.finditer(r"\S+", letters):
        first = year.find(match.group())
        if len(match.group()) >= _FEWEST_INITIALS and first == year.rfind(match.group()) >= 0:
            found |= {match.start() + i: names[first + i] for i in range(len(match.group()))}
    return found


def period_of(levels: Sequence[str], rules: Rules) -> str | None:
    """The month, week or quarter that a column is headed with, as a time phrase: "TW I",
    "Minggu 2 Maret" for "2" below "Maret"; so is the planned value of a pair ("TW I" above
    "Target" and "Realisasi", or the other way round). None for other columns."""
    if len(levels) > 1:
        names = [normal(level) for level in levels]
        if any(name in _normal_set(rules.tables.done) for name in names):
            return None
        if names[-1] in _normal_set(rules.tables.planned):
            levels = levels[:-1]
    if not levels or not levels[-1] or len(levels[-1]) > _LONGEST_PERIOD:
        return None
    leaf = _with_numeral(" ".join(levels[-1].split()))
    if label(leaf) is None and roman(leaf) is None and is_period(leaf, rules):
        return leaf
    planned = _normal_set(rules.tables.planned)  # "Target Triwulan" above "I"
    words = levels[-2].split() if len(levels) > 1 else []
    parent = " ".join(word for word in words if normal(word) not in planned)
    if not parent or len(parent) > _LONGEST_PERIOD:
        return None
    plain = leaf.strip("().")
    for phrase in (f"{leaf} {parent}", f"Minggu {plain} {parent}", f"{parent} {plain}"):
        if is_period(phrase, rules):
            return phrase
    unit = unit_of(parent, rules)
    counted = f"{unit} {plain}"
    return counted if unit and is_period(counted, rules) else None


def levels_in(header: str, rules: Rules) -> tuple[str, ...]:
    """The levels of a header that is told in one line: a month and the number of a week in it
    ("JANUARI 2", which is no day) are two, any other is one."""
    month, _, week = header.rpartition(" ")
    value = roman(week) or (int(week) if week.isdecimal() else 0)
    named = month and not any(c.isdigit() for c in month) and is_period(month, rules)
    return (month, week) if named and 0 < value <= MOST_WEEKS else (header,)


def unit_of(header: str, rules: Rules) -> str | None:
    """The one unit of time that a header names among other words, as it is written there: "BULAN"
    of "WAKTU PELAKSANAAN (BULAN KE-)"."""
    found = {
        word.casefold(): unit
        for word in normal(header).split()
        for unit, spellings in rules.time.units.items()
        if unit in _PERIODS and unit != "day" and word.casefold() in spellings
    }
    return next(iter(found)) if len(set(found.values())) == 1 else None


def whole_period(header: str, rules: Rules) -> str:
    """A header, or the month, quarter or number that a narrow column cuts in it: "J an" → "Jan",
    "T W I" → "TW I", "I V" → "IV", "1 0" → "10"."""
    compact = "".join(header.split())
    if _CUT_NUMBER.fullmatch(header) and (compact.isdigit() or roman(compact)):
        return compact
    if len(compact) == len(header) or len(header) > _LONGEST_PERIOD:
        return header
    if is_period(header, rules) and not _CUT_LETTER.match(header):
        return header
    joined = _joinings(header)
    return next((whole for whole in joined if is_period(_with_numeral(whole), rules)), header)


def _with_numeral(header: str) -> str:
    """A header with the stroke at its end as the number that a scanner saw it for: "TW l"."""
    return _STROKE.sub("I", header)


def _joinings(header: str) -> Iterator[str]:
    """The ways to join neighbouring pieces of a header, all of them first, but for a number at its
    end."""
    pieces = header.split()[:_MOST_PIECES]
    counted = pieces[-1].isdigit() or roman(pieces[-1]) is not None
    ways = list(product(("", " "), repeat=len(pieces) - 1))
    for way in sorted(ways, key=lambda way: counted and way[-1] == ""):
        yield "".join(map("".join, zip(pieces, (*way, ""), strict=True)))


def _normal_set(words: Sequence[str]) -> set[str]:
    return {normal(word) for word in words}


def is_period(phrase: str, rules: Rules) -> bool:
    """Whether a phrase names one month, week, quarter or semester and nothing else."""
    return _is_period(phrase, _Cached(rules))


class _Cached:
    """Rules as the key of a cache: the same rules are the same object while a document is read."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash(self.rules.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Cached) and other.rules.sha256 == self.rules.sha256


@lru_cache(maxsize=4096)
def _is_period(phrase: str, cached: _Cached) -> bool:
    found = parse_deadlines(phrase, _SOME_YEAR, cached.rules.time)
    return (
        len(found) == 1
        and found[0].kind in ("month", "range")
        and found[0].precision in _PERIODS
        and len(found[0].phrase.split()) == len(phrase.split())
        and (found[0].precision != "day" or len(phrase.split()) > 1)
    )
