"""The number that the heading of a section begins with."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.recover.numbering import letter, number, roman
from pipeline.rules import Rules

_MOST_BREAKS = 2  # of the words before a number, in a cell narrower than these


def heading_number(words: Sequence[str], at: int, rules: Rules) -> tuple[int, int] | None:
    """The value of the number that a section's heading begins with, and the index after it: "II",
    "A.", "Area 2:", "AREA II -", also "ARE" / "A II". None where it begins with none."""
    return opened_number(words, at, rules) or _plain_number(words, at)


def name_from(words: Sequence[str], at: int, end: int, rules: Rules) -> int:
    """The index where the name begins of a heading that is words `at` … `end` - 1: behind its
    number, which may be "1." too."""
    found = heading_number(words, at, rules)
    first = found[1] if found else at + (number(words[at]) is not None)
    return first if first < end else at


def opened_number(words: Sequence[str], at: int, rules: Rules) -> tuple[int, int] | None:
    """The same, only where words say before the number that it is a section's."""
    for opening in rules.tables.section_words:
        whole, length = "".join(opening.split()).upper(), len(opening.split())
        for after in range(at + length, at + length + _MOST_BREAKS + 1):
            if after >= len(words) or "".join(words[at:after]).upper() != whole:
                continue
            plain = words[after].rstrip(".:)-–")
            value = roman(plain) or (int(plain) if plain.isdecimal() and number(plain) else None)
            if value:
                sign = "".join(words[after + 1 : after + 2]) in (":", "-", "–")
                return value, after + 1 + sign
    return None


def broken_opening(words: Sequence[str], at: int, rules: Rules) -> int:
    """The index after the number behind the words of a section that begin here, if one of these is
    broken over lines; else that of the word."""
    found = opened_number(words, at, rules)
    for opening in rules.tables.section_words if found else ():
        whole, length = "".join(opening.split()).upper(), len(opening.split())
        for after in range(at + length + 1, at + length + _MOST_BREAKS + 1):
            if "".join(words[at:after]).upper() == whole:
                return after + 1
    return at


def _plain_number(words: Sequence[str], at: int) -> tuple[int, int] | None:
    value = roman(words[at]) or letter(words[at])
    return (value, at + 1) if value else None
