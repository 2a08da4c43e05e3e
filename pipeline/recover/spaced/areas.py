"""Section lines of a table whose columns stand in place: the areas that components stand under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.recover.headers import compact
from pipeline.recover.numbering import begins_anew, label, letter, number, roman
from pipeline.recover.spaced.columns import Columns
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.words import Line, Lines, Word, chunks, text_of
from pipeline.rules import Rules

_LIKE_AREA = 88
_CAPITALS = 0.5  # share of components whose names are in capitals, from which these tell no area
_LETTERS = 0.6  # share of a section's name in capitals
_CLOSE = 1.2  # lines between two lines of one name
_ASIDE = 0.5  # characters that the lines of a name begin beside one another
_SPACES = 1.3  # between the words of one name
_MOST_ACROSS = 0.1  # of the lines of a table: its sections' names
_APART = 0.6  # lines between a section and what is above or below it


def find_sections(
    found: Lines,
    body: Sequence[bool],
    places: Columns,
    rules: Rules,
    numbers: bool,
) -> dict[int, int]:
    """Section lines, and of how many words their number is: a roman numeral or capital letter that
    counts on, or a number behind a word for a section ("AREA 2 :"), with a name; or a plain number
    that counts on, with an area's name, one in capitals, or above numbers that begin anew; or,
    where sections have no numbers, a name alone that is an area's, in capitals, or in the column
    of `numbers`."""
    lines, shared = found.lines, places.shared
    numbered: dict[int, int] = {}
    named: dict[int, int] = {}
    placed: dict[int, int] = {}
    counted: dict[int, int] = {}
    lone: list[int] = []
    value = 0
    known = {area.upper() for area in rules.areas}
    capitals = _few_in_capitals(lines, body, shared)
    for i, line in enumerate(lines):
        if not body[i] or (found.exact and not _stands_apart(lines, body, i)):
            continue
        words = line.words
        headed = _behind_section_word(words, rules)
        cut = headed or 1
        name = text_of(words[cut:])
        own = _value(words, cut) or (value + 1 if headed else 0)
        runs = chunks(words)
        alone = len(runs) == 1 or (len(runs) == 2 and len(runs[0]) <= cut)
        is_name = headed or (name and (name.upper() == name or _is_area(name, known)))
        counts_on = own == value + 1 and shared[i].columns[0] == 0
        small = counts_on and numbers and roman(words[0].text)
        begins = name.lstrip("(\"'“")[:1].isupper() or (counts_on and _is_area(name, known))
        if own and alone and name and (small or begins):
            if is_name and own > value or counts_on:
                numbered[i] = cut
                value = own
                continue
        plain = number(words[0].text) == str(len(counted) + 1) and shared[i].columns[0] == 0
        told = _is_area(name, known) or (capitals and _in_capitals(name))
        if plain and alone and (told or _anew_below(lines, body, shared, i)):
            counted[i] = 1
        whole = text_of(words)
        if len(runs) == 1 and _begins_left(line, shared[i], places):
            lone.append(i)
            if _is_area(whole, known):
                named[i] = 0
            elif capitals and _in_capitals(whole):
                named[i] = 0
            elif numbers and places.cuts[line.page] and _in_numbers(line, places):
                placed[i] = 0
    own_word = _section_word([text_of(lines[i].words) for i in named], rules)
    if own_word:
        named |= {i: 0 for i in lone if _begins_with(text_of(lines[i].words), own_word)}
    # Names in the middle of their column begin left too: where capitals tell, no place does.
    in_capitals = sum(_in_capitals(text_of(lines[i].words)) for i in named)
    if in_capitals <= _CAPITALS * len(named):
        named |= placed
    if not numbered and len(counted) > 1:
        return counted | {i: 0 for i in named if i not in counted}
    if not numbered:
        named |= dict.fromkeys(_names_alone(found, body, shared), 0)
        if found.exact and not named:
            named = dict.fromkeys(_across(found, body, shared), 0)
        return named
    return numbered | {i: 0 for i in named if _is_area(text_of(lines[i].words), known)}


def whole_names(
    found: Lines, body: Sequence[bool], places: Columns, sections: Mapping[int, int], rules: Rules
) -> tuple[Line, ...] | None:
    """The lines with the names of areas that are wrapped in the column of components as one line
    each; None where there are none. What stands right below a name, begins where it does, and is
    all of its line, is the rest of it if both are in capitals, which tell areas there, or if it
    makes an area's name of it."""
    lines, shared = found.lines, places.shared
    known = {area.upper() for area in rules.areas}
    capitals = _few_in_capitals(lines, body, shared)
    joined: dict[int, Line] = {}
    gone: set[int] = set()
    for i, cut in sections.items():
        words = lines[i].words
        name = list(words[cut:])
        last = i
        while cut and name and last + 1 < len(lines):
            below = lines[last + 1]
            near = below.page == lines[last].page and below.top - lines[last].top < _CLOSE
            own = near and body[last + 1] and last + 1 not in sections
            one = own and len(chunks(below.words)) == 1 and set(shared[last + 1].columns) <= {1}
            if not one or abs(below.words[0].left - name[0].left) > _ASIDE:
                break
            first, rest = text_of(name), text_of(below.words)
            told = capitals and _in_capitals(first) and rest == rest.upper()
            if not told and (_is_area(first, known) or not _is_area(f"{first} {rest}", known)):
                break
            name += below.words
            last += 1
            gone.add(last)
        if last > i:
            joined[i] = Line(lines[i].page, lines[i].top, (*words[:cut], *name))
    kept = [joined.get(i, line) for i, line in enumerate(lines) if i not in gone]
    return tuple(kept) if joined else None


