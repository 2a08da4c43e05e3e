"""All corrections with their state, as `rkt corrections` lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.corrections.entries import Corrections, Entry, load_corrections
from pipeline.fingerprint import RULES_DIR
from pipeline.messages import problem, say

_SHOWN = 60  # characters of a text in the list


@dataclass(frozen=True)
class Listed:
    """One correction. `state`: applied; none, several or twice (it cannot be applied); waits
    (others of its file cannot be applied); no_export (there is no export of the file's name);
    not_run (new or changed since the last run); not_parsed (its export could not be parsed).
    `failure` is code and values of why it cannot be applied."""

    file: str
    line: int
    entry: Entry
    state: str
    failure: tuple[str, Mapping[str, str]] | None = None


def list_corrections(parsed: Path, rules_dir: Path | None = None) -> list[Listed]:
    """Every correction under a folder of rules, with its state in the run that made the tables in
    `parsed`. Raises RulesError for a file that cannot be used."""
    rules_dir = RULES_DIR if rules_dir is None else rules_dir
    state = store.read_state(parsed) or {}
    exports = {line["document_id"]: line for line in state.get("lines", ())}
    ran_with = state.get("corrections", {})
    return [
        listed
        for id_, corrections in load_corrections(rules_dir).items()
        for listed in _listed(corrections, exports.get(id_), ran_with.get(id_), bool(state))
    ]


def _listed(
    corrections: Corrections, export: dict[str, Any] | None, ran_with: str | None, ran: bool
) -> Iterator[Listed]:
    count = len(corrections.entries)
    failure = export and export["failure"]
    states = ["applied"] * count
    if not ran or ran_with != corrections.sha256:
        states = ["not_run"] * count
    elif export is None:
        states = ["no_export"] * count
    elif failure:
        named = failure[1].get("states") or " ".join(["not_parsed"] * count)
        states = ["waits" if state == "applied" else state for state in named.split()]
    for (line, entry), state in zip(corrections.entries, states, strict=True):
        wrong = failure if failure and failure[1].get("line") == str(line) else None
        yield Listed(corrections.file, line, entry, state, wrong if state != "applied" else None)


def lines_of(listed: Iterable[Listed]) -> Iterator[str]:
    """The list as lines of text, each correction with what it does, its date and its reason."""
    for item in listed:
        state = say(f"corrections.state.{item.state}")
        yield f"{item.file}:{item.line}  {state}  {item.entry.date}  {item.entry.reason}"
        yield f"    {_what(item.entry)}"
        if item.failure:
            error, remedy = problem(*item.failure)
            yield f"    {error}"
            yield f"    {say('run.remedy', remedy=remedy)}"


def _what(entry: Entry) -> str:
    """What an entry does, in the words of the file."""
    if entry.plan is not None:
        fixes = {name: value for name, value in entry.plan if value is not None}
        return f"plan: {_cells(fixes)}"
    parts = [_cells(entry.row or {})]
    parts += [f"occurrence {entry.occurrence}"] if entry.occurrence else []
    parts += [f"→ join {entry.join}"] if entry.join else []
    parts += [f"→ split {_cells(entry.split)}"] if entry.split else []
    parts += [f"→ set {_cells(entry.set)}"] if entry.set else []
    parts += ["→ checked"] if entry.checked else []
    return "row: " + " ".join(parts)


def _cells(cells: Mapping[str, object]) -> str:
    shown = {name: " ".join(str(value).split()) for name, value in cells.items()}
    return ", ".join(
        f"{name} = {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
        for name, text in shown.items()
    )
