"""What the terminal shows: the closing table of a run, and the rows of one export.

Text from exports is shown with its control characters made visible, so that no export can
command the terminal.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.messages import FLAGS, TEXTS, command, fill, problem, say
from pipeline.model import FIELDS
from pipeline.records import Parsed
from pipeline.run import Line
from pipeline.tables import Record

if TYPE_CHECKING:
    from pipeline.compare import Piece

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
            _named("stage", line.stage) if line.stage else "–",
            *shown,
            say("table.unchanged") if unchanged else f"{line.seconds:.1f} s",
        )
    return table


def next_step(lines: Sequence[Line]) -> Iterator[str]:
    """Where the rows to review are shown, if there are any."""
    if any(line.rows_to_review for line in lines):
        yield say("run.to_review")


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


def outcome(line: Line) -> str:
    """What became of one export that was parsed, in one sentence."""
    return say(
        "watch.parsed",
        name=_one_line(line.name),
        rows=line.rows,
        deadlines=line.deadlines,
        to_review=line.rows_to_review,
        unplaced=line.chars_unplaced,
        seconds=f"{line.seconds or 0:.1f}",
    )


def same_plans(some: Iterable[Line], lines: Sequence[Line], parsed: Path) -> Iterator[str]:
    """Of `some` of a run's lines, those that hold the same plan as an export before them."""
    names = {line.document_id: _one_line(line.name) for line in lines}
    for line in some:
        if line.same_plan is None:
            continue
        other, same, differing, only_other, only_this = line.same_plan
        equal = not (differing or only_other or only_this)
        yield say(
            "run.same_plan_equal" if equal else "run.same_plan",
            name=_one_line(line.name),
            other=names[other],
            same=same,
            differing=differing,
            only_other=only_other,
            only_this=only_this,
        )
        if not equal:
            where = [] if parsed == Path("parsed") else ["--parsed", str(parsed)]
            words = shlex.join(["compare", other, line.document_id, *where])
            typed = _one_line(f"{command()} {words}")
            yield say("run.remedy", remedy=say("run.compare", command=typed))


def unknown_columns(lines: Iterable[Line]) -> Iterator[str]:
    """The columns whose names the rules do not know, by export, and what to do about them."""
    found = [line for line in lines if line.unknown]
    for line in found:
        columns = ", ".join(f'"{_one_line(name)}"' for name in line.unknown)
        yield say("run.unknown", name=_one_line(line.name), columns=columns)
    if found:
        yield say("run.remedy", remedy=say("run.unknown_remedy"))


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


def export_lines(parsed: Parsed, doubtful_only: bool = False) -> Iterator[RenderableType]:
    """One export's rows as lines: doubtful ones marked, with what is doubtful in words, how sure
    the reading is and the runner-up reading; or these rows alone."""
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
            stage=_named("stage", document["stage"]),
        )
    )
    timed = any(r["target"] for r in parsed.indicator_records)
    rows = [r for r in parsed.indicator_records if r["needs_review"] or not doubtful_only]
    everywhere = _flags_of_all(parsed.indicator_records)
    for flag in everywhere:
        yield Text(f"⚑ {_flag(flag)}", "yellow")
    if doubtful_only and not rows:
        yield Text("\n" + say("show.none_doubtful"))
    deadlines = {
        row_id: list(group)
        for row_id, group in groupby(parsed.deadline_records, key=lambda d: d["row_id"])
    }
    area: list[str] = []
    for row in rows:
        here = [str(row[name]) for name in ("area_no", "area") if row[name] is not None]
        if here != area:
            area = here
            yield Text("\n" + _one_line(" ".join(here) or say("export.no_area")), "bold cyan")
        flags = [flag for flag in row["flags"] if flag not in everywhere]
        yield from _row_lines(row, deadlines.get(row["row_id"], []), flags, timed)
        other = parsed.alternatives.get(row["row_id"])
        if other and row["needs_review"]:
            yield from _runner_up(row, other)
    if parsed.unplaced:
        yield Text("\n" + say("show.unplaced"), "bold yellow")
        for line, text in parsed.unplaced:
            yield Text("  " + say("show.line", line=line, text=_one_line(text)))
    said_by_code = [r["flags"] for r in rows if not r["needs_review"]]
    shown = {row["row_id"] for row in rows}
    said_by_code += [d["flags"] for d in parsed.deadline_records if d["row_id"] in shown]
    if codes := sorted({code for flags in said_by_code for code in flags} - {*everywhere}):
        yield Text("\n" + say("show.flags"), "bold")
        for code in codes:
            yield Text(f"  {_flag(code)}")


def _flag(code: str) -> str:
    return f"{code}: {fill(FLAGS[code])}" if code in FLAGS else code


def _flags_of_all(rows: Sequence[Record]) -> list[str]:
    """The flags that every row has: they are about the export, and said once."""
    if len(rows) < 2:
        return []
    return [flag for flag in rows[0]["flags"] if all(flag in row["flags"] for row in rows)]


