"""A picture of a page → its characters and rulings, as a PDF's page gives them.

The page is levelled, its rulings are found and taken out, and the lines of text in each cell, and
outside tables, are read one by one. From there on, a scanned page goes the way of any other.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from pipeline.read.bitmap import (
    Piece,
    Pixels,
    Scan,
    erase,
    level,
    line_height,
    pieces_in,
    pieces_outside,
    rulings,
    sideways,
)
from pipeline.read.ocr import Letter, recognise
from pipeline.read.pdfium import Floats, PageMarks
from pipeline.read.ruledtable import RuledTable
from pipeline.read.rulings import find_tables

_NONE = np.empty((0, 4))
_POINTS = 72.0
_MARGIN = 0.02  # inches of paper around a line that is read
# In heights of a line: free between words where the engine sees a space, where it sees none, and
# between digits; how near to free paper a space is that it sees. In spaces of the same line: free
# where it sees none.
_SEEN, _SPACE, _DIGITS, _NEAR = 0.16, 0.32, 0.5, 0.6
_UNSEEN = 0.9
_CLOSING = ".,;:!?)%"
# Shapes that size tells apart, and sizes in heights of a capital letter.
_DASHES = "-–—"
_SAME_SHAPE = "cosuvwxz0"
_SMALL = 0.925
_EN_DASH, _EM_DASH = 0.6, 1.1
# A bar is no wider, in its heights, and a piece of bars alone in heights of a capital.
_BAR, _WIDEST_NUMBER, _BAR_SURE = 0.27, 1.6, 0.97
_LINE = 8  # letters: so many have a tall one among them
# A page whose longest lines are read less surely than this may stand on its head.
_UPSIDE_DOWN = 0.92
_LINES_TRIED = 4
# The surest that a character of a scan is.
_SUREST = 0.9999

Box = tuple[int, int, int, int]
Gaps = list[tuple[int, int]]


def read_scan(grey: Pixels, dpi: float) -> PageMarks:
    """A page in grey levels → what is on it; places are points of the page once it is level."""
    scan = level(grey, dpi)
    if sideways(scan):
        scan = level(np.ascontiguousarray(np.rot90(grey)), dpi)
    upright = scan
    scan, lines, pieces = _laid_out(scan)
    longest = sorted(pieces, key=lambda piece: piece.left - piece.right)[:_LINES_TRIED]
    if longest and (found := _sureness(scan, longest)) < _UPSIDE_DOWN:
        turned = level(np.ascontiguousarray(np.rot90(upright.grey, 2)), dpi)
        other = _laid_out(turned)
        longest = sorted(other[2], key=lambda piece: piece.left - piece.right)[:_LINES_TRIED]
        if longest and _sureness(other[0], longest) > found:
            scan, lines, pieces = other
    return _marks(scan, lines, pieces)


def _laid_out(scan: Scan) -> tuple[Scan, Floats, list[Piece]]:
    """The page without rulings, its rulings in points, and its pieces of text."""
    boxes = rulings(scan)
    lines = _middles(boxes) * _POINTS / scan.dpi
    tables = find_tables(lines, _NONE, _NONE)
    scan = erase(scan, boxes[_of_tables(lines, tables)])
    cells = [_pixels(table, cell, scan) for table in tables for cell in table.cells.tolist()]
    height = line_height(scan)
    held = [_inside(table.box, scan) for table in tables]
    pieces = [piece for box in cells for piece in pieces_in(scan, box, height)]
    return scan, lines, [*pieces, *pieces_outside(scan, held, height)]


def _middles(boxes: Floats) -> Floats:
    """Boxes of lines as the lines along their middle."""
    x0, y0, x1, y1 = boxes.T
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    flat = x1 - x0 >= y1 - y0
    return np.column_stack(
        (np.where(flat, x0, x), np.where(flat, y, y0), np.where(flat, x1, x), np.where(flat, y, y1))
    )


def _of_tables(lines: Floats, tables: list[RuledTable]) -> np.ndarray:
    """Which lines are edges of a table's cells; others may be strokes of letters."""
    found = np.zeros(len(lines), np.bool_)
    near = 2.5
    for table in tables:
        x0, y0, x1, y1 = table.box
        x, y = (lines[:, 0] + lines[:, 2]) / 2, (lines[:, 1] + lines[:, 3]) / 2
        inside = (x > x0 - near) & (x < x1 + near) & (y > y0 - near) & (y < y1 + near)
        flat = lines[:, 2] - lines[:, 0] >= lines[:, 3] - lines[:, 1]
        by_row = (np.abs(y[:, None] - table.ys) < near).any(axis=1)
        by_column = (np.abs(x[:, None] - table.xs) < near).any(axis=1)
        found |= inside & np.where(flat, by_row, by_column)
    return found


