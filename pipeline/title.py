"""Title, unit and year from the lines above a plan's table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Source, Span, fold
from pipeline.rules import TitleRules

_YEAR = re.compile(r"(?:19|20)\d\d")
_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[/–-]\s?((?:19|20)\d\d)(?!\d)")
_COUNT = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[ivx]+|[a-z])[.:]?")  # "Tabel 2.1", "Lampiran II:"
_LONGEST_TITLE = 6  # lines
_BEFORE_KIND = 3  # words at most
_JOINING = ("dan", "&", "/", "-")


@dataclass(frozen=True)
class Title:
    """What the title says, verbatim; None for what it does not say. `spans` are its lines."""

    text: str | None = None
    unit: str | None = None
    year: int | None = None
    spans: tuple[Span, ...] = ()


def read_title(source: Source, spans: Sequence[Span], rules: TitleRules) -> Title:
    """The title among the words or cells at `spans`, which stand before the table. It begins at
    the first line that begins with a kind of plan, in capitals or with them; else the first of
    capital letters that holds one ("JADWAL RENCANA KERJA TAHUNAN"), the first with a few words with
    capitals before one ("Matriks Rencana Kerja"), or the first that begins with one in small
    letters and is no sentence ("Rencana kerja ini memuat … ."). It ends when both unit and year
    are named."""
    lines = _lines(source, spans)
    texts = [" ".join(source.text[s.start : s.end] for s in line) for line in lines]
    kinds = sorted((k.casefold().split() for k in rules.kinds), key=len, reverse=True)
    named = [i for i, text in enumerate(texts) if _kind_at(text, kinds)]
    with_capitals = (i for i in named if not any(w.islower() for w in texts[i].split()[:2]))
    held = (i for i, text in enumerate(texts) if _kind_in(text, kinds))
    near = (i for i, text in enumerate(texts) if _kind_near(text, kinds))
    small = (i for i in named if not texts[i].endswith("."))
    first = next(with_capitals, next(held, next(near, next(small, None))))
    if first is None:
        first = _first_of_capitals(texts, rules)
    if first is None:
        return Title()
    last, year, unit = first, None, None
    for i in range(first, min(first + _LONGEST_TITLE, len(lines))):
        whole = _is_whole(unit, texts[i], rules)
        capitals = all(text == text.upper() for text in texts[first:i])
        if year and whole and capitals and texts[i] != texts[i].upper():
            break
        text = " ".join(texts[first : i + 1])
        new_year, new_unit = _year(text, rules), _unit(text, rules)
        if (new_year, new_unit) != (year, unit):
            last, year, unit = i, new_year, new_unit
        elif year and whole:
            break
        below = texts[i + 1] if i + 1 < len(texts) else ""
        if year and _is_whole(unit, below, rules) and _YEAR.search(texts[i]):
            break
    own = list(range(first, last + 1))
    if not is_unit(unit, rules):
        if above := _unit_above(texts[:first], rules):
            own = [*above, *own]
            unit = fold(" ".join(texts[i] for i in above))
    chosen = [span for i in own for span in lines[i]]
    return Title(fold(" ".join(texts[i] for i in own)), unit, year, tuple(chosen))


def names_two_years(title: str | None) -> bool:
    """Whether a title names two years that follow one another, as that of a school's year: which of
    them a time without a year means is then not known."""
    found = _TWO_YEARS.findall(title or "")
    return any(int(after) == int(before) + 1 for before, after in found)


def is_unit(name: str | None, rules: TitleRules) -> bool:
    """Whether a unit's name holds a word that such names begin with."""
    return name is not None and _unit_at(name.casefold().split(), rules) >= 0


def _unit_above(texts: Sequence[str], rules: TitleRules) -> range:
    """The last lines of capital letters, one below another, that begin like a unit's name: as in
    a letterhead."""
    named = [t == t.upper() and _unit_at(t.casefold().split(), rules) == 0 for t in texts]
    end = next((i + 1 for i in reversed(range(len(named))) if named[i]), 0)
    start = next((i + 1 for i in reversed(range(end)) if not named[i]), 0)
    return range(start, end)


def _is_whole(unit: str | None, below: str, rules: TitleRules) -> bool:
    """Whether a unit is named by more than the first word of its name, which then does not begin
    the line below."""
    words = unit.casefold().split() if unit else []
    if _unit_at(words, rules) < 0:
        return bool(words) and _unit_at(below.casefold().split()[:3], rules) != 0
    return " ".join(words) not in {name.casefold() for name in rules.units}


