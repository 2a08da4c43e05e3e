"""The stream of words of a text export, with what stands between them.

Text that has lost its geometry is words and gaps. Page furniture is taken out here: the title
before the first table header, the header repeated on each page, page numbers, running heads. What
remains is the content of the table's cells, word by word, and for each word the kind of gap
before it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import word_class
from pipeline.model import Column, Furniture, Source, Span
from pipeline.recover.headers import columns_of, compact, field_of, match_header, normal
from pipeline.recover.numbering import label, letter, roman

_LONGEST_HEADER_NAME = 5  # words
_UNIT = re.compile(r"\((?!\d+\))[^\W\d_]*%?[^\W\d_]*\)")  # "(%)" behind a header, not "(3)"
_FEWEST_FIELDS = 3
_FEWEST_COLUMNS = 4  # of a header with one field less
_CORE = {"indicator", "action", "evidence", "target"}
# The foot of a page has at least so many words, and a page at least so many; pages differ less
# than this share of their length.
_SHORTEST_FOOT, _SHORTEST_PAGE, _LIKE_PAGES = 3, 90, 0.4
# A page's number stands by so much of a page nearer to its end than a like one of a component.
_CLEARLY = 0.25
# A line that says itself that it counts a page, in Indonesian or English.
_PAGE_LINE = re.compile(
    r"[-–|]?\s*(?:halaman|hlm\.?|hal\.?|page)\s*:?\s*\d+(?:\s*(?:dari|of|/)\s*\d+)?\s*[-–|]?"
    r"|\d+\s*\|\s*(?:halaman|page)",
    re.IGNORECASE,
)
# A running head stands at this share of page breaks.
_RUNNING_SHARE = 0.6


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
    for i, role in _page_furniture(source, words, spans, lines, headers, above).items():
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


def _page_furniture(
    source: Source,
    words: Sequence[str],
    spans: Sequence[Span],
    line_ends: Sequence[int],
    headers: Sequence[_Header],
    above: int,
) -> dict[int, str]:
    """Words of page numbers and running heads: lines that count the pages, lines that stand again
    at most page breaks (form feeds, repeated headers) and nowhere else, and lines of the title,
    the words before `above`, that stand again."""
    feeds = [
        i for i in range(1, len(spans)) if "\f" in source.text[spans[i - 1].end : spans[i].start]
    ]
    repeated = [h.first for h in headers[1:]]
    breaks = {*feeds, *repeated}
    edges: set[int] = set()  # first words of lines next to a break or to an end of the text
    for at in {0, *(h.last for h in headers), *breaks, len(words)}:
        edges |= {line.start for line in _lines_before(line_ends, at, 3)}
        edges |= {line.start for line in _lines_after(line_ends, at, 3)}
    lines: dict[str, list[range]] = {}
    at = 0
    while at < len(words):
        text = " ".join(words[at : line_ends[at]])
        lines.setdefault(re.sub(r"\d+", "#", text), []).append(range(at, line_ends[at]))
        at = line_ends[at]
    title = re.sub(r"\d+", "#", " ".join(words[:above]))
    bare = _bare_page_numbers(words, line_ends, feeds or repeated)
    bare |= set() if feeds or repeated else _even_page_numbers(words, line_ends, above)
    found = dict.fromkeys(bare, "page_number")
    for masked, places in lines.items():
        if masked == "#" or (len(places[0]) == 1 and label(words[places[0].start])):
            continue  # a number of components too; bare ones are told apart above
        if _PAGE_LINE.fullmatch(" ".join(words[places[0].start : places[0].stop])):
            found.update({i: "page_number" for place in places for i in place})
            continue
        at_edges = [place for place in places if place.start in edges]
        if masked.count(" ") > 1 and masked in title and not _speaks_of_time(masked):
            # Again word for word as in the title: it heads pages, wherever these begin.
            heads = places if len(places) > 1 else at_edges
            found.update({i: "running_text" for place in heads for i in place})
            continue
        if len(places) < 2 or _speaks_of_time(masked):
            continue
        numbers = [re.findall(r"\d+", " ".join(words[p.start : p.stop])) for p in places]
        first = "1" in numbers[0] and at_edges  # two pages, one of which is the first or last
        if _counts(numbers) and (len(places) > 2 or len(at_edges) == len(places) or first):
            role = "page_number"
        elif (
            len(at_edges) == len(places)
            and len(places) >= max(2, _RUNNING_SHARE * len(breaks))
            and all(n == numbers[0] for n in numbers)
        ):
            role = "running_text"
        elif _at_every_page_end([place.start for place in places], line_ends) and all(
            n == numbers[0] for n in numbers
        ):
            role = "running_text"
        else:
            continue
        found.update({i: role for place in places for i in place})
    return found


def _bare_page_numbers(
    words: Sequence[str], line_ends: Sequence[int], breaks: Sequence[int]
) -> set[int]:
    """Numbers alone on their lines that count the pages from the same place on most of them;
    others are numbers of components. `breaks`: the first word of each page but the first."""
    places: defaultdict[tuple[bool, int, int], set[int]] = defaultdict(set)
    for page, (first, end) in enumerate(pairwise([0, *breaks, len(words)])):
        top, foot = _lines_after(line_ends, first, 3), _lines_before(line_ends, end, 3)
        for at_top, lines in ((True, top), (False, foot)):
            for distance, line in enumerate(lines):
                text = words[line.start]
                if len(line) == 1 and text.isdecimal() and first <= line.start < end:
                    places[at_top, distance, int(text) - page].add(line.start)
    if not breaks or not places:
        return set()
    most = max(places.values(), key=len)
    return most if len(most) >= max(2, _RUNNING_SHARE * len(breaks)) else set()


def _even_page_numbers(words: Sequence[str], line_ends: Sequence[int], above: int) -> set[int]:
    """Numbers alone on their lines that count pages where nothing else tells of these: from a 1 in
    the title, the words before `above`, on, or up to one at the end of the text, at distances that
    are alike."""
    starts = [at for at in range(len(words)) if at == 0 or line_ends[at - 1] == at]
    numbers = [
        (at, int(words[at])) for at in starts if line_ends[at] == at + 1 and words[at].isdecimal()
    ]
    if not numbers:
        return set()
    last, pages = numbers[-1]
    if last + 1 == len(words) and 0 < pages <= len(numbers):
        return set(_evenly(numbers, [last], range(pages - 1, 0, -1), last / pages, 0))
    first, one = numbers[0]
    if first < above and one == 1:
        for pages in range(max(number for _, number in numbers), 1, -1):
            length = (len(words) - first) / pages
            if found := _evenly(numbers, [first], range(2, pages + 1), length, len(words)):
                return set(found)
        return {first}
    return set()


def _evenly(
    numbers: Sequence[tuple[int, int]],
    found: list[int],
    wanted: Iterable[int],
    length: float,
    end: int,
) -> list[int]:
    """The places of `wanted` numbers in turn, each about a page's `length` from the one before,
    and the last no more than that from `end`; empty where they do not, or not clearly, stand
    so."""
    if length < _SHORTEST_PAGE:
        return []
    on = 1 if end else -1
    for number in wanted:
        steps = [on * (at - found[-1]) for at, value in numbers if value == number]
        near = sorted(
            (abs(step - length), step) for step in steps if length / 2 < step < 2 * length
        )
        if not near or (len(near) > 1 and near[1][0] - near[0][0] < _CLEARLY * length):
            return []
        found.append(found[-1] + on * near[0][1])
    return found if on * (end - found[-1]) < 2 * length else []


def _at_every_page_end(starts: Sequence[int], line_ends: Sequence[int]) -> bool:
    """Whether a line of several words stands at the end of the text and before it at distances
    that are long and alike, as the foot of pages does where nothing else tells of pages."""
    last = _lines_before(line_ends, len(line_ends), 2)
    steps = np.diff(starts)
    if len(steps) < 2 or line_ends[starts[0]] - starts[0] < _SHORTEST_FOOT:
        return False
    pages = steps[:-1]
    return bool(
        starts[-1] in {line.start for line in last}
        and pages.min() >= _SHORTEST_PAGE
        and pages.std() < _LIKE_PAGES * pages.mean()
        and steps[-1] < 1.3 * pages.max()
    )


def _counts(numbers: Sequence[Sequence[str]]) -> bool:
    """Whether one number of each line is one more than on the line before, the others alike."""
    for position in range(len(numbers[0])):
        rest = [[n for k, n in enumerate(line) if k != position] for line in numbers]
        values = [int(line[position]) for line in numbers]
        if all(b == a + 1 for a, b in zip(values, values[1:], strict=False)) and all(
            line == rest[0] for line in rest
        ):
            return True
    return False


def _speaks_of_time(text: str) -> bool:
    return any(word_class(word) in {"month", "period", "recurrence"} for word in text.split())


def _lines_before(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at > 0 and len(lines) < count:
        start = at - 1
        while start > 0 and line_ends[start - 1] == line_ends[at - 1]:
            start -= 1
        lines.append(range(start, at))
        at = start
    return lines


def _lines_after(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at < len(line_ends) and len(lines) < count:
        lines.append(range(at, line_ends[at]))
        at = line_ends[at]
    return lines
