"""The reader of time phrases beside dateparser's search, on the same phrases in one run.

    .venv/bin/python benchmarks/deadlines.py [FILE.jsonl …]

Accuracy is the share of phrases whose whole list of readings is right. dateparser's search has no
kinds, flags or recurrences, so its accuracy is counted in dates alone, to its advantage: a list is
right if its dates, each widened to its month where only a month was said, are the expected
(start, end) pairs. Ours is counted both ways. The readers take turns for five rounds, so that a
busy machine slows both; phrases per second are those of the median round. No reader remembers
whole phrases from one round to the next.
"""

from __future__ import annotations

import calendar
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.deadlines import parse_deadlines

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    ROOT / "tests" / "data" / name
    for name in (
        "deadline_phrases.jsonl",
        "deadline_phrases_own.jsonl",
        "deadline_phrases_blind.jsonl",
        "deadline_phrases_forms.jsonl",
    )
]
ROUNDS = 5
FIELDS = ("kind", "start_date", "end_date", "precision", "condition", "label")
Pairs = list[tuple[str | None, str | None]]


def expected_pairs(example: dict[str, Any]) -> Pairs:
    return [(e["start_date"], e["end_date"]) for e in example["expected"] if e["start_date"]]


def our_pairs(example: dict[str, Any]) -> Pairs:
    found = parse_deadlines(example["phrase"], example["plan_year"])
    return [(str(d.start_date), str(d.end_date)) for d in found if d.start_date]


def dateparser_pairs(example: dict[str, Any]) -> Pairs:
    from dateparser.search import search_dates

    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DAY_OF_MONTH": "first",
        "RELATIVE_BASE": datetime(example["plan_year"], 1, 1),
    }
    found = search_dates(example["phrase"], languages=["id"], settings=settings) or []
    return [_widened(text, moment.date()) for text, moment in found]


def _widened(text: str, day: date) -> tuple[str, str]:
    numbers = [part for part in text.replace("/", " ").replace("-", " ").split() if part.isdigit()]
    if day.day == 1 and not any(len(number) <= 2 for number in numbers):
        last = calendar.monthrange(day.year, day.month)[1]
        return str(day), str(day.replace(day=last))
    return str(day), str(day)


def wholly_right(example: dict[str, Any]) -> bool:
    found = parse_deadlines(example["phrase"], example["plan_year"])
    wanted = example["expected"]
    return len(found) == len(wanted) and all(
        all((str(v) if isinstance(v := getattr(d, f), date) else v) == e[f] for f in FIELDS)
        and sorted(d.flags) == sorted(e["flags"])
        for d, e in zip(found, wanted, strict=True)
    )


def measure(
    read: Callable[[dict[str, Any]], Pairs], examples: list[dict[str, Any]]
) -> tuple[float, float]:
    """Share of right lists of dates, and phrases per second of processor time."""
    read({"phrase": "Febuari 2020, setiap bulan", "plan_year": 2020})  # loads words and languages
    begin = time.process_time()
    found = [read(example) for example in examples]
    seconds = time.process_time() - begin
    right = sum(f == expected_pairs(e) for f, e in zip(found, examples, strict=True))
    return right / len(examples), len(examples) / seconds


def main() -> None:
    for path in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else FILES:
        examples = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rounds = [
            (measure(our_pairs, examples), measure(dateparser_pairs, examples))
            for _ in range(ROUNDS)
        ]
        (ours, _), (theirs, _) = rounds[0]
        our_speed = median(mine for (_, mine), _ in rounds)
        their_speed = median(other for _, (_, other) in rounds)
        whole = sum(map(wholly_right, examples)) / len(examples)
        print(f"{path.name}: {len(examples)} phrases")
        print(
            f"  this reader   dates right {ours:6.1%}  everything but rules right {whole:6.1%}"
            f"  {our_speed:8.0f} phrases/s"
        )
        print(f"  dateparser    dates right {theirs:6.1%}  {'':>33}  {their_speed:8.0f} phrases/s")
        print(
            f"  ratio         {our_speed / their_speed:.0f}× as fast, "
            f"{ours / theirs:.1f}× as many right"
        )


if __name__ == "__main__":
    main()
