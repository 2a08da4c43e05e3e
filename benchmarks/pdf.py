"""PDFs: rows exactly right and pages per second, beside pdfplumber and camelot on the same files.

    python -m benchmarks.pdf FOLDER [--tools pdfplumber camelot camelot-vector]

FOLDER holds PDFs and, by `training.corpus` or `training.office`, the truth of their rows as JSON
of the same name. What the other tools give is cleaned up generously: their tables go through our
own grid stage, which finds headers, sections and components, drops repeated headers and carries
down what is empty. Their time is that of bare extraction; ours ends with verified rows. Times are
those of one core (CPU seconds of this process), after every tool was imported.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.assemble import assemble
from pipeline.errors import ExportError
from pipeline.model import Plan, Source
from pipeline.read import read
from pipeline.read.laying import Layout, Placed
from pipeline.recover import recover
from pipeline.recover.grid import recover_grid
from pipeline.rules import Rules, load_rules
from pipeline.verify import verify
from training.gold import labelled_exports, truth_of
from training.score import score

Rows = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tools", nargs="*", default=list(TOOLS))
    arguments = parser.parse_args()
    rules = load_rules()
    for module in ("pipeline.read.pdf", "pdfplumber", "camelot"):
        import_module(module)
    sums: dict[str, list[float]] = {}
    print("| file | tool | rows | exactly right | pages/s |")
    print("| --- | --- | ---: | ---: | ---: |")
    for path, truth in _labelled(arguments.folder):
        for tool in ("rkt-pipeline", *arguments.tools):
            right, pages, seconds = _measure(tool, path, truth, rules)
            rows = len(truth)
            print(f"| {path.stem} | {tool} | {rows} | {right} | {pages / seconds:.1f} |")
            total = sums.setdefault(tool, [0, 0, 0, 0])
            for i, value in enumerate((rows, right, pages, seconds)):
                total[i] += value
    for tool, (all_rows, all_right, all_pages, taken) in sums.items():
        share = f"{100 * all_right / all_rows:.1f} %" if all_rows else ""
        print(f"| all | {tool} | {all_rows:.0f} | {share} | {all_pages / taken:.1f} |")


def _labelled(folder: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    for path in labelled_exports(folder, "pdf"):
        yield path, truth_of(path)["rows"]


def _measure(
    tool: str, path: Path, truth: list[dict[str, Any]], rules: Rules
) -> tuple[int, int, float]:
    """Rows right, pages, seconds."""
    from pypdfium2 import PdfDocument

    pages = len(PdfDocument(path))
    began = time.process_time()
    plan: Plan | None = None
    if tool == "rkt-pipeline":
        try:
            source = read(path)
            plan = verify(source, assemble(source, recover(source, rules), rules))
        except ExportError:
            plan = None
        seconds = time.process_time() - began
    else:
        tables = TOOLS[tool](path)
        seconds = time.process_time() - began
        plan = _cleaned_up(tables, rules)
    if plan is None:
        return 0, pages, seconds
    rows = [{**row.texts, "area_no": row.area_no, "extra": dict(row.extra)} for row in plan.rows]
    return score(rows, truth).right, pages, seconds


def _cleaned_up(tables: list[Rows], rules: Rules) -> Plan | None:
    """The plan that our grid stage makes of another tool's tables, joined into one."""
    layout = Layout()
    rows = [row for table in tables for row in table]
    placed = [
        Placed(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    ]
    if not placed:
        return None
    layout.table(placed, "1")
    source: Source = layout.source("pdf tool")
    recovery = recover_grid(source, rules)
    return None if recovery is None else assemble(source, recovery, rules)


def _pdfplumber(path: Path) -> list[Rows]:
    import pdfplumber

    tables: list[Rows] = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            tables += [[[cell or "" for cell in row] for row in t] for t in page.extract_tables()]
            page.close()
    return tables


def _camelot(path: Path, **options: Any) -> list[Rows]:
    from camelot.io import read_pdf

    found = read_pdf(str(path), pages="all", flavor="lattice", **options)
    return [[list(map(str, row)) for row in table.df.values.tolist()] for table in found]


TOOLS: dict[str, Callable[[Path], list[Rows]]] = {
    "pdfplumber": _pdfplumber,
    "camelot": _camelot,
    "camelot-vector": lambda path: _camelot(path, engine="vector"),
}


if __name__ == "__main__":
    main()
