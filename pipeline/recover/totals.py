"""Rows of sums, which are no rows of the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cell, GridCell, Source, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.numbering import letter, number, roman
from pipeline.rules import Rules

_AMOUNT = re.compile(r"[\W\d]*(?:rp|idr)?[\W\d]*", re.IGNORECASE)
_MONEY = 1_000_000  # hundredths: smaller sums come out by chance


def is_total(
    source: Source, above: Sequence[Sequence[GridCell]], row: Sequence[GridCell], rules: Rules
) -> bool:
    """Whether a row holds sums: a word for it, and otherwise amounts only. Where the word says of
    what, this is a section ("Jumlah Bidang A"), or an amount is the sum of those above it."""
    places = [place for place, cell in enumerate(row) if cell.cell]
    texts = [cell_text(source, row[place].cell) for place in places]
    words = {normal(word) for word in rules.tables.totals}
    if not texts or not all(_AMOUNT.fullmatch(text) for text in texts[1:]):
        return False
    if normal(texts[0]) in words:
        return True
    said = normal(texts[0])
    of = next((said.removeprefix(f"{w} ") for w in words if said.startswith(f"{w} ")), "")
    for word in map(normal, rules.tables.section_words):
        of = of.removeprefix(f"{word} ")
    if len(texts) > 1 and of and (letter(of.upper()) or roman(of.upper()) or number(of)):
        return True
    return bool(of) and any(_is_sum(source, above, at, row[at].cell) for at in places[1:])


def _is_sum(source: Source, above: Sequence[Sequence[GridCell]], place: int, cell: Cell) -> bool:
    """Whether an amount is the sum of some amounts above it in its column, from the last one up."""
    wanted = _amount(cell_text(source, cell))
    found = summed = 0
    for row in reversed(above):
        value = _amount(cell_text(source, row[place].cell)) if place < len(row) else None
        if value is None:
            continue
        found, summed = found + 1, summed + value
        if wanted and wanted >= _MONEY and summed == wanted and found > 1:
            return True
    return False


def _amount(text: str) -> int | None:
    """What an amount is in hundredths, whatever sets its thousands apart."""
    if not _AMOUNT.fullmatch(text) or not (digits := re.findall(r"\d+", text)):
        return None
    cents = len(digits) > 1 and len(digits[-1]) < 3
    whole = int("".join(digits[:-1] if cents else digits)) * 100
    return whole + (int(digits[-1].ljust(2, "0")) if cents else 0)
