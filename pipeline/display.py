"""What the terminal shows: the closing table of a run, and the rows of one export.

Text from exports is shown with its control characters made visible, so that no export can
command the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.messages import FLAGS, fill, problem, say
from pipeline.records import Parsed
from pipeline.run import Line
from pipeline.tables import Record

_STYLES = {"ok": "green", "review": "yellow", "failed": "bold red"}
_FIELDS = ("indicator", "action", "evidence", "target", "pic")
# How many pieces of unplaced text of one export the closing lines show.
_UNPLACED_SHOWN = 5


def printable(text: str) -> str:
    """Text without control characters, which are shown as escapes; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def closing_table(lines: Sequence[Line]) -> Table:
    """One row per export: what became of it."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("table.export"), overflow="fold", ratio=1)
    table.add_column(say("table.status"), no_wrap=True)
    table.add_column(say("table.stage"), no_wrap=True)
    for name in ("rows", "deadlines", "to_review", "unplaced", "time"):
        table.add_column(say(f"table.{name}"), justify="right", no_wrap=True)
    for line in lines:
        counts = (line.rows, line.deadlines, line.rows_to_review, line.chars_unplaced)
        shown = ["–"] * 4 if line.status == "failed" else [str(count) for count in counts]
        unchanged = line.seconds is None
        table.add_row(
            Text(_one_line(line.name)),
            Text(say(f"status.{line.status}"), _STYLES[line.status]),
            line.stage or "–",
            *shown,
            say("table.unchanged") if unchanged else f"{line.seconds:.1f} s",
        )
    return table


def closing_line(lines: Sequence[Line]) -> str:
    """The whole run in one sentence."""
    status = [line.status for line in lines]
    unchanged = sum(line.seconds is None for line in lines)
    return say(
        "run.closing",
        total=len(lines),
        ok=status.count("ok"),
        review=status.count("review"),
        failed=status.count("failed"),
        parsed=len(lines) - unchanged,
        unchanged=unchanged,
    )


def failures(lines: Iterable[Line]) -> Iterator[str]:
    """Each failure with its reason and remedy."""
    for line in lines:
        if line.failure:
            code, values = line.failure
            yield from failure(line.name, code, values)


def failure(name: str, code: str, values: dict[str, Any]) -> Iterator[str]:
    """One export's failure, with its reason and remedy."""
    error, remedy = problem(code, values)
    yield say("run.failed", name=_one_line(name), error=_one_line(error))
    yield say("run.remedy", remedy=_one_line(remedy))


def unplaced(lines: Iterable[Line]) -> Iterator[str]:
    """The beginning of what could not be placed."""
    for line in lines:
        name = _one_line(line.name)
        for number, text in line.unplaced[:_UNPLACED_SHOWN]:
            yield say("run.unplaced", name=name, line=number, text=_one_line(text)[:100])
        if (more := len(line.unplaced) - _UNPLACED_SHOWN) > 0:
            yield say("run.unplaced_more", name=name, count=more)


def _one_line(text: str) -> str:
    return printable(text.replace("\n", " "))


def export_lines(parsed: Parsed) -> Iterator[RenderableType]:
    """One export's rows as lines, doubtful ones marked, flags explained at the end."""
    document = parsed.document
    yield Text(_one_line(document["title"] or document["source_path"]), "bold")
    yield Text(
        say(
            "show.counts",
            rows=document["rows"],
            deadlines=len(parsed.deadline_records),
            to_review=document["rows_to_review"],
            chars=document["chars_total"],
            unplaced=document["chars_unplaced"],
            stage=document["stage"],
        )
    )
    deadlines = {
        row_id: list(group)
        for row_id, group in groupby(parsed.deadline_records, key=lambda d: d["row_id"])
    }
    area: object = ()
    for row in parsed.indicator_records:
        here = [str(row[name]) for name in ("area_no", "area") if row[name] is not None]
        if here != area:
            area = here
            yield Text("\n" + _one_line(" ".join(here)), "bold cyan")
        yield from _row_lines(row, deadlines.get(row["row_id"], []))
    if parsed.unplaced:
        yield Text("\n" + say("show.unplaced"), "bold yellow")
        for line, text in parsed.unplaced:
            yield Text("  " + say("show.line", line=line, text=_one_line(text)))
    records = [*parsed.indicator_records, *parsed.deadline_records]
    if flags := sorted({flag for record in records for flag in record["flags"]}):
        yield Text("\n" + say("show.flags"), "bold")
        for flag in flags:
            yield Text(f"  {flag}: {fill(FLAGS[flag]) if flag in FLAGS else flag}")


def _row_lines(row: Record, deadlines: list[Record]) -> Iterator[RenderableType]:
    component = " ".join(_one_line(row[k]) for k in ("component_no", "component") if row[k])
    head = Text(f"\n{row['row_no']:>4}  {component}")
    if row["needs_review"]:
        head.append(f"  ◆ {say('show.review')} ({row['confidence']:.2f})", "bold yellow")
    yield head
    texts = {name: row[name] for name in _FIELDS} | json.loads(row["extra"])
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(style="dim", width=16, justify="right", overflow="fold")
    grid.add_column(overflow="fold")
    for name, text in texts.items():
        if text:
            grid.add_row(Text(_one_line(name)), Text(printable(text)))
    for deadline in deadlines:
        grid.add_row("→", Text(deadline_line(deadline), "green"))
    if row["target"] and not deadlines:
        grid.add_row("→", Text(say("show.no_deadline"), "dim"))
    if row["flags"]:
        grid.add_row("⚑", Text(", ".join(row["flags"]), "yellow"))
    yield grid


def deadline_line(deadline: Record) -> str:
    """One deadline in one line; dates may be text or dates."""
    parts = [deadline["kind"]]
    if deadline["start_date"] or deadline["end_date"]:
        days = (str(deadline["start_date"] or "?"), str(deadline["end_date"] or "?"))
        parts.append(days[0] if days[0] == days[1] else " … ".join(days))
    parts += [f"{deadline['precision']}"] if deadline["precision"] else []
    for name in ("rrule", "condition", "label", "value"):
        if deadline[name]:
            parts.append(f"{name}: {_one_line(deadline[name])}")
    if deadline["flags"]:
        parts.append(f"[{', '.join(deadline['flags'])}]")
    return "  ".join(parts)
