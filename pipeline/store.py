"""The folder `parsed/`: four tables that change together, and a cache of parsed exports.

Atomic: new tables are written beside the old, flushed to disk, and listed in a journal; only then
is each renamed to its place. A run that is killed before the journal is there has changed nothing;
one killed after it is finished by the next run, or by `rkt check`. Readers never see half a file.

    parsed/NAME.parquet            the tables
    parsed/.cache/documents/       one file per parsed export, named by what it depends on
    parsed/.cache/state.json       what the tables were made from
    parsed/.cache/next/, commit    new tables, and the journal that says they are complete
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.tables import TABLES, Record, to_arrow

_STATE = "state.json"
State = dict[str, Any]


class StoreBusyError(Exception):
    """Another run is working on the same folder."""


@contextmanager
def locked(parsed: Path) -> Iterator[None]:
    """Hold `parsed/` for one run, having finished what an interrupted one left.

    Raises StoreBusyError if another run holds it, OSError if it cannot be written.
    """
    _cache(parsed).mkdir(parents=True, exist_ok=True)
    with (_cache(parsed) / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusyError(str(parsed)) from error
        _finish_interrupted(parsed)
        yield


def table_path(parsed: Path, table: str) -> Path:
    """Where a table stands."""
    return parsed / f"{table}.parquet"


def read_tables(parsed: Path, names: Sequence[str]) -> dict[str, list[Record]]:
    """The rows of tables that belong together, dates as datetime; what an interrupted run left is
    finished first, where the folder can be written.

    Raises FileNotFoundError where there are no tables, StoreBusyError while a run is at work, and
    OSError or ValueError for tables that cannot be read or have other columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        if _cache(parsed).is_dir():
            with suppress(OSError):
                stack.enter_context(locked(parsed))
        tables = {}
        for name in names:
            try:
                # Not pq.read_table, which imports pandas.
                with pq.ParquetFile(table_path(parsed, name)) as file:
                    table = file.read()
            except pa.ArrowException as error:
                raise ValueError(f"{name}: {str(error).splitlines()[0]}") from error
            if missing := {column.name for column in TABLES[name]} - set(table.column_names):
                raise ValueError(f"{name}: {', '.join(sorted(missing))} ?")
            tables[name] = table.to_pylist()
    return tables


def write_tables(parsed: Path, records: Mapping[str, Sequence[Record]], state: State) -> None:
    """Replace all tables, and the state, at once. The same records give the same bytes."""
    import pyarrow.parquet as pq

    new = _cache(parsed) / "next"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    sha256 = {}
    for table in TABLES:
        path = new / f"{table}.parquet"
        arrow = to_arrow(table, records[table])
        pq.write_table(arrow, path, compression="zstd", version="2.6", row_group_size=1 << 20)
        sha256[table] = _sha256(path)
        _flush(path)
    _write_flushed(new / _STATE, json.dumps({**state, "tables": sha256}, indent=1).encode())
    _flush(new)
    journal = _cache(parsed) / "commit"
    _write_flushed(journal.with_suffix(".new"), b"next/ is complete\n")
    journal.with_suffix(".new").replace(journal)
    _flush(_cache(parsed))
    _finish_interrupted(parsed)


def _finish_interrupted(parsed: Path) -> None:
    """Put complete new tables in their place; throw incomplete ones away."""
    cache = _cache(parsed)
    new = cache / "next"
    if (cache / "commit").exists():
        for name in [*(f"{table}.parquet" for table in TABLES), _STATE]:
            if (new / name).exists():  # else it was moved before the interruption
                (new / name).replace((cache if name == _STATE else parsed) / name)
        _flush(parsed)
        _flush(cache)
        (cache / "commit").unlink()
    shutil.rmtree(new, ignore_errors=True)


def read_state(parsed: Path) -> State | None:
    """What the tables were made from; None if that is unknown, or a table is not as it was
    written."""
    try:
        state = json.loads((_cache(parsed) / _STATE).read_bytes())
        intact = all(_sha256(table_path(parsed, t)) == state["tables"][t] for t in TABLES)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if intact else None


def read_entry(parsed: Path, key: str) -> Any:
    """The cached result under a key; None if there is none or it is damaged."""
    try:
        sha256, _, content = _entry_path(parsed, key).read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest().encode() != sha256:
        return None
    return json.loads(content)


def write_entry(parsed: Path, key: str, value: Any) -> None:
    """Cache a result (JSON values) under a key."""
    content = json.dumps(value).encode()
    path = _entry_path(parsed, key)
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    new.replace(path)


def prune_entries(parsed: Path, keep: set[str]) -> None:
    """Remove cached results that no export uses any more."""
    for path in (_cache(parsed) / "documents").glob("*"):
        if path.name.removesuffix(".json") not in keep:
            path.unlink(missing_ok=True)


def _cache(parsed: Path) -> Path:
    return parsed / ".cache"


def _entry_path(parsed: Path, key: str) -> Path:
    return _cache(parsed) / "documents" / f"{key}.json"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_flushed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _flush(path)


def _flush(path: Path) -> None:
    """Have the system put a file or folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
