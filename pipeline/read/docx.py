"""DOCX: the paragraphs and tables of a Word document as Word shows them.

Read from the XML itself: python-docx knows neither automatic numbers, nor tracked changes, nor
text boxes. Source: ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model import Source
from pipeline.read.laying import Layout, Placed
from pipeline.read.numbering import Counter, Level
from pipeline.read.package import Element, Package, attribute, child, children, local

# Text that Word does not show: deleted and moved away, field codes, the second form of a drawing.
_SKIPPED = frozenset(
    "del moveFrom delText instrText delInstrText Fallback pPr rPr tblPr trPr tcPr sectPr "
    "commentReference annotationRef footnoteRef endnoteRef".split()
)
_OFF = ("0", "false", "off", "none")
# Fonts whose letters are pictures; Unicode's private area keeps their codes from F000 on.
_PICTURES = ("symbol", "wingdings", "webdings")
_PAPER = ("", "auto", "ffffff")


@dataclass
class _Document:
    """What stands beside the text: styles, lists and their counters, hidden text."""

    style_lists: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    based_on: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    counter: Counter = field(default_factory=Counter)
    used: set[str] = field(default_factory=set)
    restarted: dict[str, set[int]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)  # numbers of paragraphs without text
    tables: int = 0


def main_part(package: Package) -> str | None:
    """The part that holds a Word document's text; None for other packages."""
    for kind, path in package.relations("").values():
        if kind == "officeDocument" and path.startswith("word/"):
            return path
    return "word/document.xml" if "word/document.xml" in package.names else None


def read_docx(package: Package, main: str) -> Source:
    """A Word document → a `Source` with a grid per table. Running heads and feet, footnotes and
    hidden text are furniture."""
    body = child(package.xml(main), "body")
    relations = sorted(package.relations(main).values())
    of_kind = dict(relations)
    document = _Document()
    _read_styles(document, package.optional_xml(of_kind.get("styles", "")))
    _read_lists(document, package.optional_xml(of_kind.get("numbering", "")))
    layout = Layout()
    parts = [(kind, package.optional_xml(path)) for kind, path in relations]
    for kind, root in parts:
        if kind in ("header", "footer") and root is not None:
            for line in _lines(root, document):
                layout.line(line, "running_text")
    _lay_flow([] if body is None else body, document, layout)
    for kind, root in parts:
        if kind in ("footnotes", "endnotes") and root is not None:
            for line in _lines(root, document):
                layout.line(line, "narrative")
    for text in document.hidden:
        layout.flag("hidden_text")
        layout.line(text, "hidden")
    return layout.source("docx")


# ---- styles and lists


def _value(element: Element | None, name: str = "val") -> str | None:
    return None if element is None else attribute(element, name)


def _read_styles(document: _Document, root: Element | None) -> None:
    for style in children(root, "style"):
        name = attribute(style, "styleId") or ""
        properties = child(style, "pPr", "numPr")
        if properties is not None:
            level = _value(child(properties, "ilvl")) or "0"
            document.style_lists[name] = (_value(child(properties, "numId")), int(level))
        if parent := _value(child(style, "basedOn")):
            document.based_on[name] = parent


def _read_lists(document: _Document, root: Element | None) -> None:
    """Every list by its number: the definition whose counters it shares, and its levels."""
    if root is None:
        return
    definitions = {attribute(d, "abstractNumId"): d for d in children(root, "abstractNum")}
    linked = {
        _value(child(d, "styleLink")): key
        for key, d in definitions.items()
        if child(d, "styleLink") is not None
    }
    for item in children(root, "num"):
        number, key = attribute(item, "numId") or "", _value(child(item, "abstractNumId"))
        definition = definitions.get(key)
        link = _value(child(definition, "numStyleLink")) if definition is not None else None
        if link in linked:
            key = linked[link]
            definition = definitions[key]
        if definition is None:
            continue
        levels = dict(_level(level) for level in children(definition, "lvl"))
        for override in children(item, "lvlOverride"):
            at = int(attribute(override, "ilvl") or 0) + 1
            levels.update(_level(level) for level in children(override, "lvl"))
            start = _value(child(override, "startOverride"))
            if start is not None and at in levels:
                levels[at] = levels[at]._replace(start=int(start))
                document.restarted.setdefault(number, set()).add(at)
        document.lists[number] = (str(key), levels)


def _level(level: Element) -> tuple[int, Level]:
    kind = _value(child(level, "numFmt")) or "decimal"
    text = _value(child(level, "lvlText")) or ""
    font = _value(child(level, "rPr", "rFonts"), "ascii") or ""
    if kind == "bullet":
        text = _pictured(text, font)
    restarts = _value(child(level, "lvlRestart")) != "0"
    start = int(_value(child(level, "start")) or 1)
    legal = child(level, "isLgl")
    own = Level(kind, text, start, restarts, _is_on(legal))
    return int(attribute(level, "ilvl") or 0) + 1, own


def _pictured(text: str, font: str) -> str:
    """Text of a picture font by the codes that such fonts have in Unicode's private area."""
    if not font.lower().startswith(_PICTURES):
        return text
    return "".join(chr(0xF000 + ord(c)) if 0x20 < ord(c) < 0x100 else c for c in text)


