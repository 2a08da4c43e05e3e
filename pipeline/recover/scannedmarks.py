"""Marks of a schedule that were recognised in a picture as letters: a tick as "J" or "1"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipeline.model import Grid, Source, cell_text
from pipeline.recover.tablehead import Head
from pipeline.recover.tablerows import normal_mark
from pipeline.rules import Rules

_FEWEST = 3  # cells of a schedule that are not blank
_DIGITS = 0.5  # the most of them that are digits: values may be


def with_recognised_marks(
    source: Source, grid: Grid, heads: Collection[Head], rules: Rules
) -> Rules:
    """The rules in which what stands in a scanned schedule are marks, where that is one character
    in each of its cells, and mostly no digit."""
    if source.boxes is None or source.boxes.sure is None:
        return rules
    texts = []
    named = {at for head in heads for at in range(head.first, head.end)}
    for head in heads:
        places = [at for group, period in zip(head.groups, head.periods, strict=True) if period
                  for at in group]  # fmt: skip
        body = (row for at, row in enumerate(grid.rows) if at >= head.end and at not in named)
        for row in body:
            cells = [row[at].cell for at in places if at < len(row)]
            texts += [normal_mark(cell_text(source, cell)) for cell in cells if cell]
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    seen = [text for text in texts if text not in blanks]
    if len(seen) < _FEWEST or any(len(text) > 1 for text in seen):
        return rules
    if sum(text.isdigit() for text in seen) > _DIGITS * len(seen):
        return rules
    marks = [*rules.tables.marks, *sorted(set(seen))]
    return replace(rules, tables=rules.tables.model_copy(update={"marks": marks}))
