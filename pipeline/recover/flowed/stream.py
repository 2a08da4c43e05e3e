"""The stream of words of a text export, with what stands between them.

Text that has lost its geometry is words and gaps. Page furniture is taken out here: the title
before the first table header, the header repeated on each page, page numbers, running heads. What
remains is the content of the table's cells, word by word, and for each word the kind of gap
before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Column, Furniture, Source, Span
from pipeline.recover.flowed.furniture import page_furniture
from pipeline.recover.headers import columns_of, compact, field_of, match_header, normal
from pipeline.recover.numbering import letter, roman

_LONGEST_HEADER_NAME = 5  # words
_UNIT = re.compile(r"\((?!\d+\))[^\W\d_]*%?[^\W\d_]*\)")  # "(%)" behind a header, not "(3)"
_FEWEST_FIELDS = 3
_FEWEST_COLUMNS = 4  # of a header with one field less
_CORE = {"indicator", "action", "evidence", "target"}


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
    holds a `Gap` for each word."""

    words: tuple[str, ...]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    gaps: NDArray[np.int8]
    columns: tuple[Column, ...]
    furniture: tuple[Furniture, ...]


@dataclass(frozen=True)
class _Header:
    first: int
    last: int  # index after the header's last word
    columns: tuple[Column, ...]


def read_stream(source: Source, names: Mapping[str, Sequence[str]]) -> Stream:
    """Source → stream. `names` maps field → header names, "extra" among the fields for headers
    that are usual and have no field. Without any header the columns are empty."""
    spans = [Span(*m.span()) for m in re.finditer(r"\S+", source.text)]
    words = [source.text[s.start : s.end] for s in spans]
    lines = _line_ends(source, spans)
    headers = _find_headers(words, lines, names)
    roles: list[str | None] = [None] * len(words)
    columns: tuple[Column, ...] = ()
    above = 0
    if headers:
        columns = Counter(h.columns for h in headers).most_common(1)[0][0]
        above = _table_start(words, lines, headers[0].first)
        roles[:above] = ["title"] * above
        for header in headers:
            roles[header.first : header.last] = ["header"] * (header.last - header.first)
    feeds = [
        i for i in range(1, len(spans)) if "\f" in source.text[spans[i - 1].end : spans[i].start]
    ]
    places = [range(header.first, header.last) for header in headers]
    for i, role in page_furniture(words, lines, feeds, places, above).items():
        roles[i] = roles[i] or role
    furniture = tuple(
        Furniture(span, role) for span, role in zip(spans, roles, strict=True) if role
    )
    kept = [i for i, role in enumerate(roles) if not role]
    gaps = [_gap(source, spans, roles, i) for i in kept]
    return Stream(
        tuple(words[i] for i in kept),
        np.array([spans[i].start for i in kept], dtype=np.int64),
        np.array([spans[i].end for i in kept], dtype=np.int64),
        np.array(gaps, dtype=np.int8),
        columns,
        furniture,
    )


def _gap(source: Source, spans: Sequence[Span], roles: Sequence[str | None], i: int) -> Gap:
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


def _line_ends(source: Source, spans: Sequence[Span]) -> list[int]:
    """For each word the index after the last word of its line."""
    numbers = [source.line_of(span.start) for span in spans]
    ends = [0] * len(spans)
    end = len(spans)
    for i in range(len(spans) - 1, -1, -1):
        if i + 1 < len(spans) and numbers[i] != numbers[i + 1]:
            end = i + 1
        ends[i] = end
    return ends


def _find_headers(
    words: Sequence[str], line_ends: Sequence[int], names: Mapping[str, Sequence[str]]
) -> list[_Header]:
    """Every run of header names: each known name in turn, and on a line with known names also
    unknown ones, which are extra columns."""
    known_names = [normal(name) for known in names.values() for name in known]
    exact = {compact(name) for name in known_names}
    first_words = {name.split()[0] for name in known_names}
    headers: list[_Header] = []
    i = 0
    while i < len(words):
        if normal(words[i]).split()[:1] and normal(words[i]).split()[0] in first_words:
            header = _header_at(words, line_ends, names, exact, i)
            if header:
                headers.append(header)
                i = header.last
                continue
        i += 1
    return headers


