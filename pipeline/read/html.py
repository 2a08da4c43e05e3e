"""HTML, also as office programs write it (a web page named .xls, MHTML): tables with merged and
nested cells, lists, text around them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.laying import Layout, Placed
from pipeline.read.numbering import Counter, Level
from pipeline.read.package import Element
from pipeline.read.text import decode, is_mime

_SKIPPED = frozenset(
    "script style head template noscript object iframe svg math select datalist colgroup "
    "col".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul caption".split()
)
_CHARSET = re.compile(
    rb"""(?i)<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)"""
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all",
                     re.IGNORECASE)  # fmt: skip
_GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_PAPER = ("", "white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent", "none", "auto",
          "inherit", "initial", "unset")  # fmt: skip
_MEDIA = re.compile(r"/\*.*?\*/|<!--|-->|@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_OF_CLASS = re.compile(r"(?:^|[\s>])[\w*-]*\.([\w-]+)$")
_MARKED = re.compile(r"\x0f[\s\x0b]*+(?!\x0e)")
_MOSTLY = 0.5  # of a table's text in tables inside it: it is there for the layout
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
          "I": "upperRoman"}  # fmt: skip
_LIST_STYLES = {"decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
                "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
                "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
                "disc": "bullet", "circle": "bullet", "square": "bullet"}  # fmt: skip


@dataclass
class _State:
    layout: Layout
    tables: int = 0
    hidden: list[str] = field(default_factory=list)


def read_html(data: bytes) -> Source:
    """A web page or MHTML → a `Source` with a grid per table. Raises ExportError "damaged",
    "not_text", "empty"."""
    pages = _parts(data) if is_mime(data) else [data]
    state = _State(Layout())
    for page in pages:
        text, flags = _decode(page)
        for flag in flags:
            state.layout.flag(flag)
        parser = lxml_html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
        )
        try:
            root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError) as error:
            raise ExportError("damaged", format="HTML") from error
        _give_styles(root)
        _lay_flow(root, state)
    for hidden in state.hidden:
        state.layout.flag("hidden_text")
        state.layout.line(hidden, "hidden")
    return state.layout.source("html")


def _parts(data: bytes) -> list[bytes]:
    """The web pages inside an MHTML file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = []
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = part.get_content_charset()
                if charset and not _CHARSET.search(content[:4096]):
                    content = f'<meta charset="{charset}">'.encode() + content
                pages.append(content)
    if not pages:
        raise ExportError("damaged", format="MHTML")
    return pages


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a page: by its byte-order mark, by what it says of itself, else as any text."""
    said = _CHARSET.search(data[:4096])
    if said and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = said.group(1).decode("ascii", "replace").lower()
        # Browsers read Latin-1 as Windows-1252, and UTF-16 in a readable tag cannot be true.
        name = {"iso-8859-1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
        if not name.startswith("utf-16"):
            try:
                return data.decode(name).replace("\x00", ""), ()
            except (UnicodeDecodeError, LookupError):
                pass
    return decode(data)


def _give_styles(root: Element) -> None:
    """Add to the elements of a class what the page's style sheets say of its ground and of whether
    it is shown, as spreadsheet programs write it."""
    said: dict[str, str] = {}
    for sheet in root.iter("style"):
        for selectors, style in _RULE.findall(_MEDIA.sub("", sheet.text or "")):
            if not (_GROUND.search(style) or _HIDDEN.search(style)):
                continue
            for selector in selectors.split(","):
                if match := _OF_CLASS.search(selector.strip()):
                    said[match.group(1)] = f"{style};{said.get(match.group(1), '')}"
    if said:
        for element in root.iter():
            own = element.get("class", "").split() if isinstance(element.tag, str) else ()
            styles = [said[name] for name in own if name in said]
            if styles:
                element.set("style", ";".join((element.get("style", ""), *styles)))


# ---- flow


def _lay_flow(element: Element, state: _State) -> None:
    """The text and tables of an element, in reading order."""
    for part in _flow(element, state, _Lists()):
        if isinstance(part, str):
            for line in part.split("\n"):
                state.layout.line(line)
        else:
            _lay_table(part, state)


class _Lists:
    """The lists that the text stands in."""

    def __init__(self) -> None:
        self.counter = Counter()
        self.depth = 0


def _flow(element: Element, state: _State, lists: _Lists) -> Iterator[str | Element]:
    """Runs of text (lines parted by line ends) and, between them, tables."""
    held = ""
    for part in _walk(element, state, lists, element):
        if isinstance(part, str):
            held += part
        else:
            yield _folded(held)
            held = ""
            yield part
    yield _folded(held)


def _folded(text: str) -> str:
    """Text with its white space folded; "\x0b" stands for the end of a line, and "\x0e" and "\x0f"
    for those of a list's marker, behind which a paragraph does not begin a line."""
    text = _MARKED.sub("", text).replace("\x0e", "").replace("\x0f", "")
    lines = (" ".join(line.split()) for line in text.split("\x0b"))
    return "\n".join(line for line in lines if line)


