"""The reading that a labelled dump's truth asks of the search, in pieces that training can use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.model import Source
from pipeline.read.text import read_text
from pipeline.recover.flowed.evidence import LONGEST, Layout
from pipeline.recover.flowed.semimarkov import Segment
from pipeline.recover.flowed.stream import Stream, read_stream
from pipeline.rules import Rules

LONGEST_PIECE = 450  # words


@dataclass(frozen=True)
class Labelled:
    """A dump with the right reading of each of its words: `owners[i]` is the cell of word i, or
    None where the truth calls it furniture that the stream did not take out."""

    name: str
    plan: str
    tool: str
    source: Source
    stream: Stream
    layout: Layout
    owners: tuple[tuple[int, int] | None, ...]  # (state, running number of the cell)
    truth: dict[str, Any]


def load_labelled(path: Path, rules: Rules) -> Labelled | None:
    """A dump (.txt with its .json); None where its header was not found as the truth has it."""
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    source = read_text(path.read_bytes().decode("utf-8"))
    stream = read_stream(source, rules.headers)
    if len(stream.columns) != len(truth["meta"]["layout"]):
        return None
    layout = Layout(tuple(column.key for column in stream.columns))
    marks: list[tuple[int, int, tuple[int, int] | None]] = []
    columns = truth["meta"]["layout"]
    number = 0
    for cell in truth["cells"]:
        number += 1
        state = columns.index(cell["printed_column"])
        marks += [(a, b, (state, number)) for a, b in cell["spans"]]
    for section in truth["sections"]:
        number += 1
        spans = section["number_spans"] + section["name_spans"]
        marks += [(a, b, (layout.section, number)) for a, b in spans]
    for item in truth["furniture"]:
        if item["role"] == "signature":
            marks += [(a, b, (layout.outside, -1)) for a, b in item["spans"]]
    marks.sort()
    starts = np.array([a for a, _, _ in marks])
    at = np.searchsorted(starts, stream.starts, side="right") - 1
    owners = tuple(
        marks[k][2] if k >= 0 and word < marks[k][1] else None
        for k, word in zip(at, stream.starts, strict=True)
    )
    meta = truth["meta"]
    return Labelled(path.stem, meta["plan"], meta["tool"], source, stream, layout, owners, truth)


def pieces(labelled: Labelled) -> Iterator[tuple[Stream, list[Segment]]]:
    """Runs of words whose reading the search can give, each beginning with a section or a
    component, with that reading."""
    layout, stream = labelled.layout, labelled.stream
    heads = {layout.section} | {
        s for s, f in enumerate(layout.fields) if f in ("component_no", "component")
    }
    segments: list[Segment] = []
    seen: set[tuple[int, int]] = set()
    start = 0

    def cut(segments: list[Segment]) -> tuple[Stream, list[Segment]]:
        first, last = segments[0].start, segments[-1].end
        part = Stream(
            stream.words[first:last], stream.starts[first:last], stream.ends[first:last],
            stream.gaps[first:last], stream.columns, (),
        )  # fmt: skip
        return part, [Segment(s.start - first, s.end - first, s.state) for s in segments]

    for i in range(1, len(stream.words) + 1):
        if i < len(stream.words) and labelled.owners[i] == labelled.owners[start]:
            continue
        owner = labelled.owners[start]
        broken = owner is None or owner in seen or i - start > LONGEST
        begins = owner is not None and owner[0] in heads
        long = segments and i - segments[0].start > LONGEST_PIECE
        if segments and (broken or (begins and long and segments[-1].state not in heads)):
            yield cut(segments)
            segments = []
        if not broken and owner is not None and (segments or begins):
            segments.append(Segment(start, i, owner[0]))
        if owner is not None:
            seen.add(owner)
        start = i
    if segments:
        yield cut(segments)
