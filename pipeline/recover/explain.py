"""The one measure by which stages compete: how well a reading explains the whole document.

It asks what any reader would: is every character placed, was a header found, do rows have the
cells that their layout wants, do numbers follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Column, RawRow, Recovery, Section, Source, Span, cell_text
from pipeline.recover.numbering import follows, label, roman

# What each part weighs in the whole; they add up to 1.
_WEIGHTS = {"placed": 0.4, "header": 0.2, "filled": 0.25, "numbered": 0.15}
# The fields that a full row has where its layout has the column.
_WANTED = ("indicator", "action", "evidence", "target")


def explain(source: Source, recovery: Recovery) -> Recovery:
    """The same recovery with its `score`, 0…1, and the layout named by its columns."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    parts = {
        "placed": _share(
            count_placed(source, placed_spans(recovery)), count_characters(source.text)
        ),
        "header": float(any(column.key in _WANTED for column in recovery.columns)),
        "filled": filled(recovery.columns, rows),
        "numbered": _numbered(source, recovery) if rows else 0.0,
    }
    score = sum(_WEIGHTS[name] * value for name, value in parts.items())
    layout = "+".join(c.header if c.is_extra else c.key for c in recovery.columns)
    return replace(recovery, score=score, layout=layout)


def placed_spans(recovery: Recovery) -> list[Span]:
    """Every span that a recovery gives a place to: cells, sections and furniture."""
    spans = [item.span for item in recovery.furniture]
    for line in recovery.lines:
        cells = (line.number, line.name) if isinstance(line, Section) else line.cells.values()
        spans += [span for cell in cells for span in cell]
    return spans


def count_characters(text: str) -> int:
    """The number of characters that are not white space."""
    return len("".join(text.split()))


def count_placed(source: Source, spans: Iterable[Span]) -> int:
    """The number of non-space characters in the union of `spans`."""
    total, done = 0, 0
    for span in sorted(spans):
        start = max(span.start, done)
        if span.end > start:
            total += count_characters(source.text[start : span.end])
            done = span.end
    return total


def filled(columns: Sequence[Column], rows: Sequence[RawRow]) -> float:
    """The share of cells that rows have of those that full rows with such columns have."""
    wanted = [c.key for c in columns if c.key in _WANTED]
    return _share(sum(bool(r.cells.get(k)) for r in rows for k in wanted), len(rows) * len(wanted))


def _numbered(source: Source, recovery: Recovery) -> float:
    """The share of section and component numbers that follow the one before."""
    good = all_numbers = 0
    section, component = 0, None
    for line in recovery.lines:
        if isinstance(line, Section):
            value = roman(cell_text(source, line.number))
            if value is not None:
                all_numbers += 1
                good += value == section + 1
                section = value
        elif text := cell_text(source, line.cells.get("component_no", ())):
            all_numbers += 1
            value_text = label(text)
            if value_text is not None:
                good += follows(component, value_text)
                component = value_text
    return _share(good, all_numbers)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
