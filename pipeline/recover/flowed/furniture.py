"""What stands on the pages of a text export besides its table: page numbers, running heads and
feet, found among the lines of its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipeline.deadlines import word_class
from pipeline.deadlines.words import TimeWords
from pipeline.recover.flowed.page_numbers import (
    RUNNING_SHARE,
    SHORTEST_PAGE,
    above_numbers,
    bare_page_numbers,
    even_page_numbers,
    lines_after,
    lines_before,
)
from pipeline.recover.numbering import countable, label

# The foot of a page has at least so many words; pages differ less than this share of their length.
_SHORTEST_FOOT, _LIKE_PAGES = 3, 0.4
# A line that says itself that it counts a page, in Indonesian or English.
_PAGE_LINE = re.compile(
    r"[-–|]?\s*(?:halaman|hlm\.?|hal\.?|page)\s*:?\s*\d+(?:\s*(?:dari|of|/)\s*\d+)?\s*[-–|]?"
    r"|\d+\s*\|\s*(?:halaman|page)",
    re.IGNORECASE,
)
# A number between dashes on a line of its own counts the only page where it stands at its edge.
_BETWEEN_DASHES = re.compile(r"[-–—]\s*\d+\s*[-–—]")


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
        for k, line in enumerate(lines_before(line_ends, at, 3), 1):
            edges[line.start].add(-k)
        for k, line in enumerate(lines_after(line_ends, at, 3), 1):
            edges[line.start].add(k)
    # Below a header stand a page's first cells, of which two may begin with the same words.
    below = {line.start for h in headers for line in lines_after(line_ends, h.stop, 3)}
    for at in {*breaks, len(words)}:
        below -= {line.start for line in lines_before(line_ends, at, 3)}
    lines: dict[str, list[range]] = {}
    at = 0
    while at < len(words):
        text = " ".join(words[at : line_ends[at]])
        lines.setdefault(re.sub(r"\d+", "#", text), []).append(range(at, line_ends[at]))
        at = line_ends[at]
    title = re.sub(r"\d+", "#", " ".join(words[:above]))
    title_lines = {text for text, places in lines.items() if places[0].start < above}
    bare = bare_page_numbers(words, line_ends, feeds or repeated)
    if not bare and not feeds:
        bare = bare_page_numbers(words, line_ends, above_numbers(words, line_ends, repeated))
    bare |= set() if feeds or repeated else even_page_numbers(words, line_ends, above)
    found = dict.fromkeys(bare, "page_number")
    running = max(2, RUNNING_SHARE * len(breaks))
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
        rest = _without_title(masked, title_lines, title)
        if len(places) < 2 or _speaks_of_time(rest, times):
            continue
        numbers = [re.findall(r"\d+", " ".join(words[p.start : p.stop])) for p in places]
        first = "1" in numbers[0] and at_edges  # two pages, one of which is the first or last
        starts = [place.start for place in places]
        steps = np.diff(starts)
        if len(steps) > 1 and places[-1] in at_edges:
            steps = steps[:-1]  # the last page may be as short as a signature
        apart = len(places) > 2 and min(steps) >= SHORTEST_PAGE
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


def _in_one_place(found: Iterable[set[int]]) -> int:
    """How many lines stand as far from their page's edge as most do."""
    counts = Counter(distance for distances in found for distance in distances)
    return max(counts.values())


def _at_every_page_end(starts: Sequence[int], line_ends: Sequence[int]) -> bool:
    """Whether a line of several words stands at the end of the text and before it at distances
    that are long and alike, as the foot of pages does where nothing else tells of pages."""
    last = lines_before(line_ends, len(line_ends), 2)
    steps = np.diff(starts)
    if len(steps) < 2 or line_ends[starts[0]] - starts[0] < _SHORTEST_FOOT:
        return False
    pages = steps[:-1]
    return bool(
        starts[-1] in {line.start for line in last}
        and pages.min() >= SHORTEST_PAGE
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


def _without_title(line: str, title_lines: Iterable[str], title: str) -> str:
    """A line without the line of the title that it ends with, as a browser prints date and title,
    and without several words of it that it begins with: "Rencana Kerja Tahunan # | #"."""
    ends = (text for text in title_lines if line.endswith(f" {text}") and " " in text)
    line = line.removesuffix(max(ends, key=len, default=""))
    words = line.split()
    known = f" {title} ".casefold()
    said = (k for k in range(len(words), 1, -1) if f" {' '.join(words[:k])} ".casefold() in known)
    return " ".join(words[next(said, 0) :])
