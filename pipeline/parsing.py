"""One export from its bytes to its tables: the rooms of the house, one call after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import __version__
from pipeline.assemble import assemble
from pipeline.deadlines import parse_deadlines
from pipeline.errors import ExportError
from pipeline.exports import check_file, name_as_text, slug
from pipeline.fingerprint import file_sha256
from pipeline.model import Plan, Row
from pipeline.read import read
from pipeline.records import Origin, Parsed, parsed_plan
from pipeline.recover import recover
from pipeline.recover.flowed.remembered import Memory
from pipeline.rules import Rules, load_rules
from pipeline.verify import verify


def parse(path: str | Path, rules: Rules | str | Path | None = None) -> Parsed:
    """Parse one export.

    `rules` is a folder of rules, or rules already loaded; by default the repository's. Gives the
    row of the documents table as `.document`, and the DataFrames `.indicators`, `.deadlines` and
    `.cells`. Raises ExportError for an export that cannot be parsed, RulesError for rules that
    cannot be used.
    """
    path = Path(path)
    if not isinstance(rules, Rules):
        rules = load_rules(None if rules is None else Path(rules))
    check_file(path)
    name = name_as_text(Path(path.name))
    return parse_export(path, rules, slug(name), name)


def parse_export(
    path: Path, rules: Rules, document_id: str, source_path: str, memory: Memory | None = None
) -> Parsed:
    """Parse one export under the id and path it has in a run, with the words of earlier plans of
    its unit; see `parse`."""
    sha256 = file_sha256(path)
    source = read(path)
    recovery = recover(source, rules, memory)
    plan = assemble(source, recovery, rules)
    plan = _with_deadlines(plan, rules)
    plan = verify(source, plan)
    if file_sha256(path) != sha256:
        raise ExportError("changed")
    return parsed_plan(
        source, plan, Origin(document_id, source_path, sha256, __version__, rules.sha256)
    )


def _with_deadlines(plan: Plan, rules: Rules) -> Plan:
    """Every row with the deadlines of its target after those of its schedule."""

    def complete(row: Row) -> Row:
        found = parse_deadlines(row.texts.get("target", ""), plan.year, rules.time)
        return replace(row, deadlines=(*row.deadlines, *found))

    return replace(plan, rows=tuple(complete(row) for row in plan.rows))
