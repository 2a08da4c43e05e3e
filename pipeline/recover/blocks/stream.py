"""The words of a text whose order is lost, its header and page furniture taken out wherever they
stand."""

from __future__ import annotations

import re

import numpy as np

from pipeline.model import Furniture, Source, Span
from pipeline.recover.blocks.header import Line, find_header
from pipeline.recover.flowed.furniture import page_furniture
from pipeline.recover.flowed.stream import Stream, gap_before, line_ends_of
from pipeline.rules import Rules

# The share of lines that a blank line stands before: 0.11 to 1 of texts in blocks, of 5 in 100
# below 0.32; of texts of lines across all columns at most 0.22.
_FEWEST_APART = 0.25
_LINES = re.compile(r"(?<=\S)\s*\n\s*(?=\S)")


def read_blocks(source: Source, rules: Rules) -> Stream | None:
    """Source → stream, in the order of the text; None where no page has a table's header, or the
    text is not written in blocks: with blank lines between what stands apart."""
    gaps = _LINES.findall(source.text)
    if sum(gap.count("\n") > 1 for gap in gaps) < _FEWEST_APART * len(gaps):
        return None
    spans = [Span(*m.span()) for m in re.finditer(r"\S+", source.text)]
    words = [source.text[s.start : s.end] for s in spans]
    ends = line_ends_of(source, spans)
    lines = _lines(source, spans, ends)
    found = find_header(words, lines, rules)
    if found is None:
        return None
    roles: list[str | None] = [None] * len(words)
    for i in found.heads:
        roles[i] = "header"
    for i in range(found.first):
        roles[i] = roles[i] or "title"
    feeds = [
        i for i in range(1, len(spans)) if "\f" in source.text[spans[i - 1].end : spans[i].start]
    ]
    heads = [range(i, i + 1) for i in (found.first,)]
    for i, role in page_furniture(words, ends, feeds, heads, found.first, rules.time).items():
        roles[i] = roles[i] or role
    furniture = tuple(
        Furniture(span, role) for span, role in zip(spans, roles, strict=True) if role
    )
    kept = [i for i, role in enumerate(roles) if not role]
    return Stream(
        tuple(words[i] for i in kept),
        np.array([spans[i].start for i in kept], dtype=np.int64),
        np.array([spans[i].end for i in kept], dtype=np.int64),
        np.array([gap_before(source, spans, roles, i) for i in kept], dtype=np.int8),
        found.columns,
        furniture,
        rules.time,
    )


def _lines(source: Source, spans: list[Span], ends: list[int]) -> list[Line]:
    lines: list[Line] = []
    at = page = 0
    while at < len(spans):
        between = source.text[spans[at - 1].end if at else 0 : spans[at].start]
        page += between.count("\f")
        apart = at == 0 or len(re.findall(r"\r\n|\r|\n", between)) > 1 or "\f" in between
        lines.append(Line(at, ends[at], page, apart))
        at = ends[at]
    return lines


def pages_of(source: Source, stream: Stream) -> np.ndarray:
    """(n,): the page of each word, counted by form feeds."""
    feeds = [m.start() for m in re.finditer("\f", source.text)]
    return np.searchsorted(feeds, stream.starts)