def _pixels(table: RuledTable, cell: list[int], scan: Scan) -> Box:
    row, column, tall, wide = cell
    edges = (table.xs[column], table.ys[row], table.xs[column + wide], table.ys[row + tall])
    return _inside(edges, scan)


def _inside(edges: tuple[float, float, float, float], scan: Scan) -> Box:
    """Points as pixels of the page."""
    height, width = scan.grey.shape
    x0, y0, x1, y1 = (round(edge * scan.dpi / _POINTS) for edge in edges)
    return max(0, x0), max(0, y0), min(width, x1), min(height, y1)


def _sureness(scan: Scan, pieces: list[Piece]) -> float:
    lines = recognise([_picture(scan, piece) for piece in pieces])
    letters = [letter.sure for line in lines for letter in line]
    return float(np.mean(letters)) if letters else 0.0


def _picture(scan: Scan, piece: Piece) -> Pixels:
    """A piece of text with a little paper around it."""
    margin = round(_MARGIN * scan.dpi)
    rows = slice(max(0, piece.top - margin), piece.bottom + margin)
    columns = slice(max(0, piece.left - margin), piece.right + margin)
    return scan.grey[rows, columns]


def _marks(scan: Scan, lines: Floats, pieces: list[Piece]) -> PageMarks:
    """The page with the characters of its pieces, a space after each piece."""
    usual = line_height(scan)
    margin = _MARGIN * scan.dpi
    codes: list[int] = []
    sure: list[float] = []
    edges: list[tuple[float, float, float, float]] = []
    baselines: list[int] = []
    lines_read = recognise([_picture(scan, piece) for piece in pieces])
    for piece, line in zip(pieces, lines_read, strict=True):
        left = max(0.0, piece.left - margin)
        top = min(piece.top, round(piece.baseline - 0.8 * usual))
        bottom = max(piece.bottom, round(piece.baseline + 0.1 * usual))
        gaps = _gaps(scan, piece)
        letters = [letter._replace(x0=left + letter.x0, x1=left + letter.x1) for letter in line]
        letters = _bars(scan, piece, usual) or letters
        letters = _spaced(letters, gaps, piece.baseline - piece.top)
        for letter in _fitted(_measured(letters, scan, piece, usual), gaps, piece):
            for code in map(ord, letter.text):
                codes.append(code)
                sure.append(min(letter.sure, _SUREST))
                edges.append((letter.x0, top, letter.x1, bottom))
                baselines.append(piece.baseline)
        if codes and codes[-1] != 32:
            codes.append(32)
            sure.append(_SUREST)
            edges.append(edges[-1])
            baselines.append(baselines[-1])
    height, width = scan.grey.shape
    scale = _POINTS / scan.dpi
    return PageMarks(
        width * scale,
        height * scale,
        np.array(codes, np.uint32),
        np.array(edges, np.float64).reshape(-1, 4) * scale,
        np.array(baselines, np.float64) * scale,
        np.zeros(len(codes), np.bool_),
        lines,
        _NONE,
        _NONE,
        not len(codes) and not scan.ink.any(),
        np.array(sure, np.float64),
    )


def _bars(scan: Scan, piece: Piece, usual: int) -> list[Letter]:
    """A piece that is nothing but plain bars, as a Roman number."""
    if piece.right - piece.left > _WIDEST_NUMBER * usual:
        return []
    ink = np.ascontiguousarray(scan.ink[piece.top : piece.bottom, piece.left : piece.right])
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    bars = stats[1:][np.argsort(stats[1:, 0])]
    plain = (bars[:, 2] <= _BAR * bars[:, 3]) & (bars[:, 3] >= 0.8 * usual)
    if not len(bars) or not plain.all():
        return []
    edges = [(piece.left + int(x), piece.left + int(x + w)) for x, _, w, _, _ in bars.tolist()]
    return [Letter("I", _BAR_SURE, x0, x1) for x0, x1 in edges]


def _gaps(scan: Scan, piece: Piece) -> Gaps:
    """The columns of a piece, from and up to, that are free of ink."""
    columns = scan.ink[piece.top : piece.bottom, piece.left : piece.right].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([1], columns.astype(np.int8), [1]))))
    return [(piece.left + a, piece.left + b) for a, b in edges.reshape(-1, 2).tolist()]


def _spaced(letters: list[Letter], gaps: Gaps, tall: int) -> list[Letter]:
    """Letters with a space wherever the picture has one, and nowhere else. The engine knows
    between which letters a space is better than where in the picture it is."""
    middles = np.array([(a + b) / 2 for a, b in gaps])
    widths = np.array([b - a for a, b in gaps], np.float64)
    seen: dict[int, int] = {}  # index of a space → its gap
    for i, letter in enumerate(letters):
        near = np.abs(middles - _middle(letter)) < _NEAR * tall
        if letter.text == " " and near.any():
            seen[i] = int(np.where(near, widths, 0).argmax())
    kept = {i for i, gap in seen.items() if widths[gap] > _SEEN * tall}
    usual = min((widths[seen[i]] for i in kept), default=0.0)
    found = [each for i, each in enumerate(letters) if each.text != " " or i in kept]
    least = max(_SPACE * tall, _UNSEEN * usual)
    for gap in np.flatnonzero(widths > least).tolist():
        if gap not in seen.values() and len(found) > 1:
            found = _parted(found, float(middles[gap]), widths[gap] > _DIGITS * tall)
    return found


