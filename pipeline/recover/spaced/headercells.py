"""The cells of a header: runs of words stacked over one another, and names that stand a space apart
or over several columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from pipeline.read.vocabulary import plain, vocabulary
from pipeline.recover.headers import field_of, is_known, match_header, normal
from pipeline.recover.numbering import roman
from pipeline.recover.periods import MOST_WEEKS, is_period, levels_in, period_of
from pipeline.recover.spaced.words import Line, Word, chunks, text_of
from pipeline.rules import Rules
from pipeline.title import names_a_plan

_YEAR = re.compile(r"(?<=\w) (?:TAHUN |TA )?(?:19|20)\d\d$")
_FAIR_PART = 0.3
_FIELDS = {"component_no", "component", "indicator", "action", "evidence", "pic"}
# A header is not cut where this share of the lines below it has text without a gap.
BELOW = 30
_RUNS_ON = 0.6
# The number of a line, and a run of words on it.
_Placed = tuple[int, tuple[Word, ...]]
_FEWEST_PERIODS = 2  # beside each other
_FEWEST_WEEKS = 3  # of a month
_LONGEST_GROUP = 8  # words of a name over several columns
# What may stand on both sides of a cut in a word, and the most lines of a cell that are tried.
_CUT = re.compile(r"[^\W\d_][a-zà-ÿ]|[A-ZÀ-Þ]{2}")
_MOST_CUTS = 5
MOST_CUT = 9  # words of a run that is cut by what stands below or above it


@dataclass(frozen=True)
class HeaderCell:
    """The name of a column and where it stands; whether it is a month's or a quarter's, in whose
    column nothing may stand on a page."""

    text: str
    left: float
    right: float
    period: bool = False


def named_field(text: str, rules: Rules) -> str | None:
    """The field that a header's cell names; "extra" also for a month or quarter, for the column of
    areas, and for the name of a usual column with a year: "TARGET 2021"."""
    if found := field_of(text, rules.headers):
        return found
    if normal(text) in {normal(name) for name in rules.tables.area_columns}:
        return "extra"
    plain = _YEAR.sub("", normal(text))
    if plain != normal(text) and field_of(plain, rules.headers) == "extra":
        return "extra"
    return "extra" if period_of(levels_in(text, rules), rules) else None


def header_cells(
    lines: Sequence[Line], rules: Rules, below: Sequence[Line]
) -> tuple[HeaderCell, ...]:
    """The runs of words of some lines, stacked where they stand over one another. A run over
    several runs of a line below names a group of columns and is left out, unless it is several
    names a space apart."""
    rows = [
        [part for run in chunks(line.words) for part in _parts(run, rules, below)] for line in lines
    ]
    rows = [
        [part for run in row for part in _cut_by_others(run, rows, number, rules)]
        for number, row in enumerate(rows)
    ]
    months = _weeks(rows, rules)
    kept: list[_Placed] = []
    groups: list[tuple[Word, ...]] = []
    for number, row in enumerate(rows):
        for run in row:
            if text_of(run) in months.values() and is_period(text_of(run), rules):
                groups.append(run)
            elif any(sum(_over(run, other) for other in lower) > 1 for lower in rows[number + 1 :]):
                alone = len(chunks(lines[number].words)) == 1
                if len(run) > _LONGEST_GROUP or alone and _is_title(run, rows[number:], rules):
                    return ()  # a line of other text
                groups.append(run)
            else:
                kept.append((number, run))
    found: list[tuple[HeaderCell, str | None]] = []
    for runs in _below_groups(_stacks(kept), rules):
        text = _name(list(map(text_of, runs)), rules)
        left, right = min(run[0].left for run in runs), max(run[-1].right for run in runs)
        above = next((g for g in groups if min(g[-1].right, right) > max(g[0].left, left)), None)
        group = months.get(runs[0][0].span.start) or (text_of(above) if above else None)
        found.append((HeaderCell(text, left, right), group))
    return _counted(
        _grouped(sorted(found, key=lambda own: own[0].left + own[0].right), rules), rules
    )


def _grouped(found: Sequence[tuple[HeaderCell, str | None]], rules: Rules) -> list[HeaderCell]:
    """The cells with the names of groups that stand above them, where a group and what is below it
    are a period; the name of a group may begin right of the first of its numbers."""
    groups = [group for _, group in found]
    numbers = [roman(cell.text) for cell, _ in found]
    for k in range(len(found) - 2, -1, -1):
        counted = numbers[k + 1] is not None and (numbers[k] or -1) + 1 == numbers[k + 1]
        if groups[k] is None and counted:
            groups[k] = groups[k + 1]
    cells = []
    for (cell, _), group in zip(found, groups, strict=True):
        text = cell.text
        if group and not named_field(text, rules) and period_of((group, text), rules):
            text = f"{group} {text}"
        period = period_of(levels_in(text, rules), rules) is not None
        cells.append(replace(cell, text=text, period=period))
    return cells


def _weeks(rows: Sequence[Sequence[tuple[Word, ...]]], rules: Rules) -> dict[int, str]:
    """For each number of a week, by where it stands in the source, the month that it is counted in:
    numbers that begin anew as often as months stand on a line above them."""
    for number, row in enumerate(rows):
        counts = _counts([word for run in row if _week(run[0]) for word in run])
        for above in rows[:number] if counts else ():
            months = [
                text_of(run) for run in above if len(levels_in(f"{text_of(run)} 1", rules)) > 1
            ]
            if len(months) == len(counts):
                pairs = zip(counts, months, strict=True)
                return {word.span.start: month for own, month in pairs for word in own}
    return {}


def _counts(words: Sequence[Word]) -> list[list[Word]]:
    """Words that are the numbers of weeks, month by month; none where they are not, or of one."""
    found: list[list[Word]] = []
    for word in words:
        value = _week(word)
        if value == 1:
            found.append([word])
        elif found and value == len(found[-1]) + 1:
            found[-1].append(word)
        else:
            return []
    several = len(found) > 1 and all(_FEWEST_WEEKS <= len(own) <= MOST_WEEKS for own in found)
    return found if several else []


def _week(word: Word) -> int | None:
    return int(word.text) if word.text.isdecimal() else roman(word.text)


def _counted(cells: Sequence[HeaderCell], rules: Rules) -> tuple[HeaderCell, ...]:
    """The cells with the name of quarters that stands above the first of them, at its left, before
    the numerals of the others: "Triwulan I", "II", "III"."""
    found = list(cells)
    for k, cell in enumerate(cells[1:], 1):
        above = found[k - 1]
        name, _, last = above.text.rpartition(" ")
        if above.period and roman(cell.text) == (roman(last) or -1) + 1:
            text = f"{name} {cell.text}"
            if is_period(text, rules):
                found[k] = replace(cell, text=text, period=True)
    return tuple(found)


def _is_title(run: Sequence[Word], rows: Sequence[Sequence[Sequence[Word]]], rules: Rules) -> bool:
    """Whether a run over several columns, on a line by itself (the first of `rows`), names none: it
    says what plan it is, or some of these name a field of their own."""
    if names_a_plan(text_of(run), rules.titles):
        return True
    if len(rows[0]) == 1 and field_of(text_of(run), rules.headers) is not None:
        return False
    below = (other for row in rows[1:] for other in row if _over(run, other))
    return any(field_of(text_of(other), rules.headers) in _FIELDS for other in below)


def _name(lines: Sequence[str], rules: Rules) -> str:
    """The lines of a header's cell as its name: where a narrow column cuts a word ("PENANGG" above
    "UNG JAWAB"), as a known name or else the vocabulary tells."""
    plain_name = " ".join(lines)
    cuts = [
        bool(_CUT.fullmatch(above[-1] + below[0])) and not (below.isupper() and roman(below))
        for above, below in pairwise(lines)
    ]
    if not any(cuts) or len(lines) > _MOST_CUTS or _known(plain_name, rules):
        return plain_name
    for ends in product(*((" ", "") if cut else (" ",) for cut in cuts)):
        if _known(name := _put_together(lines, ends), rules):
            return name
    told: list[str] = []
    for (above, below), cut in zip(pairwise(lines), cuts, strict=True):
        told.append("" if cut and is_rest(above.split()[-1], below.split()[0]) else " ")
    return _put_together(lines, told)


def is_rest(above: str, below: str) -> bool:
    """Whether what stands below a word is the rest of it, as the vocabulary tells."""
    words = vocabulary()
    apart = plain(above) in words and plain(below) in words
    return not apart and plain(above + below) in words


def _known(name: str, rules: Rules) -> bool:
    """Whether a name is a known one as it is written, or that of a month or quarter."""
    return is_known(name, rules.headers) or is_period(name, rules)


def _put_together(lines: Sequence[str], ends: Sequence[str]) -> str:
    return "".join(line + end for line, end in zip(lines, (*ends, ""), strict=True))


def _below_groups(
    stacks: Sequence[Sequence[_Placed]], rules: Rules
) -> list[list[tuple[Word, ...]]]:
    """The runs of each stack from the top down, without the name of a group of quarters that stands
    over one of them only: what is below it is a quarter like the one beside it, also where both are
    one ("BULAN" above "Juni")."""
    found = [[run for _, run in sorted(s, key=lambda item: (item[0], item[1][0].left))]
             for s in stacks]  # fmt: skip
    found.sort(key=lambda runs: min(run[0].left for run in runs))
    whole = [bool(period_of((" ".join(map(text_of, runs)),), rules)) for runs in found]
    lower = [len(runs) > 1 and bool(period_of((" ".join(map(text_of, runs[1:])),), rules))
             for runs in found]  # fmt: skip
    for k, runs in enumerate(found):
        beside = [n for n in (k - 1, k + 1) if 0 <= n < len(found)]
        fewer = any(whole[n] and len(found[n]) < len(runs) for n in beside)
        if lower[k] and (fewer or not whole[k] and any(lower[n] for n in beside)):
            del runs[0]
    return found


def _cut_by_others(
    run: tuple[Word, ...], rows: Sequence[Sequence[tuple[Word, ...]]], number: int, rules: Rules
) -> list[tuple[Word, ...]]:
    """A run over or under several runs of another line, cut into as many where it says one word so
    many times, or where each part and the run it stands at are a name: "PENANGGUNG TARGET DAN" over
    "JAWAB" and "WAKTU"; or where one part is, and the other by itself."""
    if not 1 < len(run) <= MOST_CUT:
        return [run]
    for other, row in enumerate(rows):
        at = [run_there for run_there in row if other != number and _over(run, run_there)]
        if len(at) == 1 and (two := _cut_beside(run, at[0], number < other, rules)):
            return two
        if not 1 < len(at) <= len(run):
            continue
        size = len(run) // len(at)
        parts = [run[k : k + size] for k in range(0, len(run), size)]
        if len(parts) == len(at) and len({text_of(part) for part in parts}) == 1:
            return parts
        for cuts in combinations(range(1, len(run)), len(at) - 1):
            parts = [run[a:b] for a, b in pairwise((0, *cuts, len(run)))]
            both = [(part, there) if number < other else (there, part)
                    for part, there in zip(parts, at, strict=True)]  # fmt: skip
            names = [_name([text_of(a), text_of(b)], rules) for a, b in both]
            if all(field_of(name, rules.headers) or is_period(name, rules) for name in names):
                return parts
    return [run]


def _cut_beside(
    run: tuple[Word, ...], there: Sequence[Word], above: bool, rules: Rules
) -> list[tuple[Word, ...]]:
    """A run cut in two where one part and the run that it stands `above`, or below, are a
    name, and the rest is one by itself: "PENANGGUNG BUKTI FISIK" over "JAWAB"."""

    def known(*parts: Sequence[Word]) -> bool:
        return _known(_name(list(map(text_of, parts)), rules), rules)

    for cut in range(1, len(run)):
        for part, rest in ((run[:cut], run[cut:]), (run[cut:], run[:cut])):
            both = (part, there) if above else (there, part)
            if _over(part, there) and known(rest) and known(*both) and not known(part):
                return [run[:cut], run[cut:]]
    return []


def _stacks(runs: Sequence[_Placed]) -> list[list[_Placed]]:
    """Runs (line number, words) that stand over one another. Where that joins two runs of one
    line, each run goes to the one of that line that it stands over most."""
    stacks: list[list[_Placed]] = []
    for item in runs:
        over = [stack for stack in stacks if any(_over(item[1], run) for _, run in stack)]
        joined = [placed for stack in over for placed in stack] + [item]
        stacks = [stack for stack in stacks if stack not in over] + [joined]
    parted: list[list[_Placed]] = []
    for stack in stacks:
        numbers = [number for number, _ in stack]
        widest = max(numbers, key=numbers.count)
        seeds = [[item] for item in stack if item[0] == widest]
        for item in stack:
            if item[0] != widest:
                max(seeds, key=lambda seed: _overlap(item[1], seed[0][1])).append(item)
        parted += seeds
    return parted


def _overlap(run: Sequence[Word], other: Sequence[Word]) -> float:
    return min(run[-1].right, other[-1].right) - max(run[0].left, other[0].left)


def _over(run: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether two runs stand over one another by a fair part of the narrower one."""
    narrower = min(run[-1].right - run[0].left, other[-1].right - other[0].left)
    return _overlap(run, other) > _FAIR_PART * narrower


