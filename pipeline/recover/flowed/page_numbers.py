"""Numbers alone on their lines that count the pages of a text export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from pipeline.recover.numbering import countable

# A page has at least so many words.
SHORTEST_PAGE = 90
# A page's number stands by so much of a page nearer to its end than a like one of a component.
_CLEARLY = 0.25
# What heads or counts pages stands at this share of page breaks.
RUNNING_SHARE = 0.6


def bare_page_numbers(
    words: Sequence[str], line_ends: Sequence[int], breaks: Sequence[int]
) -> set[int]:
    """Numbers alone on their lines that count the pages from the same place on most of them;
    others are numbers of components. `breaks`: the first word of each page but the first."""
    places: defaultdict[tuple[bool, int, int], set[int]] = defaultdict(set)
    for page, (first, end) in enumerate(pairwise([0, *breaks, len(words)])):
        top, foot = lines_after(line_ends, first, 3), lines_before(line_ends, end, 3)
        for at_top, lines in ((True, top), (False, foot)):
            for distance, line in enumerate(lines):
                text = words[line.start]
                if len(line) == 1 and countable(text) and first <= line.start < end:
                    places[at_top, distance, int(text) - page].add(line.start)
    if not breaks or not places:
        return set()
    most = max(places.values(), key=len)
    if len(most) < max(2, RUNNING_SHARE * len(breaks)):
        return set()
    return most | _numbers_of_last_pages(words, line_ends, sorted(most))


def above_numbers(
    words: Sequence[str], line_ends: Sequence[int], breaks: Sequence[int]
) -> list[int]:
    """Where pages begin if each begins with the number that stands alone above its header."""
    above = [next(iter(lines_before(line_ends, at, 1)), range(at, at)) for at in breaks]
    return [
        line.start if len(line) == 1 and countable(words[line.start]) else at
        for line, at in zip(above, breaks, strict=True)
    ]


def _numbers_of_last_pages(
    words: Sequence[str], line_ends: Sequence[int], found: Sequence[int]
) -> set[int]:
    """Where the text ends with the number of a page, those of the pages after the `found` ones, as
    far from each other as these are; the last page may be short. Empty where one is missing."""
    last, pages = len(words) - 1, int(words[found[-1]])
    alone = [at for at in _line_starts(line_ends) if line_ends[at] == at + 1]
    if last not in alone or not countable(words[last]) or not pages < int(words[last]):
        return set()
    length = (found[-1] - found[0]) / (pages - int(words[found[0]]))
    more: list[int] = []
    for number in range(pages + 1, int(words[last])):
        due = [*found, *more][-1] + length
        near = [at for at in alone if words[at] == str(number) and abs(at - due) < length / 2]
        if not near:
            return set()
        more.append(min(near, key=lambda at: abs(at - due)))
    return {*more, last}


def even_page_numbers(words: Sequence[str], line_ends: Sequence[int], above: int) -> set[int]:
    """Numbers alone on their lines that count pages where nothing else tells of these: from a 1 in
    the title, the words before `above`, on, or up to one at the end of the text, at distances that
    are alike."""
    numbers = [
        (at, int(words[at]))
        for at in _line_starts(line_ends)
        if line_ends[at] == at + 1 and countable(words[at])
    ]
    # What goes on with a small letter has no number of its own: a page has, if any.
    torn = {at for at, _ in numbers if at + 1 < len(words) and words[at + 1][0].islower()}
    if not numbers:
        return set()
    last, pages = numbers[-1]
    if last + 1 == len(words) and 0 < pages <= len(numbers):
        even = _evenly(numbers, torn, [last], range(pages - 1, 0, -1), last / pages, 0)
        if even or pages < 3:
            return set(even)
        before_last = [at for at, value in numbers[:-1] if value == pages - 1]
        for at in sorted(before_last, key=lambda at: (at in torn, at), reverse=True):
            length = at / (pages - 1)
            if last - at < length / 2:  # the last page may be short
                even = _evenly(numbers, torn, [at], range(pages - 2, 0, -1), length, 0)
                return {last, *even} if even else set()
        return set()
    first, one = numbers[0]
    if first < above and one == 1:
        for pages in range(max(number for _, number in numbers), 1, -1):
            length = (len(words) - first) / pages
            if found := _evenly(numbers, torn, [first], range(2, pages + 1), length, len(words)):
                return set(found)
        return {first}
    return set()


def _evenly(
    numbers: Sequence[tuple[int, int]],
    torn: Set[int],
    found: list[int],
    wanted: Iterable[int],
    length: float,
    end: int,
) -> list[int]:
    """The places of `wanted` numbers in turn, each about a page's `length` from the one before,
    and the last no more than that from `end`; empty where they do not, or not clearly, stand
    so. Where one alone is `torn` from the words around it, it is the one."""
    if length < SHORTEST_PAGE:
        return []
    on = 1 if end else -1
    for number in wanted:
        steps = [on * (at - found[-1]) for at, value in numbers if value == number]
        near = sorted(
            (abs(step - length), step) for step in steps if length / 2 < step < 2 * length
        )
        cutting = [one for one in near if found[-1] + on * one[1] in torn]
        near = cutting if len(cutting) == 1 else near
        if not near or (len(near) > 1 and near[1][0] - near[0][0] < _CLEARLY * length):
            return []
        found.append(found[-1] + on * near[0][1])
    return found if on * (end - found[-1]) < 2 * length else []


def _line_starts(line_ends: Sequence[int]) -> list[int]:
    return [at for at in range(len(line_ends)) if at == 0 or line_ends[at - 1] == at]


def lines_before(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at > 0 and len(lines) < count:
        start = at - 1
        while start > 0 and line_ends[start - 1] == line_ends[at - 1]:
            start -= 1
        lines.append(range(start, at))
        at = start
    return lines


def lines_after(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at < len(line_ends) and len(lines) < count:
        lines.append(range(at, line_ends[at]))
        at = line_ends[at]
    return lines
