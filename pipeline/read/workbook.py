"""XLSX and XLSM: every visible sheet as a grid, each cell as it is shown.

The parts of the file are read directly: openpyxl turns dates into dates and forgets how they are
shown, calamine knows neither formats nor what is hidden. Source: ECMA-376 part 1, chapter 18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.laying import Layout, Placed, shown
from pipeline.read.numberformat import BUILTIN, show_number, show_text
from pipeline.read.package import Element, Package, attribute, child, children, local

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Excel shows a formula's error as text too.
_WHITE = ("FFFFFFFF", "00FFFFFF")


@dataclass(frozen=True)
class _Style:
    code: str = "General"
    ground: str = ""


@dataclass(frozen=True)
class _Book:
    strings: list[str]
    styles: list[_Style]
    from_1904: bool


@dataclass(frozen=True)
class Area:
    """Cells merged into one, or a run of hidden rows or columns; first and last, from 0."""

    top: int
    left: int
    bottom: int
    right: int


def read_workbook(package: Package, main: str) -> Source:
    """A workbook → a `Source` with a grid per visible sheet. Hidden sheets, rows and columns are
    kept as furniture, and flagged "hidden_text"."""
    workbook = package.xml(main)
    relations = package.relations(main)
    of_kind = dict(relations.values())
    properties = child(workbook, "workbookPr")
    dated = properties is not None and properties.get("date1904") in ("1", "true")
    strings = _strings(package.optional_xml(of_kind.get("sharedStrings", "")))
    book = _Book(strings, _styles(package.optional_xml(of_kind.get("styles", ""))), dated)
    layout = Layout()
    for sheet in children(child(workbook, "sheets"), "sheet"):
        kind, path = relations.get(attribute(sheet, "id") or "", ("", ""))
        if kind != "worksheet":
            continue
        visible = sheet.get("state", "visible") == "visible"
        _lay_sheet(package, path, sheet.get("name", ""), book, layout, visible)
    return layout.source("xlsx")


def main_part(package: Package) -> str | None:
    """The part that lists a workbook's sheets; None for other packages."""
    for kind, path in package.relations("").values():
        if kind == "officeDocument" and path.startswith("xl/") and path.endswith(".xml"):
            return path
    return "xl/workbook.xml" if "xl/workbook.xml" in package.names else None


def _lay_sheet(
    package: Package, path: str, name: str, book: _Book, layout: Layout, visible: bool
) -> None:
    root = package.xml(path)
    cells = list(_cells(root, book))
    merged = [
        area
        for item in children(child(root, "mergeCells"), "mergeCell")
        if (area := _area(item.get("ref", "")))
    ]
    hidden_columns = [
        Area(0, int(col.get("min", 1)) - 1, 1 << 20, int(col.get("max", 1)) - 1)
        for col in children(child(root, "cols"), "col")
        if col.get("hidden") in ("1", "true")
    ]
    hidden_rows = {
        int(row.get("r", 0)) - 1
        for row in children(child(root, "sheetData"), "row")
        if row.get("hidden") in ("1", "true")
    }
    lay_sheet(layout, name, cells, merged, hidden_rows, hidden_columns, visible)
    for kind, part in package.relations(path).values():
        if kind == "drawing":
            for text in _drawn(package.optional_xml(part)):
                layout.line(text, None if visible else "hidden")


def lay_sheet(
    layout: Layout,
    name: str,
    cells: list[Placed],
    merged: list[Area],
    hidden_rows: set[int],
    hidden_columns: list[Area],
    visible: bool,
) -> None:
    """Lay out one sheet from its cells, those that are merged, and what is hidden."""
    if not visible:
        _hide(layout, [cell.text for cell in cells])
        return
    columns = {c for area in hidden_columns for c in range(area.left, min(area.right, 16383) + 1)}
    own = {(area.top, area.left): area for area in merged}
    first_of = _covered(merged)
    shown_cells, hidden = [], []
    for cell in cells:
        area = own.get((cell.row, cell.column))
        if area is None and (cell.row, cell.column) in first_of:
            continue  # Excel does not show what stands under a merged cell
        if area is None:
            area = Area(cell.row, cell.column, cell.row, cell.column)
        top = _first_not(area.top, area.bottom, hidden_rows)
        left = _first_not(area.left, area.right, columns)
        if top is None or left is None:
            hidden.append(cell.text)
            continue
        size = (area.bottom - top + 1, area.right - left + 1)
        shown_cells.append(Placed(top, left, cell.text, *size, cell.ground))
    layout.table(shown_cells, name)
    _hide(layout, hidden)