def _parted(letters: list[Letter], at: float, wide: bool) -> list[Letter]:
    """Letters with one more space, where two of them meet nearest to a place; digits stand apart
    by themselves."""
    meet = [(_middle(a) + _middle(b)) / 2 for a, b in pairwise(letters)]
    i = int(np.argmin(np.abs(np.array(meet) - at))) + 1
    if letters[i].text in _CLOSING and i + 1 < len(letters):
        i += 1
    before, after = letters[i - 1], letters[i]
    if " " in (before.text, after.text) or (before.text + after.text).isdigit() and not wide:
        return letters
    return [*letters[:i], Letter(" ", _SUREST, before.x1, after.x0), *letters[i:]]


def _middle(letter: Letter) -> float:
    return (letter.x0 + letter.x1) / 2


def _measured(letters: list[Letter], scan: Scan, piece: Piece, usual: int) -> list[Letter]:
    """Letters whose shape does not tell which they are, by their size: dashes by their length, and
    small letters and capitals that stand alone by their height."""
    ink = scan.ink[piece.top : piece.baseline + 1]
    tall = piece.baseline - piece.top if len(letters) > _LINE else usual
    found = []
    for i, letter in enumerate(letters):
        at = round(_middle(letter))
        alone = all(not letters[k].text.isalnum() for k in (i - 1, i + 1) if 0 <= k < len(letters))
        marks = i + 1 < len(letters) and letters[i + 1].text in ".)"  # a list's item
        if letter.text in _DASHES:
            letter = letter._replace(text=_dash(ink, at, tall))
        elif letter.text.lower() in _SAME_SHAPE and alone:
            near = round(0.2 * tall)
            rows = np.flatnonzero(ink[:, max(0, at - near) : at + near].any(axis=1))
            if len(rows):
                small = len(ink) - rows[0] < _SMALL * tall
                if letter.text.isalpha():
                    own = letter.text.lower() if small else letter.text.upper()
                else:
                    own = "o" if small else "0"
                letter = letter._replace(text=own)
        elif letter.text == "i" and alone and not marks and not _dotted(ink, at):
            letter = letter._replace(text="I")
        found.append(letter)
    return found


def _dotted(ink: Pixels, x: int) -> bool:
    """Whether free paper lies between the ink at column `x`, as below the dot of an i."""
    rows = np.asarray(ink[:, max(0, x - 3) : x + 4].any(axis=1))
    first = int(rows.argmax())
    return not rows[first : len(rows) - 2].all()


def _dash(ink: Pixels, x: int, tall: int) -> str:
    """The dash at or near column `x` of a line: columns whose ink is thin and at middle height."""
    left = max(0, x - tall)
    near = ink[:, left : x + tall] > 0
    first, last = near.argmax(axis=0), len(near) - 1 - near[::-1].argmax(axis=0)
    thin = near.any(axis=0) & (last - first < 0.25 * tall)
    thin &= (first > 0.3 * len(near)) & (last < 0.9 * len(near))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], thin.astype(np.int8), [0]))))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return "-"
    away = np.maximum(runs[:, 0] - (x - left), (x - left) - runs[:, 1])
    start, end = runs[int(np.argmin(away))]
    long = (end - start) / max(1, tall)
    return "-" if long < _EN_DASH else "–" if long < _EM_DASH else "—"


def _fitted(letters: list[Letter], gaps: Gaps, piece: Piece) -> list[Letter]:
    """Letters that reach to the next one of their word, and words that reach to the free space
    around them: what the engine knows is where each letter is surest."""
    found = list(letters)
    for i, letter in enumerate(found):
        if letter.text == " ":
            continue
        at = _middle(letter)
        if i == 0 or found[i - 1].text == " ":
            x0 = max((b for a, b in gaps if a <= at), default=piece.left)
            letter = letter._replace(x0=min(x0, piece.right - 1))
        if i + 1 == len(found) or found[i + 1].text == " ":
            x1 = min((a for a, b in gaps if b >= at), default=piece.right)
            letter = letter._replace(x1=x1)
        else:
            between = (letter.x1 + found[i + 1].x0) / 2
            letter = letter._replace(x1=between)
            found[i + 1] = found[i + 1]._replace(x0=between)
        found[i] = letter._replace(x1=max(letter.x1, letter.x0 + 1))
    return found
