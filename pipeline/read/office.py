"""Office files, told apart by what is in them, never by their name."""

from __future__ import annotations

from pipeline.errors import ExportError
from pipeline.model import Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read_package(data: bytes) -> Source:
    """A ZIP archive → a `Source`. Raises ExportError "damaged", "encrypted", "too_large", or
    "unsupported" for archives that are no XLSX, DOCX, ODS or ODT."""
    from pipeline.read import docx, opendocument, workbook
    from pipeline.read.package import Package

    package = Package(data)
    if main := workbook.main_part(package):
        package.format = "XLSX"
        return workbook.read_workbook(package, main)
    if main := docx.main_part(package):
        package.format = "DOCX"
        return docx.read_docx(package, main)
    if "content.xml" in package.names:
        package.format = "OpenDocument"
        return opendocument.read_opendocument(package)
    raise ExportError("unsupported", format="ZIP")


def read_compound(data: bytes) -> Source:
    """A compound file, in which Office kept everything until 2003 and keeps encrypted files still.
    Its directory names its streams in UTF-16. Raises ExportError "encrypted", "damaged",
    "unsupported"."""
    from pipeline.read.xls import read_xls

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise ExportError("encrypted", format="Office")
    if holds("WordDocument"):
        raise ExportError("unsupported", format="Word 97 (DOC)")
    if holds("Workbook") or holds("Book"):
        return read_xls(data)
    if _is_cut(data):
        raise ExportError("damaged", format="XLS")
    raise ExportError("unsupported", format="Office 97")


def _is_cut(data: bytes) -> bool:
    """Whether a compound file ends before its directory, which may stand anywhere in it ([MS-CFB],
    section 2.2: the size of a sector as a power of two at 30, the directory's first one at 48)."""
    shift = min(int.from_bytes(data[30:32], "little"), 16)
    first = int.from_bytes(data[48:52], "little")
    return len(data) < (first + 2) << shift
