"""A scanned page as a bitmap: set upright and level, its rulings, and the lines of text in it.

Skew is the angle at which the sums of ink along rows differ most from row to row (W. Postl,
"Detection of linear oblique structures and skew scan in digitized documents", ICPR 1986).
Rulings are runs of ink longer than a stroke of a letter, found by morphological opening. Lines of
text are told apart by the ink in each row (cutting by projection profiles; G. Nagy et al., "A
prototype document image analysis system for technical journals", Computer 25(7), 1992).

All lengths are pixels; `dpi` says how many make an inch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
_Integers = npt.NDArray[np.integer]

_MOST_SKEW = 5.0  # degrees
_INK_SAMPLED = 150_000  # pixels that the skew is measured by
# In inches.
_SHORTEST_RULING, _SHORT_RULING = 0.16, 0.06
_THICKEST_RULING = 0.04
_CROWDED = 0.35  # of what is right beside a short ruling may be inked
_NEIGHBOURHOOD = 0.2  # that a pixel must be darker than to be ink
_SPECK = 0.0135
# The size of a dot, and how near to it a letter stands; so many without one are dust.
_DOT, _BESIDE, _FEW_DOTS = 0.03, 0.03, 2
_FLATTEST_LETTER, _TALLEST_LETTER = 0.05, 0.4
# In heights of a line.
_CHUNK_GAP = 1.0  # free space that parts text outside tables
_TALL = 1.7  # two lines that touch

_TURNED = [1, 0, 3, 2]  # the columns of a box whose page is turned over its diagonal
_DARKER = 18  # grey levels by which ink is darker than the paper around it
# The width, in inches, of what a ground is the median of; by how many grey levels it is darker than
# paper if it is shaded, and what part of paper's it has if it is dark; how much of a rectangle is
# dark then, and how many inches it is tall.
_GROUND, _SHADED, _DARK, _FILLED, _LEAST_GROUND = 0.2, 15, 0.6, 0.8, 0.1
# Inches of a ruling that letters touch, pixels by which its parts may differ in height, and how
# much of what is between is dark.
_TOUCHED, _LEVEL, _ALL_ALONG = 0.4, 2, 0.8
_BREAK = 5  # pixels that noise may break a ruling for
_NOISE = 4.5  # times what half of the grey levels of a ground differ from it is no noise
_EDGE = 0.015  # inches of a cell along its rulings where only rests of these stand


class Piece(NamedTuple):
    """A line of text, or a part of one: where its ink is, and the row on which it stands."""

    left: int
    top: int
    right: int
    bottom: int
    baseline: int


@dataclass(frozen=True)
class Scan:
    """A level page: grey levels, and 255 wherever there is ink; `skew` is the angle in degrees by
    which it was turned to be level; `noise` says which ink is none but where it is of a ruling."""

    grey: Pixels
    ink: Pixels
    dpi: float
    skew: float
    noise: npt.NDArray[np.bool_] | None = None


def level(grey: Pixels, dpi: float) -> Scan:
    """A page turned so that its lines are level."""
    angle = skew_of(_ink(grey, dpi))
    if abs(angle) > 0.02:
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        paper = float(np.percentile(grey[::8, ::8], 80))
        grey = np.asarray(
            cv2.warpAffine(
                grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,)
            ),
            np.uint8,
        )
    return _lightened(grey, dpi, angle)


def _lightened(grey: Pixels, dpi: float, skew: float) -> Scan:
    """A level page with light text on dark rectangles turned into dark text on white, and its ink.
    In shaded parts faint ink is noise, which is not cut off at white there. A ground is the median
    around a pixel, which letters and rulings are too thin to move."""
    size = int(_GROUND * dpi) | 1
    ground = np.asarray(cv2.medianBlur(grey, size), np.int16)
    ink = _ink(grey, dpi)
    free = (ink == 0).astype(np.float32)
    usual = cv2.blur(grey * free, (size, size)) / np.maximum(cv2.blur(free, (size, size)), 1e-3)
    paper = float(np.percentile(usual[::8, ::8], 80))
    shaded = (usual < paper - _SHADED) & (ground < paper - _SHADED)
    if not shaded.any():
        return Scan(grey, ink, dpi, skew)
    grey = grey.copy()
    dark = np.where(ground < _DARK * paper, 255, 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    for label, (left, top, wide, tall, area) in enumerate(stats[1:].tolist(), 1):
        if area > _FILLED * wide * tall and min(wide, tall) > _LEAST_GROUND * dpi:
            own = labels[top : top + tall, left : left + wide] == label
            x0, x1 = (left + x for x in _sides(own))
            y0, y1 = (top + y for y in _sides(own.T))
            x0, x1 = _reached(grey[y0:y1], x0, x1, size, _DARK * paper)
            y0, y1 = _reached(grey[:, x0:x1].T, y0, y1, size, _DARK * paper)
            box = (slice(y0, y1), slice(x0, x1))
            grey[box] = _turned_light(grey[box], dpi)
            shaded[box] = False
    noise = np.abs(np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.int16) - ground)[shaded]
    least = max(_DARKER, _NOISE * float(np.median(noise))) if len(noise) else _DARKER
    ink, firm = _ink(grey, dpi), _ink(grey, dpi, least)
    for shape in ((1, _BREAK), (_BREAK, 1)):
        whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))
        ink = np.where(shaded, whole, ink)
    return Scan(grey, ink, dpi, skew, shaded & (ink > firm))


def _sides(own: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Where most rows of a shape begin and end."""
    rows = own[own.any(axis=1)]
    ends = rows.shape[1] - rows[:, ::-1].argmax(axis=1)
    return int(np.median(rows.argmax(axis=1))), int(np.median(ends))


