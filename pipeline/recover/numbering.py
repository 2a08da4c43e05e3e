"""Numbers that head sections and components: roman numerals, letters, "1.", "1.2"."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"\(?(?=[IVXL])(XL|L?X{0,3})(IX|IV|V?I{0,3})[.)]?")
_LETTER = re.compile(r"([A-Z])[.)]?")
_ITEM_LETTER = re.compile(r"\(?([a-zA-Z])[.)]?")
_BELOW = re.compile(r"\(?((?:[IVXL]+|[A-Z])(?:\.\d{1,2}){1,3})[.)]?")
_MOST_DIGITS = 9
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2}){0,3})[.)]?")


def roman(text: str) -> int | None:
    """The value of a roman numeral up to 89 ("II", "II.", "(II)"); else None."""
    match = _ROMAN.fullmatch(text.strip())
    if not match:
        return None
    tens, ones = match.groups()
    value = 40 if tens == "XL" else 50 * tens.count("L") + 10 * tens.count("X")
    return value + {"IX": 9, "IV": 4}.get(ones, 5 * ones.count("V") + ones.count("I"))


def letter(text: str) -> int | None:
    """The place in the alphabet of a single capital letter, with or without a closing dot."""
    match = _LETTER.fullmatch(text.strip())
    return ord(match.group(1)) - ord("A") + 1 if match else None


def number(text: str) -> str | None:
    """A component number without its closing dot ("1.", "2)", "1.2" → "1", "2", "1.2")."""
    match = _NUMBER.fullmatch(text.strip())
    return match.group(1) if match else None


def countable(text: str) -> bool:
    """Whether a word is a number that could count pages or lines: decimal digits, not too many."""
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def label(text: str) -> str | None:
    """What numbers a component: a number, a letter ("a.", "b)" → "a", "b"), or a number below its
    area's ("I.1", "A.2."); else None."""
    match = _ITEM_LETTER.fullmatch(text.strip()) or _BELOW.fullmatch(text.strip())
    return match.group(1) if match else number(text)


def successor(before: str) -> str:
    """The label that comes after another one at the same level: "2" → "3", "b" → "c"."""
    *stem, last = before.split(".")
    following = str(int(last) + 1) if last.isdigit() else chr(ord(last) + 1)
    return ".".join([*stem, following])


def predecessor(after: str, steps: int) -> str | None:
    """The label that comes so many before another one at the same level: "3", 2 → "1"; None where
    there is none."""
    *stem, last = after.split(".")
    if last.isdigit():
        before = str(int(last) - steps) if int(last) > steps else None
    else:
        at = ord(last) - steps
        before = chr(at) if at >= ord("a" if last.islower() else "A") else None
    return before and ".".join([*stem, before])


def begins_anew(label_text: str) -> bool:
    """Whether a label is the first of its level."""
    return label_text.split(".")[-1] in ("1", "a", "A")


def follows(previous: str | None, label_text: str) -> bool:
    """Whether a component's label continues the one before, or begins anew."""
    return begins_anew(label_text) or (previous is not None and label_text == successor(previous))
