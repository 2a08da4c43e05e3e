"""The header of a table in a text whose order is lost: names that stand anywhere on a page.

A tool that writes a page block by block writes a table's header so too: each name is a block, or
lines, of its own, and cells may stand between two of them. So names are looked for line by line
on every page, and their order says nothing: columns are put in the order that plans have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import FIELDS, Column
from pipeline.recover.headers import columns_of, compact, field_of, normal
from pipeline.rules import Rules

_LONGEST_NAME = 6  # words
_MOST_LINES = 3  # of a name
_FEWEST_FIELDS = 3
_FEWEST_NUMBERED = 4  # columns that a row of numbers counts
_CORE = {"indicator", "action", "evidence", "target"}


@dataclass(frozen=True)
class Line:
    """Words `first` … `end` - 1 stand on one line of a `page`; `apart`: a blank line, or the
    page's begin, stands before it."""

    first: int
    end: int
    page: int
    apart: bool


@dataclass(frozen=True)
class Found:
    """The `columns` of a table, the lines' words that name them (`heads`), and the first of all."""

    columns: tuple[Column, ...]
    heads: frozenset[int]
    first: int


def find_header(words: Sequence[str], lines: Sequence[Line], rules: Rules) -> Found | None:
    """The columns that lines of the first page with a header name, and where they are named on all
    pages; None where no page has one."""
    usual = [*rules.headers.values(), rules.tables.area_columns]
    exact = {compact(normal(name)) for known in usual for name in known}
    repeated: set[str] = set()
    named: list[tuple[list[Line], dict[str, list[int]]]] = []  # a page's lines and names
    for page in sorted({line.page for line in lines}):
        own = [line for line in lines if line.page == page]
        names: dict[str, list[int]] = {}  # as printed, by its first place on the page
        found = list(_names(words, own, exact, rules))
        times = Counter(normal(text) for text, _ in found)
        often = {name for name, count in times.items() if count > 1}
        for text, places in found:
            if normal(text) not in {normal(name) for name in names}:
                names[text] = places
        if not named:
            repeated = often
        if named or _is_header(names, rules):
            named.append((own, names))
    if not named:
        return None
    columns = _in_order(
        columns_of(_without_cells([names for _, names in named], repeated, rules), rules.headers)
    )
    known = {normal(column.header) for column in columns}
    heads: set[int] = set()
    for own, names in named:
        here = [places for name, places in names.items() if normal(name) in known]
        if 2 * len(here) >= len(columns):
            printed = {i for places in here for i in places}
            heads |= printed | _numbers(words, own, printed, len(columns))
    return Found(columns, frozenset(heads), min(heads))


def _is_header(names: Iterable[str], rules: Rules) -> bool:
    fields = {field_of(name, rules.headers) for name in names} - {"extra", None}
    return len(fields) >= _FEWEST_FIELDS and bool(fields & _CORE)


def _without_cells(pages: Sequence[Iterable[str]], often: set[str], rules: Rules) -> list[str]:
    """The names on the first page, without those that mean no field, or one that another name
    means, and are cells: they stand `often` on the page, or where pages have the header again not
    on most of them, or elsewhere not in the capitals of the others."""
    first = list(pages[0])
    fields = {name: field_of(name, rules.headers) for name in first}
    counts = Counter(fields.values())
    sure = [
        name for name in first if fields[name] not in ("extra", None) and counts[fields[name]] == 1
    ]
    own = {normal(name) for name in sure}
    shown = [{normal(name) for name in page} for page in pages]
    again = [names for names in shown if 2 * len(own & names) >= len(own)]
    capitals = 2 * sum(name.isupper() for name in sure) > len(sure)

    def heads(name: str) -> bool:
        if normal(name) in often:
            return False
        if len(again) > 1:
            return 2 * sum(normal(name) in names for names in again) > len(again)
        return name.isupper() or not capitals

    kept = [name for name in first if name in sure or heads(name)]
    have = {fields[name] for name in kept}
    return [name for name in first if name in kept or fields[name] not in (*have, "extra", None)]


def _names(
    words: Sequence[str], lines: Sequence[Line], exact: set[str], rules: Rules
) -> Iterator[tuple[str, list[int]]]:
    """Each known header name that fills lines of its own, or a line together with others, and its
    words."""
    at = 0
    while at < len(lines):
        found: list[tuple[str, list[int]]] = []
        taken = 1
        for count in range(_MOST_LINES, 0, -1):
            part = lines[at : at + count]
            if len(part) < count or any(line.apart for line in part[1:]):
                continue
            places = list(range(part[0].first, part[-1].end))
            text = " ".join(words[i] for i in places)
            if len(places) <= _LONGEST_NAME and _is_name(text, exact, rules, count == 1):
                found, taken = [(text, places)], count
                break
        if not found:
            found = _several(words, lines[at], exact, rules)
        yield from found
        at += taken


def _is_name(text: str, exact: set[str], rules: Rules, alone: bool) -> bool:
    """Whether a text is a known name; one with a typo only where it fills a line and every word of
    it begins with a capital."""
    if not text[:1].isupper() and text[:1] != "%":
        return False
    if compact(normal(text)) in exact:
        return True
    capitals = all(word[0].isupper() or not word[0].isalpha() for word in text.split())
    return alone and capitals and field_of(text, rules.headers) is not None


def _several(
    words: Sequence[str], line: Line, exact: set[str], rules: Rules
) -> list[tuple[str, list[int]]]:
    """The known names that a line consists of; none where it holds anything else."""
    found: list[tuple[str, list[int]]] = []
    at = line.first
    while at < line.end:
        ends = range(min(line.end, at + _LONGEST_NAME), at, -1)
        end = next((e for e in ends if compact(normal(" ".join(words[at:e]))) in exact), None)
        if end is None or not words[at][0].isupper():
            return []
        found.append((" ".join(words[at:end]), list(range(at, end))))
        at = end
    fields = {field_of(text, rules.headers) for text, _ in found}
    return found if fields - {"extra", None} else []


def _numbers(
    words: Sequence[str], lines: Sequence[Line], heads: set[int], columns: int
) -> set[int]:
    """The words of a row "1 2 3 …" that numbers the columns: each stands on a line of its own
    behind names, or other such numbers."""
    if columns < _FEWEST_NUMBERED:
        return set()
    wanted = {str(number) for number in range(1, columns + 1)}
    found: dict[str, list[int]] = {}
    near = False
    for line in lines:
        own = range(line.first, line.end)
        texts = [normal(words[i]) for i in own]
        if heads.issuperset(own):
            near = True
        elif near and wanted.issuperset(texts) and not any(text in found for text in texts):
            found |= {text: [i] for text, i in zip(texts, own, strict=True)}
        else:
            near = False
    return {i for places in found.values() for i in places} if set(found) == wanted else set()


def _in_order(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns in the order that plans have: those with a field of their own, then others."""
    return tuple(sorted(columns, key=lambda c: len(FIELDS) if c.is_extra else FIELDS.index(c.key)))
