"""The exports under a folder: which there are, what each is called, and what is no export at all.

Nothing is opened to find this out: a pipe would block and a device may never end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ExportError

if TYPE_CHECKING:
    from pipeline.recover.flowed.remembered import Memory

# What a name ends in when it names an export; "RKT v1.2" has no ending.
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")
# A folder called plan.tsv was meant to be a file; one called "Balai v.II" was not.
_EXPORT_ENDINGS = frozenset(
    "tsv tab csv txt pdf xls xlsx xlsm ods doc docx odt rtf htm html png jpg jpeg tif tiff".split()
)
# Left by editors, office programs and file managers, or still being downloaded or copied; names
# that begin with a dot are hidden.
_LEFTOVER = re.compile(
    r"\.|~\$|.*~$|(?:Thumbs\.db|desktop\.ini)$"
    r"|.*\.(?:part|partial|filepart|crdownload|opdownload|download|tmp|temp)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Export:
    """One export to parse. `name` is its path under the raw folder, with "/"; `problem` says why
    it cannot even be opened; `memory` is what earlier plans of its unit teach, if any do;
    `corrected` says whether its corrections are to be applied."""

    path: Path
    name: str
    document_id: str
    problem: ExportError | None = None
    memory: Memory | None = None
    corrected: bool = False


def find_exports(raw: Path, skip: Path | None = None) -> list[Export]:
    """Every export under `raw`, sorted by name, with ids unique among them.

    Hidden files, leftovers of programs and the folder `skip` are passed over. Whatever stands
    there and is not a readable file is an `Export` with its problem.
    """
    found = [
        Export(path, name_as_text(path.relative_to(raw)), "", _problem(path))
        for path in _walk(raw, (raw.resolve(),), skip.resolve() if skip else None)
    ]
    found.sort(key=lambda export: export.name)
    ids = _unique_ids([export.name for export in found])
    return [replace(e, document_id=i) for e, i in zip(found, ids, strict=True)]


def in_a_run(path: Path) -> tuple[str, str]:
    """The id and name that a run gives an export: those of its path below the folder "raw" that it
    stands in, or of the file's name alone where it stands in none."""
    path = path.resolve() if ".." in path.parts else path.absolute()
    raw = next((folder for folder in path.parents if folder.name == "raw"), None)
    for export in find_exports(raw) if raw else ():
        if export.path == path:
            return export.document_id, export.name
    name = name_as_text(Path(path.name))
    return slug(name), name


def check_file(path: Path) -> None:
    """Raise the `ExportError` of a path that is not a readable file, without opening it."""
    if problem := _problem(path):
        raise problem


def slug(name: str) -> str:
    """The path of an export as an id: without ending, lower case, words joined with "-"."""
    plain = unicodedata.normalize("NFKD", _ENDING.sub("", name))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "export"


def _unique_ids(names: list[str]) -> list[str]:
    """The slug of each name; where two are equal both get their ending, then a hash."""

    def with_ending(name: str, id_: str) -> str:
        ending = _ENDING.search(name)
        return f"{id_}-{ending.group(1).lower()}" if ending else id_

    def with_hash(name: str, id_: str) -> str:
        return f"{id_}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    ids = [slug(name) for name in names]
    steps: Iterable[Callable[[str, str], str]] = (with_ending, with_hash, with_hash)
    for step in steps:
        count = Counter(ids)
        ids = [step(n, i) if count[i] > 1 else i for n, i in zip(names, ids, strict=True)]
    return ids


def name_as_text(path: Path) -> str:
    """A path as text with "/"; bytes that are not UTF-8 are shown as \\x.. escapes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _walk(folder: Path, above: tuple[Path, ...], skip: Path | None) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for path in entries:
        if _LEFTOVER.match(path.name):
            continue
        if not path.is_dir() or _ends_like_export(path):
            yield path
            continue
        real = path.resolve()
        if real in above:  # a link to a folder it stands in
            yield path
        elif real != skip:
            yield from _walk(path, (*above, real), skip)


def _ends_like_export(path: Path) -> bool:
    ending = _ENDING.search(path.name)
    return bool(ending) and ending.group(1).lower() in _EXPORT_ENDINGS  # type: ignore[union-attr]


def _problem(path: Path) -> ExportError | None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR):
            return ExportError("broken_link", target=_link_target(path))
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return ExportError("missing")
        return ExportError("unreadable", reason=error.strerror or str(error))
    if stat.S_ISDIR(mode):
        if path.is_symlink() and path.resolve() in path.absolute().parents:
            return ExportError("broken_link", target=_link_target(path))
        if not _ends_like_export(path) and not os.access(path, os.R_OK | os.X_OK):
            return ExportError("unreadable", reason=os.strerror(errno.EACCES))
        return ExportError("folder")
    if not stat.S_ISREG(mode):
        return ExportError("not_a_file")
    if not os.access(path, os.R_OK):
        return ExportError("unreadable", reason=os.strerror(errno.EACCES))
    return None


def _link_target(path: Path) -> str:
    return os.fsencode(path.readlink()).decode("utf-8", "backslashreplace")