def _reached(grey: Pixels, first: int, last: int, most: int, dark: float) -> tuple[int, int]:
    """From and up to where the columns are mostly dark: a median rounds corners off."""
    low, high = max(0, first - most), min(grey.shape[1], last + most)
    columns = np.median(grey[:, low:high], axis=0) < dark
    while first > low and columns[first - 1 - low]:
        first -= 1
    while last < high and columns[last - low]:
        last += 1
    return first, last


def _turned_light(grey: Pixels, dpi: float) -> Pixels:
    """A dark rectangle with light text as dark text on white, with rulings at its sides; those in
    it, which are darker than it, are told from noise along their length."""
    ground = float(np.median(grey))
    soft = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.float32)
    away = np.abs(soft - ground)
    found = 255 - np.maximum(away - _NOISE * float(np.median(away)), 0)
    darker = np.maximum(ground - grey.astype(np.float32), 0)
    for shape in ((1, int(_SHORTEST_RULING * dpi)), (int(_SHORTEST_RULING * dpi), 1)):
        along = cv2.blur(darker, shape)
        found[along > np.median(along) + _DARKER] = 0
    found[:2], found[-2:], found[:, :2], found[:, -2:] = 0, 0, 0, 0
    return np.asarray(found, np.uint8)


def _ink(grey: Pixels, dpi: float, least: float = _DARKER) -> Pixels:
    """255 where a pixel is darker than its neighbourhood, by at least so many grey levels."""
    size = int(_NEIGHBOURHOOD * dpi) | 1
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    return np.asarray(
        cv2.adaptiveThreshold(
            soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, least
        ),
        np.uint8,
    )


def skew_of(ink: Pixels) -> float:
    """The angle, in degrees counter-clockwise as cv2 turns, that makes a page level."""
    y, x = np.nonzero(ink)
    if len(y) > _INK_SAMPLED:
        step = len(y) // _INK_SAMPLED + 1
        # Neighbouring rows must both be there: samples are taken by columns.
        keep = x % step == 0
        y, x = y[keep], x[keep]
    if len(y) < 100:
        return 0.0
    best, reach = 0.0, _MOST_SKEW
    for step_size in (0.25, 0.05, 0.01):
        angles = np.arange(best - reach, best + reach + step_size / 2, step_size)
        best = float(angles[np.argmax([_sharpness(x, y, angle) for angle in angles])])
        reach = 2 * step_size
    return best


def _sharpness(x: npt.NDArray[np.intp], y: npt.NDArray[np.intp], angle: float) -> float:
    rows = np.rint(y - x * np.tan(np.radians(angle))).astype(np.intp)
    sums = np.bincount(rows - rows.min())
    return float(np.square(np.diff(sums)).sum())


