"""Dumps of plans that office programs laid out, to train with and to check what was trained.

    python -m training.office --split test --out build/office

The first two variants of every plan, the same ones that `training.corpus` draws itself: variant 0
as a DOCX, variant 1 as an XLSX. LibreOffice makes PDFs of them, the tools that keep the order of
the drawing make dumps of those. The truth is that of `training.truth`, but that of furniture only
the signature is named, and that cells which do not stand in one piece have no place.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from bisect import bisect_left
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from rapidfuzz.distance import LCSseq

from training.document import Document, Section
from training.dumps import TOOLS, Dump, installed
from training.gold import author_of, is_held_out
from training.office_files import write_docx, write_xlsx
from training.plans import PLANS, load_plan, plan_paths
from training.truth import SAME, finished_rows
from training.vary import vary

_AT_ONCE = 40  # files that LibreOffice converts in one run
STREAM_TOOLS = ("tika", "pdfbox", "pypdf", "pypdfium2", "pymupdf", "mutool", "pdftotext_raw")


def _find(shown: str, plain: str, offsets: list[int], cursor: int) -> int | None:
    """The place of a text without white space: whole words before parts of others, then the
    nearest that is not far behind the cursor. `offsets`: each character's place in the dump."""

    def rank(at: int) -> tuple[int, bool, int]:
        stop = at + len(plain)
        before = at > 0 and offsets[at] == offsets[at - 1] + 1
        after = stop < len(offsets) and offsets[stop] == offsets[stop - 1] + 1
        return before + after, at < cursor - 400, abs(at - cursor)

    near = (found.start() for found in re.finditer(f"(?={re.escape(plain)})", shown))
    return min(near, key=rank, default=None)


def _as_dumped(document: Document, dump: Dump) -> tuple[list[str], list[int | None]]:
    """The text of every cell with the white space that the dump has in it, and its place there;
    as written, and no place, where the dump does not hold it in one piece."""
    offsets = [at for at, character in enumerate(dump.text) if not character.isspace()]
    shown = "".join(dump.text[at] for at in offsets).translate(SAME)
    texts: list[str] = []
    places: list[int | None] = []
    cursor = 0
    for cell in document.cells:
        text = "\n".join(cell.paragraphs)
        plain = "".join(text.split()).translate(SAME)
        at = _find(shown, plain, offsets, cursor)
        if at is not None:
            text = dump.text[offsets[at] : offsets[at + len(plain) - 1] + 1]
            cursor = at + len(plain) if len(plain) > 12 else cursor
        texts.append(text)
        places.append(at)
    return texts, places


Spans = list[list[int]]


def _spans(pieces: list[str], dump: str) -> list[Spans]:
    """Where texts that a dump holds one after the other, with others between them, stand in it:
    the longest common subsequence of their letters. No span where a text is not in one piece."""
    offsets = [at for at, character in enumerate(dump) if not character.isspace()]
    shown = "".join(dump[at] for at in offsets).translate(SAME)
    plain = ["".join(piece.split()).translate(SAME) for piece in pieces]
    found: dict[int, int] = {}
    for block in LCSseq.opcodes("".join(plain), shown):
        if block.tag == "equal":
            for k in range(block.src_end - block.src_start):
                found[block.src_start + k] = block.dest_start + k
    spans: list[Spans] = []
    first = 0
    for piece in plain:
        places = [found.get(at, -1) for at in range(first, first + len(piece))]
        first += len(piece)
        whole = bool(places) and places[0] >= 0
        whole = whole and places == list(range(places[0], places[0] + len(places)))
        spans.append([[offsets[places[0]], offsets[places[-1]] + 1]] if whole else [])
    return spans


def _labelled(document: Document, dump: str) -> tuple[list[Spans], list[Spans], Spans]:
    """The places in a dump of a document's cells, of its lines that are sections (number, name:
    two places each), and of its signature."""
    starts: dict[int, list[int]] = {}
    for index, cell in enumerate(document.cells):
        starts.setdefault(cell.rows[0], []).append(index)
    pieces: list[str] = []
    at_cell = [-1] * len(document.cells)
    at_line = [-1] * len(document.lines)
    for number, line in enumerate(document.lines):
        at_line[number] = len(pieces)
        if isinstance(line, Section):
            pieces += [line.number, line.name]
            continue
        for index in sorted(starts.get(line.index, []), key=lambda i: document.cells[i].column):
            at_cell[index] = len(pieces)
            pieces.append("\n".join(document.cells[index].paragraphs))
    signature = len(pieces)
    spans = _spans([*pieces, *document.signature], dump)
    sections = [
        spans[at] + spans[at + 1] if isinstance(line, Section) else []
        for line, at in zip(document.lines, at_line, strict=True)
    ]
    return (
        [spans[at] for at in at_cell],
        sections,
        [s for found in spans[signature:] for s in found],
    )


