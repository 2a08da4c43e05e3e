"""ODS and ODT: tables and text of OpenDocument files.

Cells of sheets keep the text that was shown beside their value. Source: OpenDocument 1.3 part 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.laying import Layout, Placed
from pipeline.read.numbering import Counter, Level
from pipeline.read.package import Element, Package, attribute, child, children, local
from pipeline.read.workbook import Area, lay_sheet

# A row or cell that says it is repeated more often than this is the empty rest of the sheet.
_MOST_REPEATED = 1000
_HIDDEN = ("collapse", "filter")
_SKIPPED = frozenset(
    "annotation tracked-changes sequence-decls forms change bibliography-mark hidden-text "
    "deletion insertion ruby-text".split()
)


def read_opendocument(package: Package) -> Source:
    """An ODS or ODT package → a `Source` with a grid per table. Raises ExportError "encrypted",
    "damaged", "unsupported"."""
    manifest = package.optional_xml("META-INF/manifest.xml")
    if manifest is not None and any(local(item) == "encryption-data" for item in manifest.iter()):
        raise ExportError("encrypted", format="OpenDocument")
    root = package.xml("content.xml")
    layout = Layout()
    if (sheets := child(root, "body", "spreadsheet")) is not None:
        styles = _Styles(root)
        for sheet in children(sheets, "table"):
            _lay_sheet(sheet, styles, layout)
        return layout.source("ods")
    if (text := child(root, "body", "text")) is not None:
        styles = _Styles(root, package.optional_xml("styles.xml"))
        for line in styles.running_lines():
            layout.line(line, "running_text")
        _lay_flow(text, styles, layout, [0])
        return layout.source("odt")
    raise ExportError("unsupported", format="OpenDocument")


class _Styles:
    """What of the styles matters here: list numbering, grounds, hidden sheets."""

    def __init__(self, *roots: Element | None) -> None:
        self.lists: dict[str, dict[int, Level]] = {}
        self.list_of: dict[str, str] = {}
        self.grounds: dict[str, str] = {}
        self.hidden: set[str] = set()
        self._roots = [root for root in roots if root is not None]
        self.counter = Counter()
        self._counted: dict[str, str] = {}  # list → what it counts on with
        self._last: dict[str, str] = {}  # style → what its last list counts on with
        for root in self._roots:
            for item in root.iter():
                kind = local(item)
                name = attribute(item, "name") or ""
                if kind == "list-style":
                    self.lists[name] = {
                        int(attribute(level, "level") or 1): _level(level) for level in item
                    }
                elif kind == "style":
                    self._style(item, name)

    def _style(self, item: Element, name: str) -> None:
        if list_name := attribute(item, "list-style-name"):
            self.list_of[name] = list_name
        for properties in item:
            colour = attribute(properties, "background-color")
            if local(properties) == "table-cell-properties" and colour:
                if colour.lower() not in ("transparent", "#ffffff"):
                    self.grounds[name] = colour.lower()
            if attribute(properties, "display") == "false":
                self.hidden.add(name)

    def counts(self, item: Element, style: str) -> str:
        """What a list counts under: itself, a list that it continues, or the last of its style."""
        own, above = attribute(item, "id") or "", attribute(item, "continue-list")
        key = own or style
        if above:
            key = self._counted.get(above, above)
        elif attribute(item, "continue-numbering") == "true":
            key = self._last.get(style, key)
        else:
            self.counter.begin(key)
        self._counted[own] = self._last[style] = key
        return key

    def running_lines(self) -> Iterator[str]:
        """The lines of running heads and feet."""
        for root in self._roots:
            for item in root.iter():
                if local(item) in ("header", "footer"):
                    yield from (_text(p) for p in children(item, "p", "h"))


def _level(level: Element) -> Level:
    """One level of a list style."""
    if local(level) == "list-level-style-bullet":
        return Level("bullet", attribute(level, "bullet-char") or "•")
    number = attribute(level, "num-format") or ""
    kinds = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
             "I": "upperRoman"}  # fmt: skip
    at = int(attribute(level, "level") or 1)
    shown = int(attribute(level, "display-levels") or 1)
    places = ".".join(f"%{n}" for n in range(at - shown + 1, at + 1))
    text = (attribute(level, "num-prefix") or "") + places + (attribute(level, "num-suffix") or "")
    start = int(attribute(level, "start-value") or 1)
    return Level(kinds.get(number, "none"), text if number else "", start)


# ---- sheets


def _lay_sheet(sheet: Element, styles: _Styles, layout: Layout) -> None:
    cells: list[Placed] = []
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    at = 0
    for row in _parts(sheet, "row"):
        repeated = _count(row, "number-rows-repeated")
        placed = list(_row_cells(row, at, styles))
        hidden = attribute(row, "visibility") in _HIDDEN
        for copy in range(min(repeated, _MOST_REPEATED) if placed else 0):
            if hidden:
                hidden_rows.add(at + copy)
            for cell in placed:
                cells.append(cell._replace(row=at + copy))
        for cell in placed:
            if cell.rowspan > 1 or cell.colspan > 1:
                last = cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1
                merged.append(Area(cell.row, cell.column, *last))
        at += repeated
    hidden_columns, at = [], 0
    for column in _parts(sheet, "column"):
        repeated = _count(column, "number-columns-repeated")
        if attribute(column, "visibility") in _HIDDEN:
            hidden_columns.append(Area(0, at, 1 << 20, at + repeated - 1))
        at += repeated
    name = attribute(sheet, "name") or ""
    visible = (attribute(sheet, "style-name") or "") not in styles.hidden
    lay_sheet(layout, name, cells, merged, hidden_rows, hidden_columns, visible)
    for shapes in children(sheet, "shapes"):
        for paragraph in shapes.iter():
            if local(paragraph) == "p":
                layout.line(_text(paragraph), None if visible else "hidden")


def _parts(table: Element, name: str) -> Iterator[Element]:
    """The rows or columns of a table ("row", "column"), those in groups too."""
    groups = (f"table-header-{name}s", f"table-{name}s", f"table-{name}-group")
    for item in table:
        if local(item) == f"table-{name}":
            yield item
        elif local(item) in groups:
            yield from _parts(item, name)


def _count(element: Element, name: str) -> int:
    text = attribute(element, name) or "1"
    return max(1, int(text)) if text.isdigit() else 1


def _row_cells(row: Element, at: int, styles: _Styles) -> Iterator[Placed]:
    column = 0
    for cell in children(row, "table-cell", "covered-table-cell"):
        repeated = _count(cell, "number-columns-repeated")
        if local(cell) == "table-cell":
            text = "\n".join(_paragraphs(cell, styles))
            ground = styles.grounds.get(attribute(cell, "style-name") or "", "")
            spans = (_count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned"))
            if (text or ground) and repeated <= _MOST_REPEATED:
                for copy in range(repeated):
                    yield Placed(at, column + copy, text, *spans, ground)
        column += repeated


# ---- text


def _lay_flow(parent: Element, styles: _Styles, layout: Layout, tables: list[int]) -> None:
    for item in parent:
        kind = local(item)
        if kind == "table":
            _lay_table(item, styles, layout, tables)
        elif kind in ("p", "h"):
            for line in _paragraph(item, styles, None):
                layout.line(line)
        elif kind == "list":
            for line in _list(item, styles, None, 1):
                layout.line(line)
        elif kind and kind not in _SKIPPED:
            _lay_flow(item, styles, layout, tables)


def _lay_table(table: Element, styles: _Styles, layout: Layout, tables: list[int]) -> None:
    """A table; one of fewer than three columns that holds tables is there for the layout only."""
    rows = list(_parts(table, "row"))
    nested = any(local(item) == "table" and item is not table for item in table.iter())
    if nested and max((len(row) for row in rows), default=0) < 3:
        for row in rows:
            for cell in children(row, "table-cell"):
                _lay_flow(cell, styles, layout, tables)
        return
    tables[0] += 1
    cells = [cell for at, row in enumerate(rows) for cell in _row_cells(row, at, styles)]
    layout.table(cells, str(tables[0]))


def _paragraphs(parent: Element, styles: _Styles) -> Iterator[str]:
    """The lines of a cell: paragraphs, list items, rows of tables inside."""
    for item in parent:
        kind = local(item)
        if kind in ("p", "h"):
            yield from _paragraph(item, styles, None)
        elif kind == "list":
            yield from _list(item, styles, None, 1)
        elif kind == "table":
            for row in _parts(item, "row"):
                yield " ".join(
                    " ".join(_paragraphs(c, styles)) for c in children(row, "table-cell")
                )
        elif kind and kind not in _SKIPPED:
            yield from _paragraphs(item, styles)


def _paragraph(item: Element, styles: _Styles, marker: str | None) -> list[str]:
    text = _text(item)
    boxes = [line for box in item.iter() if local(box) == "text-box"
             for line in _paragraphs(box, styles)]  # fmt: skip
    return [f"{marker} {text}" if marker else text, *boxes]


def _list(
    item: Element, styles: _Styles, style: str | None, level: int, key: str | None = None
) -> Iterator[str]:
    """The lines of a list with their numbers or bullets; a list inside counts with that around
    it."""
    style = attribute(item, "style-name") or style
    levels: Mapping[int, Level] = styles.lists.get(style or "", {})
    key = styles.counts(item, style or "") if key is None else key
    for entry in children(item, "list-item", "list-header"):
        first = local(entry) == "list-item"
        for part in entry:
            if local(part) in ("p", "h"):
                own = levels or styles.lists.get(
                    styles.list_of.get(attribute(part, "style-name") or "", ""), {}
                )
                marker = styles.counter.next(key, level, own) if first else None
                yield from _paragraph(part, styles, marker)
                first = False
            elif local(part) == "list":
                yield from _list(part, styles, style, level + 1, key)


def _text(element: Element) -> str:
    """The text of a paragraph; white space as OpenDocument folds it."""
    return "".join(_runs(element))


def _runs(element: Element) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for item in element:
        kind = local(item)
        if kind == "s":
            yield " " * min(_count(item, "c"), 1000)
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind == "note":
            yield from (_text(part) for part in children(item, "note-citation"))
        elif kind and kind not in _SKIPPED and kind not in ("text-box", "table"):
            yield from _runs(item)
        yield re.sub(r"\s+", " ", item.tail or "")
