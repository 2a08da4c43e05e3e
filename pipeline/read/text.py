"""Plain text: decoding, and a `Source` with pages where the text has form feeds."""

from __future__ import annotations

import re

from pipeline.errors import ExportError
from pipeline.model import Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Control characters, of which a text export holds few if any; \x1a is the end-of-file mark of old
# systems.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MOST_CONTROLS = 0.02  # of the characters of a text, as fonts that name no letters leave
# What PDFium writes for a hyphen at a line's end (older versions the second), and pypdf for the
# bullet of fonts that are not embedded.
_SIGNS = str.maketrans({"\ufffe": "-", "\x02": "-", "\x7f": "•"})
# Plans have far fewer characters: even 2,000 pages have six million.
_MOST_CHARACTERS = 15_000_000
# The XML that Excel and Word of 2003 write as one file.
_OFFICE_2003 = re.compile(
    rb"progid=\"(Excel\.Sheet|Word\.Document)\"|urn:schemas-microsoft-com:office:spreadsheet"
)
# The beginning of a web page, and of one packed with its pictures as a mail (MHTML).
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html|body|table|head|meta)\b")
_MIME = re.compile(
    rb"(?i)\s*+(?:[\w-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+){0,40}?content-type:\s*multipart/related"
)


def looks_like_html(data: bytes) -> bool:
    """Whether bytes are a web page, by the element that they begin with, or MHTML."""
    start = data[:4096].replace(b"\x00", b"")
    for bom, _ in _BOMS:
        start = start.removeprefix(bom.replace(b"\x00", b""))
    start = start.lstrip()
    return (start.startswith(b"<") and bool(_PAGE.search(start))) or is_mime(data)


def is_mime(data: bytes) -> bool:
    """Whether bytes are a web page packed as a mail with several parts."""
    return _MIME.match(data[:4096]) is not None


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes → (text, flags): UTF-8, UTF-16 and UTF-32 with or without a byte-order mark, else
    Windows-1252, which is flagged. Raises `ExportError`: "not_text" for anything else,
    "unsupported" for the XML of Office 2003, "too_large" for what no plan is. Hyphens and bullets
    that programs write as controls are such again; other controls are damaged characters."""
    if data.lstrip()[:5] == b"<?xml" and (found := _OFFICE_2003.search(data[:4096])):
        word = found.group(1) == b"Word.Document"
        raise ExportError("unsupported", format=f"{'Word' if word else 'Excel'} 2003 XML")
    text, flags = _decoded(data)
    if len(text) > _MOST_CHARACTERS:
        raise ExportError("too_large")
    return _CONTROL.sub("\ufffd", text.translate(_SIGNS)), flags


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, len(bom)), ()
    sample = data[:4096]
    if len(data) % 2 == 0 and sample.count(0) > len(sample) // 4:
        # Two bytes a character, most of them ASCII: the zero bytes stand on one side.
        encoding = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return _strict(data, encoding, 0), ("encoding_guessed",)
    try:
        return _checked(data.decode("utf-8")), ()
    except UnicodeDecodeError as utf8_error:
        try:
            return _checked(data.decode("cp1252")), ("encoding_guessed",)
        except UnicodeDecodeError:
            raise ExportError("not_text", offset=utf8_error.start) from utf8_error


def _strict(data: bytes, encoding: str, skipped: int) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise ExportError("not_text", offset=skipped + error.start) from error


def _checked(text: str) -> str:
    found = _CONTROL.findall(text)
    if found and ("\0" in found or len(found) > _MOST_CONTROLS * len(text)):
        raise ExportError("not_text", offset=text.index(found[0]))
    return text


def read_text(text: str, flags: tuple[str, ...] = ()) -> Source:
    """Decoded text → a `Source`; form feeds begin new pages."""
    breaks = [m.end() for m in re.finditer("\f", text)]
    pages = (0, *(b for b in breaks if text[b:].strip())) if breaks else ()
    return Source("text", text, page_starts=pages, flags=flags)
