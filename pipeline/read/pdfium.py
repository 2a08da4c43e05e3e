"""One page of a PDF by PDFium: its characters and its drawn edges, in bulk, as arrays.

PDFium has no call for many characters at once, so each takes two calls of C that `map` makes;
everything after that works on whole pages. Coordinates are those of the page as a person sees it:
points from its left and upper edge, after its rotation, and turned so that most of its text is
upright. https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public/fpdf_text.h, fpdf_edit.h
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32]

# Thicker than this, in points, a filled rectangle is a background and not a line.
_THICKEST_LINE = 3.0
_MOST_OBJECTS = 50_000  # of a page that are looked at: drawings have more, tables do not
_DEEPEST_FORM = 5
_PAPER = 0xFFFFFF
_LARGEST_DISC = 8.0
_ROUND = 8  # points of curves that a circle has at least
_ASKEW = 0.1  # quarter turns by which letters are turned that stand in no row
# PDFium's mark of a hyphen at a line's end, and the hyphen that is drawn only there.
_HYPHENS = (0x2, 0xFFFE, 0xAD)


@dataclass(frozen=True)
class PageMarks:
    """What is on a page. `codes` are Unicode code points in the order in which they were drawn,
    white space included; `boxes`, `lines`, `fills` and `papers` have columns x0, top, x1, bottom:
    lines are level or upright, papers are white fills; `baselines` are those of the characters;
    `turned` says of each of them whether it stands at an angle, `askew` whether by no quarter
    turns, as watermarks do; `discs` are small round fills; `empty` says that nothing is on a page,
    not even a picture; `sure` is how sure each character of a scan is; `tints` are the colours of
    the fills."""

    width: float
    height: float
    codes: Codes
    boxes: Floats
    baselines: Floats
    turned: npt.NDArray[np.bool_]
    lines: Floats
    fills: Floats
    papers: Floats
    empty: bool
    sure: Floats | None = None
    tints: Codes | None = None
    askew: npt.NDArray[np.bool_] | None = None
    discs: Floats | None = None


def read_page(document: Any, index: int) -> PageMarks | None:
    """The page at `index` of an open pypdfium2 document; None where PDFium cannot read it."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        view = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, view)
        codes, boxes, origins, angles, askew = _characters(page)
        lines, fills, papers, tints, discs = _edges(page)
        empty = pdfium.FPDFPage_CountObjects(page) == 0
        turns = int(np.bincount(angles, minlength=4).argmax()) if len(angles) else None
        if turns is None:
            turns = pdfium.FPDFPage_GetRotation(page)
    finally:
        pdfium.FPDF_ClosePage(page)
    left, right = sorted((view.left, view.right))
    bottom, top = sorted((view.bottom, view.top))
    width, height = right - left, top - bottom
    if turns % 2:
        width, height = height, width
    corners = (left, bottom, right, top)
    return PageMarks(
        width,
        height,
        codes,
        _seen(boxes, corners, turns),
        _seen(np.hstack((origins, origins)), corners, turns)[:, 3],
        (angles != turns) | askew,
        _seen(lines, corners, turns),
        _seen(fills, corners, turns),
        _seen(papers, corners, turns),
        empty,
        tints=tints,
        askew=askew,
        discs=_seen(discs, corners, turns),
    )


def _seen(boxes: Floats, corners: tuple[float, float, float, float], turns: int) -> Floats:
    """Boxes (left, bottom, right, top) of a page turned clockwise by quarters, as it is seen."""
    left, bottom, right, top = corners
    x0, y0, x1, y1 = boxes.T
    sides = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        2: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        3: (top - y1, right - x1, top - y0, right - x0),
    }
    return np.column_stack(sides[turns])


def _characters(
    page: Any,
) -> tuple[Codes, Floats, Floats, npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Code points, boxes, origins and quarter turns (counter-clockwise) of a page's characters, and
    which of them stand askew."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        none = np.empty(0, np.intp)
        return np.empty(0, np.uint32), np.empty((0, 4)), np.empty((0, 2)), none, none.astype(bool)
    try:
        count = max(0, pdfium.FPDFText_CountChars(text))
        codes = _code_points(text, count)
        rectangles = (pdfium.FS_RECTF * count)()
        deque(
            map(pdfium.FPDFText_GetLooseCharBox, repeat(text), range(count), rectangles), maxlen=0
        )
        sides = np.frombuffer(rectangles, np.float32).reshape(-1, 4).astype(np.float64)
        low, high = np.minimum(sides[:, :2], sides[:, 2:]), np.maximum(sides[:, :2], sides[:, 2:])
        boxes = np.hstack((low, high))
        new = _begins_run(codes, boxes)
        runs = np.cumsum(new) - 1
        origins = _origins(text, np.flatnonzero(new))[runs]
        quarters, askew = _turns(text, np.flatnonzero(new))
    finally:
        pdfium.FPDFText_ClosePage(text)
    codes[np.isin(codes, _HYPHENS)] = ord("-")
    return codes, boxes, origins, quarters[runs], askew[runs]


def _code_points(text: Any, count: int) -> Codes:
    """The code points of all characters: at once where each has just one of sixteen bits, else
    one after the other."""
    units = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, units)
    codes: Codes = np.frombuffer(bytes(units), np.uint16)[:count].astype(np.uint32)
    if written == count + 1 and codes.all() and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    found = map(pdfium.FPDFText_GetUnicode, repeat(text), range(count))
    return np.fromiter(found, np.uint32, count)