def _marker(paragraph: Element, document: _Document) -> str | None:
    """The automatic number or bullet of a paragraph."""
    properties = child(paragraph, "pPr", "numPr")
    number, level = None, 0
    style = _value(child(paragraph, "pPr", "pStyle"))
    for _ in range(20):  # styles may be based on one another in a circle
        if style is None or style in document.style_lists:
            break
        style = document.based_on.get(style)
    if style in document.style_lists:
        number, level = document.style_lists[style]
    if properties is not None:
        number = _value(child(properties, "numId")) or number
        level = int(_value(child(properties, "ilvl")) or level)
    if number is None or number not in document.lists:
        return None
    key, levels = document.lists[number]
    if number not in document.used:
        document.used.add(number)
        for at in document.restarted.get(number, ()):
            document.counter.restart(key, at)
    return document.counter.next(key, level + 1, levels)


# ---- text


def _lay_flow(parent: Element, document: _Document, layout: Layout) -> None:
    for item in parent:
        kind = local(item)
        if kind == "p":
            for line in _paragraph(item, document, layout):
                layout.line(line)
        elif kind == "tbl":
            _lay_table(item, document, layout)
        elif kind and kind not in _SKIPPED:
            _lay_flow(item, document, layout)


def _lay_table(table: Element, document: _Document, layout: Layout) -> None:
    """A table; one of fewer than three columns that holds tables is there for the layout only."""
    rows = list(_rows(table))
    wide = max((sum(_span(cell) for cell in _tcs(row)) for row in rows), default=0)
    if wide < 3 and any(local(item) == "tbl" and item is not table for item in table.iter()):
        for row in rows:
            for cell in _tcs(row):
                _lay_flow(cell, document, layout)
        return
    document.tables += 1
    cells: list[Placed] = []
    open_at: dict[int, int] = {}  # column → the merged cell that may go on below
    for at, row in enumerate(rows):
        column = int(_value(child(row, "trPr", "gridBefore")) or 0)
        for cell in _tcs(row):
            span = _span(cell)
            merge = child(cell, "tcPr", "vMerge")
            goes_on = merge is not None and (_value(merge) or "continue") == "continue"
            if goes_on and column in open_at:
                above = cells[open_at[column]]
                cells[open_at[column]] = above._replace(rowspan=at - above.row + 1)
            else:
                open_at.pop(column, None)
                if merge is not None:
                    open_at[column] = len(cells)
                text = _cell_text(cell, document)
                fill = _value(child(cell, "tcPr", "shd"), "fill") or ""
                ground = "" if fill.lower() in _PAPER else fill.lower()
                cells.append(Placed(at, column, text, 1, span, ground))
            column += span
    layout.table(cells, str(document.tables))


def _rows(table: Element) -> Iterator[Element]:
    for item in table:
        if local(item) == "tr":
            if child(item, "trPr", "del") is None:
                yield item
        elif local(item) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _rows(item)


def _tcs(row: Element) -> Iterator[Element]:
    for item in row:
        if local(item) == "tc":
            yield item
        elif local(item) in ("sdt", "sdtContent", "customXml"):
            yield from _tcs(item)


def _span(cell: Element) -> int:
    text = _value(child(cell, "tcPr", "gridSpan")) or "1"
    return min(max(1, int(text)), 500) if text.isdigit() else 1


def _cell_text(cell: Element, document: _Document) -> str:
    """The text of a cell: its lines, or where these are empty the numbers beside them."""
    lines = list(_lines(cell, document))
    numbers = document.alone
    document.alone = []
    return "\n".join(lines if any(line.strip() for line in lines) else numbers or lines)


def _lines(parent: Element, document: _Document) -> Iterator[str]:
    """The lines of a cell, a running head or the notes; a table inside gives a line per row."""
    for item in parent:
        kind = local(item)
        if kind == "p":
            yield from _paragraph(item, document, None)
        elif kind == "tbl":
            for row in _rows(item):
                yield " ".join(" ".join(_lines(cell, document)) for cell in _tcs(row))
        elif kind and kind not in _SKIPPED:
            yield from _lines(item, document)


def _paragraph(paragraph: Element, document: _Document, layout: Layout | None) -> list[str]:
    """A paragraph with its number or bullet, and the lines of text boxes that hang on it. Tables
    in those are laid out where there is a `layout`."""
    boxes: list[Element] = []
    text = "".join(_runs(paragraph, document, boxes))
    lines = []
    marker = _marker(paragraph, document)
    if marker and text.strip():
        text = f"{marker} {text}"
    elif marker and any(char.isalnum() for char in marker):
        document.alone.append(marker)
    lines.append(text)
    for box in boxes:
        if layout is not None and any(local(item) == "tbl" for item in box.iter()):
            _lay_flow(box, document, layout)
        else:
            lines += _lines(box, document)
    return lines


def _runs(parent: Element, document: _Document, boxes: list[Element]) -> Iterator[str]:
    for item in parent:
        kind = local(item)
        if kind == "t":
            yield item.text or ""
        elif kind in ("tab", "ptab"):
            yield "\t"
        elif kind in ("br", "cr"):
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind == "sym":
            code = attribute(item, "char") or ""
            yield _pictured(_character(code), attribute(item, "font") or "")
        elif kind == "txbxContent":
            boxes.append(item)
        elif kind == "r" and _is_hidden(item):
            text = "".join(_visible(item))
            if text.strip():
                document.hidden.append(text)
        elif kind and kind not in _SKIPPED:
            yield from _runs(item, document, boxes)


def _visible(run: Element) -> Iterator[str]:
    return (item.text or "" for item in children(run, "t"))


def _is_hidden(run: Element) -> bool:
    return _is_on(child(run, "rPr", "vanish"))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and (_value(switch) or "1") not in _OFF


def _character(code: str) -> str:
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""