def _lines(source: Source, spans: Sequence[Span]) -> list[list[Span]]:
    lines: dict[int, list[Span]] = {}
    for span in sorted(spans):
        lines.setdefault(source.line_of(span.start), []).append(span)
    return list(lines.values())


def names_a_plan(text: str, rules: TitleRules) -> bool:
    """Whether a line begins with a kind of plan, or with what is one and its number ("Tabel 2."),
    or holds one in capitals."""
    kinds = sorted((k.casefold().split() for k in rules.kinds), key=len, reverse=True)
    first, *rest = text.casefold().split() or [""]
    counted = [first] in kinds and rest != [] and bool(_COUNT.fullmatch(rest[0]))
    return counted or _kind_at(text, kinds) or _kind_in(text, kinds)


def _kind_at(text: str, kinds: Sequence[Sequence[str]]) -> bool:
    """Whether a line begins with a kind of plan of two words at least, or is one."""
    words = text.casefold().split()
    return any(words[: len(k)] == list(k) and (len(k) > 1 or len(words) <= 3) for k in kinds)


def _kind_in(text: str, kinds: Sequence[Sequence[str]]) -> bool:
    """Whether a line of capital letters holds a kind of plan of two words at least."""
    words = f" {' '.join(text.casefold().split())} "
    return text == text.upper() and any(len(k) > 1 and f" {' '.join(k)} " in words for k in kinds)


def _kind_near(text: str, kinds: Sequence[Sequence[str]]) -> bool:
    """Whether a line that is no sentence holds a kind of plan of two words at least behind a few
    others with capitals."""
    words = text.split()
    small = [word.casefold() for word in words]
    begun = range(1, min(_BEFORE_KIND, len(words)) + 1)
    return not text.endswith(".") and any(
        len(k) > 1 and small[at : at + len(k)] == list(k)
        for at in begun
        for k in kinds
        if all(word[:1].isupper() or word in _JOINING for word in words[: at + len(k)])
    )


def _first_of_capitals(texts: Sequence[str], rules: TitleRules) -> int | None:
    """The first of the lines of capital letters one below another whose last names a year behind
    a word for it."""
    first = None
    for i, text in enumerate(texts):
        if text != text.upper() or text == text.lower():
            first = None
            continue
        first = i if first is None else first
        if _named_year(text, rules):
            return max(first, i - _LONGEST_TITLE + 1)
    return None


def _named_year(text: str, rules: TitleRules) -> int | None:
    """The year after a word for it."""
    words = "|".join(re.escape(w) for w in sorted(rules.year_words, key=len, reverse=True))
    match = re.search(rf"\b(?:{words})\s*({_YEAR.pattern})", text, re.IGNORECASE)
    return int(match.group(1)) if match else None


def _year(text: str, rules: TitleRules) -> int | None:
    """The year after a word for it, else the last year named."""
    years = _YEAR.findall(text)
    return _named_year(text, rules) or (int(years[-1]) if years else None)


def _unit(text: str, rules: TitleRules) -> str | None:
    """The longest run of words that are no kind of plan, no year, and no joining word at its
    ends; where runs hold a word that units' names begin with, the longest from there."""
    words = text.split()
    folded = [word.casefold().strip(",") for word in words]
    phrases = [p.casefold().split() for p in (*rules.kinds, *rules.year_words)]
    phrases.sort(key=len, reverse=True)
    joining = [p.casefold().split() for p in rules.joining_words]
    runs: list[list[int]] = [[]]
    at = 0
    while at < len(words):
        known = next((len(p) for p in phrases if folded[at : at + len(p)] == p), 0)
        # A kind of plan inside a unit's name ("… REFORMASI BIROKRASI …") would be cut out too,
        # but units are not named so.
        if known or _YEAR.fullmatch(folded[at].strip(".,()")):
            at += known or 1
            runs.append([])
        else:
            runs[-1].append(at)
            at += 1
    begun = [run[at:] for run in runs if (at := _unit_at([folded[i] for i in run], rules)) >= 0]
    best = max(begun or runs, key=len)
    flat = {word for phrase in joining for word in phrase}
    while best and folded[best[0]] in flat:
        best = best[1:]
    while best and folded[best[-1]] in flat:
        best = best[:-1]
    return " ".join(words[i] for i in best) or None


def _unit_at(words: Sequence[str], rules: TitleRules) -> int:
    """The place of the first word that units' names begin with; -1 where there is none."""
    units = [unit.casefold().split() for unit in rules.units]
    found = (
        at
        for at in range(len(words))
        if any(list(words[at : at + len(unit)]) == unit for unit in units)
    )
    return next(found, -1)
