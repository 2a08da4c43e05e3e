"""What stands on the pages of a text export besides its table: page numbers, running heads and
feet, found among the lines of its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

import numpy as np

from pipeline.deadlines import word_class
from pipeline.deadlines.words import TimeWords
from pipeline.recover.numbering import countable, label

# The foot of a page has at least so many words, and a page at least so many; pages differ less
# than this share of their length.
_SHORTEST_FOOT, _SHORTEST_PAGE, _LIKE_PAGES = 3, 90, 0.4
# A page's number stands by so much of a page nearer to its end than a like one of a component.
_CLEARLY = 0.25
# A line that says itself that it counts a page, in Indonesian or English.
_PAGE_LINE = re.compile(
    r"[-–|]?\s*(?:halaman|hlm\.?|hal\.?|page)\s*:?\s*\d+(?:\s*(?:dari|of|/)\s*\d+)?\s*[-–|]?"
    r"|\d+\s*\|\s*(?:halaman|page)",
    re.IGNORECASE,
)
# A number between dashes on a line of its own counts the only page where it stands at its edge.
_BETWEEN_DASHES = re.compile(r"[-–—]\s*\d+\s*[-–—]")
# A running head stands at this share of page breaks.
_RUNNING_SHARE = 0.6


def page_furniture(
    words: Sequence[str],
    line_ends: Sequence[int],
    feeds: Sequence[int],
    headers: Sequence[range],
    above: int,
    times: TimeWords | None = None,
) -> dict[int, str]:
    """The roles of words of page numbers and running heads: lines that count the pages, lines that
    stand again at most page breaks (form feeds, repeated headers) and nowhere else, and lines of
    the title that stand again.

    `line_ends[i]` is the index after the last word of word i's line, `feeds` the words after a
    form feed, `headers` the words of each table header, `above` the first word below the
    title, and `times` the words of time, by default those of the repository's rules."""
    repeated = [header.start for header in headers[1:]]
    breaks = {*feeds, *repeated}
    # First words of lines next to a break or to an end of the text → how many lines from it.
    edges: defaultdict[int, set[int]] = defaultdict(set)
    for at in {0, *(header.stop for header in headers), *breaks, len(words)}:
        for k, line in enumerate(_lines_before(line_ends, at, 3), 1):
            edges[line.start].add(-k)
        for k, line in enumerate(_lines_after(line_ends, at, 3), 1):
            edges[line.start].add(k)
    # Below a header stand a page's first cells, of which two may begin with the same words.
    below = {line.start for h in headers for line in _lines_after(line_ends, h.stop, 3)}
    for at in {*breaks, len(words)}:
        below -= {line.start for line in _lines_before(line_ends, at, 3)}
    lines: dict[str, list[range]] = {}
    at = 0
    while at < len(words):
        text = " ".join(words[at : line_ends[at]])
        lines.setdefault(re.sub(r"\d+", "#", text), []).append(range(at, line_ends[at]))
        at = line_ends[at]
    title = re.sub(r"\d+", "#", " ".join(words[:above]))
    title_lines = {text for text, places in lines.items() if places[0].start < above}
    bare = _bare_page_numbers(words, line_ends, feeds or repeated)
    if not bare and not feeds:
        bare = _bare_page_numbers(words, line_ends, _above_numbers(words, line_ends, repeated))
    bare |= set() if feeds or repeated else _even_page_numbers(words, line_ends, above)
    found = dict.fromkeys(bare, "page_number")
    running = max(2, _RUNNING_SHARE * len(breaks))
    for masked, places in lines.items():
        if masked == "#" or (len(places[0]) == 1 and label(words[places[0].start])):
            continue  # a number of components too; bare ones are told apart above
        at_edges = [place for place in places if place.start in edges]
        text = " ".join(words[places[0].start : places[0].stop])
        only = len(places) == len(at_edges) == 1 and _BETWEEN_DASHES.fullmatch(text)
        if only or _PAGE_LINE.fullmatch(text):
            found.update({i: "page_number" for place in places for i in place})
            continue
        as_titles = masked in title_lines or masked.isupper() or len(at_edges) == len(places)
        as_titles = as_titles and not masked[0].islower()
        if as_titles and masked.count(" ") > 1 and masked in title and not _is_time(masked, times):
            # Again word for word as in the title, as its lines are: it heads pages, wherever these
            # begin. Cells have words of an introduction too.
            heads = places if len(places) > 1 else at_edges
            found.update({i: "running_text" for place in heads for i in place})
            continue
        if len(places) < 2 or _speaks_of_time(_without_title(masked, title_lines), times):
            continue
        numbers = [re.findall(r"\d+", " ".join(words[p.start : p.stop])) for p in places]
        first = "1" in numbers[0] and at_edges  # two pages, one of which is the first or last
        starts = [place.start for place in places]
        steps = np.diff(starts)
        if len(steps) > 1 and places[-1] in at_edges:
            steps = steps[:-1]  # the last page may be as short as a signature
        apart = len(places) > 2 and min(steps) >= _SHORTEST_PAGE
        all_at_edges = len(at_edges) == len(places)
        alike = all(n == numbers[0] for n in numbers)
        fewest = len(headers) if all(place.start in below for place in places) else running
        aligned = all_at_edges and _in_one_place(edges[p.start] for p in places) >= fewest
        if _counts(numbers) and (apart or all_at_edges or first):
            found.update({i: "page_number" for place in places for i in place})
        elif alike and (
            aligned
            or (not feeds and _at_every_page_end(starts, line_ends))
            or (not feeds and _above_every_header(starts, above, repeated, edges))
        ):
            found.update({i: "running_text" for place in places for i in place})
    return found | _beside(found, words, lines, running, times)


