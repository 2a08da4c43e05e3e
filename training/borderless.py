"""PDFs of plans without any ruling, with their truth: what the stage *spaced* is trained and
measured on beside layout text.

    python -m training.borderless --split train --out build/borderless [--kinds drawn docx xlsx]

`drawn` is our own page, `docx` and `xlsx` are laid out by LibreOffice. The table of a document is
the same in all kinds; every fourth variant is a wide plan. The truth has the rows and the text of
every cell, not its place.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from training.document import Document, is_wide
from training.office import convert
from training.office_files import write_docx, write_xlsx
from training.plans import PLANS, SPLITS, load_plan, plan_paths
from training.render import render
from training.truth import finished_rows
from training.vary import vary

KINDS = ("drawn", "docx", "xlsx")
_AT_ONCE = 40  # files that LibreOffice converts in one run


def _truth(document: Document, about: dict[str, Any]) -> dict[str, Any]:
    cells = [
        {
            "rows": [row + 1 for row in cell.rows],
            "column": cell.key,
            "printed_column": document.columns[cell.column].key,
            "text": "\n".join(cell.paragraphs),
        }
        for cell in document.cells
    ]
    layout = [column.key for column in document.columns]
    meta = {"layout": layout, **about}
    return {"meta": meta, "cells": cells, "rows": finished_rows(document, cells)}


def build(
    split: str,
    out_dir: Path,
    kinds: tuple[str, ...],
    variants: int,
    every: int,
    seed: int,
    in_turn: bool = False,
    lines: str = "",
) -> int:
    """Make the PDFs of a split in `out_dir/split`, of every so many-th plan; how many. With
    `in_turn` each plan in one variant and kind only; our own pages with these `lines`."""
    out = out_dir / split
    out.mkdir(parents=True, exist_ok=True)
    plans = {path: load_plan(path) for path in plan_paths(split, PLANS)}
    files: list[Path] = []
    made = 0
    ways = [(variant, kind) for kind in kinds for variant in range(variants)]
    for number, (path, plan) in enumerate(list(plans.items())[::every]):
        others = [other for place, other in plans.items() if place != path]
        for variant, kind in [ways[number % len(ways)]] if in_turn else ways:
            made += 1
            rng = Random(f"{seed}/{split}/{path.stem}/{variant}")
            document = vary(plan, rng, others, wide=is_wide(variant))
            document = replace(document, style=replace(document.style, ruled=False, lines=lines))
            stem = f"{path.stem}.{variant}.{kind}"
            about = {"tool": kind, "order": "pages", "variant": variant}
            truth = _truth(document, about)
            if kind == "drawn":
                render(document, out / f"{stem}.pdf")
            else:
                write = write_docx if kind == "docx" else write_xlsx
                files.append(out / f"{stem}.{kind}")
                write(document, files[-1], rng)
            text = json.dumps(truth, ensure_ascii=False)
            (out / f"{stem}.json").write_text(text, "utf-8")
    for first in range(0, len(files), _AT_ONCE):
        convert(files[first : first + _AT_ONCE], out)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="PDFs without rulings, and their truth.")
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--out", type=Path, default=Path("build/borderless"))
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th plan")
    parser.add_argument("--in-turn", action="store_true", help="each plan in one way only")
    parser.add_argument(
        "--lines", choices=("", "columns", "ends", "frame"), default="", help="our own pages"
    )
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    kinds = tuple(given.kinds)
    ways = (given.variants, given.every, given.seed, given.in_turn, given.lines)
    made = build(given.split, given.out, kinds, *ways)
    print(f"{made} documents")


if __name__ == "__main__":
    main()
