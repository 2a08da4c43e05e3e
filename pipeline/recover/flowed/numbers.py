"""Where component numbers and section headings may stand in a stream, and what speaks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.recover.flowed.headings import broken_opening, heading_number
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.numbering import begins_anew, label, letter, roman, successor
from pipeline.recover.sections import area_column
from pipeline.rules import Rules

_LONGEST_NAME = 14  # words of a section's name
_KNOWN_RATIO = 88  # of 100: a known area name with a typo
_LARGEST_NUMBER = 60
_MOST_AREAS, _ALL_AREAS = 4, 6  # of an integrity zone
_OF_LISTS = ("a", "b")  # letters that go no further are those of lists, beside many numbers
_HEADING_LETTERS = 5  # in the longest word of a heading without a number
_PLAIN = 1  # the shape of "2"
_MISSED = 1.5  # how many labels less a run is that lacks one
_Linked = tuple[int, "_Linked"] | None


@dataclass(frozen=True)
class Numbering:
    """`numbers`: word index → what speaks for a component number there. `sections`: index of a
    section's first word → index after its last word → what speaks for it. `areas`: first word →
    index after the last of the names of areas that are all there is in the cells of the column
    `area_state`; None where that column may hold other words; `rests`: the same for what a page
    break cuts off one of them, and `cut` the first words of these."""

    numbers: dict[int, tuple[str, ...]]
    sections: dict[int, dict[int, tuple[str, ...]]]
    areas: dict[int, int]
    rests: dict[int, int]
    cut: frozenset[int]
    area_state: int | None


def find_numbering(stream: Stream, rules: Rules) -> Numbering:
    """Every candidate in the stream; which of them are real is for the search to say."""
    sections = _sections(stream, rules)
    numbers = _numbers(stream, sections)
    ends = {end for found in sections.values() for end in found}
    firsts = {i for i in numbers if begins_anew(label(stream.words[i]) or "")}
    for i in firsts:
        numbers[i] += ("first_below" if i in ends else "first_alone",)
    for found in sections.values():
        for end in found:
            if end in numbers:
                found[end] += ("then_first" if end in firsts else "then_number",)
    areas = _areas(stream, set(numbers), rules)
    column = area_column(stream.columns, rules)
    rows = sum("sequence" in names for names in numbers.values())
    if column is None or not _all_named(stream.words, areas, rows):
        return Numbering(numbers, sections, {}, {}, frozenset(), None)
    cut = _cut_areas(stream, set(numbers) - {i - 1 for i in areas}, rules)
    areas |= {i: end for i, (end, _, _) in cut.items()}
    rests = {first: end for _, first, end in cut.values()}
    return Numbering(numbers, sections, areas, rests, frozenset(cut), stream.columns.index(column))


def _areas(stream: Stream, numbers: set[int], rules: Rules) -> dict[int, int]:
    """First word → index after the last of each name of an area that stands at the beginning of a
    line or behind a row's number."""
    known = [area.upper() for area in rules.areas]
    ends_line = _line_ends(stream)
    found: dict[int, int] = {}
    for i, word in enumerate(stream.words):
        if not word[0].isupper() or not (i == 0 or ends_line[i - 1] or i - 1 in numbers):
            continue
        _, first = heading_number(stream.words, i, rules) or (0, i)
        best = float(_KNOWN_RATIO)
        for end in range(first + 1, min(first + _LONGEST_NAME, len(stream.words)) + 1):
            name = " ".join(stream.words[first:end]).upper()
            match = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=best)
            if match:
                best, found[i] = match[1], end
                if i - 1 in numbers and (i == 1 or ends_line[i - 2]):
                    found[i - 1] = end  # "1. Manajemen Perubahan": the number may be the area's
    return found