def _beside(
    found: Mapping[int, str],
    words: Sequence[str],
    lines: Mapping[str, Sequence[range]],
    fewest: float,
    times: TimeWords | None,
) -> dict[int, str]:
    """The other lines of heads of several lines (date, title, address, page): those that stand
    nowhere but beside what was `found`, or beside another one of these, and do so as often as
    pages break."""
    more = dict(found)
    waiting = {
        masked: places
        for masked, places in lines.items()
        if len(places) >= fewest
        and (len(places[0]) > 1 or not masked.rstrip(".,:;").isalpha())
        and not (label(words[places[0].start]) or _speaks_of_time(masked, times))
    }
    while True:
        beside = [
            masked
            for masked, places in waiting.items()
            if all(place.start - 1 in more or place.stop in more for place in places)
        ]
        if not beside:
            return more
        for masked in beside:
            places = waiting.pop(masked)
            numbers = {tuple(re.findall(r"\d+", " ".join(words[p.start : p.stop]))) for p in places}
            if len(numbers) == 1:
                more |= {i: more.get(i, "running_text") for place in places for i in place}


def _bare_page_numbers(
    words: Sequence[str], line_ends: Sequence[int], breaks: Sequence[int]
) -> set[int]:
    """Numbers alone on their lines that count the pages from the same place on most of them;
    others are numbers of components. `breaks`: the first word of each page but the first."""
    places: defaultdict[tuple[bool, int, int], set[int]] = defaultdict(set)
    for page, (first, end) in enumerate(pairwise([0, *breaks, len(words)])):
        top, foot = _lines_after(line_ends, first, 3), _lines_before(line_ends, end, 3)
        for at_top, lines in ((True, top), (False, foot)):
            for distance, line in enumerate(lines):
                text = words[line.start]
                if len(line) == 1 and countable(text) and first <= line.start < end:
                    places[at_top, distance, int(text) - page].add(line.start)
    if not breaks or not places:
        return set()
    most = max(places.values(), key=len)
    if len(most) < max(2, _RUNNING_SHARE * len(breaks)):
        return set()
    return most | _numbers_of_last_pages(words, line_ends, sorted(most))


