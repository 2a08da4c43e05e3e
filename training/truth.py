"""The truth of a dump: which characters of it are which cell, by construction.

The words are known in the order they were drawn. A dump in drawing order has the same
characters one after another; for any other the tool tells each character's place; for the one
that does not (columns kept by spaces), equal words are told apart by their lines. A dump in which
not every character finds its word is not used.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from training.document import Document, Row, Section, Word
from training.dumps import Dump, Place
from training.layout import text_width

# Characters that tools write for another: PDFium marks a hyphen at a line's end, pypdf writes
# DEL for the bullet of the core fonts.
SAME = str.maketrans({"\ufffe": "-", "\x02": "-", "\xad": "-", "\u2010": "-", "\x7f": "•"})
_TOLERANCE = 1.2  # points by which a tool's place may differ from ours, sideways


class Drawn(NamedTuple):
    """The drawn words, their characters in order, the word of each and the place of each."""

    words: tuple[Word, ...]
    text: str
    owners: list[int]
    places: list[Place]


def characters(words: Sequence[Word]) -> Drawn:
    """The characters of drawn words."""
    owners, places = [], []
    for index, word in enumerate(words):
        x = word.x
        for character in word.text:
            owners.append(index)
            places.append(Place(word.page, x, word.y))
            x += text_width(character, word.font, word.size)
    return Drawn(tuple(words), "".join(word.text for word in words), owners, places)


def _by_place(
    text: str, places: Sequence[Place | None], drawn: str, stand: Sequence[Place]
) -> list[int] | None:
    """For each character of a dump the drawn character at its place; None if one has none."""
    shelves: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for index, (character, place) in enumerate(zip(drawn, stand, strict=True)):
        shelves[place.page, character, round(place.x / 2)].append(index)
    used = bytearray(len(drawn))
    result: list[int] = []
    for character, at in zip(text, places, strict=True):
        if at is None:
            best = result[-1] + 1
            if best >= len(drawn) or drawn[best] != character:
                return None
        else:
            near = [
                (abs(stand[index].y - at.y) + abs(stand[index].x - at.x), index)
                for shelf in (-1, 0, 1)
                for index in shelves[at.page, character, round(at.x / 2) + shelf]
                if not used[index] and abs(stand[index].x - at.x) < _TOLERANCE
            ]
            if not near or min(near)[0] > 6:
                return None
            best = min(near)[1]
        if used[best]:
            return None
        used[best] = 1
        result.append(best)
    return result


def _by_lines(dump: str, words: Sequence[Word]) -> list[int] | None:
    """Tokens of a dump that keeps lines and columns in place, matched with the drawn words.

    Tokens that occur once on a page give the height of their line; equal tokens are then paired
    with equal words of the nearest height, words of one height from left to right.
    """
    first = [0]
    for word in words:
        first.append(first[-1] + len(word.text))
    result: list[int] = []
    for number, page in enumerate(dump.split("\f")):
        ours: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            if word.page == number:
                ours[word.text].append(index)
        tokens = _tokens(page, ours)
        if tokens is None:
            return None
        theirs: dict[str, list[int]] = defaultdict(list)
        for index, (token, _, _) in enumerate(tokens):
            theirs[token].append(index)
        height = _line_heights(
            sorted(
                (tokens[theirs[key][0]][1], words[ours[key][0]].y)
                for key in ours
                if len(ours[key]) == 1
            )
        )
        chosen: dict[int, int] = {}
        for key, indices in theirs.items():
            left = list(ours[key])
            for index in indices:
                line = tokens[index][1]
                y = height(line)
                nearest = min(abs(words[word].y - y) for word in left)
                level = [w for w in left if abs(words[w].y - y) < nearest + words[w].size * 0.4]
                pick = min(level, key=lambda word: words[word].x)
                left.remove(pick)
                chosen[index] = pick
        for index in range(len(tokens)):
            result.extend(range(first[chosen[index]], first[chosen[index] + 1]))
    return result


def _tokens(page: str, ours: dict[str, list[int]]) -> list[tuple[str, int, int]] | None:
    """The tokens of a page as (text, line, column); tokens that the tool wrote together are cut
    into the drawn words they consist of. None where the words do not come out even."""
    spare = {text: len(indices) for text, indices in ours.items()}
    found: list[tuple[str, int, int]] = []
    glued: list[tuple[str, int, int]] = []
    for line, shown in enumerate(page.split("\n")):
        at = 0
        for token in shown.split():
            at = shown.index(token, at)
            if spare.get(token, 0):
                spare[token] -= 1
                found.append((token, line, at))
            else:
                glued.append((token, line, at))
            at += len(token)
    for token, line, at in glued:
        while token:
            starts = [word for word, count in spare.items() if count and token.startswith(word)]
            if not starts:
                return None
            word = max(starts, key=len)
            spare[word] -= 1
            found.append((word, line, at))
            at += len(word)
            token = token[len(word) :]
    return None if any(spare.values()) else sorted(found, key=lambda token: token[1:])


def _line_heights(known: list[tuple[int, float]]) -> Any:
    """A function that gives the height of a dump's line, from lines whose height is known."""
    lines = [line for line, _ in known]

    def at(line: int) -> float:
        if not known:
            return 0.0
        place = bisect_left(lines, line)
        after = known[min(place, len(known) - 1)]
        before = known[max(place - 1, 0)]
        if after[0] == line:
            return after[1]
        if after[0] == before[0]:
            return before[1]
        share = (line - before[0]) / (after[0] - before[0])
        return before[1] + (after[1] - before[1]) * max(0.0, min(1.0, share))

    return at


