"""Text of a PDF by every extractor that installs from Python or Debian packages.

Each function takes the path of a PDF and gives a `Dump`: the text, and for tools that change the
order of the drawing the place of every character that is not white space, so that the truth of
a dump need not be guessed from its words.
"""

from __future__ import annotations

import atexit
import importlib.util
import itertools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

_JARS = Path("/usr/share/java")


class Place(NamedTuple):
    """Where a character stands: page from 0, left edge and baseline from the top in points."""

    page: int
    x: float
    y: float


class Dump(NamedTuple):
    """Text of a PDF. `places`: one per character that is not white space, where the tool tells;
    None inside it means "follows the character before". `aligned`: columns kept by spaces."""

    text: str
    places: tuple[Place | None, ...] | None = None
    aligned: bool = False


def pypdfium2(pdf: Path) -> Dump:
    """PDFium's text of every page: mostly as drawn, but it moves a word now and then."""
    import ctypes

    import pypdfium2 as library
    from pypdfium2 import raw

    pages: list[str] = []
    places: list[Place | None] = []
    x, y = ctypes.c_double(), ctypes.c_double()
    document = library.PdfDocument(pdf)
    for number, page in enumerate(document):
        textpage, height = page.get_textpage(), page.get_height()
        pages.append(textpage.get_text_range())
        for index in range(textpage.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(textpage, index))
            if not character.isspace() and character != "\0":
                raw.FPDFText_GetCharOrigin(textpage, index, x, y)
                places.append(Place(number, x.value, height - y.value))
    document.close()
    return Dump("\n".join(pages).replace("\r\n", "\n"), tuple(places))


def pypdf(pdf: Path) -> Dump:
    """pypdf's default extraction."""
    from pypdf import PdfReader

    return Dump("\n".join(page.extract_text() for page in PdfReader(pdf).pages))


def pymupdf(pdf: Path) -> Dump:
    """PyMuPDF's default order, which is the order of the drawing."""
    import pymupdf as library

    with library.open(pdf) as document:
        return Dump("".join(page.get_text() for page in document))


def pdfminer(pdf: Path) -> Dump:
    """pdfminer.six with its default layout analysis, as pdf2txt.py writes it."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTAnno, LTChar, LTContainer, LTPage, LTTextBox

    def characters(item: object) -> Iterator[LTChar | LTAnno]:
        if isinstance(item, LTChar | LTAnno):
            yield item
        elif isinstance(item, LTContainer):
            for part in item:
                yield from characters(part)
            if isinstance(item, LTTextBox):
                yield LTAnno("\n")

    text: list[str] = []
    places: list[Place | None] = []
    for number, page in enumerate(extract_pages(pdf, laparams=LAParams())):
        assert isinstance(page, LTPage)
        for character in characters(page):
            text.append(character.get_text())
            if isinstance(character, LTChar):
                place = Place(number, character.matrix[4], page.height - character.matrix[5])
                places += [place] * len("".join(character.get_text().split()))
        text.append("\f")
    return Dump("".join(text), tuple(places))


@lru_cache(maxsize=1)
def _plumbed(pdf: Path, _changed: int) -> dict[bool, Dump]:
    """pdfplumber's text with and without layout, from reading the file once."""
    import pdfplumber as library

    text: dict[bool, list[str]] = {False: [], True: []}
    places: dict[bool, list[Place | None]] = {False: [], True: []}
    with library.open(pdf) as document:
        for number, page in enumerate(document.pages):
            for layout in text:
                for shown, character in page.get_textmap(layout=layout).tuples:
                    text[layout].append(shown)
                    if character is not None and shown.strip():
                        matrix = character["matrix"]
                        place = Place(number, matrix[4], float(page.height) - matrix[5])
                        places[layout] += [place] * len("".join(shown.split()))
                text[layout].append("\n")
            page.close()
    return {
        layout: Dump("".join(text[layout]), tuple(places[layout]), aligned=layout)
        for layout in text
    }


def pdfplumber(pdf: Path) -> Dump:
    """pdfplumber's default: lines from top to bottom, words from left to right."""
    return _plumbed(pdf, pdf.stat().st_mtime_ns)[False]


