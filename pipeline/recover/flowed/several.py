"""Tables with different columns, one after the other in one text without geometry."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Source
from pipeline.recover.flowed.header import Header, find_headers
from pipeline.recover.flowed.stream import words_of
from pipeline.recover.headers import field_of
from pipeline.recover.several import names_a_table, said_before
from pipeline.rules import Rules
from pipeline.title import names_a_plan

_MOST_TITLE = 5  # lines


def tables_in(source: Source, rules: Rules) -> list[Source]:
    """The source with the text of each of several tables with other columns alone, from its title
    on, where it stands; the source itself where there is one table."""
    spans, words, line_ends = words_of(source, rules)
    found = find_headers(words, line_ends, rules)
    headers = [header for header in found if _is_credible(header, line_ends, rules)]
    cuts = [0]
    for before, header in zip(headers, headers[1:], strict=False):
        names = [column.header for column in header.columns]
        if not said_before(names, [column.header for column in before.columns]):
            cuts.append(spans[_first_above(words, line_ends, header, rules)].start)
    if len(cuts) == 1:
        return [source]
    ends = [*cuts[1:], len(source.text)]
    return [_alone(source, start, end) for start, end in zip(cuts, ends, strict=True)]


def _is_credible(header: Header, line_ends: list[int], rules: Rules) -> bool:
    """Whether a header has lines of its own, and nearly all of its names are known."""
    begins = header.first == 0 or line_ends[header.first - 1] == header.first
    ends = line_ends[header.last - 1] == header.last
    fields = [field_of(column.header, rules.headers) for column in header.columns]
    return begins and ends and names_a_table(fields)


def _first_above(words: list[str], line_ends: list[int], header: Header, rules: Rules) -> int:
    """The first word of a header's title, if it has one, else its own."""
    first = at = header.first
    for _ in range(_MOST_TITLE):
        end = at
        while at > 0 and line_ends[at - 1] == end:
            at -= 1
        if names_a_plan(" ".join(words[at:end]), rules.titles):
            first = at
    return first


def _alone(source: Source, start: int, end: int) -> Source:
    """A source with nothing but space before and behind a part of its text."""
    text = source.text
    before, behind = (re.sub(r"\S", " ", part) for part in (text[:start], text[end:]))
    return replace(source, text=before + text[start:end] + behind)
