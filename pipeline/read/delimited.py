"""Delimited text (TSV, CSV): a grid of cells, every cell with its place in the text.

The standard library's csv reader forgets where a cell stood, so the few rules of RFC 4180 are
applied here: a cell may stand in double quotes, and then hold delimiters, line ends and doubled
quotes. A quote that is never closed before a delimiter or line end is an ordinary character.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.errors import ExportError
from pipeline.model import Grid, GridCell, Source, Span, trim

_DELIMITERS = "\t;,|"
_SAMPLE = 65536  # characters from which the delimiter is told
_LONGEST_LINE = 1_000_000  # characters: no plan has a line as long


def read_delimited(text: str, flags: tuple[str, ...] = ()) -> Source | None:
    """Decoded text → a `Source` with one grid, or None where no delimiter cuts it into a table.

    `Source.text` is the whole text, so cells and delimiters are places in it. Raises
    `ExportError("too_large")` for a line that no plan has.
    """
    if max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
        raise ExportError("too_large")
    declared = re.match(r"sep=([^\s\w])\r?\n", text)
    best = max(_DELIMITERS, key=lambda d: _regularity(text, d))
    delimiter = declared.group(1) if declared else best
    if not declared and _regularity(text, delimiter) < 0.3:
        return None
    start = declared.end() if declared else 0
    rows, syntax = _split(text, delimiter, start)
    if declared:
        syntax.insert(0, Span(0, declared.end()))
    return Source("delimited", text, (Grid(tuple(rows)),), syntax=tuple(syntax), flags=flags)


def _regularity(text: str, delimiter: str) -> float:
    """How much `text` looks cut by `delimiter`: the share of rows that have the commonest number
    (three or more) of cells, from the beginning of the text. Cells in quotes may hold line ends
    and delimiters."""
    if text.count(delimiter, 0, _SAMPLE) < 2:
        return 0.0
    rows = [row for row in _split(text[:_SAMPLE], delimiter, 0)[0] if _is_filled(row)]
    common = Counter(len(row) for row in rows if len(row) > 2).most_common(1)
    return common[0][1] / len(rows) if common else 0.0


def _is_filled(row: tuple[GridCell, ...]) -> bool:
    return len(row) > 1 or any(cell.cell for cell in row)


def _split(text: str, delimiter: str, start: int) -> tuple[list[tuple[GridCell, ...]], list[Span]]:
    """Cut text into rows of cells; also the places of delimiters and quotes that are syntax."""
    d = re.escape(delimiter)
    quoted = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?={d}|\r|\n|\Z)')
    plain = re.compile(rf"[^{d}\r\n]*+")
    line_end = re.compile(r"\r\n|\r|\n")
    rows: list[tuple[GridCell, ...]] = []
    row: list[GridCell] = []
    syntax: list[Span] = []
    at = start
    while True:
        if match := quoted.match(text, at):
            inner = Span(*match.span(1))
            syntax += [Span(inner.start - 1, inner.start), Span(inner.end, inner.end + 1)]
            pieces, begin = [], inner.start
            for doubled in re.finditer('""', text[inner.start : inner.end]):
                pieces.append(Span(begin, inner.start + doubled.start() + 1))
                begin = inner.start + doubled.end()
                syntax.append(Span(begin - 1, begin))
            row.append(GridCell((*pieces, *trim(text, begin, inner.end))))
        else:
            match = plain.match(text, at)
            assert match is not None  # the pattern matches the empty string too
            row.append(GridCell(trim(text, *match.span())))
        at = match.end()
        if text.startswith(delimiter, at):
            syntax.append(Span(at, at + 1))
            at += 1
        elif end := line_end.match(text, at):
            rows.append(tuple(row))
            row = []
            at = end.end()
        else:
            rows.append(tuple(row))
            return rows, syntax
