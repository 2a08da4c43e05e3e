"""Activities with a line for what is planned and one below it for what was reached."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import RawRow, Source, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.tablehead import Head
from pipeline.rules import Rules


def is_pair(source: Source, above: RawRow, below: RawRow, head: Head, rules: Rules) -> bool:
    """Whether two lines of a table are one row of the plan: one says that it is what was planned,
    the other in the same column what was reached, and else it says nothing, or what stands merged
    over both, but for the columns of a schedule. What was reached has no deadlines."""
    periods = zip(head.columns, head.periods, strict=True)
    timed = {column.key for column, period in periods if period}
    own = [
        key
        for key, cell in below.cells.items()
        if cell and key not in timed and cell != above.cells.get(key)
    ]
    if len(own) != 1:
        return False
    planned, done = (cell_text(source, row.cells.get(own[0], ())) for row in (above, below))
    return _begins(planned, rules.tables.planned) and _begins(done, rules.tables.done)


def _begins(text: str, words: Sequence[str]) -> bool:
    """Whether a cell is one of some words, or begins with one and says which."""
    return any(f"{normal(text)} ".startswith(f"{normal(word)} ") for word in words)