def rulings(scan: Scan) -> Floats:
    """The level and upright lines of a page, as boxes around them: x0, top, x1, bottom."""
    turned = np.ascontiguousarray(scan.ink.T)
    level_ones = _joined(_long_runs(scan.ink, scan.dpi), scan.grey, scan.dpi)
    upright_ones = _long_runs(turned, scan.dpi)[:, _TURNED]
    # In rows no taller than a letter, what reaches from ruling to ruling where a column begins.
    short = _runs(turned, scan.dpi, _SHORT_RULING)[:, _TURNED]
    at = (short[:, 0] + short[:, 2]) / 2
    along = (level_ones[:, 0] - 4 <= at[:, None]) & (level_ones[:, 2] + 4 >= at[:, None])
    tops, bottoms = level_ones[:, 1], level_ones[:, 3]
    above = (tops - 2 <= short[:, 1, None]) & (short[:, 1, None] <= bottoms + 1)
    below = (tops - 1 <= short[:, 3, None]) & (short[:, 3, None] <= bottoms + 2)
    tied = (along & above).any(axis=1) & (along & below).any(axis=1)
    columns = (upright_ones[:, 0] + upright_ones[:, 2]) / 2
    tied &= (np.abs(at[:, None] - columns) <= 0.02 * scan.dpi).any(axis=1)
    return np.vstack((level_ones, upright_ones, short[tied]))


def _long_runs(ink: Pixels, dpi: float) -> Floats:
    found = _runs(ink, dpi, _SHORTEST_RULING)
    keep = found[:, 2] - found[:, 0] > dpi
    keep[~keep] = _crowding(ink, found[~keep]) < _CROWDED
    kept: Floats = found[keep]
    return kept


def _joined(boxes: Floats, grey: Pixels, dpi: float) -> Floats:
    """Flat boxes, and one more wherever two end and begin a little apart, and what is between them
    is dark all along: below letters that touch a ruling it is no darker than its neighbourhood."""
    found = [boxes]
    paper = float(np.percentile(grey[::8, ::8], 80))
    starts, ends = boxes[:, 0], boxes[:, 2]
    for left, right in np.argwhere(
        (starts[None, :] > ends[:, None])
        & (starts[None, :] - ends[:, None] < _TOUCHED * dpi)
        & (np.abs(boxes[None, :, 1] - boxes[:, None, 1]) <= _LEVEL)
    ):
        _, top, x0, bottom = boxes[left].astype(int)
        x1 = int(boxes[right, 0])
        between = grey[max(0, top - _LEVEL) : bottom + _LEVEL, x0:x1] < paper - _DARKER
        if between.size and between.mean(axis=1).max() > _ALL_ALONG:
            found.append(np.array([[x0, top, x1, bottom]], np.float64))
    return np.vstack(found)


def _runs(ink: Pixels, dpi: float, length: float) -> Floats:
    """Level runs of ink of at least a length in inches."""
    along = np.ones((1, int(length * dpi)), np.uint8)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, along)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    left, top, width, height, area = stats[1:].T.astype(np.float64)
    thickest = _THICKEST_RULING * dpi
    thin = (height <= np.maximum(thickest, 0.008 * width)) & (area / width <= thickest)
    boxes: Floats = np.column_stack((left, top, left + width, top + height))[thin]
    return boxes


def _crowding(ink: Pixels, boxes: Floats) -> Floats:
    """How much of the paper right above or below flat boxes is inked, the worse side: letters
    whose feet make a line stand on it."""
    found = []
    for left, top, right, bottom in boxes.astype(int).tolist():
        above = ink[max(0, top - 4) : max(0, top - 1), left:right]
        below = ink[bottom + 1 : bottom + 4, left:right]
        found.append(max(side.any(axis=0).mean() if side.size else 0.0 for side in (above, below)))
    return np.array(found, np.float64)


