"""What is on pages besides their table: page numbers, running heads, repeated headers, signatures.

Tools that print wide or long sheets, and cells merged over a page's end, write words of a table on
the lines of such furniture; on pages, where it stands at the same place on all, it is set apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.recover.numbering import countable
from pipeline.recover.spaced.words import Line, Word, chunks, text_of

_EDGE_LINES, _COUNTED_LINES = 2, 4  # at the top and at the foot of a page that may be furniture
_RUNNING_SHARE, _COUNTED_SHARE = 0.6, 0.5
_PAGE_WORDS = {"HALAMAN", "HAL", "HAL.", "PAGE", "-", "–", "|", "/", "DARI"}
_SET_OFF, _LEVEL = 1.5, 0.3  # lines
_FEWEST_SIGNATURE_LINES, _FEWEST_CELL_LINES = 3, 2
_ABOVE_SIGNATURE, _SAME_PLACE = 30, 0.3  # lines; characters
_LONGEST_FOOT = 15  # words
_FEWEST_WORDS = 3  # of a running head that stands close to the table, in text
_FEWEST_NUMBERED = 3  # pages that a number counts
_ON_PAGES = ("header", "page_number", "running_text")


def page_furniture(lines: Sequence[Line], start: int, exact: bool) -> dict[int, str]:
    """Page numbers and running heads: lines at the edges of pages that stand there again, with
    or without a number that counts; and words of the title that head or close a page."""
    edges = _edges(lines, _EDGE_LINES)
    pages = {line.page for line in lines}
    title = {word.text for line in lines[:start] for word in line.words}
    alike: dict[str, list[int]] = defaultdict(list)
    for i in edges:
        if i >= start:
            alike[re.sub(r"\d+", "#", text_of(lines[i].words))].append(i)
    first_page = lines[0].page
    found: dict[int, str] = dict.fromkeys(_counting(lines, start, exact), "page_number")
    for masked, places in alike.items():
        words = [word.text for word in lines[places[0]].words]
        held = {lines[i].page for i in places}
        counting = [
            any(int(n) == lines[i].page - first_page + 1 for n in _numbers(lines[i]))
            for i in places
        ]
        many = len(held) >= max(2, _COUNTED_SHARE * len(pages))
        alone = len(words) <= 3 and all(w.isdigit() or w.upper() in _PAGE_WORDS for w in words)
        set_off = alone and all(_set_off(lines, i) for i in places)
        if "#" in masked and all(counting) and (many or set_off):
            role = "page_number" if len(words) <= 3 else "running_text"
        elif _runs(lines, places, len(held), len(pages), exact):
            role = "running_text"
        elif len(words) > 2 and all(w in title or not w[0].isalpha() for w in words):
            role = "running_text"
        else:
            continue
        found.update(dict.fromkeys(places, role))
    return found


def _runs(lines: Sequence[Line], places: Sequence[int], held: int, pages: int, exact: bool) -> bool:
    """Whether lines with the same words are a running head: once on most pages, as high on each, or
    away from other lines where a word or two of a cell could be the same."""
    if held < max(2, _RUNNING_SHARE * pages) or held != len(places):
        return False
    if exact:
        return _at_one_height(lines, places)
    return len(lines[places[0]].words) >= _FEWEST_WORDS or all(_set_off(lines, i) for i in places)


def _set_off(lines: Sequence[Line], i: int) -> bool:
    """Whether a line heads or closes its page, well away from the next one."""
    near = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines)]
    own = [line for line in near if line.page == lines[i].page]
    return len(own) == 1 and abs(own[0].top - lines[i].top) > _SET_OFF


def _at_one_height(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether lines stand as high as one another, each on a page of its own."""
    tops = [lines[i].top for i in places]
    return max(tops) - min(tops) < _LEVEL and len({lines[i].page for i in places}) == len(tops)


def _counting(lines: Sequence[Line], start: int, exact: bool) -> list[int]:
    """Lines with the same words near the edges of pages, or anywhere where there is one page, and
    a number that grows by one."""
    alike: dict[str, list[int]] = defaultdict(list)
    edges = _edges(lines, _COUNTED_LINES) if lines[-1].page else range(len(lines))
    for i in edges:
        if i >= start and 1 < len(lines[i].words) <= _LONGEST_FOOT:
            alike[re.sub(r"\d+", "#", text_of(lines[i].words))].append(i)
    found: list[int] = []
    for masked, places in alike.items():
        last = [int(numbers[-1]) for i in places if (numbers := _numbers(lines[i]))]
        words = any(word.isalpha() for word in masked.split())
        if exact and not _at_one_height(lines, places):
            continue
        if words and len(last) > 1 and all(b == a + 1 for a, b in pairwise(last)):
            found += places
    return found


