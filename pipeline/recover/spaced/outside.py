"""Lines of text and pages that stand between the rows of a table or below it, and are none: titles
of further tables, rows of sums, notes, and who signs the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.recover.flowed.signature import NOTES, opens_signature
from pipeline.recover.headers import normal
from pipeline.recover.spaced.heading import Heading
from pipeline.recover.spaced.words import Line, chunks, text_of
from pipeline.rules import Rules
from pipeline.title import names_a_plan

_MOST_SIGNED, _MOST_BESIDE = 16, 3  # lines below the table; signatures and notes beside each other
_MOST_TITLE = 5  # lines
_MOST_REMARKS = 4  # lines of sentences above a signature
_SEVERAL = 2  # columns that one of these stands below
_NOTE = re.compile(r"\*+\)?(?: |[A-Z])")  # "*) Target bersifat kumulatif"
_AMOUNT = re.compile(r"[\W\d]*(?:rp|idr)?[\W\d]*", re.IGNORECASE)


def outside(
    lines: Sequence[Line],
    roles: Sequence[str | None],
    headings: Sequence[Heading],
    rules: Rules,
) -> dict[int, str]:
    """The lines, by index, that are no rows though they stand among these or below, with their
    roles. `roles` has those of furniture that is known; `headings` are all headers."""
    above = (i for heading in headings[1:] for i in titles_above(lines, heading, rules))
    found = {i: "title" for i in above if roles[i] is None}
    signed = _signed(lines, roles)
    found |= dict.fromkeys(signed, "signature")
    found |= dict.fromkeys(_remarks(lines, roles, headings, signed), "narrative")
    words = {normal(word) for word in rules.tables.totals}
    for i, line in enumerate(lines):
        if roles[i] is None:
            first, *others = (text_of(run) for run in chunks(line.words))
            if normal(first) in words and others and all(map(_AMOUNT.fullmatch, others)):
                found[i] = "total"
    return found


def titles_above(lines: Sequence[Line], heading: Heading, rules: Rules) -> range:
    """The lines right above a header, each one run of words, from the one on that names a plan."""
    first = heading.first
    for i in range(heading.first - 1, max(-1, heading.first - 1 - _MOST_TITLE), -1):
        own = lines[i].page == lines[heading.first].page
        if not own or len(chunks(lines[i].words)) > 1:
            break
        if names_a_plan(text_of(lines[i].words), rules.titles):
            first = i
    return range(first, heading.first)


def _remarks(
    lines: Sequence[Line],
    roles: Sequence[str | None],
    headings: Sequence[Heading],
    signed: Sequence[int],
) -> Iterator[int]:
    """The lines right above a signature that are sentences: the last ends with a full stop, and
    each is one run of words that stands below the names of several columns."""
    own = [i for i, role in enumerate(roles) if role is None and i < min(signed, default=0)]
    ends = False
    for i in reversed(own[-_MOST_REMARKS:]):
        first, last = lines[i].words[0], lines[i].words[-1]
        ends = ends or last.text.endswith(".")
        below = [
            cell
            for cell in (headings[-1].cells if headings else ())
            if min(cell.right, last.right) - max(cell.left, first.left) > 0
        ]
        if not ends or len(chunks(lines[i].words)) > 1 or len(below) < _SEVERAL:
            break
        yield i


def _signed(lines: Sequence[Line], roles: Sequence[str | None]) -> list[int]:
    """The lines at the end from the first one on that opens a signature or a note, where all of
    them hold few runs of words."""
    own = [i for i, role in enumerate(roles) if role is None]
    first = len(own)
    for place in range(len(own) - 1, max(0, len(own) - 1 - _MOST_SIGNED), -1):
        texts = [text_of(run) for run in chunks(lines[own[place]].words)]
        if len(texts) > _MOST_BESIDE:
            break
        noted = NOTES.match(texts[0]) or _NOTE.match(texts[0])
        if noted or any(map(opens_signature, texts)):
            first = place
    return own[first:]