def align(dump: Dump, drawn: Drawn) -> list[int] | None:
    """For each character of the dump that is not white space the index of the drawn character;
    None where the dump cannot be aligned exactly."""
    shown = "".join(dump.text.split()).translate(SAME)
    plain = drawn.text.translate(SAME)
    if shown == plain and not dump.aligned:
        return list(range(len(plain)))
    if len(shown) != len(plain) and len(shown.replace("-", "")) != len(plain.replace("-", "")):
        return None
    if dump.places is not None and len(dump.places) == len(shown):
        return _by_place(shown, dump.places, plain, drawn.places)
    if dump.aligned and dump.places is None and len(shown) == len(plain):
        return _by_lines(dump.text, drawn.words)
    return None


def order_of(dump: Dump, matched: Sequence[int], drawn: Drawn) -> str:
    """stream: as drawn; aligned: columns kept by spaces; sorted: lines across the columns from
    the top down; interleaved: anything else."""
    if dump.aligned:
        return "aligned"
    if all(index == position for position, index in enumerate(matched)):
        return "stream"
    down = total = 0
    before: Word | None = None
    for index in matched:
        word = drawn.words[drawn.owners[index]]
        if before is not None and word is not before and word.page == before.page:
            total += 1
            down += word.y >= before.y - word.size
        before = word
    return "sorted" if total and down / total > 0.995 else "interleaved"


def describe(
    document: Document, drawn: Drawn, dump: Dump, matched: Sequence[int]
) -> dict[str, Any]:
    """The truth of one dump, as it is stored: sections, cells, furniture and rows."""
    offsets = [at for at, character in enumerate(dump.text) if not character.isspace()]
    back: dict[int, int] = {index: position for position, index in enumerate(matched)}

    shown: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    texts: dict[tuple[str, int], str] = defaultdict(str)
    at = 0
    for word in drawn.words:
        place = (word.role, word.owner)
        gap = "\n" if word.item else " "
        for index in range(at, at + len(word.text)):
            if index not in back:
                continue  # a hyphen at a line's end that the tool left out
            offset = offsets[back[index]]
            before = shown[place][-1][1] if shown[place] else offset
            if offset not in (before, before + 1):
                texts[place] += gap if index == at else " "
            texts[place] += dump.text[offset]
            shown[place].append((back[index], offset))
        at += len(word.text)

    furniture = [
        {"role": role, "spans": _spans(shown[role, owner])}
        for role, owner in shown
        if role not in ("cell", "section_number", "section_name")
    ]
    sections = [
        {
            "area_no": line.area_no,
            "area": line.name,
            "before_row": next(
                (later.index + 1 for later in document.lines[index:] if isinstance(later, Row)),
                None,
            ),
            "number_spans": _spans(shown.get(("section_number", index), [])),
            "name_spans": _spans(shown.get(("section_name", index), [])),
        }
        for index, line in enumerate(document.lines)
        if isinstance(line, Section)
    ]
    cells = [
        {
            "row": cell.rows[0] + 1,
            "rows": [row + 1 for row in cell.rows],
            "column": cell.key,
            "printed_column": document.columns[cell.column].key,
            "text": texts["cell", index],
            "spans": _spans(shown["cell", index]),
        }
        for index, cell in enumerate(document.cells)
    ]
    return {
        "sections": sections,
        "cells": cells,
        "furniture": furniture,
        "rows": finished_rows(document, cells),
    }


def _spans(characters: list[tuple[int, int]]) -> list[list[int]]:
    """Spans of characters, given in reading order as (number in the dump, offset); characters
    with nothing but white space between them become one span."""
    spans: list[list[int]] = []
    last = -2
    for number, offset in characters:
        if number == last + 1:
            spans[-1][1] = offset + 1
        else:
            spans.append([offset, offset + 1])
        last = number
    return spans


def finished_rows(document: Document, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with merged cells carried, as they should come out."""
    headers = [
        column.key[6:]
        for column in document.columns
        if column.key.startswith("extra:") and column.content != "area"
    ]
    fields = ("component", "indicator", "action", "evidence", "target", "pic")
    rows = []
    for line in document.lines:
        if not isinstance(line, Row):
            continue
        row: dict[str, Any] = {
            "row_no": line.index + 1,
            "area_no": line.area_no,
            "area": line.area,
            "component_no": line.component_no,
            **dict.fromkeys(fields),
            "extra": {" ".join(header.split()): None for header in headers},
            "flags": list(line.flags),
        }
        rows.append(row)
    for cell in cells:
        for number in cell["rows"]:
            row = rows[number - 1]
            if cell["column"] in fields:
                row[cell["column"]] = cell["text"]
            elif cell["column"] not in ("component_no", "area"):
                row["extra"][" ".join(cell["printed_column"][6:].split())] = cell["text"]
    return rows
