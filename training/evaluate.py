"""How many rows of labelled dumps are read right: `python -m training.evaluate --split test`; of
PDFs without rulings: `… --corpus build/borderless --ending pdf`; of the PDFs and office files that
dumps were made of: `… --corpus build/office --ending docx`.

For each tool: rows exactly right of the truth's rows, silent errors (wrong, extra or missing rows
that no review marks, per row), rows marked for review, and exports that failed.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.assemble import assemble
from pipeline.errors import ExportError
from pipeline.memory import cells_of_row
from pipeline.model import RawRow
from pipeline.read import read
from pipeline.recover import recover
from pipeline.recover.flowed.remembered import Memory, memory_of
from pipeline.rules import load_rules
from pipeline.verify import verify
from training.document import is_wide
from training.gold import labelled_exports, truth_of
from training.score import score

SIX_COLUMNS = {"component_no", "component", "indicator", "action", "evidence", "target"}


@dataclass(frozen=True)
class Result:
    """One dump: its layout ("six columns", "other columns", "wide plans"), rows of its truth, rows
    right, rows given, silent errors, rows marked; of every row given its confidence, the agreement
    of its words, its flags, and whether it is right; the `agreement` of all words with their
    cells, and the log odds that they are `ordered`."""

    path: Path
    tool: str
    order: str
    layout: str
    rows: int
    right: int
    given: int
    silent: int
    marked: int
    seconds: float
    sure: tuple[tuple[float, float, tuple[str, ...], bool], ...]
    agreement: float | None = None
    ordered: float | None = None
    error: str = ""


def evaluate(path: Path, earlier: Path | None = None) -> Result:
    """Read one labelled export and hold it against its truth, white space aside where that is a
    dump's; `earlier` is a labelled dump of an earlier plan of the same office, whose cells are
    remembered."""
    rules = load_rules()
    memory = memory_at(earlier)
    truth = truth_of(path)
    tool, order, keys = (truth["meta"][name] for name in ("tool", "order", "layout"))
    layout = "six columns" if set(keys) == SIX_COLUMNS else "other columns"
    layout = "wide plans" if is_wide(truth["meta"]["variant"]) else layout
    about = (path, tool, order, layout, len(truth["rows"]))
    began = time.monotonic()
    try:
        source = read(path)
        recovery = recover(source, rules, memory)
        plan = verify(source, assemble(source, recovery, rules))
    except ExportError as error:
        seconds = time.monotonic() - began
        return Result(*about, 0, 0, 0, 0, seconds, (), error=error.code)
    seconds = time.monotonic() - began
    ours = [{**row.texts, "area_no": row.area_no, "extra": dict(row.extra)} for row in plan.rows]
    found = score(ours, truth["rows"], " " if order else "")
    silent = sum(
        not ok and not r.needs_review for ok, r in zip(found.found, plan.rows, strict=True)
    )
    marked = sum(row.needs_review for row in plan.rows)
    # A missing row is silent where no row of the document is marked that could have held it.
    silent += max(0, found.missing - (marked - (len(plan.rows) - found.right - silent)))
    words = [line.agreement for line in recovery.lines if isinstance(line, RawRow)]
    if len(words) != len(plan.rows):  # lines that were no rows by themselves
        words = [recovery.agreement] * len(plan.rows)
    sure = tuple(
        (row.confidence, own or 0.0, row.flags, ok)
        for row, own, ok in zip(plan.rows, words, found.found, strict=True)
    )
    counts = (found.right, len(ours), silent, marked)
    return Result(*about, *counts, seconds, sure, recovery.agreement, recovery.ordered)


def memory_at(earlier: Path | None) -> Memory | None:
    """What a labelled dump of an earlier plan teaches; None without one, or where it cannot be
    used."""
    rows = truth_of(earlier)["rows"] if earlier else None
    return memory_of(map(cells_of_row, rows)) if rows else None


def report(results: list[Result]) -> str:
    """The results as a table by tool, order and layout."""
    groups: defaultdict[tuple[str, str, str], list[Result]] = defaultdict(list)
    for result in results:
        groups[result.tool, result.order, result.layout].append(result)
    lines = [
        "| tool | order | layout | dumps | rows | right % | silent % | marked % | failed | s |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for key, group in [*sorted(groups.items()), (("all", "", ""), results)]:
        seconds = sum(r.seconds for r in group) / len(group)
        lines.append(f"| {' | '.join(key)} | {figures(group)} | {seconds:.2f} |")
    return "\n".join(lines)


def figures(results: list[Result]) -> str:
    """Dumps, rows, shares of rows right, silent and marked in percent, dumps that failed."""
    rows = sum(r.rows for r in results)
    shares = (
        100 * sum(r.right for r in results) / rows,
        100 * sum(r.silent for r in results) / rows,
        100 * sum(r.marked for r in results) / max(1, sum(r.given for r in results)),
    )
    failed = sum(bool(r.error) for r in results)
    return f"{len(results)} | {rows} | {' | '.join(f'{s:.1f}' for s in shares)} | {failed}"


def another_variant(path: Path) -> Path | None:
    """The dump by the same tool of the variant before (the last, for the first one): other rows,
    another year, other typos; of a plan that is not wide another such variant."""
    plan, variant, tool = path.stem.rsplit(".", 2)
    others = [
        other
        for other in sorted(path.parent.glob(f"{plan}.*.{tool}.txt"))
        if is_wide(int(variant)) or not is_wide(int(other.stem.rsplit(".", 2)[1]))
    ]
    return others[others.index(path) - 1] if len(others) > 1 else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Rows read right in labelled exports.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus"))
    parser.add_argument("--split", default="tune")
    parser.add_argument("--ending", default="txt", help="of the exports: pdf, docx …")
    parser.add_argument("--tools", nargs="*", help="of dumps")
    parser.add_argument("--memory", action="store_true", help="with an earlier plan of the office")
    parser.add_argument("--most", type=int, default=10_000, help="dumps at the most")
    given = parser.parse_args()
    paths = [
        path
        for path in labelled_exports(given.corpus / given.split, given.ending)
        if not given.tools or path.stem.rsplit(".", 1)[1] in given.tools
    ]
    paths = paths[: given.most]
    earlier = [another_variant(path) if given.memory else None for path in paths]
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(evaluate, paths, earlier, chunksize=4))
    print(report(results))
    worst = sorted(results, key=lambda r: r.right / r.rows)[:8]
    for r in worst:
        print(f"{r.path.stem}: {r.right} of {r.rows} right, {r.silent} silent {r.error}")


if __name__ == "__main__":
    main()
