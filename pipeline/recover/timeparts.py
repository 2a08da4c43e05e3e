"""Two columns that say when together, a week or a day in one and its month in the other: "II"
below "MINGGU KE" beside "Maret" below "BULAN"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.deadlines import parse_deadlines
from pipeline.model import Cell, Column, RawRow, Recovery, Scheduled, Source, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.tablerows import normal_mark
from pipeline.recover.timecolumn import says_when
from pipeline.rules import Rules

_FEWEST_CELLS = 3
_SOME_YEAR = 2000  # what is a time is one in any year
_COUNT = r"(?:ke[\s-]*)?(?:[IV]{1,3}|\d{1,2})"
_COUNTS = re.compile(rf"{_COUNT}(?:\s*(?:[,;&–-]|dan|s[./]?d\.?)\s*{_COUNT})*", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[,;&]|\bdan\b)\s*", re.IGNORECASE)


def with_time_parts(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery whose rows have as their time the week or day in one column of the month in
    another one; as it is where there are no two such columns, or several."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    if any(row.schedule for row in rows):
        return recovery
    parts = [(c, word) for c in recovery.columns if (word := _part(source, c, rows, rules))]
    months = [c for c in recovery.columns if _is_month(source, c, rows, rules)]
    if len(parts) != 1 or len(months) != 1:
        return recovery
    (part, word), month = parts[0], months[0]
    key = month.key if month.is_extra else f"extra:{month.header}"

    def timed(line: RawRow) -> RawRow:
        texts = [cell_text(source, line.cells.get(c.key, ())) for c in (part, month)]
        cells = {key if k == month.key else k: cell for k, cell in line.cells.items()}
        return replace(line, cells=cells, schedule=_times(texts[0], texts[1], word, rules))

    columns = tuple(Column(key, c.header) if c is month else c for c in recovery.columns)
    lines = (timed(line) if isinstance(line, RawRow) else line for line in recovery.lines)
    return replace(recovery, columns=columns, lines=tuple(lines))


def _part(source: Source, column: Column, rows: Sequence[RawRow], rules: Rules) -> str | None:
    """The word for what a column counts, weeks or days, where it only counts; else None."""
    header = set(normal(column.header).casefold().split())
    known = (rules.time.units.get("week", ()), rules.time.dated)
    word = next((w for words in known for w in words if w in header), None)
    texts = _texts(source, {row.cells.get(column.key, ()) for row in rows}, rules)
    if not word or not column.is_extra or _is_done(column, rules):
        return None
    return word if texts and all(_COUNTS.fullmatch(text) for text in texts) else None


def _is_month(source: Source, column: Column, rows: Sequence[RawRow], rules: Rules) -> bool:
    """Whether a column names a month in each of its cells."""
    if not (column.is_extra or column.key == "target") or _is_done(column, rules):
        return False
    texts = _texts(source, {row.cells.get(column.key, ()) for row in rows}, rules)
    found = [parse_deadlines(text, _SOME_YEAR, rules.time) for text in texts]
    return (
        len(texts) >= _FEWEST_CELLS
        and all(len(times) == 1 and times[0].kind == "month" for times in found)
        and says_when(source, rows, [column.key], rules)
    )


def _texts(source: Source, cells: set[Cell], rules: Rules) -> list[str]:
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    texts = (cell_text(source, cell) for cell in cells)
    return [text for text in texts if text and normal_mark(text) not in blanks]


def _is_done(column: Column, rules: Rules) -> bool:
    done = {word for phrase in rules.tables.done for word in normal(phrase).split()}
    return bool(done & set(normal(column.header).split()))


def _times(part: str, month: str, word: str, rules: Rules) -> tuple[Scheduled, ...]:
    """The times of a row: its weeks or days of the month, or the month where it counts none."""
    phrases = [f"{word.capitalize()} {each} {month}" for each in _LISTED.split(part)]
    found = [parse_deadlines(phrase, _SOME_YEAR, rules.time) for phrase in phrases]
    if not part or not all(len(t) == 1 and t[0].precision == "day" for t in found):
        phrases = [month] if parse_deadlines(month, _SOME_YEAR, rules.time) else []
    return tuple(Scheduled(phrase, phrase) for phrase in phrases)
