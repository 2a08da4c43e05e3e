"""Two readings of one plan side by side: rows that only one has, cells and deadlines that differ.

The same plan often arrives twice: as a PDF and as a workbook, or once more after it was revised.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from pipeline.records import Parsed
from pipeline.tables import Record

_FIELDS = (
    "area", "component_no", "component", "indicator", "action", "evidence", "target", "pic",
)  # fmt: skip
# What a row is recognised by in another export; numbers and area names repeat too much.
_TELLING = ("component", "indicator", "action", "evidence", "target", "pic")
# Rows less alike than this (0…100, of the characters in order) are two rows and not one changed.
_ALIKE = 60.0
_COMMON = 0.5  # the share of words in common from which two texts are shown word by word
_MOST_COMPARED = 2_000  # words of both texts together
_DEADLINE = ("kind", "start_date", "end_date", "precision", "rrule", "condition", "label", "value")


class Piece(NamedTuple):
    """Words of one cell or of both: `side` is "both", "first" or "second"."""

    side: str
    text: str


@dataclass(frozen=True)
class CellDifference:
    """A column of one row in which two exports differ; `words` are the pieces of both texts in
    order. A missing cell is empty text."""

    column: str
    first: str
    second: str
    words: tuple[Piece, ...]


@dataclass(frozen=True)
class RowDifference:
    """A row that both exports have and that is not the same in both: its records of the
    indicators table, the cells that differ, and the deadlines that only one of them has."""

    first: Record
    second: Record
    cells: tuple[CellDifference, ...]
    deadlines_first: tuple[Record, ...] = ()
    deadlines_second: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two exports: their rows of the documents table, the rows that only one of them has, those
    that differ, and how many are the same in both."""

    first: Record
    second: Record
    only_first: tuple[Record, ...]
    only_second: tuple[Record, ...]
    differing: tuple[RowDifference, ...]
    same: int

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        return not (self.only_first or self.only_second or self.differing)

    @property
    def is_copy(self) -> bool:
        """Whether the first has most rows of the second; else they may be parts of one plan."""
        return len(self.only_second) <= self.same + len(self.differing)


def same_plans(plans: Sequence[Parsed]) -> list[list[Parsed]]:
    """Exports that hold the same plan: those whose titles name the same unit (case, punctuation
    and white space aside) and year. First of each stands the one with the fewest doubts: it has
    deadlines, the fewest rows to review, then the fewest unplaced characters. The others follow
    in their order."""
    found: dict[tuple[str, int], list[Parsed]] = defaultdict(list)
    for plan in plans:
        if plan.document.get("unit") and plan.document.get("year"):
            found[folded_unit(plan.document["unit"]), plan.document["year"]].append(plan)
    several = [exports for exports in found.values() if len(exports) > 1]
    for exports in several:
        first = min(exports, key=_doubts)
        exports.sort(key=lambda plan: plan is not first)
    return several


def _doubts(plan: Parsed) -> tuple[bool, int, int]:
    document = plan.document
    return (not plan.deadline_records, document["rows_to_review"], document["chars_unplaced"])


def compare(first: Parsed, second: Parsed) -> Comparison:
    """What differs between two exports. Rows are paired by their own text, wherever they stand:
    equal ones first, then the most alike of the rest. White space does not count."""
    pairs = _pairs(first.indicator_records, second.indicator_records)
    deadlines = _by_row(first), _by_row(second)
    differing = []
    for i, j in pairs:
        one, other = first.indicator_records[i], second.indicator_records[j]
        cells = tuple(_cells_that_differ(one, other))
        mine, theirs = deadlines[0].get(one["row_id"], []), deadlines[1].get(other["row_id"], [])
        only_mine, only_theirs = _missing_in(mine, theirs), _missing_in(theirs, mine)
        if cells or only_mine or only_theirs:
            differing.append(RowDifference(one, other, cells, only_mine, only_theirs))
    paired, paired_other = {i for i, _ in pairs}, {j for _, j in pairs}
    return Comparison(
        first.document,
        second.document,
        tuple(r for i, r in enumerate(first.indicator_records) if i not in paired),
        tuple(r for j, r in enumerate(second.indicator_records) if j not in paired_other),
        tuple(differing),
        len(pairs) - len(differing),
    )


def plans_of(tables: Mapping[str, Sequence[Record]]) -> dict[str, Parsed]:
    """The exports in the tables documents, indicators and deadlines, by document_id; failed ones
    are left out. Dates become ISO text, as in records that were never stored."""
    plans = {
        document["document_id"]: Parsed(document)
        for document in tables["documents"]
        if document["status"] != "failed"
    }
    for row in tables["indicators"]:
        plans[row["document_id"]].indicator_records.append(row)
    for deadline in tables["deadlines"]:
        text = {k: v.isoformat()[:10] for k, v in deadline.items() if isinstance(v, date)}
        plans[deadline["document_id"]].deadline_records.append({**deadline, **text})
    return plans


