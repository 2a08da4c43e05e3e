"""Dates in digits: 2023-03-15, 15/03/2023, 3/2023."""

from __future__ import annotations

from pipeline.deadlines.lexing import Token
from pipeline.deadlines.periods import Period


def numeric_date(token: Token) -> Period | None:
    """An ISO, d/m/y, d-m-yy or m/y token."""
    text = token.text.split("T")[0]
    head = text.split(" ")[0] if token.kind == "iso" else text
    parts = [int(p) for p in _numbers(head)]
    if token.kind == "monthyear":
        year, m = sorted(parts, reverse=True)
        return Period("month", month=m, year=year) if 1 <= m <= 12 else None
    if token.kind == "iso":
        year, m, d = parts[:3]
    else:
        d, m, year = parts[:3]
        if year < 100:
            year += 2000
        if m > 12 >= d:  # month first, as a spreadsheet set to English writes
            d, m = m, d
    return Period("day", d, m, year, cell=d == 1)


def _numbers(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()
