"""Ways to write the same time: how targets are restyled from one document to the next."""

from __future__ import annotations

import re

from pipeline.deadlines.describe import MONTH_NAMES

_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")
_QUARTERS = ("I", "II", "III", "IV")
_MONTH = re.compile("|".join(MONTH_NAMES))
_SIMPLE = re.compile(rf"({'|'.join(MONTH_NAMES)}) (\{{year(?:[+-]\d)?\}})")


def _dashed(found: re.Match[str], year: int) -> str:
    move = re.search(r"[+-]\d", found.group(2))
    short = _SHORT[MONTH_NAMES.index(found.group(1))]
    return f"{short}-{(year + int(move.group() if move else 0)) % 100:02d}"


def retime(target: str, style: str, year: int) -> str:
    """A target in another style: "short" months, "dashed" (Jul-23), "quarter" (TW III) where
    it names single months, "range" (another word for s/d); any other style leaves it alone."""
    if style == "short":
        return _MONTH.sub(lambda found: _SHORT[MONTH_NAMES.index(found.group())], target)
    if style == "dashed" and _SIMPLE.fullmatch(target):
        return _dashed(_SIMPLE.fullmatch(target), year)  # type: ignore[arg-type]
    if style == "quarter" and _SIMPLE.fullmatch(target):
        found = _SIMPLE.fullmatch(target)
        assert found
        return f"TW {_QUARTERS[MONTH_NAMES.index(found.group(1)) // 3]} {found.group(2)}"
    if style == "range":
        words = ("-", "s.d.", "sampai dengan", "s/d.", "sd")
        return target.replace("s/d", words[(year + len(target)) % len(words)])
    return target
