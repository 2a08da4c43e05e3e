"""`rkt rules check`: every file of a rules folder, each fault named and not only the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from pipeline.corrections.entries import read_corrections
from pipeline.corrections.orphans import orphans
from pipeline.deadlines.words import TimeWords
from pipeline.errors import RulesError
from pipeline.exports import find_exports
from pipeline.fingerprint import RULES_DIR, correction_files
from pipeline.messages import say
from pipeline.rules import AreaRules, HeaderRules, TableRules, TitleRules
from pipeline.rulesfile import read_rules_file

FILES: Mapping[str, type[BaseModel]] = {
    "areas.yaml": AreaRules,
    "headers.yaml": HeaderRules,
    "tables.yaml": TableRules,
    "time.yaml": TimeWords,
    "titles.yaml": TitleRules,
}


@dataclass(frozen=True)
class Checked:
    """What was found: how many files of rules and how many corrections were read, and what is
    wrong, in words, a text per file, and the same of files of corrections of no export."""

    files: int
    corrections: int
    wrong: list[str]
    orphans: list[str]


def check_rules(rules_dir: Path | None = None, raw: Path | None = None) -> Checked:
    """Read every file of a rules folder; `raw` are the exports whose corrections are meant. Raises
    RulesError where there is no such folder."""
    folder = RULES_DIR if rules_dir is None else rules_dir
    if not folder.is_dir():
        raise RulesError(say("rules.no_dir", file=folder))
    wrong = []
    for name, model in FILES.items():
        try:
            read_rules_file(folder / name, model)
        except RulesError as error:
            wrong.append(str(error))
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".yml") and path.name not in FILES and path.name[0] != ".":
            wrong.append(say("rules.unknown_file", file=path, known=", ".join(FILES)))
    count = 0
    for path in correction_files(folder):
        try:
            count += len(read_corrections(path).entries)
        except RulesError as error:
            wrong.append(str(error))
    exports = find_exports(raw) if raw is not None and raw.is_dir() else []
    alone = list(orphans((e.document_id for e in exports), folder)) if exports else []
    return Checked(len(FILES), count, wrong, alone)
