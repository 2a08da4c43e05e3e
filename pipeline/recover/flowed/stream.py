"""The stream of words of a text export, with what stands between them.

Text that has lost its geometry is words and gaps. Page furniture is taken out here: the title
before the first table header, the header repeated on each page, page numbers, running heads. What
remains is the content of the table's cells, word by word, and for each word the kind of gap
before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines.words import TimeWords
from pipeline.model import Column, Furniture, Source, Span
from pipeline.read.laying import as_signs
from pipeline.recover.flowed.furniture import page_furniture
from pipeline.recover.flowed.header import Header, find_headers, glued_at
from pipeline.recover.flowed.headings import opened_number
from pipeline.recover.flowed.layout import is_measure
from pipeline.recover.flowed.phrases import phrases_in
from pipeline.recover.flowed.signature import closing, signature
from pipeline.recover.headers import normal
from pipeline.recover.numbering import letter, roman
from pipeline.rules import Rules

# What stands at so large a share of all line ends tells nothing of where cells end.
_EVERYWHERE = 0.97
# Where values stand before times, they do so before more than this share of all: times stand in
# other cells too.
_VALUED = 0.2
_VALUE = re.compile(r"(?!(?:19|20)\d\d$)\d[\d.,]*%?|%|-")
# The end of a word that another one, with a capital, stands glued to.
_GLUED = re.compile(r"[^\W_]{2,}?[.,;:)%]?(?<=[a-z0-9.,;:)%])(?=[A-Z][a-z]{2})")
# What numbers a name that stands glued to it: "1.Tim", "a)Tim", "II.PENATAAN"; no "S.Kom".
_LABEL = re.compile(
    r"\(?(?:(?:\d{1,3}(?:\.\d{1,2})*|[a-z])[.)](?=[A-Z][A-Za-z-])|(?:[IVXL]+|[A-Z])[.)](?=[A-Z]{3}))"
)
_ADDRESS = re.compile(r"@|://|www\.")


class Gap(IntEnum):
    """What stands before a word: a space, a line end, a blank line, page furniture, a line end
    with a space before it, as some programs leave where a paragraph goes on, or a line of nothing
    but spaces: an empty paragraph, which cells have at their ends."""

    SPACE = 0
    LINE = 1
    BLANK = 2
    PAGE = 3
    WRAP = 4
    EMPTY = 5


@dataclass(frozen=True)
class Stream:
    """The words of the table's cells: `starts`, `ends` are offsets into the source text, `gaps`
    holds a `Gap` for each word; `times` are the words of time that it is read with."""

    words: tuple[str, ...]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    gaps: NDArray[np.int8]
    columns: tuple[Column, ...]
    furniture: tuple[Furniture, ...]
    times: TimeWords | None = None

    @cached_property
    def phrases(self) -> tuple[tuple[int, int], ...]:
        """The first and the last word of each time phrase."""
        return phrases_in(self.words, self.times)


def read_streams(source: Source, rules: Rules) -> list[Stream]:
    """Source → stream. Without any header the columns are empty. Where two names of the header may
    be one ("TARGET" and "WAKTU"), there are two streams: one for each; what the columns hold has to
    say which is right."""
    spans, words, lines = words_of(source, rules)
    headers = find_headers(words, lines, rules)
    streams = [_stream(source, spans, lines, headers, rules)]
    of_table = _without_titles(headers, _columns_of(headers)) if headers else []
    if of_table and _names_may_stand_apart(words, lines, of_table[0], rules):
        headers = find_headers(words, lines, rules, apart=True)
        streams.append(_stream(source, spans, lines, headers, rules))
    return streams


def words_of(source: Source, rules: Rules) -> tuple[list[Span], list[str], list[int]]:
    """The words of a text, where they stand, and for each the index after the last of its line."""
    spans = [Span(*m.span()) for m in re.finditer(r"\S+", source.text)]
    spans = [part for span in spans for part in _parted(source.text, span)]
    words = [source.text[s.start : s.end] for s in spans]
    for i, length in reversed(glued_at(words, rules).items()):
        at = spans[i].start + length
        spans[i : i + 1] = [Span(spans[i].start, at), Span(at, spans[i].end)]
        words[i : i + 1] = [words[i][:length], words[i][length:]]
    return spans, words, line_ends_of(source, spans)


def _parted(text: str, word: Span) -> list[Span]:
    """A word in parts where a capital stands in it as where one cell was glued to another, or a
    name to its number: "B12Monev", "2022Kebijakan", "1.Tim". Whether the parts are of two cells is
    for the search to say."""
    ends = [word.start]
    if numbered := _LABEL.match(text, word.start, word.end):
        ends.append(numbered.end())
    if not _ADDRESS.search(text, word.start, word.end):
        ends += [glued.end() for glued in _GLUED.finditer(text, ends[-1], word.end)]
    return [Span(a, b) for a, b in pairwise([*ends, word.end])]


def _stream(
    source: Source,
    spans: Sequence[Span],
    lines: Sequence[int],
    headers: Sequence[Header],
    rules: Rules,
) -> Stream:
    """The stream of words that stand at `spans`, on `lines` as `find_headers` takes them."""
    words = [as_signs(source.text[span.start : span.end]) for span in spans]
    roles: list[str | None] = [None] * len(words)
    columns: tuple[Column, ...] = ()
    above = 0
    if headers:
        columns = _columns_of(headers)
        headers = _without_titles(headers, columns)
        above = _table_start(words, lines, headers[0].first, rules)
        roles[:above] = ["title"] * above
        for header in headers:
            roles[header.first : header.last] = ["header"] * (header.last - header.first)
    feeds = [
        i for i in range(1, len(spans)) if "\f" in source.text[spans[i - 1].end : spans[i].start]
    ]
    places = [range(header.first, header.last) for header in headers]
    for i, role in page_furniture(words, lines, feeds, places, above, rules.time).items():
        roles[i] = roles[i] or role
    if headers:
        signed = signature(words, lines, [role is None for role in roles], rules.time)
        for i in signed:
            roles[i] = "signature"
        for i in closing(words, lines, [role is None for role in roles]) if signed else ():
            roles[i] = "narrative"
    furniture = tuple(
        Furniture(span, role) for span, role in zip(spans, roles, strict=True) if role
    )
    kept = [i for i, role in enumerate(roles) if not role]
    before = [gap_before(source, spans, roles, i) for i in kept]
    gaps = _with_plain_line_ends(source, before, spans, kept)
    return Stream(
        tuple(words[i] for i in kept),
        np.array([spans[i].start for i in kept], dtype=np.int64),
        np.array([spans[i].end for i in kept], dtype=np.int64),
        np.array(gaps, dtype=np.int8),
        columns,
        furniture,
        rules.time,
    )


def _columns_of(headers: Sequence[Header]) -> tuple[Column, ...]:
    """The columns that most headers name, of several the ones with most fields."""
    times = Counter(header.columns for header in headers)
    return max(times, key=lambda found: (times[found], sum(not c.is_extra for c in found)))


def _without_titles(headers: Sequence[Header], columns: Sequence[Column]) -> list[Header]:
    """The headers from the first on that names more than half of the fields of a table's columns:
    a title may have names of columns too ("RENCANA AKSI PENCAPAIAN SASARAN STRATEGIS DINAS …")."""
    fields = {column.key for column in columns if not column.is_extra}
    named = [2 * len(fields & {c.key for c in header.columns}) > len(fields) for header in headers]
    return list(headers[named.index(True) :])


def _names_may_stand_apart(
    words: Sequence[str], line_ends: Sequence[int], header: Header, rules: Rules
) -> bool:
    """Whether a name in a header may be two: "TARGET" and "WAKTU", where values stand before some
    times of the table."""
    first, last = header.first, header.last
    ends = [min(end, last) - first for end in line_ends[first:last]]
    apart = find_headers(words[first:last], ends, rules, apart=True)
    if not apart or len(apart[0].columns) == len(header.columns):
        return False
    names = [normal(column.header) for column in apart[0].columns]
    keys = [column.key for column in apart[0].columns]
    place = keys.index("target") if "target" in keys else 0
    if place == 0:
        return False
    parted = names[place - 1]
    others = [name for name in names if name.startswith(parted)]
    if len(others) > 1 or (place > 1 and is_measure(header.columns[place - 2].header, rules)):
        return False
    below = tuple(words[last:])
    starts = {first for first, _ in phrases_in(below, rules.time)}
    valued = sum(_is_value(below[max(at - 2, 0) : at]) for at in starts)
    return valued > _VALUED * len(starts)


def _is_value(words: Sequence[str]) -> bool:
    """Whether words end with a value: a number, "80%", "12 dokumen"; no year."""
    numbers = [bool(_VALUE.fullmatch(word)) for word in words[-2:]]
    return any(numbers) and (numbers[-1] or words[-1].isalpha())


def gap_before(source: Source, spans: Sequence[Span], roles: Sequence[str | None], i: int) -> Gap:
    if i == 0 or roles[i - 1]:
        return Gap.PAGE
    between = source.text[spans[i - 1].end : spans[i].start]
    if "\f" in between:
        return Gap.PAGE
    breaks = len(re.findall(r"\r\n|\r|\n", between))
    if breaks == 1:
        return Gap.WRAP if between[0] in " \t" else Gap.LINE
    if breaks and re.search(r"[\r\n][ \t]+[\r\n]", between):
        return Gap.EMPTY
    return Gap.BLANK if breaks else Gap.SPACE


def _with_plain_line_ends(
    source: Source, gaps: Sequence[Gap], spans: Sequence[Span], kept: Sequence[int]
) -> list[Gap]:
    """The gaps; those that stand at (nearly) every line's end, whatever follows, count as plain
    line ends: some programs set a blank line below every line, some leave a space at its end."""
    found = list(gaps)
    for everywhere, others in ((Gap.BLANK, (Gap.LINE, Gap.WRAP)), (Gap.WRAP, (Gap.LINE,))):
        times = found.count(everywhere)
        if sum(map(found.count, others)) > (1 - _EVERYWHERE) * times:
            continue
        for k, i in enumerate(kept):
            if found[k] == everywhere:
                spaced = everywhere == Gap.BLANK and source.text[spans[i - 1].end] in " \t"
                found[k] = Gap.WRAP if spaced else Gap.LINE
    return found


def line_ends_of(source: Source, spans: Sequence[Span]) -> list[int]:
    """For each word the index after the last word of its line."""
    numbers = [source.line_of(span.start) for span in spans]
    ends = [0] * len(spans)
    end = len(spans)
    for i in range(len(spans) - 1, -1, -1):
        if i + 1 < len(spans) and numbers[i] != numbers[i + 1]:
            end = i + 1
        ends[i] = end
    return ends


def _table_start(words: Sequence[str], line_ends: Sequence[int], header: int, rules: Rules) -> int:
    """The index of the table's first word above the first header that was found: that header,
    unless sections count on below it from ones that stand above it, under a header that is
    missing."""
    headings: list[tuple[int, int]] = []  # section number, index
    at = 0
    while at < len(words):
        opened = opened_number(words, at, rules)
        value, first = opened or (roman(words[at]) or letter(words[at]), at + 1)
        name = words[first : line_ends[at]]
        if value and name and (opened or all(word.upper() == word for word in name)):
            headings.append((value, at))
        at = line_ends[at]
    below = next((value for value, at in headings if at > header), 1)
    above = [at for value, at in headings if at < header and value == 1]
    return above[-1] if below > 1 and above else header