def _hide(layout: Layout, texts: list[str]) -> None:
    if any(shown(text) for text in texts):
        layout.flag("hidden_text")
    for text in texts:
        layout.line(text, "hidden")


def _covered(merged: list[Area]) -> set[tuple[int, int]]:
    places: set[tuple[int, int]] = set()
    for area in merged:
        if len(places) > 2_000_000:
            raise ExportError("too_large")
        bottom, right = min(area.bottom, area.top + 100_000), min(area.right, area.left + 500)
        for row in range(area.top, bottom + 1):
            places.update((row, column) for column in range(area.left, right + 1))
    return places


def _first_not(first: int, last: int, hidden: set[int]) -> int | None:
    return next((at for at in range(first, last + 1) if at not in hidden), None)


def _area(text: str) -> Area | None:
    first, _, last = text.partition(":")
    start, end = _place(first), _place(last or first)
    return Area(*start, *end) if start and end else None


def _place(text: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(text)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1


def _cells(root: Element, book: _Book) -> Iterator[Placed]:
    """Every cell with text or a ground of its own. Rows and cells may leave out their numbers."""
    row_at = -1
    for row in children(child(root, "sheetData"), "row"):
        number = row.get("r", "")
        row_at = int(number) - 1 if number.isdigit() else row_at + 1
        column_at = -1
        for cell in children(row, "c"):
            place = _place(cell.get("r", ""))
            column_at = place[1] if place else column_at + 1
            index = cell.get("s", "0")
            known = index.isdigit() and int(index) < len(book.styles)
            style = book.styles[int(index)] if known else _Style()
            text = _text(cell, style, book)
            if text or style.ground:
                yield Placed(row_at, column_at, text, ground=style.ground)


def _text(cell: Element, style: _Style, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return show_text(_string(child(cell, "is")), style.code)
    value = child(cell, "v")
    raw = (value.text or "") if value is not None else ""
    if kind == "s":
        known = raw.strip().isdigit() and int(raw) < len(book.strings)
        return show_text(book.strings[int(raw)], style.code) if known else ""
    if kind == "str":
        return show_text(_unescape(raw), style.code)
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw.strip(), raw)
    if kind in ("e", "d") or not raw.strip():
        return raw
    try:
        return show_number(float(raw), style.code, from_1904=book.from_1904)
    except ValueError:
        return raw


def _string(element: Element | None) -> str:
    """The text of a string and its runs, without the reading aids of East Asian scripts."""
    if element is None:
        return ""
    texts = []
    for item in element:
        if local(item) == "t":
            texts.append(item.text or "")
        elif local(item) == "r":
            texts += [part.text or "" for part in children(item, "t")]
    return _unescape("".join(texts))


def _unescape(text: str) -> str:
    """ "_x000D_" and the like stand for characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text)


def _strings(root: Element | None) -> list[str]:
    return [] if root is None else [_string(item) for item in children(root, "si")]


def _styles(root: Element | None) -> list[_Style]:
    if root is None:
        return []
    codes = dict(BUILTIN)
    for item in children(child(root, "numFmts"), "numFmt"):
        number = item.get("numFmtId", "")
        if number.isdigit():
            codes[int(number)] = item.get("formatCode", "General")
    fills = [_ground(fill) for fill in children(child(root, "fills"), "fill")]
    styles = []
    for item in children(child(root, "cellXfs"), "xf"):
        number, fill = item.get("numFmtId", "0"), item.get("fillId", "0")
        code = codes.get(int(number), "General") if number.isdigit() else "General"
        known = fill.isdigit() and int(fill) < len(fills)
        styles.append(_Style(code, fills[int(fill)] if known else ""))
    return styles


def _ground(fill: Element) -> str:
    """What tells the colour of a ground from others; empty for that of the page."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return "gradient" if child(fill, "gradientFill") is not None else ""
    if pattern.get("patternType", "none") in ("none", "gray125"):
        return ""
    colour = child(pattern, "fgColor")
    if colour is None:
        return ""
    # Theme colour 0 is the ground of the page.
    plain = colour.get("theme") == "0" and not colour.get("tint")
    if plain or (colour.get("rgb") or "").upper() in _WHITE:
        return ""
    return " ".join(f"{name}={value}" for name, value in sorted(colour.items()))


def _drawn(root: Element | None) -> Iterator[str]:
    """The texts of text boxes and shapes."""
    for box in [] if root is None else root.iter():
        if local(box) == "txBody":
            lines = ("".join(t.text or "" for t in p.iter() if local(t) == "t") for p in box)
            yield "\n".join(line for line in lines if line)
