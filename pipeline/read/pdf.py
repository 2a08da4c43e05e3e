"""PDFs, page by page: each is read and laid out before the next one, those without text as
pictures."""

from __future__ import annotations

import os
import re

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.pages import Pages
from pipeline.read.pdfium import PageMarks, read_page

# The password of encrypted PDFs is taken from here; `rkt --pdf-password` sets it.
PASSWORD = "RKT_PDF_PASSWORD"
_MOST_PAGES = 5_000
_FRESH_START = 200  # pages after which the document is opened anew: PDFium keeps what it has read
_END = 2048  # bytes at the end of a whole file that hold its end mark
_OBJECT = re.compile(rb"\b(\d{1,8}) (\d{1,5}) obj\b(.{,4000}?)endobj", re.DOTALL)
_NUMBERED = re.compile(rb"\b(\d{1,8}) \d{1,5} obj\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")


def read_pdf(data: bytes) -> Source:
    """The bytes of a PDF → a `Source` with boxes, and a grid for every ruled table of a page.

    Raises `ExportError`: "pdf_password" for one that opens only with a password, "damaged" for
    one of which no page can be read, "no_text" where no page has text, "no_ocr" where pages are
    pictures and no engine reads them, "too_large".
    """
    document = _opened(data)
    count = len(document)
    if count > _MOST_PAGES:
        raise ExportError("too_large")
    pages = Pages("pdf")
    for index in range(count):
        if index and index % _FRESH_START == 0:
            document.close()
            document = _opened(data)
        marks = read_page(document.raw, index)
        if marks is None:
            pages.flag("page_unreadable")
        else:
            seen = _seen(document, index, marks)
            pages.add(marks if seen is None else seen, unread=seen is None)
    document.close()
    if b"%%EOF" not in data[-_END:]:
        pages.flag("file_incomplete")
        if pages.are_blank:
            raise ExportError("damaged", format="PDF")
    return pages.source()


def _seen(document: pypdfium2.PdfDocument, index: int, marks: PageMarks) -> PageMarks | None:
    """What is on a page, or what can be read in its picture where it is one; None where nothing
    reads pictures."""
    if marks.empty or len(marks.codes) and (len(marks.lines) or len(marks.fills)):
        return marks
    # What reads pictures is not imported for a PDF of text.
    from pipeline.read.pictures import is_scan, scanned_page

    if not is_scan(document, index, marks):
        return marks
    return scanned_page(document, index)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data, password=os.environ.get(PASSWORD) or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise ExportError("pdf_password") from error
        try:
            return pypdfium2.PdfDocument(_with_page_tree(data))
        except pypdfium2.PdfiumError:
            raise ExportError("damaged", format="PDF") from error


def _with_page_tree(data: bytes) -> bytes:
    """A PDF whose end is lost, with a new list of the pages that it still holds."""
    pages: dict[bytes, bytes] = {}
    for match in _OBJECT.finditer(data):
        if _PAGE.search(match.group(3)):
            pages[match.group(1)] = match.group(2)
    kids = b" ".join(b"%s %s R" % page for page in pages.items())
    free = max((int(number) for number in _NUMBERED.findall(data)), default=0) + 1
    return b"%s\nendobj\n%d 0 obj\n<</Type/Pages/Kids[%s]/Count %d>>\nendobj\n" % (
        data,
        free,
        kids,
        len(pages),
    ) + b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\ntrailer\n<</Root %d 0 R>>\n" % (
        free + 1,
        free,
        free + 1,
    )
