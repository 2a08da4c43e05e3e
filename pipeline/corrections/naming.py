"""Which row an entry of corrections names, and what is said where it is none or several.

A row is looked for by its cells: as read from the export, then as the entries above have left
them. Where no row has these cells, it is looked for by its words: flat text is read with what
other exports teach, so when those change the same words may be divided among cells otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.corrections.columns import record_of_texts, squeezed, texts_of_row
from pipeline.corrections.copying import name_in_one_line
from pipeline.corrections.entries import Entry
from pipeline.errors import ExportError
from pipeline.model import Row, Source

# Columns that stand above a row or number it: they are the same in a row or they are not.
_NOT_BY_WORDS = frozenset(["area_no", "area", "component_no"])
# A row less alike than this (0…100, of the characters in order) is not what was meant.
_ALIKE = 60.0
_SHOWN = 60  # characters of a cell's text in a message
_NEAR_SHOWN = 300  # and of one in which a slip is to be found
_ROWS_SHOWN = 3  # of several that are meant


class Words(NamedTuple):
    """The characters of a row's cells in the order of the source, without white space, and where
    in them a word begins after a gap."""

    text: str
    breaks: frozenset[int]

    def hold(self, text: str) -> bool:
        """Whether these are among them, as whole words."""
        at = self.text.find(text)
        while at >= 0 and not (self._is_edge(at) and self._is_edge(at + len(text))):
            at = self.text.find(text, at + 1)
        return at >= 0

    def _is_edge(self, at: int) -> bool:
        if at in self.breaks or at in (0, len(self.text)):
            return True
        return not (self.text[at - 1].isalnum() and self.text[at].isalnum())


@dataclass(frozen=True)
class Item:
    """A row at work: the rows as read that went into it, by number, with their texts; the columns
    that are set or split already, each with the line of the entry that did it; and the line of
    the entry that takes it out, and whether that found it by its words alone."""

    source: Source
    row: Row
    read: Mapping[int, Mapping[str, str]]
    was_set: Mapping[str, int] = field(default_factory=dict)
    was_split: Mapping[str, int] = field(default_factory=dict)
    dropped: int | None = None
    by_words: bool = False

    @cached_property
    def words(self) -> Words:
        cells = (*self.row.cells.items(), *self.row.extra_cells.items())
        spans = {span for name, cell in cells if name not in ("area", "area_no") for span in cell}
        text = self.source.text
        offsets = sorted({i for span in spans for i in range(*span) if not text[i].isspace()})
        pairs = zip(offsets, offsets[1:], strict=False)
        breaks = frozenset(k for k, (one, next_) in enumerate(pairs, 1) if next_ != one + 1)
        return Words("".join(text[i] for i in offsets), breaks)


class Named(NamedTuple):
    """Where the row stands that an entry names, in several places if it has been split; and
    whether it was found by its words alone."""

    places: list[int]
    by_words: bool


def named_row(items: Sequence[Item], entry: Entry) -> Named:
    """The one row that an entry names. Raises ExportError where there is none, or several, or the
    row has been taken out."""
    wanted = {name: squeezed(text) for name, text in (entry.row or {}).items()}
    found = _by_cells(items, wanted)
    if entry.occurrence is not None:
        found = found[entry.occurrence - 1 : entry.occurrence]
    by_words = not found and entry.occurrence is None
    if by_words:
        found = [[i] for i, item in enumerate(items) if _holds(item, wanted)]
    shown = ", ".join(f"{name} {shortened(text)}" for name, text in (entry.row or {}).items())
    if not found:
        raise _none(items, wanted, shown)
    if len(found) > 1:
        raise _several(items, found, shown)
    places = [place for place in found[0] if items[place].dropped is None]
    if by_words and entry.join and places:  # whether its end is still cut off cannot be told
        raise _none(items, wanted, shown, places[0])
    if not places and not (by_words and entry.drop):  # two that were taken out may now be one
        raise ExportError("correction_dropped", other=items[found[0][0]].dropped)
    return Named(places, by_words)


def shortened(text: str, most: int = _SHOWN) -> str:
    """A cell's text in a message."""
    words = " ".join(text.split())
    return f'"{words[:most]}…"' if len(words) > most else f'"{words}"'


def _by_cells(items: Sequence[Item], wanted: Mapping[str, str]) -> list[list[int]]:
    """The rows that have the wanted cells, each with its places."""

    def fits(texts: Mapping[str, str]) -> bool:
        return all(squeezed(texts.get(name, "")) == text for name, text in wanted.items())

    as_read: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        for number, texts in item.read.items():
            if fits(texts):
                as_read.setdefault(number, []).append(place)
    if as_read:
        return [as_read[number] for number in sorted(as_read)]
    left = (i for i, item in enumerate(items) if item.dropped is None)
    return [[i] for i in left if fits(texts_of_row(items[i].row))]


def _holds(item: Item, wanted: Mapping[str, str]) -> bool:
    """Whether a row has every wanted text, as its cell or else among its words."""
    texts = texts_of_row(item.row)
    other = {name: text for name, text in wanted.items() if squeezed(texts.get(name, "")) != text}
    return all(
        text and name not in _NOT_BY_WORDS and item.words.hold(text) for name, text in other.items()
    )


def _several(items: Sequence[Item], found: Sequence[Sequence[int]], shown: str) -> ExportError:
    names = _names(items, [places[0] for places in found[:_ROWS_SHOWN]])
    more = "; …" if len(found) > _ROWS_SHOWN else ""
    paste = "; ".join(names) + more
    return ExportError("correction_several", wanted=shown, count=len(found), paste=paste)


def _none(
    items: Sequence[Item], wanted: Mapping[str, str], shown: str, nearest: int | None = None
) -> ExportError:
    """That no row is named; with the nearest one, by default that which is most like what is
    wanted, where one is like it at all."""

    def likeness(place: int) -> float:
        texts = texts_of_row(items[place].row)
        pairs = [(squeezed(texts.get(name, "")), text) for name, text in wanted.items()]
        total = sum(len(mine) + len(text) for mine, text in pairs)
        alike = sum(fuzz.ratio(mine, text) * (len(mine) + len(text)) for mine, text in pairs)
        return alike / total if total else 0.0

    places = [place for place, item in enumerate(items) if item.dropped is None]
    if nearest is None:
        alike = [place for place in places if likeness(place) >= _ALIKE]
        nearest = max(alike, key=likeness, default=None)
    if nearest is None:
        return ExportError("correction_unlike", wanted=shown)
    texts = texts_of_row(items[nearest].row)
    other = [name for name, text in wanted.items() if squeezed(texts.get(name, "")) != text]
    return ExportError(
        "correction_none",
        wanted=shown,
        near_no=items[nearest].row.row_no,
        near=", ".join(
            f"{name} {shortened(texts.get(name, ''), _NEAR_SHOWN)}" for name in other or wanted
        ),
        paste=_names(items, [nearest])[0],
    )


def _names(items: Sequence[Item], places: Sequence[int]) -> list[str]:
    """What to write into an entry to name the rows in these places."""
    read = {number: texts for item in items for number, texts in item.read.items()}
    records = {number: record_of_texts(texts, str(number)) for number, texts in read.items()}
    known = [records[number] for number in sorted(records)]
    return [name_in_one_line(records[min(items[place].read)], known) for place in places]