def _above_numbers(
    words: Sequence[str], line_ends: Sequence[int], breaks: Sequence[int]
) -> list[int]:
    """Where pages begin if each begins with the number that stands alone above its header."""
    above = [next(iter(_lines_before(line_ends, at, 1)), range(at, at)) for at in breaks]
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


def _even_page_numbers(words: Sequence[str], line_ends: Sequence[int], above: int) -> set[int]:
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
    if length < _SHORTEST_PAGE:
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


def _in_one_place(found: Iterable[set[int]]) -> int:
    """How many lines stand as far from their page's edge as most do."""
    counts = Counter(distance for distances in found for distance in distances)
    return max(counts.values())


def _at_every_page_end(starts: Sequence[int], line_ends: Sequence[int]) -> bool:
    """Whether a line of several words stands at the end of the text and before it at distances
    that are long and alike, as the foot of pages does where nothing else tells of pages."""
    last = _lines_before(line_ends, len(line_ends), 2)
    steps = np.diff(starts)
    if len(steps) < 2 or line_ends[starts[0]] - starts[0] < _SHORTEST_FOOT:
        return False
    pages = steps[:-1]
    return bool(
        starts[-1] in {line.start for line in last}
        and pages.min() >= _SHORTEST_PAGE
        and pages.std() < _LIKE_PAGES * pages.mean()
        and steps[-1] < 1.3 * pages.max()
    )


def _above_every_header(
    starts: Sequence[int], above: int, repeated: Sequence[int], edges: Mapping[int, set[int]]
) -> bool:
    """Whether a line stands in the title, above each repeated header equally far, and nowhere else
    but on pages below the last of these: one with a signature alone has no header."""
    heads = [start for start in starts if above <= start < max(repeated, default=0)]
    distances = [{k for k in edges.get(start, ()) if k < 0} for start in heads]
    return (
        starts[0] < above and 0 < len(heads) == len(repeated) and bool(set.intersection(*distances))
    )


def _counts(numbers: Sequence[Sequence[str]]) -> bool:
    """Whether one number of each line is one more than on the line before, the others alike."""
    for position in range(len(numbers[0])):
        rest = [[n for k, n in enumerate(line) if k != position] for line in numbers]
        if not all(countable(line[position]) for line in numbers):
            continue
        values = [int(line[position]) for line in numbers]
        if all(b == a + 1 for a, b in zip(values, values[1:], strict=False)) and all(
            line == rest[0] for line in rest
        ):
            return True
    return False


def _speaks_of_time(text: str, times: TimeWords | None) -> bool:
    return any(
        word_class(word, times) in {"month", "period", "recurrence"} for word in text.split()
    )


def _is_time(text: str, times: TimeWords | None) -> bool:
    """Whether half of the words of a title's line speak of a time, as a target may: "TAHUN #", and
    not "RENCANA KERJA TAHUNAN"."""
    words = text.split()
    return 2 * sum(word == "#" or _speaks_of_time(word, times) for word in words) >= len(words)


def _without_title(line: str, title_lines: Iterable[str]) -> str:
    """A line without the line of the title that it ends with: a browser prints date and title."""
    ends = (text for text in title_lines if line.endswith(f" {text}") and " " in text)
    return line.removesuffix(max(ends, key=len, default=""))


def _line_starts(line_ends: Sequence[int]) -> list[int]:
    return [at for at in range(len(line_ends)) if at == 0 or line_ends[at - 1] == at]


def _lines_before(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at > 0 and len(lines) < count:
        start = at - 1
        while start > 0 and line_ends[start - 1] == line_ends[at - 1]:
            start -= 1
        lines.append(range(start, at))
        at = start
    return lines


def _lines_after(line_ends: Sequence[int], at: int, count: int) -> list[range]:
    lines: list[range] = []
    while at < len(line_ends) and len(lines) < count:
        lines.append(range(at, line_ends[at]))
        at = line_ends[at]
    return lines
