"""Two columns that say when together: "Mulai" beside "Selesai", each row's time from the one to the
other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from pipeline.deadlines import parse_deadlines
from pipeline.model import Column, RawRow, Recovery, Scheduled, Source, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.tablerows import normal_mark
from pipeline.recover.timecolumn import says_when
from pipeline.rules import Rules

_SOME_YEAR = 2000  # what is a time is one in any year
# 2023-04-01, 01/04/2023
_DATE = re.compile(r"\b(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)([/.-])(\d\d?)\5(\d{4}))\b")


def with_start_and_end(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery whose rows have the time from a column of starts to one of ends as theirs; as
    it is where no two columns are called so, or the plan says elsewhere when."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    if any(column.key == "target" for column in recovery.columns) or any(r.schedule for r in rows):
        return recovery
    pairs = [
        (start.key, end.key)
        for start, end in permutations((c for c in recovery.columns if c.is_extra), 2)
        if _is_pair(start, end, rules) and says_when(source, rows, [start.key, end.key], rules)
    ]
    if len(pairs) != 1:
        return recovery
    texts = [cell_text(source, row.cells.get(key, ())) for row in rows for key in pairs[0]]
    days = any(day and day != 1 for text in texts for day in map(_day_of, _DATE.finditer(text)))
    lines = (
        replace(line, schedule=_time(source, line, pairs[0], rules, days))
        if isinstance(line, RawRow)
        else line
        for line in recovery.lines
    )
    return replace(recovery, lines=tuple(lines))


def _is_pair(start: Column, end: Column, rules: Rules) -> bool:
    """Whether two headers are a word for starts and one for ends, each with the same others, none
    of which says that this is what was done."""
    words = [normal(column.header).split() for column in (start, end)]
    done = {word for phrase in rules.tables.done for word in normal(phrase).split()}
    if done & {*words[0], *words[1]}:
        return False
    rest = [
        [_without(own, normal(word).split()) for word in known]
        for own, known in zip(words, (rules.tables.starts, rules.tables.ends), strict=True)
    ]
    return any(own is not None and own in rest[1] for own in rest[0])


def _without(words: Sequence[str], known: Sequence[str]) -> list[str] | None:
    """Words without those that they end with, or begin with; None where they do neither."""
    if list(words[-len(known) :]) == list(known):
        return list(words[: -len(known)])
    if list(words[: len(known)]) == list(known):
        return list(words[len(known) :])
    return None


def _time(
    source: Source, row: RawRow, pair: tuple[str, str], rules: Rules, days: bool
) -> tuple[Scheduled, ...]:
    """The time of a row from the start to the end that it has, or that which it has of the two;
    where the columns hold `days`, the first of a month is one, and not a month from a workbook."""
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    texts = [cell_text(source, row.cells.get(key, ())) for key in pair]
    held = list(dict.fromkeys(t for t in texts if t and normal_mark(t) not in blanks))
    held = [_DATE.sub(lambda m: _in_words(m, rules), text) for text in held] if days else held
    if len(held) == 2:
        phrase = " s/d ".join(held)
        found = parse_deadlines(phrase, _SOME_YEAR, rules.time)
        if len(found) == 1 and found[0].start_date is not None:
            return (Scheduled(phrase, phrase),)
    times = [text for text in held if parse_deadlines(text, _SOME_YEAR, rules.time)]
    return (Scheduled(times[0], times[-1]),) if times else ()


def _day_of(match: re.Match[str]) -> int:
    """The day of the month in a date in digits."""
    return int(match[3] or match[4])


def _in_words(match: re.Match[str], rules: Rules) -> str:
    """A date in digits that is the first of a month, as a day with the month's name."""
    month = int(match[2] or match[6])
    if _day_of(match) != 1 or not 1 <= month <= 12:
        return match[0]
    return f"1 {rules.time.months[month][0]} {match[1] or match[7]}"