def erase(scan: Scan, lines: Floats) -> Scan:
    """The page without rulings and noise; where a letter crosses a ruling, it stays whole."""
    grey, ink = scan.grey.copy(), scan.ink.copy()
    for x0, y0, x1, y1 in lines.astype(int).tolist():
        box = (x0, y0, x1, y1)
        if x1 - x0 >= y1 - y0:
            _erase_level(grey, ink, scan.ink, box, scan.dpi)
        else:
            _erase_level(grey.T, ink.T, scan.ink.T, (y0, x0, y1, x1), scan.dpi)
    if scan.noise is not None:
        ink[scan.noise] = 0
    return Scan(grey, ink, scan.dpi, scan.skew)


def _erase_level(
    grey: Pixels, ink: Pixels, before: Pixels, box: tuple[int, int, int, int], dpi: float
) -> None:
    left, top, right, bottom = box
    window = (slice(max(0, top - 3), bottom + 3), slice(max(0, left - 2), right + 2))
    part, around = ink[window], grey[window]
    along = np.ones((1, min(int(0.1 * dpi), part.shape[1])), np.uint8)
    drawn = cv2.morphologyEx(np.ascontiguousarray(part), cv2.MORPH_OPEN, along)
    mask = cv2.dilate(drawn, np.ones((3, 1), np.uint8)) > 0
    above = before[max(0, top - 5) : max(0, top - 2), window[1]].any(axis=0)
    below = before[bottom + 2 : bottom + 5, window[1]].any(axis=0)
    mask &= ~(above & below)
    # What is left of the ruling reaches to neither side.
    rest = np.where(mask, 0, part).astype(np.uint8)
    _, labels = cv2.connectedComponents(rest, connectivity=8)
    outer = np.union1d(labels[0], labels[-1])
    mask |= (labels > 0) & ~np.isin(labels, outer)
    part[mask] = 0
    around[mask] = np.percentile(around, 80)


def line_height(scan: Scan) -> int:
    """The usual height of a letter with a part above or below the others."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(scan.ink, connectivity=8)
    heights = stats[1:, 3]
    low, high = _FLATTEST_LETTER * scan.dpi, _TALLEST_LETTER * scan.dpi
    likely = heights[(heights >= low) & (heights <= high)]
    return int(np.percentile(likely, 75)) if len(likely) else int(0.14 * scan.dpi)


def pieces_in(scan: Scan, box: tuple[int, int, int, int], height: int) -> list[Piece]:
    """The lines of text in a part of the page (left, top, right, bottom), from top to bottom."""
    left, top, right, bottom = box
    ink = _clean(scan.ink[top:bottom, left:right], scan.dpi, int(_EDGE * scan.dpi))
    found = []
    for y0, y1 in _bands(ink, height):
        columns = np.flatnonzero(ink[y0:y1].any(axis=0))
        if len(columns):
            x0, x1 = int(columns[0]), int(columns[-1]) + 1
            rows = np.flatnonzero(ink[y0:y1].any(axis=1))
            y0, y1 = y0 + int(rows[0]), y0 + int(rows[-1]) + 1
            line = top + y0 + _baseline(ink[y0:y1, x0:x1])
            found.append(Piece(left + x0, top + y0, left + x1, top + y1, line))
    return found


def pieces_outside(scan: Scan, held: list[tuple[int, int, int, int]], height: int) -> list[Piece]:
    """The pieces of text outside boxes that hold tables, parted where wide space is free."""
    ink = _clean(scan.ink, scan.dpi)
    for left, top, right, bottom in held:
        ink[top:bottom, left:right] = 0
    near = np.ones((1, int(_CHUNK_GAP * height) | 1), np.uint8)
    smeared = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, near)
    smeared = cv2.morphologyEx(
        smeared, cv2.MORPH_CLOSE, np.ones((max(1, height // 4), 1), np.uint8)
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    found: list[Piece] = []
    for label, (left, top, wide, tall, _) in enumerate(stats[1:].tolist(), 1):
        if tall < 0.1 * height and wide < height:
            continue
        window = (slice(top, top + tall), slice(left, left + wide))
        own = np.where(labels[window] == label, ink[window], 0).astype(np.uint8)
        for y0, y1 in _bands(own, height):
            columns = np.flatnonzero(own[y0:y1].any(axis=0))
            if len(columns):
                x0, x1 = int(columns[0]), int(columns[-1]) + 1
                line = top + y0 + _baseline(own[y0:y1, x0:x1])
                found.append(Piece(left + x0, top + y0, left + x1, top + y1, line))
    return found


def _clean(ink: Pixels, dpi: float, edge: int = 0) -> Pixels:
    """Ink without specks, and without what stands within `edge` of a side only."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = stats.T
    keep = area >= max(3.0, (_SPECK * dpi) ** 2)
    keep &= (left + width > edge) & (left < ink.shape[1] - edge)
    keep &= (top + height > edge) & (top < ink.shape[0] - edge)
    keep &= height <= 2 * _TALLEST_LETTER * dpi  # frames and drawings
    keep &= ~_dust(np.asarray(labels), np.asarray(stats), dpi)
    keep[0] = False
    return np.where(keep[labels], 255, 0).astype(np.uint8)


