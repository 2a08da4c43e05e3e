"""Words that lines' ends cut in tables without rulings, and page ends and lines of scans in those
with them.

The cells of ruled pages are put together where they are read (`pipeline.read.cutwords`), by the
edges that are drawn. Where none are, a column is as wide as the widest line that stands in it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Cell, RawRow, Recovery, Section, Source, Span
from pipeline.read.spelling import Joint, may_join, weighed
from pipeline.recover.tablerows import CARRIED
from pipeline.recover.typeface import width_of

# Of the widest line: from which on a line may have no room for the next letter. Widths are those of
# another typeface than the document's, and the widest line may be one whose words were joined.
_ROOM = 0.6
_MARK = re.compile(r"(?:[^\w\s]|\(?\w{1,2}[.)])\s+(?=\S)")
_SURE = 0.9999
# Rows with a line's end that is less sure ask for a look.
_UNSURE = 0.95

_HYPHENATED = re.compile(r"\w[-–]$")

Lines = Sequence[Section | RawRow]
Cuts = Sequence[tuple[int, float]]


class _End(NamedTuple):
    """A line's end in a cell: the column, the line above and the line below."""

    key: str
    above: Span
    below: Span


def with_words_joined(source: Source, recovery: Recovery) -> tuple[Source, Recovery]:
    """A source that knows which lines' ends in cells of a recovery cut a word, and the recovery
    with the doubts that remain."""
    if not recovery.stage or recovery.stage == "grid":
        return source, recovery
    scanned = source.boxes is not None and source.boxes.sure is not None
    ruled = recovery.stage == "ruled"
    ends = list(_ends(source, recovery, fewest=2 if ruled and not scanned else 1))
    if ruled:
        ends = [end for end in ends if _is_open(source, end)]
    joints = {}
    widest = _widest(source, recovery) if ends else {}
    for end in ends:
        joint = _joint(source.text, end, widest)
        if joint is not None:
            joints[joint.start] = joint
    hyphens = [end.below.start for end in ends if source.is_text and _at_hyphen(source.text, end)]
    if not joints and not hyphens:
        return source, recovery
    found = weighed(source.text, [joints[start] for start in sorted(joints)]) if joints else []
    joined = frozenset([*hyphens, *(joint.start for joint in found if joint.chance > 0.5)])
    cuts = [(j.start, sure) for j in found if (sure := max(j.chance, 1 - j.chance)) < _SURE]
    lines = [_split(source.text, line, sorted(joined)) for line in recovery.lines]
    lines = with_doubt_of_cuts(lines, cuts)
    return replace(source, joined=joined), replace(recovery, lines=tuple(lines))


def with_doubt_of_cuts(lines: Lines, cuts: Cuts) -> list[Section | RawRow]:
    """Rows as sure as it is that each word which a line's end may cut was read rightly; the rows
    of a component, or below a section, as sure as its name."""
    if not cuts:
        return list(lines)

    def sure_of(cells: Iterable[Cell]) -> float:
        spans = (span for cell in cells for span in cell)
        ranges = ((bisect_left(cuts, (s.start, 0)), bisect_left(cuts, (s.end, 0))) for s in spans)
        return math.prod(sure for a, b in ranges for _, sure in cuts[a:b])

    found: list[Section | RawRow] = []
    section = component = 1.0
    for line in lines:
        if isinstance(line, Section):
            section, component = sure_of([line.name]), 1.0
        else:
            if any(line.cells.get(key) for key in CARRIED):
                component = sure_of(line.cells.get(key, ()) for key in CARRIED)
            own = sure_of(cell for key, cell in line.cells.items() if key not in CARRIED)
            sure = section * component * own
            flags = (*line.flags, "word_cut_unsure") if sure < _UNSURE else line.flags
            line = replace(line, flags=flags, confidence=line.confidence * sure)
        found.append(line)
    return found


def _is_open(source: Source, end: _End) -> bool:
    """Whether the reader of ruled cells left a line's end open: that of a page, or of a scan."""
    scanned = source.boxes is not None and source.boxes.sure_of(end.above) < 1.0
    return scanned or source.page_of(end.above.start) != source.page_of(end.below.start)


def _ends(source: Source, recovery: Recovery, fewest: int) -> Iterator[_End]:
    """The lines' ends in cells of so many pieces at least."""
    for key, cell in _cells(recovery.lines):
        lines = list(_lines(source.text, cell)) if len(cell) >= fewest else []
        for above, below in zip(lines, lines[1:], strict=False):
            yield _End(key, above, below)


def _cells(lines: Lines) -> Iterator[tuple[str, Cell]]:
    """The cells by column; the names of sections as a column of their own."""
    for line in lines:
        if isinstance(line, Section):
            yield "", line.name
        else:
            yield from line.cells.items()


def _lines(text: str, cell: Cell) -> Iterator[Span]:
    for span in cell:
        for match in re.finditer(r"\S(?:[^\n\r\f]*\S)?", text[span.start : span.end]):
            yield Span(span.start + match.start(), span.start + match.end())


def _widest(source: Source, recovery: Recovery) -> Mapping[str, float]:
    """By column the width of its widest line, in ems."""
    found: defaultdict[str, float] = defaultdict(float)
    for key, cell in _cells(recovery.lines):
        for line in _lines(source.text, cell):
            found[key] = max(found[key], _width(source.text, line))
    return found


def _width(text: str, line: Span) -> float:
    return width_of(" ".join(text[line.start : line.end].split()))


def _joint(text: str, end: _End, widest: Mapping[str, float]) -> Joint | None:
    """The joint at a line's end where one word fills the line, beside no more than a list's mark,
    and may go on below."""
    line = text[end.above.start : end.above.end]
    mark = _MARK.match(line)
    first = end.above.start + (mark.end() if mark else 0)
    second = re.match(r"\S+", text[end.below.start : end.below.end])
    if second is None or re.search(r"\s", text[first : end.above.end]):
        return None
    joint = Joint(first, end.above.end, end.below.start, end.below.start + second.end())
    room = widest[end.key] - _width(text, end.above)
    fills = width_of(second.group()[0]) > room - (1 - _ROOM) * widest[end.key]
    return joint if fills and may_join(text, joint) else None


def _at_hyphen(text: str, end: _End) -> bool:
    """Whether a line ends with the hyphen of a word that goes on in the next one."""
    first = text[end.below.start : end.below.start + 1]
    above = text[end.above.start : end.above.end]
    return first.isalnum() and bool(_HYPHENATED.search(above))


def _split(text: str, line: Section | RawRow, joined: Sequence[int]) -> Section | RawRow:
    """The line with its cells cut in two where a word goes on."""
    if isinstance(line, Section):
        return replace(line, name=_split_cell(text, line.name, joined))
    cells = {key: _split_cell(text, cell, joined) for key, cell in line.cells.items()}
    return replace(line, cells=cells)


def _split_cell(text: str, cell: Cell, joined: Sequence[int]) -> Cell:
    parts: list[Span] = []
    for span in cell:
        inside = joined[bisect_left(joined, span.start + 1) : bisect_left(joined, span.end)]
        ends = [*(_trimmed(text, start) for start in inside), span.end]
        parts += map(Span, [span.start, *inside], ends)
    return tuple(parts)


def _trimmed(text: str, end: int) -> int:
    """The end of the text before an offset, without white space."""
    while text[end - 1].isspace():
        end -= 1
    return end
