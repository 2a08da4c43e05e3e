"""Reads Indonesian time phrases: text and a plan year in, deadlines out.

text → repaired text with an offset map (`normalise`) → tokens (`lexing`, words from
`rules/time.yaml`) → readings (`reader`, `grammar`, `recurrence`, `clauses`) → labels → years and
flags (`resolve`) → `Deadline`s. `docs/deadlines.md` shows every kind of phrase.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pipeline.deadlines.cells import serial_cells
from pipeline.deadlines.grammar import LONGEST_LIST
from pipeline.deadlines.labels import label_readings
from pipeline.deadlines.lexicon import Lexicon, build_lexicon, default_lexicon, month_distance
from pipeline.deadlines.lexing import PAD, Token, tokenize
from pipeline.deadlines.months import settle_months
from pipeline.deadlines.normalise import Repaired, repair
from pipeline.deadlines.periods import Reading
from pipeline.deadlines.reader import broken_off, readings
from pipeline.deadlines.resolve import resolved, settle
from pipeline.model import Deadline

if TYPE_CHECKING:
    from pipeline.deadlines.words import TimeWords

__all__ = ["parse_deadlines", "time_coverage", "word_class"]


def parse_deadlines(
    text: str, plan_year: int | None, words: TimeWords | None = None
) -> list[Deadline]:
    """All deadlines in a text, in text order; empty if it does not speak of time.

    `plan_year` is the year of the plan the text stands in, None if it has none: then phrases
    that name no year themselves are kept as unresolved. `words` are the time words to read with,
    by default those of the repository's rules. Never raises; what is not text, such as the NA of
    a row without a target, speaks of no time.
    """
    if not isinstance(text, str):
        return []
    lexicon = default_lexicon() if words is None else _lexicon_of(words)
    if text[:1].isdigit() or text[:1].isspace():
        cells = serial_cells(text, plan_year)
        if cells:
            return cells
    repaired = repair(text, lexicon)
    tokens = tokenize(repaired.text, lexicon)
    settle_months(tokens, lexicon)
    found = readings(tokens, lexicon, plan_year)
    if not found:
        found = broken_off(tokens)
    if not found:
        return []
    label_readings(found, tokens, repaired.text, lexicon)
    found = settle(found, tokens, plan_year)
    if not found:
        return []
    _mark_truncated(found, tokens)
    return [_finish(reading, tokens, text, repaired, plan_year) for reading in found]


_lexicons: dict[int, tuple[TimeWords, Lexicon]] = {}


def _lexicon_of(words: TimeWords) -> Lexicon:
    """The lexicon of given words, made once per words object."""
    known = _lexicons.get(id(words))
    if known is None or known[0] is not words:
        known = _lexicons[id(words)] = (words, build_lexicon(words))
    return known[1]


_BREAKS_OFF = (
    "comma",
    "and",
    "or",
    "to",
    "slash",
    "dash",
    "each",
    "plus",
    "within",
    "until",
    "from",
    "dots",
    "dated",
    "open",
)


def _mark_truncated(found: list[Reading], tokens: list[Token]) -> None:
    """A text that ends in a joint ("Maret, Juni,") breaks off: its last list is truncated."""
    at = found[-1].end
    if tokens[at].kind == "end":
        return
    rest = tokens[at : min(at + LONGEST_LIST, len(tokens) - PAD)]
    if not all(token.kind in _BREAKS_OFF for token in rest):
        return
    for n in range(len(found) - 1, -1, -1):
        found[n].truncated = True
        if n and any(
            t.kind not in ("comma", "and", "or", "plus", "slash")
            for t in tokens[found[n - 1].end : found[n].start]
        ):
            break


def _finish(
    reading: Reading, tokens: list[Token], text: str, repaired: Repaired, plan_year: int | None
) -> Deadline:
    """The deadline with its place in the original text, its condition and its label."""
    last = max(reading.end - 1, reading.start)
    start, end = repaired.original_span(tokens[reading.start].start, tokens[last].end)
    condition = None
    if reading.condition_at is not None:
        first, after = reading.condition_at
        span = repaired.original_span(tokens[first].start, tokens[after - 1].end)
        condition = " ".join(text[slice(*span)].split())
    what = resolved(reading, plan_year)
    return Deadline(
        what.kind,
        what.start_date,
        what.end_date,
        what.precision,
        what.rrule,
        condition,
        reading.label,
        text[start:end],
        what.flags,
        start,
        end,
    )


def word_class(token: str, words: TimeWords | None = None) -> str | None:
    """The class of one white-space separated token: month, year, number, connector, period,
    recurrence, part, condition, or None. Punctuation around the word does not matter."""
    return _class_of(token, default_lexicon() if words is None else _lexicon_of(words))


@functools.lru_cache(maxsize=100_000)
def _class_of(token: str, lexicon: Lexicon) -> str | None:
    tokens = tokenize(token, lexicon)
    kinds = [t for t in tokens[:-PAD] if t.kind not in _PUNCTUATION]
    if not kinds:
        return "connector" if tokens[0].kind == "comma" else None
    first = kinds[0]
    if first.kind == "month?":
        near = len(first.word) >= 6 and month_distance(first.word, first.value, lexicon) == 1
        return "month" if near else None
    return "connector" if first.text == "-" else _CLASSES.get(first.kind)


_PUNCTUATION = ("dot", "mark", "comma", "open", "close", "colon")
_CLASSES = {
    "month": "month",
    "iso": "month",
    "dmy": "month",
    "monthyear": "month",
    "year": "year",
    "num": "number",
    "roman": "number",
    "numword": "number",
    "ordinal": "number",
    "to": "connector",
    "and": "connector",
    "or": "connector",
    "dash": "connector",
    "slash": "connector",
    "comma": "connector",
    "plus": "connector",
    "semi": "connector",
    "from": "connector",
    "until": "connector",
    "within": "connector",
    "before": "condition",
    "unit": "period",
    "weekday": "period",
    "dated": "period",
    "shift": "period",
    "each": "recurrence",
    "per": "recurrence",
    "once": "recurrence",
    "times": "recurrence",
    "adverb": "recurrence",
    "one": "recurrence",
    "part": "part",
    "condition": "condition",
    "ad_hoc": "condition",
    "after": "condition",
    "hday": "condition",
}


def time_coverage(text: str, plan_year: int | None) -> float:
    """The share, 0…1, of the non-space characters of a text that lie in phrases read as time."""
    total = sum(not char.isspace() for char in text)
    if not total:
        return 0.0
    covered: set[int] = set()
    for deadline in parse_deadlines(text, plan_year):
        covered.update(range(deadline.phrase_start, deadline.phrase_end))
    return sum(not text[i].isspace() for i in covered) / total
