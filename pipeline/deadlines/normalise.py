"""Repairs what exports do to a phrase, and remembers where every character came from.

Words broken at a line end ("Janu-\\nari"), split numbers ("202 1"), odd dashes, spaces and
digits. The reader works on the repaired text; offsets go back to the original through a map.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from pipeline.deadlines.lexicon import Lexicon

_ONE_TO_ONE = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－~∼˗"), "-"),
    **dict.fromkeys(map(ord, "’‘`´ʼ′"), "'"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u200a\u3000\u2002\u2003"), " "),
}
_SOFT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ANY_SOFT = re.compile(f"[{_SOFT}]")


class Repaired(NamedTuple):
    """Repaired text; character i of it is character `origin[i]` of the original."""

    text: str
    origin: list[int] | range

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`, which is not empty."""
        return self.origin[start], self.origin[end - 1] + 1


def repair(text: str, lexicon: Lexicon) -> Repaired:
    """The text as the writer meant it, for reading; nothing in it is shown to users."""
    plain, origin = _plain(text)
    if not _MAY_NEED_REPAIR.search(plain):
        return Repaired(plain, origin)
    if _MISREAD_YEAR.search(plain):
        plain = _MISREAD_YEAR.sub(lambda m: m.group().translate(_DIGITS), plain)
    if _MISREAD_NUMERAL.search(plain):
        plain = _MISREAD_NUMERAL.sub(lambda m: m.group().translate(_STROKES), plain)
    if "\n" in plain or "- " in plain:
        plain, origin = _join(plain, origin, _HYPHENATED, _is_one_word, lexicon)
    if _SINGLE_LETTERS.search(plain):
        plain, origin = _join(plain, origin, _SPACED_LETTERS, _is_one_word, lexicon)
    if _SPLIT_NUMBER.search(plain):
        plain, origin = _join(plain, origin, _SPLIT_YEAR, lambda parts, lexicon: True, lexicon)
    return Repaired(plain, origin)


def _plain(text: str) -> tuple[str, list[int] | range]:
    """Compatibility forms (full-width digits, ligatures), dashes, quotes and spaces made plain."""
    if text.isascii():
        return text, range(len(text))
    plain = text.translate(_ONE_TO_ONE)
    if plain.isascii() or (
        not _ANY_SOFT.search(plain) and unicodedata.is_normalized("NFKC", plain)
    ):
        return plain, range(len(plain))
    chars: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(plain):
        if char in _SOFT:
            continue
        piece = char if char.isascii() else unicodedata.normalize("NFKC", char)
        chars.append(piece)
        origin.extend([i] * len(piece))
    return "".join(chars), origin


_MAY_NEED_REPAIR = re.compile(
    r"\n|- | \w |\d(?:\s\d|[OoIl])|\s(?:[IV][l1|]|[l1|][IVl])"
)  # one quick look
# "2O21", "202l": a scanner's letters in a year of this century after a word
_MISREAD_YEAR = re.compile(r"(?<=[^\W\d_]\s)2(?=[0-4]*[OoIl])[0Oo][0-4OoIl][\dOoIl](?![^\W_])")
_DIGITS = str.maketrans("OoIl", "0011")
# "Semester Il", "TW lV": a scanner's strokes in a roman number after a word
_MISREAD_NUMERAL = re.compile(
    r"(?<=[^\W\d_]\s)(?=[I1]*[l|]|I+1|1+I)(?:[Il1|]{2,3}|[Il1|]V)(?![^\W_])"
)
_STROKES = str.maketrans("l1|", "III")
_HYPHENATED = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,12})(-(?:\s{0,3}\n\s{0,9}| ))([^\W\d_]{1,14})")
_SINGLE_LETTERS = re.compile(r" \w ")  # quick signs that something may be to repair
_SPLIT_NUMBER = re.compile(r"\d\s\d")
_SPACED_LETTERS = re.compile(r"(?<!\w)((?:[^\W\d_] ){2,11}[^\W\d_])(?!\w)()()")
# "202 1", "20 21" and "2 021" only after a letter, so that "tanggal 20 21 Maret" stays two days
_SPLIT_YEAR = re.compile(
    r"(?<!\d)(?<!\d[ .,/-])(?:(20[0-4])(\s)(\d)|(?<=[^\W\d_] )(20)(\s)([1-4]\d)|"
    r"(?<=[^\W\d_] )(2)(\s)(0[0-4]\d))(?!\d)(?![ ]?[^\W\d_]{3}|[.,/]\d)"
)


def _join(
    text: str,
    origin: list[int] | range,
    find: re.Pattern[str],
    keep: Callable[[list[str], Lexicon], bool],
    lexicon: Lexicon,
) -> tuple[str, list[int] | range]:
    """Take out what separates the parts of every match that `keep` accepts."""
    cuts: list[tuple[int, int]] = []
    for match in find.finditer(text):
        parts = [part for part in match.groups() if part is not None]
        if not keep(parts, lexicon):
            continue
        if not parts[1]:  # letters with spaces between them
            at = match.start(1)
            cuts += [(at + i, at + i + 1) for i, char in enumerate(parts[0]) if char == " "]
        else:
            group = next(g for g in range(1, len(match.groups()) + 1) if match.group(g) is not None)
            cuts.append(match.span(group + 1))
    if not cuts:
        return text, origin
    chars: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end in cuts:
        chars.append(text[at:start])
        kept.extend(origin[at:start])
        at = end
    chars.append(text[at:])
    kept.extend(origin[at:])
    return "".join(chars), kept


def _is_one_word(parts: list[str], lexicon: Lexicon) -> bool:
    """Whether the parts make a known word that they are not by themselves."""
    whole = "".join(parts[::2]).replace(" ", "").casefold()
    if len(parts) > 1 and parts[1] and _is_month(parts[0], lexicon):
        return _is_month(whole, lexicon) and not _is_month(parts[2], lexicon)
    return whole in lexicon.single


def _is_month(word: str, lexicon: Lexicon) -> bool:
    meaning = lexicon.single.get(word.casefold())
    return meaning is not None and meaning.kind == "month"
