"""What the folder of rules says of an export, where it is still the one that was parsed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.errors import RulesError
from pipeline.fingerprint import CORRECTIONS, corrections_sha256, rules_sha256
from pipeline.tables import Record

if TYPE_CHECKING:
    from pipeline.corrections.entries import Entry


class Ruled(NamedTuple):
    """Headers of an export that the rules do not know, and its corrections."""

    unknown: list[str]
    entries: tuple[Entry, ...]


class Rulings(NamedTuple):
    """The rules' header names by field, None where they have changed since; and the corrections
    by document_id, without those that have."""

    headers: Mapping[str, tuple[str, ...]] | None
    corrections: Mapping[str, tuple[Entry, ...]]

    def of(self, document_id: str, rows: Iterable[Record]) -> Ruled:
        """What is said of one export and its rows."""
        from pipeline.rules import unknown_headers

        unknown = [] if self.headers is None else unknown_headers(rows, self.headers)
        return Ruled(unknown, self.corrections.get(document_id, ()))


def rulings(rules_dir: Path, state: Mapping[str, Any]) -> Rulings:
    """What a folder of rules says; `state` is what the tables were made from."""
    try:
        same = rules_sha256(rules_dir) in state.get("made_with", [])
        return Rulings(_headers(rules_dir) if same else None, _corrections(rules_dir, state))
    except RulesError:  # they were right when the tables were made
        return Rulings(None, {})


def _headers(rules_dir: Path) -> dict[str, tuple[str, ...]]:
    from pipeline.rules import HeaderRules
    from pipeline.rulesfile import read_rules_file

    names = read_rules_file(rules_dir / "headers.yaml", HeaderRules)
    return {field: tuple(known) for field, known in names}


def _corrections(rules_dir: Path, state: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    then, now = state.get("corrections") or {}, corrections_sha256(rules_dir)
    same = [document_id for document_id, sha256 in now.items() if then.get(document_id) == sha256]
    if not same:
        return {}
    from pipeline.corrections.entries import read_corrections

    files = {document_id: rules_dir / CORRECTIONS / f"{document_id}.yaml" for document_id in same}
    return {
        document_id: tuple(entry for _, entry in read_corrections(path).entries)
        for document_id, path in files.items()
    }