def pdfplumber_layout(pdf: Path) -> Dump:
    """pdfplumber with layout=True: columns kept in place by spaces."""
    return _plumbed(pdf, pdf.stat().st_mtime_ns)[True]


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def pdftotext(pdf: Path) -> Dump:
    """Poppler's reading order; its -bbox-layout gives the same words with their places, and the
    hyphens at ends of lines, which the text leaves out."""
    text = _run("pdftotext", str(pdf), "-")
    boxes = _run("pdftotext", "-bbox-layout", str(pdf), "-")
    shown = "".join(text.split())
    places: list[Place | None] = []
    page = -1
    pattern = r'<page |<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="[^"]*" yMax="([\d.-]+)">(.*?)<'
    for found in re.finditer(pattern, boxes):
        if found.group(1) is None:
            page += 1
            continue
        x, top, bottom = (float(found.group(n)) for n in (1, 2, 3))
        word = "".join(unescape(found.group(4)).split())
        if word.endswith("-") and not shown.startswith(word, len(places)):
            word = word[:-1]
        if word:
            places.append(Place(page, x, (top + bottom) / 2 + (bottom - top) * 0.25))
            places += [None] * (len(word) - 1)
    return Dump(text, tuple(places))


def pdftotext_raw(pdf: Path) -> Dump:
    """Poppler in the order of the drawing."""
    return Dump(_run("pdftotext", "-raw", str(pdf), "-"))


def pdftotext_layout(pdf: Path) -> Dump:
    """Poppler with columns kept in place by spaces."""
    return Dump(_run("pdftotext", "-layout", str(pdf), "-"), aligned=True)


def mutool(pdf: Path) -> Dump:
    """MuPDF's command."""
    return Dump(_run("mutool", "draw", "-q", "-F", "text", str(pdf)))


@cache
def _pdfbox() -> subprocess.Popen[str]:
    """One Java process per Python process; it answers as long as its input is open."""
    names = ("pdfbox2", "fontbox2", "commons-logging")
    jars = ":".join(str(_JARS / f"{name}.jar") for name in names)
    process = subprocess.Popen(
        [
            "java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            jars,
            str(Path(__file__).with_name("DumpText.java")),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(process.terminate)
    return process


def _pdfbox_dump(pdf: Path, way: str) -> Dump:
    folder = _boxed(pdf, pdf.stat().st_mtime_ns)
    text = (folder / f"t.{way}").read_text(encoding="utf-8")
    if way != "sorted":
        return Dump(text)
    lines = (line.split() for line in (folder / "t.places").read_text().splitlines())
    return Dump(text, tuple(Place(int(page), float(x), float(y)) for page, x, y in lines))


_LAST: dict[tuple[Path, int], tempfile.TemporaryDirectory[str]] = {}


def _boxed(pdf: Path, changed: int) -> Path:
    """The folder with all of PDFBox's texts of the PDF asked for last."""
    if (pdf, changed) not in _LAST:
        _LAST.clear()
        folder = tempfile.TemporaryDirectory()
        process = _pdfbox()
        assert process.stdin and process.stdout
        process.stdin.write(f"{pdf.resolve()}\t{folder.name}/t\n")
        process.stdin.flush()
        answer = process.stdout.readline().strip()
        if answer != "ok":
            raise RuntimeError(f"PDFBox: {answer or 'no answer'}")
        _LAST[pdf, changed] = folder
    return Path(_LAST[pdf, changed].name)


def pdfbox(pdf: Path) -> Dump:
    """Apache PDFBox as it comes."""
    return _pdfbox_dump(pdf, "default")


def tika(pdf: Path) -> Dump:
    """Apache PDFBox with a blank line between what it takes for paragraphs, as Apache Tika's
    plain text has it."""
    return _pdfbox_dump(pdf, "paragraphs")


def pdfbox_sorted(pdf: Path) -> Dump:
    """Apache PDFBox sorted by position: lines across all columns."""
    return _pdfbox_dump(pdf, "sorted")


TOOLS: dict[str, Callable[[Path], Dump]] = {
    function.__name__: function
    for function in (
        tika,
        pdfbox,
        pypdfium2,
        pypdf,
        pymupdf,
        mutool,
        pdftotext_raw,
        pdftotext,
        pdftotext_layout,
        pdfbox_sorted,
        pdfminer,
        pdfplumber,
        pdfplumber_layout,
    )
}


def installed() -> list[str]:
    """The tools that can be run here."""
    modules = ("pypdfium2", "pypdf", "pymupdf", "pdfminer", "pdfplumber")
    found = {name for name in modules if importlib.util.find_spec(name)}
    found |= {name for name in ("pdftotext", "mutool") if shutil.which(name)}
    if shutil.which("javac") and (_JARS / "pdfbox2.jar").exists():
        found |= {"pdfbox", "tika"}
    return [
        name
        for name in TOOLS
        if name in found
        or any(
            name == f"{base}_{way}"
            for base, way in itertools.product(found, ("raw", "layout", "sorted"))
        )
    ]
