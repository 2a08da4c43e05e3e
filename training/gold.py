"""The reading that a labelled dump's truth asks of the search, in pieces that training can use."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.model import Source
from pipeline.read.text import read_text
from pipeline.recover.flowed.evidence import LONGEST
from pipeline.recover.flowed.layout import Layout, layout_of
from pipeline.recover.flowed.semimarkov import Segment
from pipeline.recover.flowed.stream import Gap, Stream, read_streams
from pipeline.rules import Rules

LONGEST_PIECE = 450  # words
# The network of words in context that has not seen the plans held out.
WITHOUT_HELD_OUT = Path("build/training/context-without-held-out.tsv")
# Dumps of plans of the authors held out that LibreOffice laid out; none where it is not installed.
OFFICE = Path("build/office/train")


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
    columns = truth["meta"]["layout"]
    streams = read_streams(source, rules)
    stream = next((found for found in streams if len(found.columns) == len(columns)), None)
    if stream is None:
        return None
    layout = layout_of(stream.columns, rules)
    signatures = [item for item in truth["furniture"] if item["role"] == "signature"]
    owners = owners_of(stream, layout, truth, columns.index, signatures)
    meta = truth["meta"]
    name = str(path.with_suffix(""))
    return Labelled(name, meta["plan"], meta["tool"], source, stream, layout, owners, truth)


def owners_of(
    stream: Stream,
    layout: Layout,
    truth: Mapping[str, Any],
    state_of: Callable[[str], int],
    outside: Iterable[Mapping[str, Any]],
) -> tuple[tuple[int, int] | None, ...]:
    """`Labelled.owners` of a stream's words: `state_of` gives the state of a column as the truth
    calls it; `outside` is the furniture that the stream should not have taken out."""
    marks: list[tuple[int, int, tuple[int, int]]] = []
    number = 0
    for cell in truth["cells"]:
        number += 1
        owner = (state_of(cell["printed_column"]), number)
        marks += [(a, b, owner) for a, b in cell["spans"]]
    for section in truth["sections"]:
        number += 1
        spans = section["number_spans"] + section["name_spans"]
        marks += [(a, b, (layout.section, number)) for a, b in spans]
    for item in outside:
        marks += [(a, b, (layout.outside, -1)) for a, b in item["spans"]]
    marks.sort()
    at = np.searchsorted([a for a, _, _ in marks], stream.starts, side="right") - 1
    return tuple(
        marks[k][2] if k >= 0 and word < marks[k][1] else None
        for k, word in zip(at, stream.starts, strict=True)
    )


def labelled_exports(folder: Path, ending: str) -> list[Path]:
    """The exports of a folder of which the truth is known."""
    found = sorted(folder.glob(f"*.{ending}"))
    return [path for path in found if any(folder.glob(f"{path.stem}.*json"))]


def truth_of(export: Path) -> dict[str, Any]:
    """What a labelled export holds, as written beside it; of one that dumps were made of, what one
    of these holds, whose white space and order are not the export's."""
    own = export.with_suffix(".json")
    beside = own if own.exists() else min(export.parent.glob(f"{export.stem}.*.json"))
    # A dump may hold PDFium's mark in place of a hyphen at a line's end.
    truth: dict[str, Any] = json.loads(beside.read_text("utf-8").replace("\ufffe", "-"))
    if own.exists():
        return truth
    truth["meta"] |= {"tool": export.suffix[1:], "order": ""}
    return truth


def pieces(labelled: Labelled) -> Iterator[tuple[Stream, list[Segment]]]:
    """Runs of words whose reading the search can give, each beginning with a section or a
    component, with that reading."""
    layout, stream = labelled.layout, labelled.stream
    heads = {layout.section} | {
        s for s, f in enumerate(layout.fields) if f in ("component_no", "component", "group")
    }
    segments: list[Segment] = []
    seen: set[tuple[int, int]] = set()

    def cut(segments: list[Segment]) -> tuple[Stream, list[Segment]]:
        first, last = segments[0].start, segments[-1].end
        part = Stream(
            stream.words[first:last], stream.starts[first:last], stream.ends[first:last],
            stream.gaps[first:last], stream.columns, (),
        )  # fmt: skip
        return part, [Segment(s.start - first, s.end - first, s.state) for s in segments]

    runs = list(runs_of(labelled))
    at = 0
    while at < len(runs):
        start, end, owner = runs[at]
        at += 1
        broken = owner is None or owner in seen or end - start > LONGEST
        if owner in seen and stream.gaps[start] == Gap.PAGE and segments:
            # What is left of a row's cells after a page break, one after the other.
            while at < len(runs) and _goes_on(runs[at - 1], runs[at], seen):
                end = runs[at][1]
                at += 1
            if end - start <= LONGEST and segments[-1].state < len(layout.keys):
                segments.append(Segment(start, end, layout.continued))
                continue
        begins = owner is not None and owner[0] in heads
        long = segments and end - segments[0].start > LONGEST_PIECE
        if segments and (broken or (begins and long and segments[-1].state not in heads)):
            yield cut(segments)
            segments = []
        if not broken and owner is not None and (segments or begins):
            segments.append(Segment(start, end, owner[0]))
        if owner is not None:
            seen.add(owner)
    if segments:
        yield cut(segments)


def runs_of(labelled: Labelled) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
    """First word, word after the last, and owner of each run of words of one cell."""
    start = 0
    owners = labelled.owners
    for i in range(1, len(owners) + 1):
        if i == len(owners) or owners[i] != owners[start]:
            yield start, i, owners[start]
            start = i


def _goes_on(
    before: tuple[int, int, tuple[int, int] | None],
    after: tuple[int, int, tuple[int, int] | None],
    seen: set[tuple[int, int]],
) -> bool:
    """Whether a run is what is left of the next cell of a row whose rest `before` is."""
    first, second = before[2], after[2]
    return first is not None and second is not None and second in seen and second[0] > first[0]


def choose(folder: Path, per_variant: int) -> list[Path]:
    """Dumps in stream order, `per_variant` of each plan variant, by tools drawn at random."""
    by_variant: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*.txt")):
        by_variant[path.stem.rsplit(".", 1)[0]].append(path)
    rng = random.Random(1)
    chosen: list[Path] = []
    for paths in by_variant.values():
        rng.shuffle(paths)
        chosen += [path for path in paths if order_of(path) == "stream"][:per_variant]
    return chosen


def order_of(path: Path) -> str:
    """The order of a dump's words, as measured when it was made."""
    order: str = json.loads(path.with_suffix(".json").read_text("utf-8"))["meta"]["order"]
    return order


def author_of(plan: str) -> str:
    """The author of a training plan, by the letter that its name begins with."""
    return plan.split("-")[0]


def is_held_out(plan: str, authors: Sequence[str]) -> bool:
    """Whether a plan is one of those that weights are trained with: every fourth author's."""
    return sorted(authors).index(author_of(plan)) % 4 == 0