def _parts(run: tuple[Word, ...], rules: Rules, below: Sequence[Line]) -> list[tuple[Word, ...]]:
    """A run cut between header names one space apart, unless the text below runs on there."""
    parts = periods_in(run, rules)
    if len(parts) > 1:
        return parts
    parts = [part for name in _names_in(run, rules) for part in periods_in(name, rules)]
    for part in parts[1:]:
        cut = part[0].left - 0.5
        over = [
            sum(text[0].left < cut < text[-1].right for text in chunks(line.words))
            for line in below
        ]
        if sum(over) > _RUNS_ON * len(below):
            return [run]
    return parts


def _names_in(run: tuple[Word, ...], rules: Rules) -> list[tuple[Word, ...]]:
    """A run of words cut between header names, or those of quarters, that stand one space apart."""

    def like(part: tuple[Word, ...]) -> float:
        alike = match_header(text_of(part), rules.headers)[1]
        return 100.0 if alike < 100 and period_of((text_of(part),), rules) else alike

    whole = like(run)
    if len(run) < 2 or whole == 100:
        return [run]
    for known in (100.0, 1.0):
        if known <= whole:
            return [run]
        for cut in range(len(run) - 1, 0, -1):
            if like(run[:cut]) >= known:
                rest = _names_in(run[cut:], rules)
                if all(like(part) >= known for part in rest):
                    return [run[:cut], *rest]
    return [run]


def periods_in(run: tuple[Word, ...], rules: Rules) -> list[tuple[Word, ...]]:
    """A run of words that are months or quarters one after the other, or what stands above or below
    the rest of their names ("TW TW", "II III"), cut between these."""
    for size in range(1, len(run) // _FEWEST_PERIODS + 1):
        parts = [run[k : k + size] for k in range(0, len(run), size)]
        if len(run) % size == 0 and all(is_period(text_of(part), rules) for part in parts):
            return parts
    values = [roman(word.text) for word in run]
    counting = all(b == (a or -1) + 1 for a, b in pairwise(values))
    one = len({normal(word.text) for word in run}) == 1
    if counting or _counts(run) or (one and is_period(f"{run[0].text} I", rules)):
        return [(word,) for word in run]
    return [run]