def _section_word(names: Sequence[str], rules: Rules) -> str:
    """The word for a section that the names of more than one area, and all, begin with; empty
    where there is none."""
    if len(names) < 2:
        return ""
    words = sorted(rules.tables.section_words, key=len, reverse=True)
    return next((w for w in words if all(_begins_with(name, w) for name in names)), "")


def _begins_with(name: str, word: str) -> bool:
    """Whether a name begins with a word for a section that says what it is the section of."""
    return bool(word) and name.upper().startswith(word.upper() + " ") and name[:1].isupper()


def heads_the_first_area(line: Line, rules: Rules) -> bool:
    """Whether a line above a table names the area of its rows: "Area I. NAME", or the name of a
    known area behind the first number."""
    words = line.words
    cut = _behind_section_word(words, rules)
    name = text_of(words[cut or 1 :])
    known = {area.upper() for area in rules.areas}
    return bool(name) and _value(words, cut or 1) == 1 and (cut > 0 or _is_area(name, known))


def _behind_section_word(words: Sequence[Word], rules: Rules) -> int:
    """Of how many words a section's number is that stands behind a word for a section, broken or
    not, with a colon or dash of its own after it, or of a broken one alone, its number being cut
    off; 0 where there is none."""
    for named in sorted(rules.tables.section_words, key=len, reverse=True):
        start = compact(named.upper())
        sizes = range(1, min(len(words), len(start)))
        starts = (compact(text_of(words[:size]).upper()) for size in sizes)
        size = next((size for size, text in zip(sizes, starts, strict=True) if text == start), 0)
        if size and _value(words, size + 1):
            return size + 1 + (text_of(words[size + 1 : size + 2]) in (":", "-", "–"))
        if size > len(named.split()):
            return size
    return 0


def _few_in_capitals(lines: Sequence[Line], body: Sequence[bool], shared: Sequence[Shared]) -> bool:
    """Whether most names of components, told by other cells on their lines, are not in capitals, so
    that capitals tell a section."""
    found = []
    for i, line in enumerate(lines):
        columns = shared[i].columns
        if body[i] and 1 in columns and columns[-1] > 1 and len(chunks(line.words)) > 1:
            name = [w for w, c in zip(line.words, columns, strict=True) if c == 1]
            found.append(_in_capitals(text_of(name)))
    return sum(found) <= _CAPITALS * len(found)


def _stands_apart(lines: Sequence[Line], body: Sequence[bool], i: int) -> bool:
    """Whether a line does not stand half a line below one of other columns and half above another,
    as the lines of a cell in the middle of its row do."""
    near = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines) and body[k]]
    close = [n.page == lines[i].page and abs(n.top - lines[i].top) < _APART for n in near]
    return len(near) < 2 or not all(close)


def _begins_left(line: Line, shared: Shared, places: Columns) -> bool:
    """Whether a line begins in one of the first two columns, or where they stand."""
    cuts = places.cuts[line.page]
    return shared.columns[0] <= 1 or (len(cuts) > 1 and line.words[0].left < cuts[1])


def _anew_below(
    lines: Sequence[Line], body: Sequence[bool], shared: Sequence[Shared], i: int
) -> bool:
    """Whether the line below one begins with a number from which components are counted anew."""
    below = next((k for k in range(i + 1, len(lines)) if body[k]), None)
    if below is None or shared[below].columns[0] != 0:
        return False
    return begins_anew(label(lines[below].words[0].text) or "")


def _in_numbers(line: Line, places: Columns) -> bool:
    """Whether a name begins in the column of numbers."""
    edge = places.lefts[line.page][1]
    edge = places.cuts[line.page][0] if edge is None else edge
    first = line.words[0]
    return first.left < edge - 1 and first.text[0].isupper() and not label(first.text)


