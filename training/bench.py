"""What the flowed stage is worth, and what carries it: `python -m training.bench` (`make bench`).

Dumps of the test split, whose offices and authors training has not seen, are read by the whole
pipeline and held against their truth: by tool, order and layout, alone and with an earlier plan of
the office; then with each kind of evidence left out in turn (its weights set to zero, the others
left as they are); and how far the stated confidence is what is observed. The report is
`build/bench/flowed.md` with `reliability.png` beside it.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import altair
import numpy as np
import pandas as pd

from pipeline.recover.flowed import stage
from pipeline.recover.flowed.model import load_model
from training.evaluate import Result, another_variant, evaluate, figures, report
from training.gold import order_of

# Kind of evidence → the names of its weights.
EVIDENCE = {
    "nothing": r"$",
    "words in context": r"context:",
    "the document's own words": r"own:",
    "gaps": r"(gap|habit$|pair|enter|leave|own_enter|own_leave|own_joint|own_turn)",
    "case and punctuation": r"turn",
    "column widths": r"(wrap|over)",
    "lengths of cells": r"length",
    "time phrases": r"phrase",
    "echoes": r"echo",
    "component numbers": r"number",
    "section headings": r"section:",
    "empty cells and order": r"(empty|inherited|row|component_without)",
}
LEFT_OUT_FROM = ".0.tika"  # one variant of each plan


def evaluate_without(path: Path, names: str) -> Result:
    """As `evaluate`, with the weights whose names match left out."""
    model = load_model()

    def kept(weights: Mapping[str, float]) -> dict[str, float]:
        return {name: value for name, value in weights.items() if not re.match(names, name)}

    changed = replace(model, weights=tuple(kept(weights) for weights in model.weights))
    with patch.object(stage, "load_model", lambda: changed):
        return evaluate(path)


def reliability(results: Sequence[Result]) -> pd.DataFrame:
    """Ten bins of stated confidence: rows, mean confidence stated, share of rows right."""
    found = np.array([(row[0], row[3]) for r in results for row in r.sure], dtype=np.float64)
    rows = pd.DataFrame(found.reshape(-1, 2), columns=["stated", "right"])
    bins = rows.groupby(np.minimum((rows["stated"] * 10).astype(int), 9))
    return pd.DataFrame(
        {
            "rows": bins.size(),
            "stated": bins["stated"].mean().round(3),
            "observed": bins["right"].mean().round(3),
        }
    ).rename_axis("bin")


def reliability_diagram(tables: Mapping[str, pd.DataFrame]) -> Any:
    """Stated against observed, the size of a point its number of rows."""
    points = pd.concat(table.assign(plans=name) for name, table in tables.items())
    share = altair.Scale(domain=[0, 1])
    x = altair.X("stated:Q", scale=share, title="confidence stated")
    y = altair.Y("observed:Q", scale=share, title="share of rows right")
    found = altair.Chart(points).encode(x=x, y=y, color=altair.Color("plans:N", title=None))
    ideal = altair.Chart(pd.DataFrame({"stated": [0, 1], "observed": [0, 1]}))
    return (
        ideal.mark_line(strokeDash=[4, 4], color="gray").encode(x=x, y=y)
        + found.mark_line(opacity=0.5)
        + found.mark_circle().encode(size=altair.Size("rows:Q", title="rows"))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/test"))
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    parser.add_argument("--every", type=int, default=1, help="of so many dumps one is read")
    given = parser.parse_args()
    paths = sorted(given.corpus.glob("*.txt"))
    chosen = [p for p in paths if p.stem.endswith(LEFT_OUT_FROM)]
    paths = paths[:: given.every]
    in_order = [path for path in paths if order_of(path) == "stream"]
    with ProcessPoolExecutor(2) as pool:
        alone = list(pool.map(evaluate, paths, chunksize=4))
        print(report(alone), flush=True)
        earlier = [another_variant(path) for path in in_order]
        remembering = list(pool.map(evaluate, in_order, earlier, chunksize=4))
        print(report(remembering), flush=True)
        without = {
            kind: list(pool.map(evaluate_without, chosen, [names] * len(chosen), chunksize=2))
            for kind, names in EVIDENCE.items()
        }
    streams = [r for r in alone if r.order == "stream"]
    tables = {
        "alone": reliability(streams),
        "with an earlier plan": reliability(remembering),
    }
    left_out = [
        "| left out | dumps | rows | right % | silent % | marked % | failed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(f"| {kind} | {figures(results)} |" for kind, results in without.items()),
    ]
    given.out.mkdir(parents=True, exist_ok=True)
    reliability_diagram(tables).save(given.out / "reliability.png", scale_factor=2)
    parts = [
        "# The flowed stage on plans it has never seen",
        "Rows exactly right; silent: wrong, extra or missing rows that no review marks, per row.",
        "## Alone",
        report(alone),
        "## With an earlier plan of the office",
        report(remembering),
        "## With one kind of evidence left out (the first variant of each plan, tika)",
        "\n".join(left_out),
        "## Confidence",
        "![stated against observed](reliability.png)",
        *(f"{name}\n\n{table.to_markdown()}" for name, table in tables.items()),
    ]
    (given.out / "flowed.md").write_text("\n\n".join(parts) + "\n", "utf-8")
    print(f"written: {given.out / 'flowed.md'}")


if __name__ == "__main__":
    main()