def _dust(labels: _Integers, stats: _Integers, dpi: float) -> npt.NDArray[np.bool_]:
    """Which components are dots that stand by themselves, or two of them: those of letters and
    stops are near letters, and a line of dots has more."""
    tiny = (stats[:, 2] <= _DOT * dpi) & (stats[:, 3] <= _DOT * dpi)
    tiny[0] = False
    if not tiny.any():
        return np.asarray(tiny, np.bool_)
    around = np.ones((1 + 2 * int(_BESIDE * dpi),) * 2, np.uint8)
    _, groups = cv2.connectedComponents(cv2.dilate((labels > 0).astype(np.uint8), around))
    middle = stats[:, :2] + stats[:, 2:4] // 2
    group = groups[middle[:, 1], middle[:, 0]]  # of each component; the group grown around it
    members = np.bincount(group[1:], minlength=groups.max() + 1)
    letters = np.bincount(group[1:], ~tiny[1:], minlength=groups.max() + 1)
    lone = (letters[group] == 0) & (members[group] <= _FEW_DOTS)
    return np.asarray(tiny & lone, np.bool_)


def _bands(ink: Pixels, height: int) -> Iterator[tuple[int, int]]:
    """The rows from which and up to which lines of text go."""
    sums = np.count_nonzero(ink, axis=1)
    filled = np.concatenate(([0], (sums > 0).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(filled)).reshape(-1, 2)
    bands: list[list[int]] = []
    for start, end in edges.tolist():
        # Dots, accents and commas belong to the line they are nearest to.
        small = end - start < 0.35 * height
        if bands and (small or bands[-1][1] - bands[-1][0] < 0.35 * height):
            if start - bands[-1][1] < 0.3 * height and end - bands[-1][0] < _TALL * height:
                bands[-1][1] = end
                continue
        bands.append([start, end])
    for start, end in bands:
        yield from _split(sums, start, end, height)


def _split(
    sums: npt.NDArray[np.intp], start: int, end: int, height: int
) -> Iterator[tuple[int, int]]:
    """A band of lines that touch, cut where the least ink is."""
    if end - start < _TALL * height:
        yield start, end
        return
    low, high = start + int(0.6 * height), end - int(0.6 * height)
    cut = low + int(np.argmin(sums[low:high])) if high > low else end
    if cut >= end or sums[cut] > 0.35 * np.percentile(sums[start:end], 80):
        yield start, end
        return
    yield from _split(sums, start, cut, height)
    yield from _split(sums, cut, end, height)


def _baseline(ink: Pixels) -> int:
    """The row below which the ink of a line grows least."""
    sums = np.count_nonzero(ink, axis=1).astype(np.int64)
    fall = sums - np.append(sums[2:], [0, 0])[: len(sums)]
    half = len(sums) // 2
    return half + int(np.argmax(fall[half:])) + 1


def sideways(scan: Scan) -> bool:
    """Whether the lines of text run up or down the page: letters of a line nearly touch."""
    ink = erase(scan, rulings(scan)).ink
    size = max(3, line_height(scan) // 3)
    grown = [
        cv2.connectedComponents(cv2.dilate(ink, np.ones(shape, np.uint8)))[0]
        for shape in ((1, size), (size, 1))
    ]
    return grown[1] < 0.7 * grown[0]