def _walk(element: Element, state: _State, lists: _Lists, top: Element) -> Iterator[str | Element]:
    tag = element.tag.lower() if isinstance(element.tag, str) else ""
    if tag in _SKIPPED or not tag:
        return
    if element is not top and _is_hidden(element):
        text = _folded("".join(element.itertext()).replace("\x0b", " "))
        if text:
            state.hidden.append(text)
        return
    if tag == "br":
        yield "\x0b"
        return
    if tag == "table" and element is not top:
        yield "\x0b"
        yield element
        return
    block = tag in _BLOCKS
    if block:
        yield "\x0b"
    if tag in ("ol", "ul"):
        lists.depth += 1
        lists.counter.restart("list", lists.depth)
    elif tag == "li":
        if (value := element.get("value", "")).isdigit():
            lists.counter.restart("list", lists.depth)
            level = _level(element)._replace(start=int(value))
        else:
            level = _level(element)
        marker = lists.counter.next("list", lists.depth, {lists.depth: level})
        yield f"\x0e{marker} \x0f" if marker else ""
    yield (element.text or "").replace("\x0b", " ")
    for item in element:
        yield from _walk(item, state, lists, top)
        yield (item.tail or "").replace("\x0b", " ")
    if tag in ("ol", "ul"):
        lists.depth -= 1
    if block:
        yield "\x0b"


def _level(item: Element) -> Level:
    """The numbering of a list item by its list."""
    parent = item.getparent()
    ordered = parent is not None and parent.tag == "ol"
    styles = f"{parent.get('style', '') if parent is not None else ''};{item.get('style', '')}"
    kind = _KINDS.get(parent.get("type", "1"), "decimal") if ordered else "bullet"
    for name in re.findall(r"list-style(?:-type)?\s*:\s*([\w-]+)", styles):
        kind = _LIST_STYLES.get(name.lower(), kind)
    start = parent.get("start", "1") if ordered else "1"
    text = "•" if kind == "bullet" else f"%{_depth(item)}."
    return Level(kind, text, int(start) if start.isdigit() else 1)


def _depth(item: Element) -> int:
    return min(9, sum(above.tag in ("ol", "ul") for above in item.iterancestors()))


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


# ---- tables


def _lay_table(table: Element, state: _State) -> None:
    """A table; one of fewer than three columns that holds tables, or whose text stands in tables
    inside it, is there for the layout only."""
    rows = list(_rows(table))
    for caption in table.iterchildren("caption"):
        _lay_flow(caption, state)
    wide = max((sum(_span(cell, "colspan") for cell in _cells(row)) for row in rows), default=0)
    inner = [item for item in table.iterdescendants("table") if _is_outermost(item, table)]
    if inner and (wide < 3 or sum(map(_length, inner)) > _MOSTLY * _length(table)):
        for row in rows:
            for cell in _cells(row):
                _lay_flow(cell, state)
        return
    state.tables += 1
    placed: list[Placed] = []
    free_from: dict[int, int] = {}  # column → first row that no merged cell from above covers
    for at, row in enumerate(rows):
        hidden = _is_hidden(row)
        column = 0
        for cell in _cells(row):
            while free_from.get(column, 0) > at:
                column += 1
            down = _span(cell, "rowspan", len(rows) - at)
            across = _span(cell, "colspan")
            for covered in range(column, column + across):
                free_from[covered] = at + down
            text = "\n".join(_cell_lines(cell, state))
            if hidden or _is_hidden(cell):
                state.hidden += [text] if text else []
            else:
                placed.append(Placed(at, column, text, down, across, _ground(cell)))
            column += across
    state.layout.table(placed, str(state.tables))


def _is_outermost(inner: Element, table: Element) -> bool:
    """Whether a table inside another is in none between."""
    return next(inner.iterancestors("table"), None) is table


def _length(element: Element) -> int:
    return sum(len(text.split()) for text in element.itertext())


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, its foot last."""
    feet: list[Element] = []
    for item in table:
        if item.tag == "tr":
            yield item
        elif item.tag in ("thead", "tbody"):
            yield from item.iterchildren("tr")
        elif item.tag == "tfoot":
            feet += item.iterchildren("tr")
    yield from feet


def _cells(row: Element) -> Iterator[Element]:
    return row.iterchildren("td", "th")  # type: ignore[no-any-return]


def _span(cell: Element, name: str, most: int = 500) -> int:
    """A span; a rowspan of 0 reaches to the end of the table."""
    match = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    count = int(match.group(1)) if match else 1
    if count == 0:
        return max(1, most if name == "rowspan" else 1)
    return max(1, min(count, most))


def _cell_lines(cell: Element, state: _State) -> Iterator[str]:
    """The lines of a cell; a table inside gives a line per row."""
    for part in _flow(cell, state, _Lists()):
        if isinstance(part, str):
            yield from (line for line in part.split("\n") if line)
        else:
            for row in _rows(part):
                cells = (" ".join(_cell_lines(inner, state)) for inner in _cells(row))
                yield " ".join(cells)


def _ground(cell: Element) -> str:
    ground = _GROUND.search(cell.get("style", ""))
    colour = ground.group(1) if ground else cell.get("bgcolor", "")
    colour = "".join(colour.split()).lower()
    return "" if colour in _PAPER else colour