def _cut_areas(stream: Stream, numbers: set[int], rules: Rules) -> dict[int, tuple[int, int, int]]:
    """The names of areas behind a row's number of which the rest begins the next page: first word →
    index after its last word before the page break, and those of the rest."""
    known = {area.upper() for area in rules.areas}
    pages = [i for i, gap in enumerate(stream.gaps.tolist()) if gap == Gap.PAGE]
    words = [word.upper() for word in stream.words]
    found: dict[int, tuple[int, int, int]] = {}
    for i in (at + 1 for at in numbers):
        page = next((at for at in pages if at > i), len(words))
        for name in (area.split() for area in known if words[i : i + 1] == area.split()[:1]):
            for cut in range(1, len(name)):
                rest = page + len(name) - cut
                if words[i : min(i + cut, page)] + words[page:rest] == name:
                    found[i] = (i + cut, page, rest)
    return found


def _all_named(words: Sequence[str], areas: Mapping[int, int], rows: int) -> bool:
    """Whether the cells of a column of areas are known names: all areas that there are stand in the
    text, or most of them and the numbers are those of `rows`, which are more than areas."""
    first_of = {end: first for first, end in sorted(areas.items())}  # without a number before it
    names = {" ".join(words[first:end]).upper() for end, first in first_of.items()}
    return len(names) >= (_MOST_AREAS if rows > 2 * len(names) else _ALL_AREAS)


def _line_ends(stream: Stream) -> list[bool]:
    """For each word whether it is the last of its line."""
    return [*(stream.gaps[1:] != Gap.SPACE).tolist(), True]


def _numbers(
    stream: Stream, sections: Mapping[int, Mapping[int, tuple[str, ...]]]
) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    labels: dict[int, str] = {}
    ends_line = _line_ends(stream)
    forms: dict[int, str] = {}
    largest = _LARGEST_NUMBER  # greater ones count only as they follow
    for i, word in enumerate(stream.words):
        value = label(word)
        if value is None:
            continue
        is_letter = value.isalpha()
        if is_letter and stream.gaps[i] == Gap.SPACE:
            continue  # inside a line a single letter is a word or a list's mark
        above = value.split(".")[0]
        if above.isdecimal() and int(above) > largest:
            continue
        if not is_letter and value.isdecimal():
            largest = max(largest, int(value) + 1)
        labels[i] = value
        forms[i] = ("letter" if is_letter else "bare") if word[-1].isalnum() else "dotted"
        found[i] = [forms[i], "is_letter" if is_letter else "is_number"]
        if stream.gaps[i] != Gap.SPACE:
            found[i].append("alone" if ends_line[i] else "line_start")
    headings = {
        (i, end): names
        for i, ends in sections.items()
        for end, names in ends.items()
        if "plain" not in names
    }
    # Below these numbers begin anew; what looks like a heading behind a number may be a component.
    starts = {
        i
        for (i, _), names in headings.items()
        if i not in labels or labels[i].isalpha() or "known" in names
    }
    named = {end for (_, end), names in headings.items() if {"caps", "known"} & set(names)}
    below = Counter(_shape(labels[i]) for i in found if i in named)
    shape, times = max(below.items(), key=lambda item: item[1], default=(_PLAIN, 0))
    marked = shape != _PLAIN and 2 * times > below.total()  # plain numbers are those of lists then
    for form in ("bare", "letter", "dotted"):
        candidates = [
            i for i in found if forms[i] == form and (not marked or _shape(labels[i]) == shape)
        ]
        for i in _longest_sequence(labels, candidates, starts):
            found[i].append("sequence")
    counted = [labels[i] for i, names in found.items() if "sequence" in names]
    letters = [value for value in counted if value.isalpha()]
    if not marked and 2 * len(letters) < len(counted) and set(letters) <= set(_OF_LISTS):
        found = {i: names for i, names in found.items() if not labels[i].isalpha()}
    return {i: tuple(names) for i, names in found.items()}


def _shape(value: str) -> int:
    """How many numbers a label has, -1 for a letter: 1 for "2", 2 for "1.2" and "A.2"."""
    return -1 if value.isalpha() else 1 + value.count(".")


