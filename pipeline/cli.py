"""The command `rkt`. Exit status: 0 all exports parsed; 1 at least one could not be, the others
were; 2 wrong usage or unreadable rules, nothing changed."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import typer

from pipeline.commandline import (
    console,
    lines_of_stdin,
    named_plan,
    named_tables,
    no_plans,
    plan_to_show,
    print_deadlines,
    remember,
    stop,
    written_report,
)
from pipeline.errors import RulesError
from pipeline.messages import command, say
from pipeline.options import (
    AsJson,
    Doubtful,
    Export,
    FirstExport,
    Jobs,
    Lang,
    OnlyUnit,
    OnlyYear,
    OtherExport,
    Output,
    Parsed,
    PdfPassword,
    Phrases,
    PlanYear,
    Raw,
    Rules,
)
from pipeline.usage import (
    SpokenCommand,
    SpokenGroup,
    UsageError,
    language_asked,
    usage_message,
)

app = typer.Typer(
    cls=SpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_RULES_HELP = "The rules that a data officer may edit · Aturan yang boleh diubah petugas data"
rules_app = typer.Typer(cls=SpokenGroup, help=_RULES_HELP, no_args_is_help=True)
app.add_typer(rules_app, name="rules", short_help=_RULES_HELP)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    language_asked(sys.argv[1:])
    try:
        status = app(prog_name=command(), standalone_mode=False)
    except UsageError as error:
        print(usage_message(error), file=sys.stderr)
        status = 2
    sys.exit(status)


@app.callback()
def rkt(lang: Lang = None) -> None:
    """Rows and deadlines from exports of work plans ·
    Baris dan tenggat dari ekspor rencana kerja (RKT)."""


def _whole(command: Any) -> Any:
    """A command whose line in the list of commands is not cut off."""
    return app.command(cls=SpokenCommand, short_help=command.__doc__)(command)


@_whole
def run(
    raw: Raw = Path("raw"),
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    jobs: Jobs = None,
    pdf_password: PdfPassword = None,
    lang: Lang = None,
) -> None:
    """Parse what is new or changed · Baca ekspor yang baru atau berubah."""
    remember(pdf_password)
    from pipeline import display
    from pipeline import run as runs
    from pipeline.corrections.orphans import orphans
    from pipeline.progress import shown_progress

    try:
        with shown_progress() as progress:
            lines = runs.run(raw, parsed, rules, jobs, progress)
    except KeyboardInterrupt:
        stop(say("run.stopped", folder=parsed), 130)
    except runs.RunError as error:
        stop(say(error.code, **error.values), 2)
    except RulesError as error:
        stop(str(error), 2)
    out = console()
    if lines:
        out.print(display.closing_table(lines))
    else:
        out.print(say("run.no_exports", folder=raw), markup=False)
    notes = (
        orphans((line.document_id for line in lines), rules),
        display.same_plans(lines, lines, parsed),
        display.unknown_columns(lines),
        display.unplaced(lines),
    )
    for line in (*chain.from_iterable(notes), *display.failures(lines)):
        print(line, file=sys.stderr)
    for line in (display.closing_line(lines), *display.next_step(lines)):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(runs.exit_status(lines))


@_whole
def watch(
    raw: Raw = Path("raw"),
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    pdf_password: PdfPassword = None,
    lang: Lang = None,
) -> None:
    """Parse what is put into the folder, until Ctrl-C ·
    Baca setiap ekspor yang ditaruh di folder, sampai Ctrl-C."""
    remember(pdf_password)
    from pipeline import run as runs
    from pipeline import watch as watching
    from pipeline.progress import shown_progress

    def work() -> list[runs.Line]:
        with shown_progress() as progress:
            return runs.run(raw, parsed, rules, progress=progress)

    def report() -> None:
        with suppress(typer.Exit):  # what is wrong with the report has been said
            _tell(written_report(raw, parsed, rules))

    if not raw.is_dir():
        stop(say("run.no_raw", folder=raw), 2)
    try:
        watching.watch(raw, parsed, rules, work, report, _tell)
    except runs.RunError as error:
        stop(say(error.code, **error.values), 2)
    except KeyboardInterrupt:
        print(say("watch.stopped", folder=parsed))


@_whole
def show(
    export: Export,
    doubtful: Doubtful = False,
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    pdf_password: PdfPassword = None,
    lang: Lang = None,
) -> None:
    """Show one export's rows, writing nothing · Tampilkan baris satu ekspor tanpa menulis."""
    remember(pdf_password)
    from pipeline import display

    plan, failure = plan_to_show(export, parsed, rules)
    if failure is not None:
        print(say("corrections.show_uncorrected"), file=sys.stderr)
    out = console()
    for line in display.export_lines(plan, doubtful):
        out.print(line)
    if failure is not None:
        stop(failure, 1)


