"""Automatic list numbers and bullets, as word processors show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Level(NamedTuple):
    """One level of a list: the kind of its numbers by ECMA-376's names ("decimal", "lowerLetter",
    "bullet" …), its text with "%1" for the number of level 1, and where it starts. In a `legal` one
    the numbers of all levels are decimal."""

    kind: str
    text: str
    start: int = 1
    restarts: bool = True
    legal: bool = False


class Counter:
    """Where each list of a document has got to."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}

    def begin(self, key: str) -> None:
        """Begin a list anew."""
        self._counts.pop(key, None)

    def restart(self, key: str, level: int) -> None:
        """Begin a level of a list anew."""
        self._counts.setdefault(key, {}).pop(level, None)

    def next(self, key: str, level: int, levels: Mapping[int, Level]) -> str | None:
        """The number or bullet of the next item of a list at a level; None where it shows none."""
        own = levels.get(level)
        if own is None:
            return None
        counts = self._counts.setdefault(key, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            if deeper not in levels or levels[deeper].restarts:
                del counts[deeper]
        if own.kind == "none":
            return None
        if own.kind == "bullet":
            return own.text or None

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1))
            other = levels.get(at, own)
            return _shown(counts.get(at, other.start), "decimal" if own.legal else other.kind)

        return re.sub(r"%(\d)", number, own.text) or None


def _shown(number: int, kind: str) -> str:
    """A number in the kind of a list."""
    if kind in ("lowerLetter", "upperLetter") and number > 0:
        # After z come aa, bb, cc …
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 99)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman, left = "", number
        for value, letters in _ROMAN:
            roman += letters * (left // value)
            left %= value
        return roman.upper() if kind == "upperRoman" else roman
    if kind == "decimalZero":
        return f"{number:02d}"
    return str(number)
