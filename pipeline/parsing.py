"""One export from its bytes to its tables: the rooms of the house, one call after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import __version__
from pipeline.assemble import assemble
from pipeline.corrections.applying import apply_corrections
from pipeline.corrections.entries import Corrections
from pipeline.deadlines import parse_deadlines
from pipeline.errors import CorrectionError, ExportError
from pipeline.exports import check_file, in_a_run
from pipeline.fingerprint import file_sha256, rules_used
from pipeline.model import Deadline, Plan, Row, Scheduled
from pipeline.read import read
from pipeline.records import Origin, Parsed, parsed_plan
from pipeline.recover import recover
from pipeline.recover.cutlines import with_words_joined
from pipeline.recover.flowed.remembered import Memory
from pipeline.rules import Rules, load_rules
from pipeline.title import names_two_years
from pipeline.verify import verify


def parse(path: str | Path, rules: Rules | str | Path | None = None) -> Parsed:
    """Parse one export, under the id that it has in a run and with the corrections of that id.

    `rules` is a folder of rules, or rules already loaded; by default the repository's. Gives the
    row of the documents table as `.document`, and the DataFrames `.indicators`, `.deadlines` and
    `.cells`. Raises ExportError for an export that cannot be parsed, RulesError for rules that
    cannot be used.
    """
    path = Path(path)
    if not isinstance(rules, Rules):
        rules = load_rules(None if rules is None else Path(rules))
    check_file(path)
    id_, name = in_a_run(path)
    return parse_export(path, rules, id_, name, corrections=rules.corrections.get(id_))


def parse_export(
    path: Path,
    rules: Rules,
    document_id: str,
    source_path: str,
    memory: Memory | None = None,
    corrections: Corrections | None = None,
) -> Parsed:
    """Parse one export under the id and path it has in a run, with the words of earlier plans of
    its unit, and as corrected; see `parse`. Raises CorrectionError where it cannot be corrected.
    """
    sha256 = file_sha256(path)
    source = read(path)
    source, recovery = with_words_joined(source, recover(source, rules, memory))
    plan = assemble(source, recovery, rules)
    wrong = None
    if corrections is not None:
        try:
            plan = apply_corrections(source, plan, corrections)
        except ExportError as error:
            wrong = error
    plan = _with_deadlines(plan, rules)
    plan = verify(source, plan)
    if file_sha256(path) != sha256:
        raise ExportError("changed")
    used = rules_used(rules.sha256, corrections.sha256 if corrections else None)
    parsed = parsed_plan(source, plan, Origin(document_id, source_path, sha256, __version__, used))
    if wrong is not None:
        raise CorrectionError(wrong, parsed)
    return parsed


def _with_deadlines(plan: Plan, rules: Rules) -> Plan:
    """Every row with the deadlines of its target after those of its schedule."""

    def complete(row: Row) -> Row:
        year = row.year or plan.year
        due = [_scheduled(item, year, rules) for item in row.schedule]
        due += parse_deadlines(row.texts.get("target", ""), year, rules.time)
        row = replace(row, deadlines=tuple(due))
        either = two_years and any("year_inferred" in deadline.flags for deadline in due)
        return replace(row, flags=(*row.flags, "year_of_two")) if either else row

    two_years = names_two_years(plan.title)
    return replace(plan, rows=tuple(complete(row) for row in plan.rows))


def _scheduled(item: Scheduled, year: int | None, rules: Rules) -> Deadline:
    """The deadline of marked columns, or of a value in one; unresolved without the plan's year."""
    first = parse_deadlines(item.first, year, rules.time)[0]
    last = parse_deadlines(item.last, year, rules.time)[0]
    phrase = item.first if item.first == item.last else f"{item.first} – {item.last}"
    kind = first.kind if item.first == item.last or first.start_date is None else "range"
    return replace(
        first,
        kind=kind,
        end_date=last.end_date,
        phrase=phrase,
        phrase_start=0,
        phrase_end=len(phrase),
        value=item.value,
    )
