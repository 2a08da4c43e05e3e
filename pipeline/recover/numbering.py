"""Numbers that head sections and components: roman numerals, letters, "1.", "1.2"."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"(?=[IVXL])(XL|L?X{0,3})(IX|IV|V?I{0,3})[.)]?")
_LETTER = re.compile(r"([A-Z])[.)]?")
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2}){0,3})[.)]?")


def roman(text: str) -> int | None:
    """The value of a roman numeral up to 89, with or without a closing dot; else None."""
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


def follows(previous: str | None, number_text: str) -> bool:
    """Whether a component number continues the one before, or begins anew at 1."""
    *stem, last = number_text.split(".")
    if previous is None:
        return last == "1"
    *previous_stem, previous_last = previous.split(".")
    if stem == previous_stem:
        return int(last) == int(previous_last) + 1
    return last == "1"
