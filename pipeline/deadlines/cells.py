"""Spreadsheet remains that are numbers to everyone else: serial dates such as 44197."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.deadlines.periods import last_of
from pipeline.model import Deadline

# Day 1 is 1 January 1900; with Excel's 29 February 1900, serials from March 1900 on count from
# 30 December 1899 (ECMA-376 part 1, 18.17.4.1).
_EPOCH = date(1899, 12, 30)
_SERIALS = re.compile(r"\s*\d{5}(?:[.,]0+)?(?:\s*[,;/\n]\s*\d{5}(?:[.,]0+)?)*\s*")
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")
_NEAR = 5  # years from the plan's; farther off a number is a number


def serial_cells(text: str, plan_year: int | None) -> list[Deadline]:
    """The deadlines of a cell that holds nothing but date serials near the plan year."""
    if not 5 <= len(text) <= 400 or not _SERIALS.fullmatch(text):
        return []
    found = []
    for match in _SERIAL.finditer(text):
        day = _EPOCH + timedelta(days=int(match.group(1)))
        if abs(day.year - (2020 if plan_year is None else plan_year)) > (
            20 if plan_year is None else _NEAR
        ):
            return []
        flags = ("excel_artifact",)
        if plan_year is not None and day.year != plan_year:
            flags += ("year_outside_plan",)  # type: ignore[assignment]
        is_month = day.day == 1
        found.append(
            Deadline(
                "month" if is_month else "date",
                day,
                last_of(day.year, day.month) if is_month else day,
                "month" if is_month else "day",
                flags=flags,
                phrase=match.group(),
                phrase_start=match.start(),
                phrase_end=match.end(),
            )
        )
    return found
