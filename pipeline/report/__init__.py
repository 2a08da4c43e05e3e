"""The review page: what `parsed/` holds as a folder of pages that a browser opens from disk.

    parsed/report/index.html      every export, what failed, and the deadlines of a year
    parsed/report/ekspor/ID.html  one export: its source, and what was recovered from it
    parsed/report/ekspor/ID/      pictures of its pages, where it is a PDF
    parsed/report/.stamps.json    what each page was made from

Each file is replaced whole; the page of an export that has not changed is kept, that of one that
is gone is removed. The same tables and traces give the same files.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import store
from pipeline.errors import ExportError
from pipeline.fingerprint import RULES_DIR, code_sha256, file_sha256
from pipeline.report.html import STATIC, export_html, index_html
from pipeline.report.overview import overview
from pipeline.report.pages import PAGES
from pipeline.report.ruled import rulings
from pipeline.tables import TABLES, Record
from pipeline.trace import file_stem, trace_path

_STAMPS = ".stamps.json"
Stamp = dict[str, Any]


class Written(NamedTuple):
    """The first page of a report, and how many pages of exports were written and kept."""

    first_page: Path
    written: int
    kept: int


class NoTracesError(Exception):
    """Exports have no trace of what they were parsed to: the run that writes them is missing."""


def write_report(raw: Path, parsed: Path, rules_dir: Path | None = None) -> Written:
    """Bring `parsed/report/` up to date with the tables and traces in `parsed`; exports in `raw`
    are read for pictures of their pages only, the rules, by default the repository's, for header
    names and corrections.

    Raises what `store.read_tables` raises, NoTracesError with the number of exports without a
    trace, and OSError where the report cannot be written.
    """
    tables = store.read_tables(parsed, list(TABLES))
    state = store.read_state(parsed) or {"lines": []}
    documents = [d for d in tables["documents"] if d["status"] != "failed"]
    traces = {d["document_id"]: _trace(parsed, d) for d in documents}
    if missing := sum(trace is None for trace in traces.values()):
        raise NoTracesError(missing)
    folder = parsed / "report"
    (folder / PAGES).mkdir(parents=True, exist_ok=True)
    rows = _by_document(tables["indicators"])
    deadlines = _by_document(tables["deadlines"])
    rules = rulings(RULES_DIR if rules_dir is None else rules_dir, state)
    code, old, new = code_sha256(), _read_stamps(folder), {}
    written = 0
    unknown = {}
    for document in documents:
        own = document["document_id"]
        stem = file_stem(own)
        pictures = _pictures(raw, folder, document, old.get(stem), code)
        ruled = rules.of(own, rows.get(own, []))
        unknown[own] = ruled.unknown
        parts = (code, document, rows.get(own), deadlines.get(own), traces[own], pictures, ruled)
        digest = hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
        new[stem] = {"page": digest, "pictures": pictures}
        path = folder / PAGES / f"{stem}.html"
        if path.is_file() and old.get(stem, {}).get("page") == digest:
            continue
        trace = json.loads(traces[own] or b"")
        sizes = pictures["sizes"] if pictures else None
        html = export_html(document, rows.get(own, []), deadlines.get(own, []), trace, sizes, ruled)
        _put(path, html)
        written += 1
    kept = set()
    for line in state["lines"]:  # a correction that does not fit takes no page away
        stem = file_stem(line["document_id"])
        if line["failure"] and line["failure"][0].startswith("correction_") and stem in old:
            new[stem] = old[stem]
            kept.add(line["document_id"])
    failures = {line["name"]: line["failure"] for line in state["lines"] if line["failure"]}
    _put(folder / "index.html", index_html(overview(tables, failures, unknown, kept)))
    for path in STATIC:
        _put(folder / path.name, path.read_bytes())
    _put(folder / _STAMPS, json.dumps(new, indent=1, sort_keys=True).encode())
    _remove_others(folder / PAGES, new)
    return Written(folder / "index.html", written, len(documents) - written)


def _trace(parsed: Path, document: Record) -> bytes | None:
    """The trace of an export, None where there is none or it is that of another state of it."""
    try:
        content = trace_path(parsed, document["document_id"]).read_bytes()
    except FileNotFoundError:
        return None
    made_from = json.dumps(document["source_sha256"]).encode()
    return content if b'"source_sha256":' + made_from in content[:500] else None


def _by_document(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record["document_id"], []).append(record)
    return found


def _pictures(
    raw: Path, folder: Path, document: Record, old: Stamp | None, code: str
) -> Stamp | None:
    """The page pictures of a PDF, drawn if they are not there: what they were made from, and the
    pages' sizes in points. None for other formats, and where they cannot be drawn."""
    if document["format"] != "pdf":
        return None
    made_from = [document["source_sha256"], code]
    target = folder / PAGES / file_stem(document["document_id"])
    known = (old or {}).get("pictures")
    if known and known["made_from"] == made_from and _has_all(target, known["sizes"]):
        return dict(known)
    path = raw / document["source_path"]
    try:
        if file_sha256(path) != document["source_sha256"]:
            return None
        sizes = _draw(path, target)
    except ExportError:
        return None
    return {"made_from": made_from, "sizes": sizes} if len(sizes) == document["pages"] else None


def _has_all(target: Path, sizes: Sequence[object]) -> bool:
    return all((target / f"{number}.webp").is_file() for number in range(1, len(sizes) + 1))


def _draw(path: Path, target: Path) -> list[list[float]]:
    """Write the pictures of pages into a folder of their own; the pages' sizes, up to the first
    that cannot be drawn."""
    import pypdfium2

    from pipeline.report.pictures import page_pictures

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    sizes: list[list[float]] = []
    try:
        for picture in page_pictures(path):
            sizes.append([round(picture.width, 1), round(picture.height, 1)])
            _put(target / f"{len(sizes)}.webp", picture.webp)
    except pypdfium2.PdfiumError:
        pass
    return sizes


def _read_stamps(folder: Path) -> dict[str, Stamp]:
    try:
        stamps: dict[str, Stamp] = json.loads((folder / _STAMPS).read_bytes())
    except (OSError, ValueError):
        return {}
    return stamps


def _put(path: Path, content: bytes) -> None:
    """Write a file whole, unless it is there already."""
    if path.is_file() and path.read_bytes() == content:
        return
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def _remove_others(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """Remove the pages of exports that are gone, and pictures that no page shows."""
    pages = {f"{stem}.html" for stem in stamps}
    pictured = {stem for stem, stamp in stamps.items() if stamp["pictures"]}
    for path in folder.iterdir():
        if path.is_dir() and path.name not in pictured:
            shutil.rmtree(path)
        elif path.is_file() and path.name not in pages:
            path.unlink()
