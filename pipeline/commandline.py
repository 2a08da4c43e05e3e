"""What commands ask and say around their work: exports, tables and plans found by their names, what
is typed in, what was read; or an end with a message that says what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from pipeline.errors import CorrectionError, ExportError, RulesError
from pipeline.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.records import Parsed

# How many of the plans that there are a message names.
_PLANS_NAMED = 10


def stop(message: str, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def console() -> Console:
    """Standard output, wide enough for a table where it is not a terminal."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False, soft_wrap=False)


def remember(pdf_password: str | None) -> None:
    """The password in the environment, where the reader of PDFs and its processes find it."""
    if pdf_password is not None:
        os.environ["RKT_PDF_PASSWORD"] = pdf_password


def named_plan(name: str, parsed: Path, rules: Path | None) -> Parsed:
    """As `plan_to_show`; stops with a message where corrections of the export failed."""
    plan, failure = plan_to_show(name, parsed, rules)
    if failure is not None:
        stop(failure, 1)
    return plan


def plan_to_show(name: str, parsed: Path, rules: Path | None) -> tuple[Parsed, str | None]:
    """An export by the name of its file, or by its id or path in the tables, as the last run
    parsed it: with what other plans taught it, and its corrections. Where these cannot be applied,
    it is as read without them, and what is wrong is said besides. A file that the last run did not
    parse as it is now is parsed by itself. Stops with a message where there is nothing to show."""
    from pipeline.compare import plans_of
    from pipeline.display import printable

    if os.path.lexists(name) or not parsed.is_dir():
        return _of_last_run(Path(name), parsed, rules) or _parsed_anew(Path(name), rules)
    tables = named_tables(parsed, "documents", "indicators", "deadlines")
    found = [d for d in tables["documents"] if name in (d["document_id"], d["source_path"])]
    if not found:
        known = ", ".join(d["document_id"] for d in tables["documents"][:_PLANS_NAMED]) or "–"
        stop(printable(say("compare.unknown", name=name, folder=parsed, known=known)), 2)
    if found[0]["status"] != "failed":
        return _with_trace(plans_of(tables)[found[0]["document_id"]], parsed), None
    uncorrected = _uncorrected(found[0], parsed)
    if uncorrected is None:
        stop(_failure(found[0], parsed), 1)
    return uncorrected, _failure(found[0], parsed)


def _parsed_anew(file: Path, rules: Path | None) -> tuple[Parsed, str | None]:
    """One export, parsed by itself, which is said."""
    from pipeline import display
    from pipeline.exports import name_as_text
    from pipeline.parsing import parse

    failure = None
    try:
        plan = parse(file, rules)
    except RulesError as error:
        stop(str(error), 2)
    except ExportError as error:
        failure = "\n".join(display.failure(name_as_text(file), error.code, error.values))
        if not isinstance(error, CorrectionError):
            stop(failure, 2 if error.code == "missing" else 1)
        plan = error.uncorrected
    name = display.printable(name_as_text(file))
    print(say("corrections.show_anew", name=name), file=sys.stderr)
    return plan, failure


def _of_last_run(file: Path, parsed: Path, rules: Path | None) -> tuple[Parsed, str | None] | None:
    """A file as the last run parsed it, if it did so with these bytes and these rules."""
    from pipeline.compare import plans_of
    from pipeline.exports import in_a_run
    from pipeline.fingerprint import RULES_DIR, corrections_sha256, file_sha256
    from pipeline.run import what_made
    from pipeline.store import StoreBusyError, read_state, read_tables

    rules = RULES_DIR if rules is None else rules
    try:
        state = read_state(parsed)
        if state is None or state["made_with"] != what_made(rules):
            return None
        sha256, (_, name) = file_sha256(file), in_a_run(file)
        tables = read_tables(parsed, ("documents", "indicators", "deadlines"))
        now = corrections_sha256(rules)
    except (ExportError, RulesError, StoreBusyError, OSError, ValueError):
        return None
    for document in tables["documents"]:
        own = document["document_id"]
        same = (document["source_path"], document["source_sha256"]) == (name, sha256)
        if not same or state["corrections"].get(own) != now.get(own):
            continue
        if document["status"] != "failed":
            return _with_trace(plans_of(tables)[own], parsed), None
        if (plan := _uncorrected(document, parsed)) is not None:
            return plan, _failure(document, parsed)
    return None