def _numbers(line: Line) -> list[str]:
    return re.findall(r"\d{1,4}", text_of(line.words))


def signature(lines: Sequence[Line], roles: Sequence[str | None]) -> list[int]:
    """The lines after the table that stand under one another, each one run of words that begins
    at the same place: place and date, office, name of who signs."""
    own = [i for i, role in enumerate(roles) if role is None]
    last: list[int] = []
    for i in reversed(own):
        runs = chunks(lines[i].words)
        below = lines[last[-1]] if last else None
        if len(runs) > 1 or (below and abs(below.words[0].left - lines[i].words[0].left) > 1.5):
            break
        last.append(i)
    if len(last) < _FEWEST_SIGNATURE_LINES or len(last) == len(own):
        return []
    last.reverse()
    if _below_cells(lines, roles, last[0]) or not _begins_as_cells(lines, last[0]):
        return last
    # Its first lines are the last ones of a cell of the table that stands right above it, or on
    # the page before.
    block = next((last[k:] for k, i in enumerate(last) if _below_cells(lines, roles, i)), [])
    return block if not block or len(block) >= _FEWEST_SIGNATURE_LINES else last


def _below_cells(lines: Sequence[Line], roles: Sequence[str | None], i: int) -> bool:
    """Whether a line stands well below one of the table, on its page."""
    above = lines[i - 1]
    below = above.page == lines[i].page and lines[i].top - above.top > _SET_OFF
    return below and roles[i - 1] is None


def _begins_as_cells(lines: Sequence[Line], i: int) -> bool:
    """Whether a line begins where words after a gap do on several of the lines above it."""
    above = lines[max(0, i - _ABOVE_SIGNATURE) : i]
    first = lines[i].words[0].left
    begun = [run[0].left for line in above for run in chunks(line.words)]
    return sum(abs(left - first) < _SAME_PLACE for left in begun) >= _FEWEST_CELL_LINES


def _edges(lines: Sequence[Line], most: int) -> list[int]:
    """The lines at the top and at the foot of pages, by index, so many of each."""
    pages: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        pages[line.page].append(i)
    return [i for own in pages.values() for i in sorted({*own[:most], *own[-most:]})]


_Spot = tuple[str, int, int]


def set_apart(
    lines: Sequence[Line], roles: Sequence[str | None]
) -> tuple[tuple[Line, ...], dict[Line, str]]:
    """Lines whose words stand where the furniture of other pages has the same ones are parted from
    them: all lines, and the role of each that is furniture by this."""
    spots: dict[_Spot, dict[int, str]] = defaultdict(dict)
    for line, role in zip(lines, roles, strict=True):
        if role in _ON_PAGES:
            for word in line.words:
                spots[_spot(word)][line.page] = role
    for spot, pages in _numbered(lines).items():
        spots[spot] = dict.fromkeys(pages, "page_number") | spots.get(spot, {})
    parted: list[Line] = []
    found: dict[Line, str] = {}
    for line, role in zip(lines, roles, strict=True):
        told = [_role_at(spots, word, line.page) if role is None else None for word in line.words]
        kinds = [kind for kind in told if kind]
        if not kinds:
            parted.append(line)
            continue
        for own in (True, False):
            words = tuple(w for w, kind in zip(line.words, told, strict=True) if bool(kind) == own)
            if words:
                parted.append(Line(line.page, median(word.base for word in words), words))
                if own:
                    found[parted[-1]] = Counter(kinds).most_common(1)[0][0]
    return tuple(sorted(parted, key=lambda line: (line.page, line.top))), found


def _spot(word: Word) -> _Spot:
    """A word and its place: half characters from the left, tenths of lines from the top."""
    return re.sub(r"\d+", "#", word.text), round(2 * word.left), round(10 * word.base)


def _role_at(spots: dict[_Spot, dict[int, str]], word: Word, page: int) -> str | None:
    """The role that a word has at its place on other pages, or that its number gives it."""
    text, left, base = _spot(word)
    for across in (0, -1, 1):
        for down in (0, -1, 1):
            held = spots.get((text, left + across, base + down), {})
            if role := next((role for other, role in held.items() if other != page), None):
                return role
    return None


def _numbered(lines: Sequence[Line]) -> dict[_Spot, set[int]]:
    """The places at which most pages have their number, and the pages."""
    found: dict[_Spot, set[int]] = defaultdict(set)
    for line in lines:
        for word in line.words:
            if countable(word.text) and int(word.text) == line.page + 1:
                found[_spot(word)].add(line.page)
    pages = len({line.page for line in lines})
    least = max(_FEWEST_NUMBERED, _RUNNING_SHARE * pages)
    return {spot: own for spot, own in found.items() if len(own) >= least}
