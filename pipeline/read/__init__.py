"""From the bytes of an export to a `Source`: one module per format.

A reader knows nothing of tables, columns or Indonesian; it only says which characters there are
and where each of them stands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.delimited import read_delimited
from pipeline.read.office import OLE, ZIP, read_compound, read_package
from pipeline.read.text import decode, looks_like_html, read_text

_PDF = b"%PDF-"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_PDF_STARTS = 1024  # bytes within which a PDF begins
# Names of files that are never text: where such a file is nothing that can be told, it is damaged.
_NEVER_TEXT = frozenset(".xlsx .xlsm .xls .ods .docx .odt .pdf .png .jpg .jpeg .tif .tiff".split())
# First bytes of formats that are certainly not text, and what to call them.
_MAGIC = (
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
)


def read(path: Path) -> Source:
    """Read one export.

    The format is told by content; the file's ending only says what a file is that is nothing else.
    Raises `ExportError` ("empty", "unsupported", "not_text", "unreadable", "damaged", "encrypted",
    "pdf_password", "no_text", "no_ocr", "picture_too_large", "too_large") with what is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExportError("unreadable", reason=error.strerror or str(error)) from error
    if not data.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf\xff\xfe"):
        raise ExportError("empty")
    if _PDF in data[:_PDF_STARTS]:
        from pipeline.read.pdf import read_pdf

        return _guarded(read_pdf, data, "PDF")
    if data.startswith((*ZIP, OLE)):
        return _office(data)
    if data.startswith(_PICTURES):
        from pipeline.read.pictures import read_pictures

        return _guarded(read_pictures, data, "picture")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ExportError("unsupported", format=name)
    if looks_like_html(data):
        from pipeline.read.html import read_html

        return _guarded(read_html, data, "HTML")
    try:
        text, flags = decode(data)
    except ExportError as error:
        if error.code == "not_text" and path.suffix.lower() in _NEVER_TEXT:
            name = path.suffix[1:].upper()
            raise ExportError("damaged", format=name) from error
        raise
    if not text.strip():
        raise ExportError("empty")
    return read_delimited(text, flags) or read_text(text, flags)


def _office(data: bytes) -> Source:
    if data.startswith(OLE):
        return _guarded(read_compound, data, "Office 97")
    return _guarded(read_package, data, "Office")


def _guarded(reader: Callable[[bytes], Source], data: bytes, format_name: str) -> Source:
    """What a reader makes of bytes. A file whose parts are XML but mean nothing can go wrong at
    any step of it; whatever happens, the file is damaged."""
    try:
        return reader(data)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ExportError("damaged", format=format_name) from error