def _uncorrected(document: dict[str, Any], parsed: Path) -> Parsed | None:
    """How the last run read an export whose corrections it could not apply."""
    from pipeline.records import Parsed
    from pipeline.store import read_entry, read_state

    key = (read_state(parsed) or {}).get("uncorrected", {}).get(document["document_id"])
    entry = key and read_entry(parsed, key)
    return Parsed(**entry["uncorrected"]) if entry else None


def _failure(document: dict[str, Any], parsed: Path) -> str:
    """Why an export of the last run could not be parsed, and what to do."""
    from pipeline import display
    from pipeline.store import read_state

    name = document["source_path"]
    lines = (read_state(parsed) or {"lines": []})["lines"]
    said = (display.failure(name, *x["failure"]) for x in lines if x["name"] == name)
    return "\n".join(next(said, (f"{name}: {document['error']}", document["remedy"] or "")))


def _with_trace(plan: Parsed, parsed: Path) -> Parsed:
    """A plan from the tables with what its trace knows besides: text in no cell, and runner-up
    readings."""
    from pipeline.model import Source, fold
    from pipeline.trace import read_trace

    own = plan.document["document_id"]
    try:
        trace = read_trace(parsed, own)
    except FileNotFoundError:
        return plan
    source = Source(trace["format"], trace["text"])
    ids = {str(row["row_no"]): row["row_id"] for row in plan.indicator_records}
    return replace(
        plan,
        unplaced=[
            (source.line_of(start), fold(source.text[start:end]))
            for start, end, role, *_ in trace["runs"]
            if role == "unplaced"
        ],
        alternatives={ids[no]: texts for no, texts in trace["alternatives"].items()},
    )


def named_tables(parsed: Path, *names: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of tables; stops with a message where they cannot be had."""
    from pipeline.store import StoreBusyError, read_tables

    try:
        return read_tables(parsed, names)
    except (FileNotFoundError, NotADirectoryError):
        stop(say("check.no_tables", folder=parsed), 2)
    except StoreBusyError:
        stop(say("run.busy", folder=parsed), 2)
    except (OSError, ValueError) as error:
        stop(say("calendar.bad_tables", folder=parsed, reason=error), 2)


def no_plans(
    parsed: Path, documents: list[dict[str, Any]], unit: str | None, year: int | None
) -> str:
    """That nothing fits, and the units and years that there are."""
    from pipeline.calendar import matching_plans
    from pipeline.display import printable

    wanted = [say("calendar.wanted_unit", unit=unit)] if unit is not None else []
    wanted += [say("calendar.wanted_year", year=year)] if year is not None else []
    names = (
        f"{plan['unit'] or say('calendar.no_unit')} {plan['year'] or '–'}"
        for plan in matching_plans(documents)
    )
    shown = sorted({" ".join(name.split()) for name in names})
    more = ["…"] if len(shown) > _PLANS_NAMED else []
    text = say(
        "calendar.no_plans",
        folder=parsed,
        wanted=", ".join(wanted),
        known="; ".join(shown[:_PLANS_NAMED] + more) or "–",
    )
    return printable(text)


def written_report(raw: Path, parsed: Path, rules: Path | None = None) -> str:
    """Write the review page and give what to say of it."""
    from pipeline.report import NoTracesError, write_report
    from pipeline.store import StoreBusyError

    try:
        made = write_report(raw, parsed, rules)
    except (FileNotFoundError, NotADirectoryError):
        stop(say("check.no_tables", folder=parsed), 2)
    except StoreBusyError:
        stop(say("run.busy", folder=parsed), 2)
    except NoTracesError as error:
        stop(say("report.no_traces", folder=parsed, count=error.args[0]), 2)
    except ValueError as error:
        stop(say("calendar.bad_tables", folder=parsed, reason=error), 2)
    except OSError as error:
        reason = error.strerror or error
        stop(say("report.not_writable", folder=parsed / "report", reason=reason), 2)
    return say("report.written", file=made.first_page, written=made.written, kept=made.kept)


def print_deadlines(phrase: str, found: list[dict[str, Any]]) -> None:
    """A phrase and what it was read as, in the terminal."""
    from pipeline import display

    print(display.printable(phrase))
    for deadline in found:
        print(f"  → {display.deadline_line(deadline)}")
    if not found:
        print(f"  → {say('show.no_deadline')}")


def lines_of_stdin() -> Iterator[str]:
    """What is typed or piped in, line by line; a person at a keyboard is told what to type."""
    if sys.stdin.isatty():
        print(say("deadlines.stdin"), file=sys.stderr)
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
