"""Section lines of pages whose number is broken over lines in the narrow column of numbers:

    AR   PENATAAN TATALAKSANA
    EA
    I

Its last line may stand on the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.recover.headers import compact
from pipeline.recover.numbering import letter, number, roman
from pipeline.recover.spaced.columns import Columns
from pipeline.recover.spaced.words import Line, Word, chunks
from pipeline.rules import Rules

_MOST_LINES, _MOST_SEEN = 6, 20  # of a section; with what stands between two pages
_STEP = 1.6  # lines from one line of a section to the next
_ASTRAY = 0.25  # lines that a section's number and name may be off each other's place


def joined_sections(
    lines: Sequence[Line], body: Sequence[bool], places: Columns, rules: Rules
) -> tuple[Line, ...] | None:
    """The lines with those of each section whose number is broken as one, number first; None where
    there is none. The first column numbers the table."""
    joined: dict[int, Line] = {}
    gone: set[int] = set()
    for i, line in enumerate(lines):
        found = None if i in gone or not body[i] else _section_from(lines, body, places, rules, i)
        if found:
            own, words = found
            base = median(word.base for word in words if word in line.words)
            joined[i] = Line(line.page, base, tuple(words))
            gone.update(own[1:])
    kept = [joined.get(i, line) for i, line in enumerate(lines) if i not in gone]
    return tuple(kept) if joined else None


def _section_from(
    lines: Sequence[Line], body: Sequence[bool], places: Columns, rules: Rules, first: int
) -> tuple[list[int], list[Word]] | None:
    """The lines of the longest section with a broken number that begins with a line, and its words,
    number first; None where there is none."""
    below = [i for i in range(first, min(len(lines), first + _MOST_SEEN)) if body[i]]
    near = below[:1]
    for above, i in pairwise(below[:_MOST_LINES]):
        same = lines[i].page == lines[above].page
        if same and lines[i].top - lines[above].top >= _STEP:
            break
        near.append(i)
    for end in range(len(near), 1, -1):
        own = near[:end]
        numbers, names = _parted([lines[i] for i in own], places)
        page = {word for i in own if lines[i].page != lines[first].page for word in lines[i].words}
        beside = page or _beside(numbers, names)
        if _is_broken(numbers, rules) and _is_name(names) and beside and page.isdisjoint(names):
            return own, [*numbers, *names]
    return None


def _parted(lines: Sequence[Line], places: Columns) -> tuple[list[Word], list[Word]]:
    """The words in the first column, and all others."""
    parted: tuple[list[Word], list[Word]] = [], []
    for line in lines:
        cut = places.cuts[line.page][0]
        for word in line.words:
            parted[(word.left + word.right) / 2 >= cut].append(word)
    return parted


def _is_broken(words: Sequence[Word], rules: Rules) -> bool:
    """Whether words below one another are a word for a section, broken or not, and its number, if
    that is not cut off."""
    if len({word.base for word in words}) < 2:
        return False
    text = compact("".join(word.text for word in words).upper())
    for named in rules.tables.section_words:
        start = compact(named.upper())
        rest = text[len(start) :].strip(":-–") if text.startswith(start) else ""
        if text == start or rest and (roman(rest) or letter(rest) or number(rest)):
            return True
    return False


def _beside(numbers: Sequence[Word], names: Sequence[Word]) -> bool:
    """Whether number and name stand in one row: at its top, in its middle or at its bottom. Lines
    of the cell below, which end the name's column too, do not."""
    if not numbers or not names:
        return False
    above = min(word.base for word in names) - min(word.base for word in numbers)
    below = max(word.base for word in numbers) - max(word.base for word in names)
    return min(abs(above), abs(below), abs(above - below) / 2) < _ASTRAY


def _is_name(words: Sequence[Word]) -> bool:
    """Whether words are one run, or the lines of one below each other."""
    if not words or not words[0].text.lstrip("(\"'“")[:1].isupper():
        return False
    rows: list[list[Word]] = [[words[0]]]
    for above, word in pairwise(words):
        if word.base - above.base > 0.1:
            rows.append([])
        rows[-1].append(word)
    return all(len(chunks(row)) == 1 for row in rows) and len({row[0].left for row in rows}) == 1