def _begins_run(codes: Codes, boxes: Floats) -> npt.NDArray[np.bool_]:
    """Which characters begin a run: those that go on to its right at its height, without white
    space between, stand on the same line and are turned in the same way."""
    new = np.ones(len(codes), np.bool_)
    before, after = boxes[:-1], boxes[1:]
    back = after[:, 0] < before[:, 0]
    apart = np.minimum(before[:, 3], after[:, 3]) <= np.maximum(before[:, 1], after[:, 1])
    new[1:] = (codes[:-1] <= 32) | back | apart
    return new


def _origins(text: Any, places: npt.NDArray[np.intp]) -> Floats:
    """Where the characters at `places` stand on their lines."""
    x, y = ctypes.c_double(), ctypes.c_double()
    asked: list[tuple[float, float]] = []
    for place in places.tolist():
        pdfium.FPDFText_GetCharOrigin(text, place, x, y)
        asked.append((x.value, y.value))
    return np.array(asked).reshape(-1, 2)


def _turns(
    text: Any, places: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The quarter turns of the characters at `places`, and which of them stand askew: never most
    of them, as on a page that was laid askew on a scanner."""
    angles = map(pdfium.FPDFText_GetCharAngle, repeat(text), places.tolist())
    quarters = np.nan_to_num(np.fromiter(angles, np.float64, len(places)) / (np.pi / 2))
    whole = np.rint(quarters)
    askew = np.abs(quarters - whole) > _ASKEW
    if len(askew) and askew.mean() > 0.5:
        askew[:] = False
    return -whole.astype(np.intp) % 4, askew  # PDFium counts clockwise


def _edges(page: Any) -> tuple[Floats, Floats, Floats, Codes, Floats]:
    """Level and upright lines, coloured and white rectangles of a page's paths, the colours of the
    coloured ones, and small round ones, which are neither."""
    lines: list[tuple[float, float, float, float]] = []
    fills: list[tuple[float, float, float, float]] = []
    papers: list[tuple[float, float, float, float]] = []
    discs: list[tuple[float, float, float, float]] = []
    tints: list[int] = []
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    for path, matrix in islice(_paths(page), _MOST_OBJECTS):
        pdfium.FPDFPath_GetDrawMode(path, fill_mode, stroked)
        if not fill_mode.value and not stroked.value:
            continue
        colour: int | None = None
        for points, straight in _outlines(path, matrix):
            if stroked.value:
                steps = zip(points, points[1:], straight[1:], strict=False)
                for (xa, ya), (xb, yb), drawn_straight in steps:
                    if drawn_straight and (abs(xa - xb) < 1 or abs(ya - yb) < 1):
                        lines.append((min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
                continue
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            small = max(box[2] - box[0], box[3] - box[1]) <= _LARGEST_DISC
            if small and straight.count(False) >= _ROUND:
                discs.append(box)
            elif min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_LINE:
                lines.append(_middle(box))
            else:
                colour = _colour(path) if colour is None else colour
                if colour == _PAPER:
                    papers.append(box)
                else:
                    fills.append(box)
                    tints.append(colour)
    return (
        np.array(lines).reshape(-1, 4),
        np.array(fills).reshape(-1, 4),
        np.array(papers).reshape(-1, 4),
        np.array(tints, np.uint32),
        np.array(discs).reshape(-1, 4),
    )


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A thin rectangle as the line along its middle."""
    x0, y0, x1, y1 = box
    if x1 - x0 < y1 - y0:
        return ((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
    return (x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)


_Matrix = tuple[float, float, float, float, float, float]


def _paths(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    """The path objects of a page and of the forms in it, each with its matrix."""
    for i in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _paths_in(pdfium.FPDFPage_GetObject(page, i), (1, 0, 0, 1, 0, 0), 0)


def _paths_in(thing: Any, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM):
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, own)
    a, b, c, d, e, f = own.a, own.b, own.c, own.d, own.e, own.f
    A, B, C, D, E, F = outer
    matrix = (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield thing, matrix
    elif depth < _DEEPEST_FORM:
        for i in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _paths_in(pdfium.FPDFFormObj_GetObject(thing, i), matrix, depth + 1)


def _outlines(path: Any, matrix: _Matrix) -> Iterator[tuple[list[tuple[float, float]], list[bool]]]:
    """The points of each part of a path that is drawn without lifting the pen, and whether a
    straight line leads to each: stamps, signatures and round corners are curves."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight: list[bool] = []
    for i in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, straight
            points, straight = [], []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        h, v = x.value, y.value
        points.append((h * a + v * c + e, h * b + v * d + f))
        straight.append(kind != pdfium.FPDF_SEGMENT_BEZIERTO)
    if len(points) > 1:
        yield points, straight


def _colour(path: Any) -> int:
    """The colour that a path is filled with, as one number; `_PAPER` for white and none."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    if min(red.value, green.value, blue.value) >= 254 or alpha.value == 0:
        return _PAPER
    return int(red.value << 16 | green.value << 8 | blue.value)
