"""The header of a table in the words of a text: names that stand one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Column
from pipeline.recover.flowed.header_names import (
    FEWEST_COLUMNS,
    LONGEST_NAME,
    LONGEST_PERIOD,
    Text,
    after_column_numbers,
    column_numbers_below,
    known_name,
    name_before_known,
    parted_name,
    period_name,
    periods_at,
    unknown_line,
)
from pipeline.recover.flowed.headings import opened_number
from pipeline.recover.headers import columns_of, compact, field_of, normal
from pipeline.recover.numbering import letter, roman
from pipeline.recover.periods import period_of, unit_of
from pipeline.rules import Rules

# What belongs to the name before it: a unit, "(%)" and not "(3)", or a year.
_ADDITION = re.compile(r"\((?!\d+\))[^\W\d_]*%?[^\W\d_]*\.?\)|(?:19|20)\d\d")
_MOST_BREAKS = 3  # pieces of a word that is broken over lines
_FEWEST_FIELDS = 3
_CORE = {"indicator", "action", "evidence", "target"}


@dataclass(frozen=True)
class Header:
    """The columns that words `first` … `last` - 1 name."""

    first: int
    last: int
    columns: tuple[Column, ...]


def find_headers(
    words: Sequence[str], line_ends: Sequence[int], rules: Rules, apart: bool = False
) -> list[Header]:
    """Every run of header names: each known name in turn, and on a line with known names also
    unknown ones, which are extra columns. `line_ends`: for each word the index after the last word
    of its line; `apart`: whether what may be one name, or two of which the second is that of a
    time, is two ("TARGET" and "WAKTU PELAKSANAAN")."""
    usual = [*rules.headers.values(), rules.tables.area_columns]
    known_names = [normal(name) for known in usual for name in known]
    text = Text(words, line_ends, rules, {compact(name) for name in known_names}, apart)
    first_words = {name.split()[0] for name in known_names}
    headers: list[Header] = []
    i = 0
    while i < len(words):
        # No header begins with a small letter: a sentence above one ends so.
        first = normal(words[i]).split()[:1] if not words[i][:1].islower() else []
        if first and (first[0] in first_words or _broken_name(text, i)):
            header = _best_header_at(text, i)
            if header:
                header = _before_area(text, _from_number(text, header))
                headers.append(header)
                i = header.last
                continue
        i += 1
    return headers


def _best_header_at(text: Text, first: int) -> Header | None:
    """The header that begins at a word, of both ways to take names that may be two."""
    headers = filter(None, (_header_at(text, first, split) for split in (False, True)))
    return max(headers, key=_fields_of, default=None)


def _fields_of(header: Header) -> int:
    return sum(not column.is_extra for column in header.columns)


def _from_number(text: Text, header: Header) -> Header:
    """A header without what only looks like names before its column of numbers: the end of a title
    ("SUMBER DAYA"), the cells of the page before ("Koordinator" / "Area")."""
    for at in range(header.first + 1, header.last):
        if field_of(text.words[at], text.names) != "component_no":
            continue
        shorter = _best_header_at(text, at)
        if shorter is None or _fields_of(shorter) < _fields_of(header):
            return header
        if _begins_line(text, at) and not _begins_line(text, header.first):
            return shorter  # below the end of a title: "Tabel 1. Program"
        before = header.columns[: len(header.columns) - len(shorter.columns)]
        heads = all(
            compact(normal(column.header)) in text.exact
            and (column.is_extra or column.key == "component")
            for column in before
        )
        return header if heads and _fields_of(shorter) == _fields_of(header) else shorter
    return header


def _begins_line(text: Text, at: int) -> bool:
    return at == 0 or text.line_ends[at - 1] == at


def _before_area(text: Text, header: Header) -> Header:
    """A header without the name of an area, or the word before its number, on its last line: a
    heading that stands below it. Of one with a number the next one stands further below."""
    last = header.columns[-1].header
    start = header.last - len(last.split())
    shorter = Header(header.first, start, header.columns[:-1])
    if last.upper() in {area.upper() for area in text.rules.areas}:
        return shorter
    heading = opened_number(text.words, start, text.rules)
    if heading is None or heading[1] <= header.last:
        return header
    below = (
        opened_number(text.words, at, text.rules)
        for at in range(header.last, len(text.words))
        if text.line_ends[at] != text.line_ends[at - 1]
    )
    return shorter if any(found and found[0] == heading[0] + 1 for found in below) else header


def _broken_name(text: Text, at: int) -> bool:
    """Whether a known name begins here whose first word is broken over lines, as a narrow column
    does: "NOM" / "OR"."""
    if text.line_ends[at] != at + 1:
        return False
    ends = range(at + 2, min(at + _MOST_BREAKS, len(text.words)) + 1)
    return any(compact(normal(" ".join(text.words[at:end]))) in text.exact for end in ends)


def glued_at(words: Sequence[str], rules: Rules) -> dict[int, int]:
    """Where words of a header stand glued because two of its cells do: word → characters of the
    first. The end of a known name and the first of several periods: "Penanggung JawabTW 1 TW 2",
    "KET.TW I TW II"."""
    names = {normal(name).split()[-1] for known in rules.headers.values() for name in known}
    longest_first = sorted(names, key=len, reverse=True)
    glued = re.compile(rf"(?i:{'|'.join(map(re.escape, longest_first))})[.:)%]*(?=[^\W\d_])")
    found: dict[int, int] = {}
    for i, word in enumerate(words):
        name = glued.match(word)
        if name and word[name.end()].isupper():
            rest = [word[name.end() :], *words[i + 1 : i + 2 * LONGEST_PERIOD]]
            if periods_at(Text(rest, (), rules, set()), 0):
                found[i] = name.end()
    return found


def _header_at(text: Text, first: int, split: bool) -> Header | None:
    """The header that begins at a word; `split`: where a name is two names ("INDIKATOR KEGIATAN"),
    it is these. Where a row of numbers counts as many columns as there are names above it, unknown
    names need no other evidence."""
    numbers, count = column_numbers_below(text, first)
    counted = _header_until(text, first, split, numbers) if count else None
    if counted and counted.last == numbers + count and len(counted.columns) == count:
        return counted
    return _header_until(text, first, split, first)


def _header_until(text: Text, first: int, split: bool, numbers: int) -> Header | None:
    """The header that begins at a word; what stands before a word `numbers` are names, known or
    not."""
    words, line_ends, names = text.words, text.line_ends, text.names
    texts: list[str] = []
    below: set[int] = set()  # which of them begin a line
    fields: set[str] = set()
    at, unknown = first, first
    while at < len(words):
        periods = periods_at(text, at) if at > first else []
        parted = parted_name(text, at) if at > first else None
        length = 0 if periods or parted else known_name(text, at, split)
        if length and words[at + length - 1][-1] in ",;:":
            length = 0  # a list in a sentence, or what a sentence is about
        if (parted or periods or length) and unknown < at:
            texts.append(" ".join(words[unknown:at]))
            unknown = at
        if parted:
            name, periods, after = parted
            fields.add(field_of(name, names) or "")
            below.add(len(texts) + 1)
            starts = [line_ends[at], *periods]
            texts += [
                name,
                *(period_name(text, a, b) or "" for a, b in pairwise(starts)),
            ]
            at = unknown = after
        elif length:
            name = " ".join(words[at : at + length])
            field = field_of(name, names)
            after = at + length
            if field in fields and field != "extra" and not _new_name(text, after, fields):
                break
            if _is_year_word(words, after, text.rules):
                break  # of a title: "TAHUN ANGGARAN 2024"
            if at > first and after < len(words) and _ADDITION.fullmatch(words[after]):
                after += 1  # "REALISASI (%)"
            if at > first and line_ends[at] != line_ends[at - 1] and after < line_ends[at]:
                known = known_name(text, after, split) or parted_name(text, after)
                if not known and not periods_at(text, after):
                    break  # a line of the table that happens to begin with a header's word
            fields.add(field or "")
            texts.append(" ".join(words[at:after]))
            at = unknown = after
        elif periods:
            if line_ends[at] != line_ends[at - 1]:
                below.add(len(texts))
            for end in periods:
                texts.append(period_name(text, at, end) or "")
                at = unknown = end
        elif unknown == at and (roman(words[at]) or letter(words[at])):
            break  # the first section stands on the header's line
        elif at - unknown == LONGEST_NAME:
            break
        elif at > first and at < line_ends[at - 1] and words[at].isupper():
            at += 1  # an unknown name on a line of known ones: an extra column
        elif at > first and unknown == at and unknown_line(text, at, fields):
            at = line_ends[at]
        elif first < at < numbers:
            at += 1
        elif at > first and unknown == at and (end := name_before_known(text, at, fields)):
            at = end
        else:
            break
    if unknown < at:
        texts.append(" ".join(words[unknown:at]))
    texts = _with_groups_resolved(texts, below, text.rules)
    enough = _FEWEST_FIELDS - (len(texts) >= FEWEST_COLUMNS)
    if len(fields - {"extra"}) < enough or not fields & _CORE:
        return None
    return Header(first, after_column_numbers(words, at, len(texts)), columns_of(texts, names))


def _is_year_word(words: Sequence[str], end: int, rules: Rules) -> bool:
    """Whether words that end here say what year follows."""
    before = f" {normal(' '.join(words[max(end - 3, 0) : end]))}"
    return any(
        " " in word and before.endswith(f" {normal(word)}") for word in rules.titles.year_words
    )


def _new_name(text: Text, at: int, fields: set[str]) -> bool:
    """Whether the name of a column stands here, and not of a field that the header has already."""
    length = known_name(text, at, False) if at < len(text.words) else 0
    field = field_of(" ".join(text.words[at : at + length]), text.names) if length else None
    return field is not None and (field == "extra" or field not in fields)


def _with_groups_resolved(texts: list[str], below: set[int], rules: Rules) -> list[str]:
    """Header names where a group's name has given way to the periods below it. A header of two
    levels is written row by row, so that they stand after the names of all other columns; `below`
    says which of the names begin a line."""
    periods = [i for i, name in enumerate(texts) if period_of((name,), rules)]
    if not periods:
        return texts
    first, last = periods[0], periods[-1] + 1
    before = texts[:first]
    heads = [(i, i + 1) for i, name in enumerate(before) if _may_head(name, rules)]
    # One of two words, each of which is a header too: "TARGET CAPAIAN".
    planned = {compact(normal(name)) for name in rules.tables.planned if " " in name}
    two = [(i, i + 2) for i, _ in heads if compact(normal("".join(before[i : i + 2]))) in planned]
    heads = two or heads
    named = [head for head in heads if unit_of(" ".join(before[slice(*head)]), rules)]
    heads = named or heads  # "TARGET TRIWULAN" beside "TARGET", which is the whole year's
    if heads and heads[-1][1] == first:
        return before[: heads[-1][0]] + texts[first:] if first in below else texts
    if heads and last == len(texts):
        return before[: heads[0][0]] + texts[first:] + before[heads[0][1] :]
    return texts


def _may_head(name: str, rules: Rules) -> bool:
    """Whether a header may stand above months or quarters: what is planned for them, or when."""
    words = normal(name).split()
    planned = {normal(word) for word in rules.tables.planned}
    return (
        words[:1] != []
        and (words[0] in planned and field_of(name, rules.headers) in (None, "extra"))
        or field_of(name, rules.headers) == "target"
    )