def _truth(document: Document, texts: list[str], dump: str) -> dict[str, Any]:
    places, sections, signature = _labelled(document, dump)
    cells = [
        {
            "row": cell.rows[0] + 1,
            "rows": [row + 1 for row in cell.rows],
            "column": cell.key,
            "printed_column": document.columns[cell.column].key,
            "text": text,
            "spans": spans,
        }
        for cell, text, spans in zip(document.cells, texts, places, strict=True)
    ]
    named = [
        {"area_no": line.area_no, "area": line.name, "number_spans": [], "name_spans": spans}
        for line, spans in zip(document.lines, sections, strict=True)
        if isinstance(line, Section)
    ]
    return {
        "sections": named,
        "cells": cells,
        "furniture": [{"role": "signature", "spans": signature}],
        "rows": finished_rows(document, cells),
    }


def _in_order(places: list[int | None]) -> bool:
    """Whether the cells stand in the order of rows and columns, a few aside."""
    known = [place for place in places if place is not None]
    tails: list[int] = []  # longest rising run of places
    for place in known:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) > 0.85 * len(known)


def convert(files: list[Path], out: Path) -> None:
    """PDFs of office files, by LibreOffice without a window, beside them."""
    with tempfile.TemporaryDirectory() as profile:
        where = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = ["soffice", where, "--headless", "--convert-to", "pdf", "--outdir", str(out)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=900)


def _dumps(document: Document, pdf: Path, meta: dict[str, Any]) -> Counter[str]:
    """The dumps of a PDF by every tool, each with its truth beside it."""
    counts: Counter[str] = Counter()
    ending = "docx" if meta["variant"] == 0 else "xlsx"
    for tool in (name for name in installed() if name in STREAM_TOOLS):
        dump = TOOLS[tool](pdf)
        texts, places = _as_dumped(document, dump)
        order = "stream" if _in_order(places) else "interleaved"
        counts[f"{ending} {tool} cells"] += len(places)
        counts[f"{ending} {tool} cells not in one piece"] += places.count(None)
        counts[f"{ending} {tool} {order}"] += 1
        truth = {
            "meta": {**meta, "tool": tool, "order": order},
            **_truth(document, texts, dump.text),
        }
        dumped = pdf.with_suffix(f".{tool}.txt")
        dumped.write_text(dump.text, encoding="utf-8", newline="")
        dumped.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return counts


def build(split: str, out_dir: Path, seed: int = 1, jobs: int = 2) -> Counter[str]:
    """Office files, PDFs, dumps and truth of a split in `out_dir/split`, of the train split those
    of the authors held out; counts of cells that the dumps hold whole, and of dumps in order, by
    format and tool."""
    out = out_dir / split
    out.mkdir(parents=True, exist_ok=True)
    plans = {path: load_plan(path) for path in plan_paths(split, PLANS)}
    authors = sorted({author_of(path.stem) for path in plans})
    wanted = [p for p in plans if split != "train" or is_held_out(p.stem, authors)]
    documents: dict[Path, Document] = {}
    metas: list[dict[str, Any]] = []
    for path in wanted:
        others = [plan for other, plan in plans.items() if other != path]
        for variant, (ending, write) in enumerate((("docx", write_docx), ("xlsx", write_xlsx))):
            rng = Random(f"{seed}/{split}/{path.stem}/{variant}")
            document = vary(plans[path], rng, others)
            target = out / f"{path.stem}.{variant}.{ending}"
            write(document, target, rng)
            documents[target] = document
            metas.append(
                {
                    "layout": [column.key for column in document.columns],
                    "headers": [column.header for column in document.columns],
                    "seed": seed,
                    "plan": path.stem,
                    "variant": variant,
                    "split": split,
                    "year": document.year,
                    "unit": document.unit,
                    "title": " ".join(document.title),
                }
            )
    files = list(documents)
    for first in range(0, len(files), _AT_ONCE):
        convert(files[first : first + _AT_ONCE], out)
    pdfs = [target.with_suffix(".pdf") for target in files]
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(jobs) as pool:
        for found in pool.map(_dumps, documents.values(), pdfs, metas):
            counts.update(found)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("train", "tune", "test"), default="test")
    parser.add_argument("--out", type=Path, default=Path("build/office"))
    given = parser.parse_args()
    if not shutil.which("soffice"):
        print("LibreOffice (soffice) is not installed: no office dumps were made.")
        return
    for name, count in build(given.split, given.out).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
