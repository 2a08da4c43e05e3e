"""Stage 5, blocks: rows from text whose cells do not follow one another.

Some tools write a page block by block: the order inside a column is kept, which cells stand side
by side is not. Each line is given its column by a network of words in context (`pieces`); then the
cells of each column are dealt out to the rows of a page (`page`, `align`), weighed by what the
order of the text says of two cells (`pairs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Cell, Furniture, RawRow, Recovery, Section, Source, Span
from pipeline.recover.blocks.model import load_network, load_pairs, load_rows
from pipeline.recover.blocks.page import Networks, PageRows, read_page
from pipeline.recover.blocks.pairs import Atom
from pipeline.recover.blocks.pieces import Piece, atoms_of, find_pieces
from pipeline.recover.blocks.stream import pages_of, read_blocks
from pipeline.recover.explain import explain
from pipeline.recover.flowed.headings import name_from
from pipeline.recover.flowed.layout import Layout, layout_of
from pipeline.recover.flowed.rows import with_schedules
from pipeline.recover.flowed.stream import Stream
from pipeline.recover.sections import with_area_column
from pipeline.recover.shared import with_shared_cells
from pipeline.rules import Rules

# A row's log odds of being right: a constant, by those of its cells being its own, and by how sure
# its words are of their columns. Fitted on the tune split, where of the 29 rows that had more than
# 0.5 no more than that were right.
_CONFIDENCE = (-2.44, 0.83, 0.30)
_SUREST, _MOST = 1e-4, 0.5
_CLOSEST = 0.003


def recover_blocks(source: Source, rules: Rules) -> Recovery | None:
    """The table of a text that a tool wrote block by block; None where it holds no header or no
    row. It explains nothing where the column whose cells are rows is not found."""
    stream = read_blocks(source, rules)
    if stream is None or not stream.words:
        return None
    layout = layout_of(stream.columns, rules)
    pieces = find_pieces(stream, layout, pages_of(source, stream), load_network())
    lines = _lines(stream, layout, read_pages(stream, layout, pieces), rules)
    if not any(isinstance(line, RawRow) for line in lines):
        return None
    found = _has_rows(layout, pieces, lines)
    lines = [_calibrated(line) if isinstance(line, RawRow) else line for line in lines]
    lines = with_shared_cells(source, lines, layout.keys)
    lines = with_schedules(source, stream.columns, lines, rules)
    outside = [
        Furniture(_span(stream, piece.first, piece.end), "signature")
        for piece in pieces
        if piece.state == layout.outside
    ]
    furniture = (*stream.furniture, *outside)
    recovery = Recovery(
        "blocks", stream.columns, tuple(lines), furniture, "", flags=("order_lost",)
    )
    recovery = with_area_column(source, recovery, rules)
    explained = explain(source, recovery)
    return explained if found else replace(explained, score=0.0)


def _has_rows(layout: Layout, pieces: Sequence[Piece], lines: Sequence[Section | RawRow]) -> bool:
    """Whether there are at least half as many rows as any column has cells: with fewer, the column
    whose cells are rows was not found."""
    rows = sum(isinstance(line, RawRow) for line in lines)
    begun = [piece.state for piece in pieces if piece.begins > 0.5]
    most = max(begun.count(state) for state in range(len(layout.keys)))
    return 2 * rows >= most


def read_pages(stream: Stream, layout: Layout, pieces: Sequence[Piece]) -> list[PageRows]:
    """The rows of each page."""
    networks = Networks(load_pairs(), load_rows())
    found: list[PageRows] = []
    for number in sorted({piece.page for piece in pieces}):
        own = [piece for piece in pieces if piece.page == number]
        if atoms := atoms_of(own, len(layout.keys)):
            found.append(read_page(atoms, layout, stream.words, networks, not found))
    return found


def _lines(
    stream: Stream, layout: Layout, pages: Sequence[PageRows], rules: Rules
) -> list[Section | RawRow]:
    """Sections and rows of all pages, rows that go on over a page's end joined."""
    lines: list[Section | RawRow] = []
    for page in pages:
        for row in range(len(page.cells[0])):
            if headings := page.cells[layout.section][row]:
                lines.append(_section(stream, [page.atoms[i] for i in headings], rules))
            taken = [page.atoms[i] for c in range(len(layout.keys)) for i in page.cells[c][row]]
            likely = float(np.prod([page.sure[c][row] for c in page.sure]))
            above = lines[-1] if lines else None
            if not taken:
                if row == 0 and isinstance(above, RawRow):
                    lines[-1] = replace(above, confidence=above.confidence * likely)
                continue
            cells = _cells(stream, layout, taken)
            sure = float(np.log(max(min(atom.sure for atom in taken), 1e-4)))
            if row == 0 and isinstance(above, RawRow):
                joined = dict(above.cells)
                for key, cell in cells.items():
                    joined[key] = joined.get(key, ()) + cell
                flags = tuple(dict.fromkeys([*above.flags, "page_broken"]))
                likely = min(above.confidence, likely)
                sure = min(above.agreement or 0.0, sure)
                lines[-1] = RawRow(joined, flags, likely, agreement=sure)
            else:
                lines.append(RawRow(cells, (), likely, agreement=sure))
    return lines


def _calibrated(row: RawRow) -> RawRow:
    """The row with its confidence for the probability that its cells are its own."""
    likely = float(np.clip(row.confidence, _SUREST, 1 - _SUREST))
    words = -np.log(max(-(row.agreement or 0.0), _CLOSEST))
    constant, own, sure = _CONFIDENCE
    odds = constant + own * np.log(likely / (1 - likely)) + sure * words
    return replace(row, confidence=min(float(1 / (1 + np.exp(-odds))), _MOST))


def _cells(stream: Stream, layout: Layout, atoms: Sequence[Atom]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for atom in atoms:
        key = layout.keys[atom.state]
        cells[key] = cells.get(key, ()) + tuple(_span(stream, a, b) for a, b in atom.words)
    return cells


def _section(stream: Stream, atoms: Sequence[Atom], rules: Rules) -> Section:
    words = [i for atom in atoms for a, b in atom.words for i in range(a, b)]
    texts = [stream.words[i] for i in words]
    cut = name_from(texts, 0, len(texts), rules)
    return Section(_spans(stream, words[:cut]), _spans(stream, words[cut:]))


def _spans(stream: Stream, words: Sequence[int]) -> Cell:
    """The places of words, one for those that follow one another."""
    spans: list[Span] = []
    for at, i in enumerate(words):
        if at and i == words[at - 1] + 1:
            spans[-1] = Span(spans[-1].start, int(stream.ends[i]))
        else:
            spans.append(Span(int(stream.starts[i]), int(stream.ends[i])))
    return tuple(spans)


def _span(stream: Stream, first: int, end: int) -> Span:
    return Span(int(stream.starts[first]), int(stream.ends[end - 1]))
