"""Pictures of the pages of a PDF."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from pipeline.read.pdf import PASSWORD

_DPI = 110
_MOST_PIXELS = 4_000  # of a picture's longer side: a page may be a poster
_QUALITY = 70


class Picture(NamedTuple):
    """A page: its width and height in points, and its picture as WebP."""

    width: float
    height: float
    webp: bytes


def page_pictures(path: Path) -> Iterator[Picture]:
    """The pages of a PDF, one after the other. Raises OSError or pypdfium2.PdfiumError where it
    cannot be opened; a page that cannot be drawn ends them."""
    document = pypdfium2.PdfDocument(path, password=os.environ.get(PASSWORD) or None)
    try:
        for page in document:
            width, height = page.get_size()
            scale = min(_DPI / 72, _MOST_PIXELS / max(width, height, 1))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
            content = BytesIO()
            picture.save(content, "WEBP", quality=_QUALITY, method=2)
            yield Picture(width, height, content.getvalue())
    finally:
        document.close()