def _longest_sequence(
    labels: dict[int, str], candidates: Sequence[int], anew: set[int]
) -> set[int]:
    """The candidates of the longest run of labels that follow one another and may begin `anew`
    from these words on."""
    counted = set(candidates)
    # the last label ("" after a section or at the beginning) → (length, its places, linked)
    links: dict[str, tuple[float, _Linked]] = {"": (0.0, None)}
    for i in sorted(counted | anew):
        if i in anew:
            links = {**links, "": max(links.values(), key=lambda item: item[0])}
        if i not in counted:
            continue
        value = labels[i]
        if begins_anew(value):
            stem = ".".join(value.split(".")[:-1])
            before = [
                link for key, link in links.items() if key in ("", stem) or _above_next(key, stem)
            ]
        else:
            before = [
                (length - missing * _MISSED, chain)
                for key, (length, chain) in links.items()
                for missing, after in enumerate(
                    (successor(key), successor(successor(key))) if key else ()
                )
                if after == value
            ]
        if before:
            length, chain = max(before, key=lambda item: item[0])
            if value not in links or length + 1 > links[value][0]:
                links[value] = (length + 1, (i, chain))
    _, chain = max(links.values(), key=lambda item: item[0])
    members: set[int] = set()
    while chain is not None:
        members.add(chain[0])
        chain = chain[1]
    return members


def _above_next(before: str, stem: str) -> bool:
    """Whether a label stands below the number before the one that is the stem of another: "A.4"
    and "B" of "B.1"."""
    above = before.rpartition(".")[0]
    if above.isdecimal() and stem.isdecimal():
        return int(above) + 1 == int(stem)
    return any((value(above) or 0) + 1 == value(stem) for value in (roman, letter) if above)


def _sections(stream: Stream, rules: Rules) -> dict[int, dict[int, tuple[str, ...]]]:
    known = [area.upper() for area in rules.areas]
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    previous = inside = 0
    ends_line = _line_ends(stream)
    for i, word in enumerate(stream.words):
        if i < inside or (i > 0 and not ends_line[i - 1]):
            continue
        inside = broken_opening(stream.words, i, rules)  # "ARE" / "A II": none begins at its rest
        value, first = heading_number(stream.words, i, rules) or (None, i)
        ends: dict[int, tuple[str, ...]] = {}
        caps = True
        limit = min(first + _LONGEST_NAME, len(stream.words))
        for j in range(first + 1, limit + 1):
            caps = caps and stream.words[j - 1].upper() == stream.words[j - 1]
            name = " ".join(stream.words[first:j]).upper()
            match = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_KNOWN_RATIO)
            line_end = ends_line[j - 1]
            next_small = j < len(stream.words) and not stream.words[j].isupper()
            heading = line_end and caps and len(max(name.split(), key=len)) >= _HEADING_LETTERS
            # Any line that could be a title; its words have to speak for it.
            plain = line_end and word[0].isupper() and stream.words[j - 1][-1] not in ".,;:-/"
            if not (match or heading or plain or (value and (line_end or (caps and next_small)))):
                continue
            names = []
            if plain and not (match or heading or value):
                names.append("plain")
            if match:
                names.append("known")
            if caps and any(c.isalpha() for c in name):
                names.append("caps")
            if line_end:
                names.append("line_end")
            if caps and next_small:
                names.append("caps_end")
            if value:
                names.append("letter" if letter(word) and not roman(word) else "roman")
                if value == previous + 1:
                    names.append("follows")
            else:
                names.append("unnumbered")
            ends[j] = tuple(names)
        if ends:
            found[i] = ends
            if value and any("caps" in n or "known" in n for n in ends.values()):
                previous = value
    return _without_strays(found)


def _without_strays(
    found: dict[int, dict[int, tuple[str, ...]]],
) -> dict[int, dict[int, tuple[str, ...]]]:
    """The candidates without numbers before a known name that do not follow, where most headings
    have none: the end of a cell ("Wakil Dekan" / "III") above a heading."""
    known = {
        i: {name for names in ends.values() for name in names}
        for i, ends in found.items()
        if any("known" in names for names in ends.values())
    }
    numbered = {i for i, names in known.items() if "unnumbered" not in names}
    strays = {i for i in numbered if "follows" not in known[i]}
    plain = sum(i not in numbered and i - 1 not in numbered for i in known)
    if plain <= len(numbered - strays):
        return found
    return {i: ends for i, ends in found.items() if i not in strays}
