"""Office files are ZIP archives of XML: opened and parsed here, with bounds on their size."""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from pipeline.errors import ExportError

# XML parts of a plan are a few megabytes; a part of more than this is a bomb or no plan.
_MOST_BYTES = 200_000_000
_MOST_MEMBERS = 20_000
# An element of lxml costs some hundred bytes, so a tree is bounded by its elements.
_MOST_ELEMENTS = 6_000_000

Element = Any  # lxml has no types of its own


class Package:
    """The parts of an office file by name. Every fault is an `ExportError` ("damaged",
    "encrypted", "too_large")."""

    def __init__(self, data: bytes, format_name: str = "Office/ZIP") -> None:
        self.format = format_name
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise ExportError("damaged", format=format_name) from error
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > _MOST_MEMBERS:
            raise ExportError("too_large")
        self._left = _MOST_BYTES

    def read(self, name: str) -> bytes:
        """The bytes of a part; `damaged` where it is not there or cannot be unpacked."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 1:
                raise ExportError("encrypted", format=self.format)
            if info.file_size > self._left:
                raise ExportError("too_large")
            self._left -= info.file_size
            return self._zip.read(info)
        except (
            KeyError, BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError,
        ) as error:  # fmt: skip
            raise ExportError("damaged", format=self.format) from error

    def xml(self, name: str) -> Element:
        """The root element of an XML part."""
        return parse_xml(self.read(name), self.format)

    def optional_xml(self, name: str) -> Element | None:
        """The root element of a part that need not be there, or be whole."""
        if name not in self.names:
            return None
        try:
            return self.xml(name)
        except ExportError as error:
            if error.code == "damaged":
                return None
            raise

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → (kind, name of the part)."""
        folder, base = posixpath.split(name)
        root = self.optional_xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for item in [] if root is None else root:
            if not isinstance(item.tag, str) or item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = item.get("Type", "").rsplit("/", 1)[-1]
            found[item.get("Id", "")] = (kind, path)
        return found


def parse_xml(data: bytes, format_name: str) -> Element:
    """XML → its root element, without fetching or expanding anything from outside."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    elements, root = 0, None
    try:
        for at in range(0, len(data), 1 << 20):
            parser.feed(data[at : at + (1 << 20)])
            for _, element in parser.read_events():
                root = element if root is None else root
                elements += 1
            if elements > _MOST_ELEMENTS:
                raise ExportError("too_large")
        parser.close()
    except etree.XMLSyntaxError as error:
        raise ExportError("damaged", format=format_name) from error
    if root is None:
        raise ExportError("damaged", format=format_name)
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The children of an element with one of these names, namespaces aside; none of None."""
    return (item for item in (() if element is None else element) if local(item) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element