def _row_lines(
    row: Record, deadlines: list[Record], flags: list[str], timed: bool
) -> Iterator[RenderableType]:
    """One row; `timed` says whether its plan has targets, so that one without is to be seen."""
    component = " ".join(_one_line(row[k]) for k in ("component_no", "component") if row[k])
    head = Text(f"\n{row['row_no']:>4}  {component}")
    if row["needs_review"]:
        empty = "target_missing" in row["flags"] and not row["target"]
        why = f" ({say('show.target_empty')})" if empty else ""
        head.append(f"  ◆ {say('show.review')}{why}", "bold yellow")
    yield head
    texts = {label(name): row[name] for name in _FIELDS} | json.loads(row["extra"])
    grid = _grid()
    for name, text in texts.items():
        if text:
            grid.add_row(Text(_one_line(name)), Text(printable(text)))
    for deadline in deadlines:
        grid.add_row("→", Text(deadline_line(deadline), "green"))
    if timed and not deadlines:
        unsure = row["target"] or "target_missing" in flags
        code = "show.no_deadline" if unsure else "row.no_target"
        grid.add_row("→", Text(say(code), "dim"))
    if row["needs_review"]:
        for doubt in _doubts(row, deadlines, flags):
            grid.add_row("⚑", Text(doubt, "yellow"))
    elif flags:
        grid.add_row("⚑", Text(", ".join(flags), "yellow"))
    yield grid


def _doubts(row: Record, deadlines: Sequence[Record], flags: Sequence[str]) -> Iterator[str]:
    """Why a row needs review, what asks for it first."""
    from pipeline.model import SURE
    from pipeline.verify import ASKING

    if row["year"] is None and any(deadline["kind"] == "unresolved" for deadline in deadlines):
        yield say("row.undated")
    if row["confidence"] < SURE:
        yield say("row.unsure", percent=f"{int(row['confidence'] * 100)} %")  # never rounded up
    for flag in sorted(flags, key=lambda flag: flag not in ASKING):
        yield _flag(flag)


def _runner_up(row: Record, other: Mapping[str, str]) -> Iterator[RenderableType]:
    """The cells that the runner-up reading has otherwise. What it leaves empty and the row has
    from the rows above is no difference."""
    from pipeline.compare import words_that_differ

    extra = {f"extra:{header}": text for header, text in json.loads(row["extra"]).items()}
    read = {key: row[key] for key in FIELDS} | extra
    carried = {"component_no", "component"} | (
        {"indicator"} if "indicator_carried" in row["flags"] else set()
    )
    grid = _grid()
    for key in dict.fromkeys((*read, *other)):
        mine, theirs = (" ".join((text or "").split()) for text in (read.get(key), other.get(key)))
        if mine != theirs and (theirs or key not in carried):
            pieces = words_that_differ(mine, theirs)
            reading = _joined(pieces, own="second") if theirs else Text(say("show.empty"), "dim")
            grid.add_row(Text(label(key)), reading)
    if grid.row_count:
        yield Text("      " + say("show.runner_up"), "yellow")
        yield grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(style="dim", width=16, justify="right", overflow="fold")
    grid.add_column(overflow="fold")
    return grid


def label(column: str) -> str:
    """A column as people call it."""
    code = f"field.{column}"
    return say(code) if code in TEXTS else _one_line(column.removeprefix("extra:"))


def marked(first: str, second: str, side: str) -> Text:
    """One of two texts, its words that the other has not between « and »."""
    from pipeline.compare import words_that_differ

    pieces = words_that_differ(first, second)
    return _joined([piece for piece in pieces if piece.side in ("both", side)], own=side)


def _joined(pieces: Sequence[Piece], own: str) -> Text:
    """Pieces in order: what both texts have as it is, what only `own` has between « and », what
    only the other has between ‹ and ›."""
    text = Text()
    for side, words in pieces:
        text.append(" " if text else "")
        if side == "both":
            text.append(_one_line(words))
        elif side == own:
            text.append(f"«{_one_line(words)}»", "bold yellow")
        else:
            text.append(f"‹{_one_line(words)}›", "dim strike")
    return text or Text(say("show.empty"), "dim")


def deadline_line(deadline: Record) -> str:
    """One deadline in one line; dates may be text or dates."""
    kind, precision = deadline["kind"], deadline["precision"]
    parts = [_named("kind", kind)]
    if deadline["start_date"] or deadline["end_date"]:
        days = [str(deadline[name] or "?")[:10] for name in ("start_date", "end_date")]
        parts.append(" … ".join(dict.fromkeys(days)))
    elif not deadline["condition"]:
        parts.append(f'"{_one_line(deadline["phrase"])}"')
    if precision and precision != kind and not deadline["rrule"]:
        parts.append(_named("precision", precision))
    if deadline["rrule"]:
        parts.append(_recurrence(deadline))
    for name in ("condition", "label", "value"):
        if deadline[name]:
            parts.append(say(f"when.{name}", **{name: _one_line(deadline[name])}))
    if deadline["flags"]:
        parts.append(f"[{', '.join(deadline['flags'])}]")
    return "  ".join(parts)


def _recurrence(deadline: Record) -> str:
    """How often a recurring deadline is due, in words; its first and last day aside."""
    from pipeline.report.said import when

    days = {
        name: datetime.fromisoformat(str(deadline[name])[:10]) if deadline[name] else None
        for name in ("start_date", "end_date")
    }
    return fill(when({**deadline, **days})).rsplit(" (", 1)[0]


def _named(what: str, code: str) -> str:
    """A kind, precision or stage in the terminal's language."""
    text = TEXTS.get(f"{what}.{code}")
    return fill(text) if text else code
