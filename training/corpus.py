"""Builds the labelled corpus: plans → variants → PDFs → dumps by every tool, each with its truth.

    python -m training.corpus --split train --out build/corpus --variants 3

One dump is `NAME.VARIANT.TOOL.txt` with its truth beside it, `….json`; `summary.json` counts.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

from training.document import Row, is_wide
from training.dumps import TOOLS, installed
from training.gathered import gathered
from training.plans import PLANS, SPLITS, load_plan, plan_paths
from training.render import render
from training.truth import align, characters, describe, order_of
from training.vary import vary

# These take longer than all others together and change the order most: every third variant.
SLOW = ("pdfminer", "pdfplumber", "pdfplumber_layout")


class Job(NamedTuple):
    """One variant of one plan."""

    split: str
    plan: Path
    variant: int
    seed: int
    tools: tuple[str, ...]
    out: Path
    gathered: bool = False


def make_variant(job: Job) -> Counter[str]:
    """Makes one variant, its dumps and their truth; counts what came of it."""
    name = job.plan.stem
    rng = Random(f"{job.seed}/{job.split}/{name}/{job.variant}")
    siblings = sorted(job.plan.parent.glob("*.yaml"))
    others = [load_plan(path) for path in siblings if path != job.plan]
    plan = load_plan(job.plan)
    if job.gathered:
        plan, *others = (gathered(own, rng) for own in (plan, *others))
    document = vary(plan, rng, others, wide=is_wide(job.variant))
    stem = job.out / f"{name}.{job.variant}"
    pdf = stem.with_name(f"{stem.name}.pdf")
    drawn = characters(render(document, pdf))
    rows = sum(isinstance(line, Row) for line in document.lines)
    counts: Counter[str] = Counter(variants=1, rows=rows)
    for tool in job.tools:
        target = stem.with_name(f"{stem.name}.{tool}.txt")
        for old in (target, target.with_suffix(".json")):
            old.unlink(missing_ok=True)
        if tool in SLOW and job.variant % 3:
            continue
        try:
            dump = TOOLS[tool](pdf)
        except Exception as error:  # a tool that fails on a file is counted, not fatal
            counts[f"{tool} failed: {type(error).__name__}"] += 1
            continue
        matched = align(dump, drawn)
        if matched is None:
            counts[f"{tool} not aligned"] += 1
            continue
        counts[f"{tool} aligned"] += 1
        truth = {
            "meta": {
                "tool": tool,
                "order": order_of(dump, matched, drawn),
                "layout": [column.key for column in document.columns],
                "headers": [column.header for column in document.columns],
                "seed": job.seed,
                "plan": name,
                "variant": job.variant,
                "split": job.split,
                "year": document.year,
                "unit": document.unit,
                "title": " ".join(document.title),
            },
            **describe(document, drawn, dump, matched),
        }
        target.write_text(dump.text, encoding="utf-8", newline="")
        target.with_suffix(".json").write_text(
            json.dumps(truth, ensure_ascii=False), encoding="utf-8"
        )
    return counts


def build(
    split: str,
    out_dir: Path,
    plans: Path = PLANS,
    variants: int = 4,
    tools: Sequence[str] | None = None,
    seed: int = 1,
    jobs: int = 2,
    gathered: bool = False,
) -> Counter[str]:
    """Builds one split into `out_dir/split`; gives the counts, also in `summary.json` there.

    `plans` is the folder that holds a folder per split. Tools that are not installed are
    skipped. ValueError names a plan that cannot be read.
    """
    wanted = tuple(name for name in installed() if tools is None or name in tools)
    out = Path(out_dir) / split
    out.mkdir(parents=True, exist_ok=True)
    paths = plan_paths(split, Path(plans))
    work = [
        Job(split, path, variant, seed, wanted, out, gathered)
        for path in paths
        for variant in range(variants)
    ]
    counts: Counter[str] = Counter(plans=len(paths))
    if jobs == 1:
        results = list(map(make_variant, work))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            results = list(pool.map(make_variant, work, chunksize=2))
    for result in results:
        counts.update(result)
    names = {f"{job.plan.stem}.{job.variant}" for job in work}
    for path in (*out.glob("*.pdf"), *out.glob("*.txt"), *out.glob("*.json")):
        if ".".join(path.name.split(".")[:2]) not in names:  # left from an earlier build
            path.unlink()
    (out / "summary.json").write_text(json.dumps(counts, indent=1), encoding="utf-8")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="all")
    parser.add_argument("--out", type=Path, default=Path("build/corpus"))
    parser.add_argument("--plans", type=Path, default=PLANS)
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--tools", nargs="*", choices=tuple(TOOLS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--gathered", action="store_true", help="indicators over several rows")
    given = parser.parse_args()
    for split in SPLITS if given.split == "all" else (given.split,):
        counts = build(
            split,
            given.out,
            given.plans,
            given.variants,
            given.tools,
            given.seed,
            given.jobs,
            given.gathered,
        )
        print(split, *(f"{name}: {count}" for name, count in counts.items()), sep="\n  ")


if __name__ == "__main__":
    main()