def _header_at(
    words: Sequence[str],
    line_ends: Sequence[int],
    names: Mapping[str, Sequence[str]],
    exact: set[str],
    first: int,
) -> _Header | None:
    texts: list[str] = []
    fields: set[str] = set()
    at, unknown = first, first
    while at < len(words):
        length = _known_name(words, at, names, exact)
        if length and words[at + length - 1][-1] not in ",;":  # not a list in a sentence
            if unknown < at:
                texts.append(" ".join(words[unknown:at]))
            text = " ".join(words[at : at + length])
            field = field_of(text, names)
            if field in fields and field != "extra":
                break
            after = at + length
            if after < len(words) and _UNIT.fullmatch(words[after]):
                after += 1  # "REALISASI (%)"
            if at > first and line_ends[at] != line_ends[at - 1] and after < line_ends[at]:
                if not _known_name(words, after, names, exact):
                    break  # a line of the table that happens to begin with a header's word
            fields.add(field or "")
            texts.append(" ".join(words[at:after]))
            at = unknown = after
        elif unknown == at and (roman(words[at]) or letter(words[at])):
            break  # the first section stands on the header's line
        elif at > first and at < line_ends[at - 1] and words[at].isupper():
            at += 1  # an unknown name on a line of known ones: an extra column
        elif at > first and unknown == at and _unknown_line(words, line_ends, at, names, fields):
            at = line_ends[at]
        else:
            break
    if unknown < at:
        texts.append(" ".join(words[unknown:at]))
    enough = _FEWEST_FIELDS - (len(texts) >= _FEWEST_COLUMNS)
    if len(fields - {"extra"}) < enough or not fields & _CORE:
        return None
    return _Header(first, _after_column_numbers(words, at, len(texts)), columns_of(texts, names))


def _unknown_line(
    words: Sequence[str],
    line_ends: Sequence[int],
    at: int,
    names: Mapping[str, Sequence[str]],
    fields: set[str],
) -> bool:
    """Whether an unknown header name in capitals stands on a line of its own, the name of another
    field below it."""
    end = line_ends[at]
    if end == len(words) or end - at > _LONGEST_HEADER_NAME:
        return False
    below = {
        field_of(" ".join(words[end:last]), names)
        for last in range(end + 1, min(end + _LONGEST_HEADER_NAME, line_ends[end]) + 1)
    }
    return " ".join(words[at:end]).isupper() and bool(below - fields - {"extra", None})


def _known_name(
    words: Sequence[str], at: int, names: Mapping[str, Sequence[str]], exact: set[str]
) -> int:
    """The number of words of the longest known header name at `at`; 0 where there is none. An
    exact name is preferred to one with a typo."""
    limit = min(_LONGEST_HEADER_NAME, len(words) - at)
    texts = [" ".join(words[at : at + length]) for length in range(1, limit + 1)]
    whole = max(
        (k + 1 for k, text in enumerate(texts) if compact(normal(text)) in exact), default=0
    )
    best, best_alike = 0, 0.0
    for length, text in enumerate(texts, 1):
        if not all(word[0].isupper() or not word[0].isalpha() for word in text.split()):
            break
        _, alike, known = match_header(text, names)
        # A name with a typo may go on after an exact one ("TARGET WAKU"), not swallow a word.
        ours, theirs = normal(text).split(), known.split()
        goes_on = len(ours) == len(theirs) and ours[:whole] == theirs[:whole]
        two_names = whole and "".join(ours[whole:]) in exact
        if alike > best_alike and goes_on and length > whole and not two_names:
            best, best_alike = length, alike
    return best or whole


def _after_column_numbers(words: Sequence[str], at: int, columns: int) -> int:
    """The index after a row "1 2 3 …" or "(1) (2) (3) …" that numbers the columns, if any."""
    texts = [normal(word) for word in words[at : at + columns]]
    return at + columns if columns > 2 and texts == [str(i + 1) for i in range(columns)] else at


def _table_start(words: Sequence[str], line_ends: Sequence[int], header: int) -> int:
    """The index of the table's first word above the first header that was found: that header,
    unless sections count on below it from ones that stand above it, under a header that is
    missing."""
    headings: list[tuple[int, int]] = []  # section number, index
    at = 0
    while at < len(words):
        name = words[at + 1 : line_ends[at]]
        value = roman(words[at]) or letter(words[at])
        if value and name and all(word.upper() == word for word in name):
            headings.append((value, at))
        at = line_ends[at]
    below = next((value for value, at in headings if at > header), 1)
    above = [at for value, at in headings if at < header and value == 1]
    return above[-1] if below > 1 and above else header
