"""Scans of plans that office programs laid out, to measure how scanned pages are read.

    python -m training.scans --split tune --from build/office --out build/scans

Every page is drawn at 200 dots per inch and treated as a scanner and a copier treat it: laid in a
little askew, blurred, grey paper with noise, and packed as JPEG. A plan's pages become one PDF of
pictures; its truth is that of the office PDF. Plan and variant decide all that is random.
"""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from training.gold import labelled_exports, truth_of

DPI = 200
_MOST_SKEW = 1.5  # degrees
_JPEG_QUALITY = 60


def scanned(page: Image.Image, rng: Random) -> Image.Image:
    """A page as a scanner would give it."""
    noise = np.random.default_rng(rng.randrange(2**32))
    page = page.convert("L").rotate(
        rng.uniform(-_MOST_SKEW, _MOST_SKEW), Image.Resampling.BICUBIC, fillcolor=255
    )
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.8)))
    dark, light = rng.uniform(10, 60), rng.uniform(225, 250)
    grey = dark + np.asarray(page, np.float32) / 255 * (light - dark)
    grey += noise.normal(0, rng.uniform(3, 9), grey.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def as_jpeg(page: Image.Image) -> Image.Image:
    """The page after a JPEG has lost what JPEGs lose."""
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=_JPEG_QUALITY)
    return Image.open(packed)


def scan_pdf(source: Path, target: Path, seed: str) -> None:
    """The pages of a PDF as pictures in another."""
    rng = Random(seed)
    document = pypdfium2.PdfDocument(source)
    pages = [as_jpeg(scanned(page.render(scale=DPI / 72).to_pil(), rng)) for page in document]
    pages[0].save(
        target, "PDF", resolution=DPI, save_all=True, append_images=pages[1:],
        quality=_JPEG_QUALITY,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--from", dest="source", type=Path, default=Path("build/office"))
    parser.add_argument("--out", type=Path, default=Path("build/scans"))
    given = parser.parse_args()
    out = given.out / given.split
    out.mkdir(parents=True, exist_ok=True)
    for path in labelled_exports(given.source / given.split, "pdf"):
        scan_pdf(path, out / path.name, path.stem)
        text = json.dumps(truth_of(path), ensure_ascii=False)
        (out / path.name).with_suffix(".json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
