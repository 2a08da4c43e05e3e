"""From the bytes of an export to a `Source`: one module per format.

A reader knows nothing of tables, columns or Indonesian; it only says which characters there are
and where each of them stands.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.delimited import read_delimited
from pipeline.read.text import decode, read_text

# First bytes of formats that are certainly not text, and what to call them.
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Office/ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "Office 97"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
)


def read(path: Path) -> Source:
    """Read one export.

    The format is told by content, not by the file's ending. Raises `ExportError` ("empty",
    "unsupported", "not_text", "unreadable") with the place of what is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExportError("unreadable", reason=error.strerror or str(error)) from error
    if not data.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf\xff\xfe"):
        raise ExportError("empty")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ExportError("unsupported", format=name)
    text, flags = decode(data)
    if not text.strip():
        raise ExportError("empty")
    return read_delimited(text, flags) or read_text(text, flags)
