"""What a result depends on: the export's bytes, the rules, the version and the pipeline's code.

Light to import, so that a run which finds nothing changed loads neither rules nor pandas.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ExportError, RulesError
from pipeline.messages import say

# The rules of this repository, used where no other folder is named.
RULES_DIR = Path(__file__).resolve().parent.parent / "rules"
# The folder of corrections in a folder of rules.
CORRECTIONS = "corrections"
# A file that was meant to be one of corrections, whatever an editor made of its ending.
_CORRECTIONS = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes; ExportError "missing" where the file has gone, "unreadable" where
    it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ExportError("missing") from error
    except OSError as error:
        raise ExportError("unreadable", reason=error.strerror or str(error)) from error


def rules_sha256(folder: Path) -> str:
    """SHA-256 of every file of a rules folder besides corrections, which concern one export each;
    RulesError where one cannot be read."""
    if not folder.is_dir():
        raise RulesError(say("rules.no_dir", file=folder))
    aside = folder / CORRECTIONS
    shown = (p for p in folder.rglob("*") if not _is_hidden(p.relative_to(folder)))
    try:
        return _files_sha256(folder, (p for p in shown if aside not in p.parents))
    except OSError as error:
        raise _unreadable(error) from error


def correction_files(rules_dir: Path) -> list[Path]:
    """The files of corrections under a folder of rules, sorted by name."""
    folder = rules_dir / CORRECTIONS
    try:
        files = sorted(p for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []
    except OSError as error:
        raise _unreadable(error) from error
    return [p for p in files if _CORRECTIONS.search(p.name) and not _is_hidden(Path(p.name))]


def corrections_sha256(rules_dir: Path) -> dict[str, str]:
    """SHA-256 of each file of corrections by the id of its export; RulesError where one cannot be
    read."""
    try:
        return {path.stem: file_sha256(path) for path in correction_files(rules_dir)}
    except ExportError as error:
        folder = rules_dir / CORRECTIONS
        raise RulesError(say("rules.unreadable", file=folder, **error.values)) from error


def rules_used(rules: str, corrections: str | None) -> str:
    """The fingerprint of the rules that an export is parsed with, its corrections among them."""
    if corrections is None:
        return rules
    return hashlib.sha256(f"{rules} {corrections}".encode()).hexdigest()


def _unreadable(error: OSError) -> RulesError:
    reason = error.strerror or str(error)
    return RulesError(say("rules.unreadable", file=error.filename, reason=reason))


def code_sha256(besides: str | None = None) -> str:
    """SHA-256 of the pipeline's own source, so that changed code makes everything anew; `besides`
    names a folder of it that does not matter."""
    folder = Path(__file__).resolve().parent
    aside = {"__pycache__", besides}
    own = (p for p in folder.rglob("*") if aside.isdisjoint(p.relative_to(folder).parts))
    return _files_sha256(folder, own)


def _files_sha256(folder: Path, paths: Iterable[Path]) -> str:
    """SHA-256 of files in order of their names, each framed by its name and length."""
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
        content = path.read_bytes()
        digest.update(b"%d %d\n%b%b" % (len(name), len(content), name, content))
    return digest.hexdigest()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
