"""What corrections made of a row: what the export says where a cell says something else, and which
entries of rules/corrections/ did it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.corrections.columns import EXTRA, squeezed, texts_of_record
from pipeline.messages import TEXTS, Text
from pipeline.report.said import day_text, joined, text
from pipeline.tables import Record

if TYPE_CHECKING:
    from pipeline.corrections.entries import Entry

FLAGS = frozenset(["corrected", "checked"])
# What is said of how a cell was read, and the cells it may be said of; it is settled where a person
# set one of them.
_OF_PLAN = "plan_corrected"  # tells of a correction itself
_OF_CELLS = {
    "target_missing": {"target"},
    "indicator_carried": {"indicator"},
    "component_no_inferred": {"component_no"},
    "area_no_inferred": {"area", "area_no"},
    "cell_missing": {"component", "evidence", "pic"},
    "cell_merged": {"component", "indicator", "action", "evidence", "target", "pic"},
    "cell_shared": {"component", "indicator", "action", "evidence", "target", "pic"},
}


def badges(row: Record) -> list[Text]:
    """What people did with a row: corrected or checked it, or both."""
    return [TEXTS[f"row.is_{flag}"] for flag in ("corrected", "checked") if flag in row["flags"]]


def open_flags(row: Record, changed: Collection[str]) -> list[str]:
    """The flags of a row but those that a check, or the cells `changed` by a correction, settled;
    all of them where none would be left to say why the row needs review."""
    flags = [flag for flag in row["flags"] if flag not in FLAGS]
    if "checked" in row["flags"]:
        return [flag for flag in flags if flag == _OF_PLAN]
    left = [flag for flag in flags if not _OF_CELLS.get(flag, set()) & set(changed)]
    return left or flags if row["needs_review"] else left


def original(row: Record, column: str, words: str, trace: Mapping[str, Any]) -> str | None:
    """What stands in the export where a cell of a corrected row says something else, "" where
    there is nothing; None where both are the same."""
    if "corrected" not in row["flags"] or column == "area_no":  # a number's place is not kept
        return None
    numbers = trace["cells"].get(str(row["row_no"]), {}).get(column, [])
    if not numbers and f"{column}_inferred" in row["flags"]:
        return None
    spans = (trace["runs"][number][:2] for number in numbers)
    found = " ".join(" ".join(trace["text"][start:end] for start, end in spans).split())
    # The table has numbers without their closing dot.
    same = squeezed(found.rstrip(". ") if column == "component_no" else found) == squeezed(words)
    return None if same else found


def corrections_of(
    rows: Sequence[Record], trace: Mapping[str, Any], entries: Sequence[Entry], file: str
) -> dict[int, list[Text]]:
    """What the entries of a file of corrections did, in words, by row_no. An entry whose row
    cannot be told any more, as after a split, is not named."""
    if not entries:
        return {}
    known = [_texts(row, trace) for row in rows]
    found: dict[int, list[Text]] = {}
    for entry in entries:
        places = [i for i, texts in enumerate(known) if entry.row and _fits(entry.row, *texts)]
        if entry.occurrence is not None:
            places = places[entry.occurrence - 1 : entry.occurrence]
        if len(places) == 1 and FLAGS & set(rows[places[0]]["flags"]):
            did = text(
                "row.correction",
                date=day_text(entry.date),
                file=file,
                what=joined(_did(entry), "; "),
                reason=" ".join(entry.reason.split()),
            )
            found.setdefault(rows[places[0]]["row_no"], []).append(did)
    return found


def _texts(row: Record, trace: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The cells of a row as they are in the table, and as they are in the export."""
    now = texts_of_record(row)
    if "corrected" not in row["flags"]:
        return now, now
    columns = {*now, *trace["cells"].get(str(row["row_no"]), {})}
    was = {column: original(row, column, now.get(column, ""), trace) for column in columns}
    return now, now | {column: words for column, words in was.items() if words is not None}


def _fits(named: Mapping[str, str], *states: Mapping[str, str]) -> bool:
    return all(
        squeezed(words) in {squeezed(texts.get(column, "")) for texts in states}
        for column, words in named.items()
    )


def _did(entry: Entry) -> Iterator[Text]:
    if entry.set:
        names = (
            TEXTS.get(f"field.{column}", Text(*[column.removeprefix(EXTRA)] * 2))
            for column in entry.set
        )
        yield text("row.set", columns=joined(names))
    if entry.join:
        yield TEXTS["row.joined"]
    if entry.split:
        yield TEXTS["row.split"]
    if entry.checked:
        yield TEXTS["row.checked"]
