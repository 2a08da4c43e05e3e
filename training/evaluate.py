"""How many rows of labelled dumps are read right: `python -m training.evaluate --split test`.

For each tool: rows exactly right of the truth's rows, silent errors (wrong, extra or missing rows
that no review marks, per row), rows marked for review, and dumps that failed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.assemble import assemble
from pipeline.errors import ExportError
from pipeline.read import read
from pipeline.recover import recover
from pipeline.rules import load_rules
from pipeline.verify import verify
from training.score import score


@dataclass(frozen=True)
class Result:
    """One dump: rows of its truth, rows right, rows given, silent errors, rows marked; the
    (confidence, right) of every row given."""

    path: Path
    tool: str
    order: str
    rows: int
    right: int
    given: int
    silent: int
    marked: int
    seconds: float
    sure: tuple[tuple[float, bool], ...]
    error: str = ""


def evaluate(path: Path) -> Result:
    """Read one labelled dump and hold it against its truth."""
    rules = load_rules()
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    tool, order = truth["meta"]["tool"], truth["meta"]["order"]
    began = time.monotonic()
    try:
        source = read(path)
        plan = verify(source, assemble(source, recover(source, rules), rules))
    except ExportError as error:
        seconds = time.monotonic() - began
        return Result(path, tool, order, len(truth["rows"]), 0, 0, 0, 0, seconds, (), error.code)
    seconds = time.monotonic() - began
    ours = [{**row.texts, "area_no": row.area_no, "extra": dict(row.extra)} for row in plan.rows]
    found = score(ours, truth["rows"])
    silent = sum(
        not ok and not r.needs_review for ok, r in zip(found.found, plan.rows, strict=True)
    )
    marked = sum(row.needs_review for row in plan.rows)
    # A missing row is silent where no row of the document is marked that could have held it.
    silent += max(0, found.missing - (marked - (len(plan.rows) - found.right - silent)))
    sure = tuple((r.confidence, ok) for r, ok in zip(plan.rows, found.found, strict=True))
    return Result(
        path, tool, order, found.rows, found.right, len(ours), silent, marked, seconds, sure
    )


def report(results: list[Result]) -> str:
    """The results as a table by tool."""
    by_tool: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_tool[f"{result.tool} ({result.order})"].append(result)
    lines = [f"{'tool (order)':34}dumps  rows  right %  silent %  marked %  failed  s/dump"]
    for tool, group in sorted(by_tool.items()):
        rows = sum(r.rows for r in group)
        given = max(1, sum(r.given for r in group))
        lines.append(
            f"{tool:34}{len(group):5}{rows:6}{100 * sum(r.right for r in group) / rows:9.1f}"
            f"{100 * sum(r.silent for r in group) / rows:10.1f}"
            f"{100 * sum(r.marked for r in group) / given:10.1f}"
            f"{sum(bool(r.error) for r in group):8}"
            f"{sum(r.seconds for r in group) / len(group):8.2f}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rows read right in labelled dumps.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus"))
    parser.add_argument("--split", default="tune")
    parser.add_argument("--tools", nargs="*")
    parser.add_argument("--most", type=int, default=10_000, help="dumps at the most")
    given = parser.parse_args()
    paths = [
        path
        for path in sorted((given.corpus / given.split).glob("*.txt"))
        if not given.tools or path.stem.rsplit(".", 1)[1] in given.tools
    ]
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(evaluate, paths[: given.most], chunksize=4))
    print(report(results))
    worst = sorted(results, key=lambda r: r.right / r.rows)[:8]
    for r in worst:
        print(f"{r.path.stem}: {r.right} of {r.rows} right, {r.silent} silent {r.error}")


if __name__ == "__main__":
    main()
