"""All corrections with their state, as `rkt corrections` lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.corrections.entries import Corrections, Entry, digests, load_corrections
from pipeline.corrections.orphans import orphan_message
from pipeline.exports import find_exports
from pipeline.fingerprint import RULES_DIR
from pipeline.messages import problem, say

_SHOWN = 60  # characters of a text in the list


@dataclass(frozen=True)
class Listed:
    """One correction. `state`: applied; by_words (applied to a row that is read otherwise than it
    was when the entry was written); none, several or twice (it cannot be applied); waits (others
    of its file cannot be applied); no_export (there is no export of the file's name, as `orphan`
    says); not_run (new or changed since the last run); not_parsed (its export could not be
    parsed). `failure` is code and values of why it cannot be applied."""

    file: str
    line: int
    entry: Entry
    state: str
    failure: tuple[str, Mapping[str, str]] | None = None
    orphan: str | None = None


_GOOD = ("applied", "by_words")


def list_corrections(
    parsed: Path, rules_dir: Path | None = None, raw: Path | None = None
) -> list[Listed]:
    """Every correction under a folder of rules, with its state in the run that made the tables in
    `parsed`; `raw` are the exports of the next run. Raises RulesError for a file that cannot be
    used."""
    rules_dir = RULES_DIR if rules_dir is None else rules_dir
    state = store.read_state(parsed) or {}
    exports = {line["document_id"]: line for line in state.get("lines", ())}
    ids = set(exports)
    if raw is not None and raw.is_dir():
        ids |= {export.document_id for export in find_exports(raw, skip=parsed)}
    listed: list[Listed] = []
    for id_, corrections in load_corrections(rules_dir).items():
        then = state.get("entries", {}).get(id_, [])
        orphan = orphan_message(corrections.file, ids) if ids and id_ not in ids else None
        listed += _listed(corrections, exports.get(id_), then, orphan)
    return listed


def _listed(
    corrections: Corrections,
    export: dict[str, Any] | None,
    then: Sequence[str],
    orphan: str | None,
) -> Iterator[Listed]:
    """The entries of a file. `then` are the digests of those that the run of `export` had."""
    states, failure = _states(export, len(then)), export and export["failure"]
    first_wrong = next((i for i, state in enumerate(states) if state not in _GOOD), None)
    known: dict[str, list[int]] = {}
    for number, digest in enumerate(then):
        known.setdefault(digest, []).append(number)
    for (line, entry), digest in zip(corrections.entries, digests(corrections), strict=True):
        at = known[digest].pop(0) if known.get(digest) else None
        state = "not_run" if at is None or export is None else states[at]
        if failure and state in _GOOD:
            state = "waits"
        wrong = None
        if failure and at == first_wrong and state not in ("waits", "not_parsed", "not_run"):
            wrong = failure[0], {**failure[1], "line": str(line)}  # where it stands by now
        if orphan is not None:
            state = "no_export"
        yield Listed(corrections.file, line, entry, state, wrong, orphan)


def _states(export: dict[str, Any] | None, count: int) -> list[str]:
    """What became of each entry in the run of an export."""
    if export is None:
        return []
    if not export["failure"]:
        return list(export["corrections"])
    said = export["failure"][1].get("states")
    return said.split() if said else ["not_parsed"] * count


def lines_of(listed: Iterable[Listed]) -> Iterator[str]:
    """The list as lines of text, each correction with what it does, its date and its reason."""
    said = set()
    for item in listed:
        state = say(f"corrections.state.{item.state}")
        yield f"{item.file}:{item.line}  {state}  {item.entry.date}  {item.entry.reason}"
        yield f"    {_what(item.entry)}"
        if item.orphan and item.orphan not in said:
            said.add(item.orphan)
            yield f"    {item.orphan}"
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
    parts += ["→ drop"] if entry.drop else []
    return "row: " + " ".join(parts)


def _cells(cells: Mapping[str, object]) -> str:
    shown = {name: " ".join(str(value).split()) for name, value in cells.items()}
    return ", ".join(
        f"{name} = {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
        for name, text in shown.items()
    )