def _in_capitals(name: str) -> bool:
    """Whether most of a name is letters, and all of these are capitals."""
    letters = sum(sign.isalpha() for sign in name)
    return name.upper() == name and letters > max(4, _LETTERS * len(name))


def _across(found: Lines, body: Sequence[bool], shared: Sequence[Shared]) -> list[int]:
    """Lines of pages that hold one run of words which begins in the column of components or left
    of it and runs on over the next one, as no cell does; none where only one line does, or many,
    whose cells are not cut to their columns."""
    lines = found.lines
    own = [
        i
        for i, line in enumerate(lines)
        if body[i]
        and len(chunks(line.words, _SPACES * found.space)) == 1
        and shared[i].columns[0] <= 1 < shared[i].columns[-1]
        and line.words[0].text[:1].isupper()
        and _stands_apart(lines, body, i)
    ]
    return own if 1 < len(own) <= max(2, _MOST_ACROSS * sum(body)) else []


def _names_alone(found: Lines, body: Sequence[bool], shared: Sequence[Shared]) -> list[int]:
    """Lines that hold one run of words, in the column of components or left of it, right above a
    line that a component's number and name begin; none unless the table begins with one."""
    lines = found.lines
    own = [i for i in range(len(lines)) if body[i]]
    names = [
        i
        for i, below in pairwise(own)
        if len(chunks(lines[i].words)) == 1
        and shared[i].columns[0] <= 1
        and not (found.exact and _goes_on(lines, shared, i))
        and lines[i].words[0].text[:1].isupper()
        and shared[below].columns[:1] == (0,)
        and 1 in shared[below].columns
        and label(lines[below].words[0].text)
        and text_of(chunks(lines[below].words)[0]) != text_of(lines[below].words)
    ]
    return names if names and names[0] == own[0] else []


def _goes_on(lines: Sequence[Line], shared: Sequence[Shared], i: int) -> bool:
    """Whether the name of a component stands right above a line, a usual step away."""
    if not i or lines[i - 1].page != lines[i].page:
        return False
    return 1 in shared[i - 1].columns and lines[i].top - lines[i - 1].top < _CLOSE


def _is_area(name: str, known: set[str]) -> bool:
    upper = name.upper()
    return any(upper.endswith(area) or fuzz.ratio(upper, area) >= _LIKE_AREA for area in known)


def odd_sections(
    lines: Sequence[Line], sections: Mapping[int, int], rules: Rules, first: int | None = None
) -> frozenset[int]:
    """The section lines whose area is doubtful: those before a number that leaves some out, and,
    as it counts on the others, those from the first one on that is unlike the rest (without a
    number beside numbered ones, no area's name beside names of areas). -1
    stands for what is before the first one. On pages whose table begins with line
    `first`, all are where none has a number and that line is none of them, or where a name is
    neither an area's nor in capitals: others like it may not have been seen."""
    known = {area.upper() for area in rules.areas}
    places = sorted(sections)
    if places and first is not None and not any(sections.values()):
        names_of = [text_of(lines[i].words) for i in places]
        own_word = _section_word([name for name in names_of if _is_area(name, known)], rules)
        told = all(
            _is_area(name, known) or _in_capitals(name) or _begins_with(name, own_word)
            for name in names_of
        )
        if first < places[0] or not told:
            return frozenset((-1, *places))
    numbers = [_counted(lines[i].words, sections[i]) if sections[i] else None for i in places]
    texts = [text_of(lines[i].words[sections[i] :]) for i in places]
    own_word = _section_word([text for text in texts if _is_area(text, known)], rules)
    names = [_is_area(text, known) or _begins_with(text, own_word) for text in texts]
    some = any(number is not None for number in numbers)
    odd = {-1} if places else set()
    before = 0
    counted = True
    for k, (i, own) in enumerate(zip(places, numbers, strict=True)):
        if own is None:
            counted = counted and not some and (names[k] or not any(names))
        elif own != before + 1 and k:
            odd.add(places[k - 1])
        before = own if own is not None else before + 1
        if own is None and not counted:
            odd.add(i)
    return frozenset(odd)


def _counted(words: Sequence[Word], cut: int) -> int:
    """The value of a section's number, a plain one too."""
    plain = number(words[0].text) or ""
    return _value(words, cut) or (int(plain) if cut == 1 and plain.isdecimal() else 0)


def _value(words: Sequence[Word], cut: int) -> int:
    """The value of a section's number that the first words end with; 0 where it is none. A plain
    number counts behind a word for a section only."""
    texts = [word.text.rstrip(":") for word in words[:cut]]
    text = next((text for text in reversed(texts) if text.strip("-–")), "")
    plain = number(text) if cut > 1 else None
    return roman(text) or letter(text) or (int(plain) if plain and plain.isdigit() else 0)