@_whole
def compare(
    first: FirstExport,
    second: OtherExport,
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    lang: Lang = None,
) -> None:
    """Show where two exports of a plan differ · Tampilkan beda dua ekspor satu rencana."""
    from pipeline.compare import compare as compared
    from pipeline.differences import comparison_lines

    plans = [named_plan(name, parsed, rules) for name in (first, second)]
    out = console()
    for line in comparison_lines(compared(*plans)):
        out.print(line)


@_whole
def deadlines(
    year: PlanYear,
    phrases: Phrases = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Read time phrases as deadlines · Baca frasa waktu sebagai tenggat."""
    from pipeline.deadlines import parse_deadlines

    for phrase in phrases or lines_of_stdin():
        found = [asdict(deadline) for deadline in parse_deadlines(phrase, year)]
        if as_json:
            print(json.dumps(found, ensure_ascii=False, default=str), flush=not phrases)
        else:
            print_deadlines(phrase, found)


@_whole
def check(parsed: Parsed = Path("parsed"), raw: Raw = Path("raw"), lang: Lang = None) -> None:
    """Verify every promise made about the tables · Periksa semua janji tentang tabel."""
    from pipeline.check import check as broken_promises
    from pipeline.check import counts
    from pipeline.store import StoreBusyError

    if not parsed.is_dir():
        stop(say("check.no_tables", folder=parsed), 2)
    if not raw.is_dir():
        stop(say("run.no_raw", folder=raw), 2)
    try:
        broken = broken_promises(parsed, raw)
    except StoreBusyError:
        stop(say("run.busy", folder=parsed), 2)
    for promise in broken:
        print(promise, file=sys.stderr)
    if broken:
        stop(say("check.broken", folder=parsed, count=len(broken)), 1)
    print(say("check.good", folder=parsed, **counts(parsed)))


@_whole
def corrections(
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    raw: Raw = Path("raw"),
    lang: Lang = None,
) -> None:
    """List corrections with their state · Daftar koreksi beserta keadaannya."""
    from pipeline.corrections.listing import lines_of, list_corrections
    from pipeline.display import printable

    try:
        listed = list_corrections(parsed, rules, raw)
    except RulesError as error:
        stop(str(error), 2)
    for line in lines_of(listed):
        print(printable(line))
    applied = sum(item.state in ("applied", "by_words") for item in listed)
    print(say("corrections.closing", total=len(listed), applied=applied))
    if any(item.state not in ("applied", "by_words", "not_run") for item in listed):
        raise typer.Exit(1)


@rules_app.command("check", cls=SpokenCommand)
def rules_check(rules: Rules = None, raw: Raw = Path("raw"), lang: Lang = None) -> None:
    """Check how the rules are written · Periksa penulisan semua aturan dan koreksi."""
    from pipeline.fingerprint import RULES_DIR
    from pipeline.rules_check import check_rules

    try:
        found = check_rules(rules, raw)
    except RulesError as error:
        stop(str(error), 2)
    for text in (*found.wrong, *found.orphans):
        print(text, file=sys.stderr)
    folder = rules or RULES_DIR.name
    if found.wrong:
        stop(say("rules.bad", folder=folder, count=len(found.wrong)), 1)
    known = {"folder": folder, "files": found.files, "corrections": found.corrections}
    if found.orphans:
        stop(say("rules.orphans", **known, count=len(found.orphans)), 1)
    print(say("rules.good", **known))


@_whole
def calendar(
    unit: OnlyUnit = None,
    year: OnlyYear = None,
    output: Output = None,
    parsed: Parsed = Path("parsed"),
    lang: Lang = None,
) -> None:
    """Deadlines as an iCalendar file · Tenggat sebagai berkas kalender (.ics)."""
    from pipeline.calendar import calendar_file, matching_plans

    tables = named_tables(parsed, "documents", "indicators", "deadlines")
    plans = matching_plans(tables["documents"], unit, year)
    if not plans and (unit is not None or year is not None):
        stop(no_plans(parsed, tables["documents"], unit, year), 2)
    made = calendar_file(plans, tables["indicators"], tables["deadlines"])
    if made.undated:
        print(say("calendar.undated", count=made.undated), file=sys.stderr)
    if not made.events:
        stop(say("calendar.no_dates", folder=parsed), 2)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(made.ics)
        return
    try:
        output.write_bytes(made.ics)
    except OSError as error:
        stop(say("calendar.not_writable", file=output, reason=error.strerror), 2)
    print(say("calendar.written", file=output, events=made.events))


@_whole
def report(
    raw: Raw = Path("raw"),
    parsed: Parsed = Path("parsed"),
    rules: Rules = None,
    pdf_password: PdfPassword = None,
    lang: Lang = None,
) -> None:
    """Write the review page parsed/report/index.html ·
    Tulis halaman pemeriksaan parsed/report/index.html."""
    remember(pdf_password)
    print(written_report(raw, parsed, rules))


def _tell(text: str) -> None:
    """A line with the time of day."""
    print(f"{datetime.now():%H:%M:%S}  {text}", flush=True)


if __name__ == "__main__":
    main()
