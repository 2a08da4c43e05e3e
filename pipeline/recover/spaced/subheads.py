"""Headings below areas in a table that has no column of components: "1. Tim Kerja" above "a"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.recover.numbering import begins_anew, label, letter, number, successor
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.words import Line, chunks

_FEWEST = 2
_ROW = 3  # columns that a row has words in at the least


def subheads(
    lines: Sequence[Line],
    shared: Sequence[Shared],
    body: Sequence[bool],
    sections: Collection[int],
) -> list[int]:
    """The lines, by index, that hold a number and a name and nothing else, where rows are counted
    by letters and these numbers count on from one another or begin anew."""
    heads: list[int] = []
    lettered = 0
    for i, line in enumerate(lines):
        if not body[i] or i in sections or shared[i].columns[0] != 0:
            continue
        first = line.words[0].text
        if letter(first.upper()) and len(set(shared[i].columns)) >= _ROW:
            lettered += 1
        elif number(first) and len(line.words) > 1 and _is_one(line):
            heads.append(i)
    if lettered < _FEWEST or len(heads) < _FEWEST:
        return []
    counted = [number(lines[i].words[0].text) or "" for i in heads]
    before = ["", *counted]
    on = all(
        begins_anew(own) or own == successor(above)
        for above, own in zip(before, counted, strict=False)
    )
    return heads if on else []


def _is_one(line: Line) -> bool:
    """Whether a line is one run of words behind its number."""
    runs = chunks(line.words)
    return len(runs) == 1 or (len(runs) == 2 and len(runs[0]) == 1 and bool(label(runs[0][0].text)))
