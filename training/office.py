"""Dumps of plans that office programs laid out, to check what is trained on our own pages.

    python -m training.office --split test --out build/office

The first two variants of every plan, the same ones that `training.corpus` draws itself: variant 0
as a DOCX, variant 1 as an XLSX. LibreOffice makes PDFs of them, the tools that keep the order of
the drawing make dumps of those. A dump's truth holds `meta` and `rows` only.
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
from pathlib import Path
from random import Random
from typing import Any

from training.document import Document
from training.dumps import TOOLS, Dump, installed
from training.office_files import write_docx, write_xlsx
from training.plans import PLANS, load_plan, plan_paths
from training.truth import SAME, finished_rows
from training.vary import vary

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


def _truth(document: Document, texts: list[str]) -> list[dict[str, Any]]:
    cells = [
        {
            "rows": [row + 1 for row in cell.rows],
            "column": cell.key,
            "printed_column": document.columns[cell.column].key,
            "text": text,
        }
        for cell, text in zip(document.cells, texts, strict=True)
    ]
    return finished_rows(document, cells)


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


def build(split: str, out_dir: Path, seed: int = 1) -> Counter[str]:
    """Office files, PDFs, dumps and truth of a split in `out_dir/split`; counts of cells that the
    dumps hold whole, and of dumps in order, by format and tool."""
    out = out_dir / split
    out.mkdir(parents=True, exist_ok=True)
    documents: dict[Path, Document] = {}
    paths = plan_paths(split, PLANS)
    for path in paths:
        others = [load_plan(other) for other in paths if other != path]
        for variant, (ending, write) in enumerate((("docx", write_docx), ("xlsx", write_xlsx))):
            rng = Random(f"{seed}/{split}/{path.stem}/{variant}")
            document = vary(load_plan(path), rng, others)
            target = out / f"{path.stem}.{variant}.{ending}"
            write(document, target, rng)
            documents[target] = document
    convert(list(documents), out)
    counts: Counter[str] = Counter()
    for target, document in documents.items():
        for tool in (name for name in installed() if name in STREAM_TOOLS):
            dump = TOOLS[tool](target.with_suffix(".pdf"))
            texts, places = _as_dumped(document, dump)
            name, number, ending = target.name.rsplit(".", 2)
            order = "stream" if _in_order(places) else "interleaved"
            counts[f"{ending} {tool} cells"] += len(places)
            counts[f"{ending} {tool} cells not in one piece"] += places.count(None)
            counts[f"{ending} {tool} {order}"] += 1
            meta = {
                "tool": tool,
                "order": order,
                "layout": [column.key for column in document.columns],
                "headers": [column.header for column in document.columns],
                "seed": seed,
                "plan": name,
                "variant": int(number),
                "split": split,
                "year": document.year,
                "unit": document.unit,
                "title": " ".join(document.title),
            }
            truth = {"meta": meta, "rows": _truth(document, texts)}
            dumped = out / f"{name}.{number}.{tool}.txt"
            dumped.write_text(dump.text, encoding="utf-8", newline="")
            dumped.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--out", type=Path, default=Path("build/office"))
    given = parser.parse_args()
    if not shutil.which("soffice"):
        print("LibreOffice (soffice) is not installed: no office dumps were made.")
        return
    for name, count in build(given.split, given.out).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