def compare_same_plans(plans: Sequence[Parsed]) -> list[Comparison]:
    """Of exports that hold the same plan, a comparison of the first, as `same_plans` has them,
    with each of the others."""
    return [compare(first, other) for first, *others in same_plans(plans) for other in others]


def words_that_differ(first: str, second: str) -> tuple[Piece, ...]:
    """Both texts as pieces of whole words: first and second text without the other's pieces. Texts
    that share little, or are very long, are two pieces: words of one between those of the other
    cannot be read."""
    one, other = first.split(), second.split()
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    pieces: list[Piece] = []
    if len(one) + len(other) > _MOST_COMPARED or not _share_much(matcher, one, other):
        pieces += [Piece("first", " ".join(one))] if one else []
        pieces += [Piece("second", " ".join(other))] if other else []
        return tuple(pieces)
    for kind, i, j, k, l in matcher.get_opcodes():  # noqa: E741
        if kind == "equal":
            pieces.append(Piece("both", " ".join(one[i:j])))
            continue
        pieces += [Piece("first", " ".join(one[i:j]))] if i < j else []
        pieces += [Piece("second", " ".join(other[k:l]))] if k < l else []
    return tuple(pieces)


def _share_much(matcher: SequenceMatcher[str], one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether most words are in both texts, or most of the shorter in one stretch of the other."""
    stretches = [block.size for block in matcher.get_matching_blocks() if block.size]
    shorter = min(len(one), len(other))
    alone = len(stretches) == 1 and stretches[0] >= _COMMON * shorter
    return alone or matcher.ratio() >= _COMMON


def folded_unit(unit: str) -> str:
    """A unit's name without case, punctuation and white space, which differ between exports."""
    return " ".join(re.findall(r"\w+", unit.casefold()))


def _texts(row: Record) -> dict[str, str]:
    """The cells of a row that are not empty, white space folded, by column as in `cells`."""
    extra = {f"extra:{header}": text for header, text in json.loads(row["extra"]).items()}
    cells = {name: row[name] for name in _FIELDS} | extra
    return {name: " ".join(text.split()) for name, text in cells.items() if text}


def _pairs(first: Sequence[Record], second: Sequence[Record]) -> list[tuple[int, int]]:
    """The rows that are the same row of the plan, in the first export's order."""
    one, other = [_texts(row) for row in first], [_texts(row) for row in second]
    pairs = dict(_equal(one, other))
    taken = set(pairs.values())
    left = [i for i in range(len(one)) if i not in pairs]
    right = [j for j in range(len(other)) if j not in taken]
    for _, _, i, j in sorted(_alike(one, other, left, right)):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _equal(
    one: Sequence[Mapping[str, str]], other: Sequence[Mapping[str, str]]
) -> Iterator[tuple[int, int]]:
    """Rows with equal cells; several equal ones are paired in their order."""
    places = defaultdict(list)
    for j in reversed(range(len(other))):
        places[tuple(sorted(other[j].items()))].append(j)
    for i, row in enumerate(one):
        if found := places.get(tuple(sorted(row.items()))):
            yield i, found.pop()


def _alike(
    one: Sequence[Mapping[str, str]],
    other: Sequence[Mapping[str, str]],
    left: Sequence[int],
    right: Sequence[int],
) -> Iterator[tuple[float, float, int, int]]:
    """Possible pairs with how unlike they are, and how far apart they stand in their plans."""
    mine, theirs = [_telling(one[i]) for i in left], [_telling(other[j]) for j in right]
    scores = process.cdist(mine, theirs, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    for a, b in zip(*scores.nonzero(), strict=True):
        i, j = left[a], right[b]
        yield -float(scores[a, b]), abs(i / len(one) - j / len(other)), i, j


def _telling(row: Mapping[str, str]) -> str:
    return utils.default_process(" ".join(row.get(name, "") for name in _TELLING))


def _cells_that_differ(first: Record, second: Record) -> Iterator[CellDifference]:
    one, other = _texts(first), _texts(second)
    for column in dict.fromkeys((*_FIELDS, *one, *other)):
        mine, theirs = one.get(column, ""), other.get(column, "")
        if mine != theirs:
            yield CellDifference(column, mine, theirs, words_that_differ(mine, theirs))


def _by_row(plan: Parsed) -> dict[str, list[Record]]:
    rows: dict[str, list[Record]] = defaultdict(list)
    for deadline in plan.deadline_records:
        rows[deadline["row_id"]].append(deadline)
    return rows


def _missing_in(mine: Sequence[Record], theirs: Sequence[Record]) -> tuple[Record, ...]:
    """The deadlines of `mine` that `theirs` has not; one that is there twice counts twice."""
    known = [_meaning(deadline) for deadline in theirs]
    missing = []
    for deadline in mine:
        if (meaning := _meaning(deadline)) in known:
            known.remove(meaning)
        else:
            missing.append(deadline)
    return tuple(missing)


def _meaning(deadline: Record) -> tuple[str | None, ...]:
    return tuple(deadline[name] for name in _DEADLINE)
