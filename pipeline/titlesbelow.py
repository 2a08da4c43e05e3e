"""Titles of further plans in one export: the plan of the next year on the next sheet or page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import RawRow, Recovery, Row, Section, Source, Span, cell_text
from pipeline.rules import Rules
from pipeline.title import Title, is_unit, read_title

_ROLES = ("title", "narrative", "running_text")
_UNSURE = 0.5  # how sure rows are below what may be no title
_FEWEST_WORDS = 2  # of a kind of plan that names one by itself


class TitleBelow(NamedTuple):
    """A title that stands above a line of a plan other than its first. It is `sure` where it says
    the same as the plan's first title but for year and unit; `section`: it was read as one."""

    title: Title
    sure: bool
    section: bool


def titles_below(
    source: Source, recovery: Recovery, first: Title, rules: Rules
) -> Mapping[int, TitleBelow]:
    """The titles below the first that name another year, or another unit, by the index of the line
    that they stand above, or of each that was read as a section though it is one."""
    if first.year is None or first.text is None:
        return {}
    starts = [_start(line) for line in recovery.lines]
    gaps: dict[int, list[Span]] = defaultdict(list)
    for item in recovery.furniture:
        if item.role in _ROLES:
            gaps[bisect_right(starts, item.span.start)].append(item.span)
    found: dict[int, TitleBelow] = {}
    for at, spans in gaps.items():
        if 0 < at < len(recovery.lines):
            title = read_title(source, spans, rules.titles)
            if below := _below(title, first, rules, section=False):
                found[at] = below
    for run in _runs(recovery.lines):
        names = [cell for at in run if isinstance(line := recovery.lines[at], Section)
                 for cell in line.name]  # fmt: skip
        title = read_title(source, names, rules.titles)
        whole = _same(title.text) == _same(" ".join(cell_text(source, (s,)) for s in names))
        below = _below(title, first, rules, section=True)
        if run[0] and whole and below and below.sure:
            found |= dict.fromkeys(run, below)
    # What stands there again is a running head.
    seen = Counter({below.title.spans: below.title.text for below in found.values()}.values())
    return {at: below for at, below in found.items() if seen[below.title.text] == 1}


def under(latest: TitleBelow | None, row: Row) -> Row:
    """A row with the year and unit of the last title above it, where that is not the first; in
    doubt where that may be no title."""
    if latest is None:
        return row
    row = replace(row, flags=(*row.flags, "title_below"))
    if not latest.sure:
        return replace(row, confidence=min(row.confidence, _UNSURE))
    return replace(row, year=latest.title.year, unit=latest.title.unit)


def _runs(lines: Sequence[Section | RawRow]) -> list[list[int]]:
    """The places of sections without numbers that stand right below one another."""
    runs: list[list[int]] = []
    for at, line in enumerate(lines):
        if isinstance(line, Section) and not line.number:
            if runs and runs[-1][-1] == at - 1:
                runs[-1].append(at)
            else:
                runs.append([at])
    return runs


def _below(title: Title, first: Title, rules: Rules, *, section: bool) -> TitleBelow | None:
    """A title as one below the first; None where it says nothing else or names no plan."""
    if title.year is None or title.text is None:
        return None
    if _pattern(title) == _pattern(first):
        other = is_unit(title.unit, rules.titles) and _same(title.unit) != _same(first.unit)
        return TitleBelow(title, True, section) if other or title.year != first.year else None
    kinds = [kind.casefold() for kind in rules.titles.kinds if len(kind.split()) >= _FEWEST_WORDS]
    capitals = title.text == title.text.upper()
    named = capitals and any(kind in title.text.casefold() for kind in kinds)
    return TitleBelow(title, False, section) if named and title.year != first.year else None


def _pattern(title: Title) -> str:
    """What a title says but for its years and its unit."""
    text = _same(title.text).replace(_same(title.unit), " ") if title.unit else _same(title.text)
    return " ".join(re.sub(r"(?:19|20)\d\d", " ", text).split())


def _same(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _start(line: Section | RawRow) -> int:
    cells = (line.number, line.name) if isinstance(line, Section) else line.cells.values()
    return min((span.start for cell in cells for span in cell), default=0)
