"""Pages that are pictures: pages of PDFs that were scanned, and files of pictures themselves.

One page is in memory at a time. A picture is read at no more than 300 dots per inch; what says
nothing of its size is taken for a page of A4.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.bitmap import Pixels
from pipeline.read.ocr import engine
from pipeline.read.pages import Pages
from pipeline.read.pdfium import PageMarks
from pipeline.read.scan import read_scan

_MOST_PIXELS = 100_000_000  # of a picture that is opened at all
_MOST_PAGES = 1_000
# Pillow warns of large pictures itself; here they are refused in words that help.
Image.MAX_IMAGE_PIXELS = None
_FINEST, _COARSEST = 300.0, 150.0  # dots per inch
_LONG_SIDE = 11.7  # inches of a page of A4
_LIKELY = (9.0, 20.0)  # inches of the long side of pages, where a file says how large they are
_COVERED = 0.6  # of a page is covered by the picture of a scan
_FEW = 300  # characters: a stamp or a running head over a scan, but no page of text
_FORMATS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "TIFF": "tiff"}


def read_pictures(data: bytes) -> Source:
    """The bytes of a PNG, JPEG or TIFF, of one page or many → a `Source` with boxes.

    Raises `ExportError`: "damaged" for what cannot be opened, "picture_too_large", "too_large" for
    too many pages, "no_ocr" where no engine is installed, "no_text" where nothing is to be read.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            kind = _FORMATS[image.format or ""]
            if engine() is None:
                raise ExportError("no_ocr")
            pages = Pages(kind)
            for grey, dpi in _frames(image):
                pages.add(read_scan(grey, dpi))
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise ExportError("damaged", format="picture") from error
    return pages.source()


def _frames(image: Any) -> Iterator[tuple[Pixels, float]]:
    """The pages of a picture in grey levels, with their dots per inch."""
    count = getattr(image, "n_frames", 1)
    if count > _MOST_PAGES:
        raise ExportError("too_large")
    for number in range(count):
        image.seek(number)
        width, height = image.size
        if width * height > _MOST_PIXELS:
            raise ExportError("picture_too_large", width=width, height=height)
        across, down = (float(value or 0) for value in image.info.get("dpi", (0, 0)))
        page = _grey(ImageOps.exif_transpose(image))
        if image.getexif().get(0x0112, 1) >= 5:  # the picture was turned by a quarter
            across, down = down, across
        if across > 0 and down > 0 and not 0.9 < across / down < 1.1:  # fax
            width = round(page.width * max(across, down) / across)
            page = page.resize((width, round(page.height * max(across, down) / down)))
        dpi = max(across, down)
        if not dpi or not _LIKELY[0] < max(page.size) / dpi < _LIKELY[1]:
            dpi = max(page.size) / _LONG_SIDE
        if dpi > _FINEST:
            scale = _FINEST / dpi
            page = page.resize(
                (max(1, round(page.width * scale)), max(1, round(page.height * scale))),
                Image.Resampling.BOX,
            )
            dpi = _FINEST
        yield np.asarray(page, np.uint8), dpi


def _grey(image: Any) -> Any:
    """Grey levels, white where a picture is transparent, 16 bits brought to 8."""
    if image.mode in ("I;16", "I;16B", "I"):
        return Image.fromarray((np.asarray(image) // 256).clip(0, 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def is_scan(document: pypdfium2.PdfDocument, index: int, marks: PageMarks) -> bool:
    """Whether what is to be read on a page of a PDF is a picture. Text that cannot be seen is
    what another program has read in it, and is not trusted."""
    if marks.empty:
        return False
    if not np.count_nonzero(marks.codes > 32):
        return True
    if len(marks.lines) or len(marks.fills):
        return False
    page = document[index]
    try:
        width, height = page.get_size()
        if not any(_cover(image) > _COVERED * width * height for image in _images(page)):
            return False
        text = page.get_textpage()
        try:
            return _visible(page, text) < _FEW
        finally:
            text.close()
    finally:
        page.close()


def scanned_page(document: pypdfium2.PdfDocument, index: int) -> PageMarks | None:
    """What can be read in the picture of a page of a PDF; None where no engine is installed."""
    if engine() is None:
        return None
    page = document[index]
    try:
        width, height = page.get_size()
        # How many dots of the largest picture are a point of the page.
        dots = [
            (_cover(image), max(image.get_px_size()) / max(_sides(image)))
            for image in _images(page)
        ]
        scale = max(dots, default=(0.0, 200 / 72))[1]
        inches = max(width, height) / 72
        if not _LIKELY[0] < inches < _LIKELY[1]:
            inches = _LONG_SIDE
        per_inch = max(width, height) / inches  # points of the page
        dpi = min(max(scale * per_inch, _COARSEST), _FINEST)
        bitmap = page.render(scale=dpi / per_inch, grayscale=True)
        grey = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)[:, :, 0]
        bitmap.close()
    finally:
        page.close()
    return read_scan(np.ascontiguousarray(grey), dpi)


def _images(page: pypdfium2.PdfPage) -> list[Any]:
    return list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def _sides(image: Any) -> tuple[float, float]:
    left, bottom, right, top = image.get_bounds()
    return max(right - left, 1.0), max(top - bottom, 1.0)


def _cover(image: Any) -> float:
    wide, tall = _sides(image)
    return wide * tall


def _visible(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> int:
    """The number of characters of a page that can be seen."""
    count = 0
    for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=3, textpage=text):
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing.raw)
        if mode not in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP):
            size = pdfium.FPDFTextObj_GetText(thing.raw, text.raw, None, 0)
            count += max(0, size // 2 - 1)
    return count
