"""What the first page of the report shows: every export, what failed, and the years' deadlines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.calendar import due_days
from pipeline.compare import folded_unit
from pipeline.messages import TEXTS, Text, problem
from pipeline.report.pages import page_name
from pipeline.report.said import text
from pipeline.report.twice import Held, copies, held
from pipeline.report.years import Undated, YearView, undated_by_year, years
from pipeline.tables import Record


class ExportLine(NamedTuple):
    """An export in the table of exports; `page` is the name of its page, if it has one, `same`
    the export that it repeats, and `notes` say what its numbers do not."""

    document: Record
    page: str | None
    deadlines: int
    stage: Text
    same: str | None
    notes: list[Text]


class Failure(NamedTuple):
    """An export that could not be parsed; `page` shows what it was when it last could be, if that
    is there."""

    name: str
    page: str | None
    error: Text
    remedy: Text


@dataclass(frozen=True)
class Overview:
    """Everything that the first page shows. `chosen` is the year shown first, `undated` are the
    deadlines without a date of plans that name no year. `units` are the units whose plans have
    deadlines, with the numbers of their exports; none where there is only one. `held` are the
    plans that several exports hold; a picture counts each of them once."""

    exports: list[ExportLine]
    failures: list[Failure]
    years: list[YearView]
    chosen: int | None
    undated: list[Undated]
    rows: int
    deadlines: int
    to_review: int
    units: list[tuple[str, list[int]]]
    held: list[Held]
    pages: list[list[str]] = field(default_factory=list)  # page and name of each export, by number


def overview(
    tables: Mapping[str, Sequence[Record]],
    failures: Mapping[str, tuple[str, dict[str, str]]],
    unknown: Mapping[str, Sequence[str]],
    kept: Collection[str] = (),
) -> Overview:
    """The tables as the first page shows them; `failures` are the codes and values of errors, by
    source path, where they are known; `unknown` the headers that the rules do not know, by
    document_id; `kept` the failed ones that have the page of an earlier state."""
    documents, deadlines = tables["documents"], tables["deadlines"]
    count = Counter(deadline["document_id"] for deadline in deadlines)
    name_of = {document["document_id"]: document["source_path"] for document in documents}
    several = held(tables)
    repeated = copies(several)
    lines = [
        ExportLine(
            document,
            None if document["status"] == "failed" else page_name(document["document_id"]),
            count[document["document_id"]],
            _stage(document["stage"]),
            name_of.get(repeated.get(document["document_id"], "")),
            list(_notes(document, count, unknown.get(document["document_id"], ()))),
        )
        for document in documents
    ]
    counted = [deadline for deadline in deadlines if deadline["document_id"] not in repeated]
    days = [(deadline, due_days(deadline)) for deadline in counted]
    undated = undated_by_year(tables, [deadline for deadline, due in days if not due])
    shown = years(tables, days, undated, several)
    plan_years = {document["year"] for document in documents if document["year"]}
    known = [year.year for year in shown]
    chosen = max((y for y in known if y in plan_years), default=known[-1] if known else None)
    return Overview(
        exports=lines,
        failures=[_failure(d, failures, kept) for d in documents if d["status"] == "failed"],
        years=shown,
        chosen=chosen,
        undated=undated.get(None, []),
        rows=len(tables["indicators"]),
        deadlines=len(deadlines),
        to_review=sum(row["needs_review"] for row in tables["indicators"]),
        units=_units(documents, Counter(d["document_id"] for d in counted)),
        held=several,
        pages=[[line.page or "", line.document["source_path"]] for line in lines],
    )


def _notes(
    document: Record, deadlines: Mapping[str, int], unknown: Sequence[str]
) -> Iterator[Text]:
    """Why a plan may be read badly that no row of it shows."""
    if document["rows"] and not deadlines[document["document_id"]]:
        yield TEXTS["index.no_deadlines"]
    if unknown:
        yield text("index.unknown", columns=", ".join(unknown))


def _stage(name: str | None) -> Text:
    return TEXTS.get(f"stage.{name}", Text(name or "–", name or "–"))


def _units(
    documents: Sequence[Record], deadlines: Mapping[str, int]
) -> list[tuple[str, list[int]]]:
    names: dict[str, str] = {}
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        if deadlines[document["document_id"]]:
            name = " ".join((document["unit"] or document["source_path"]).split())
            key = folded_unit(name) if document["unit"] else name
            names.setdefault(key, name)
            numbers[key].append(number)
    units = sorted((name, numbers[key]) for key, name in names.items())
    return units if len(units) > 1 else []


def _failure(
    document: Record, known: Mapping[str, tuple[str, dict[str, str]]], kept: Collection[str]
) -> Failure:
    name, id_ = document["source_path"], document["document_id"]
    page = page_name(id_) if id_ in kept else None
    error, remedy = document["error"] or "", document["remedy"] or ""
    if name not in known:
        return Failure(name, page, Text(error, error), Text(remedy, remedy))
    said = {lang: problem(*known[name], lang) for lang in ("en", "id")}
    return Failure(name, page, *(Text(said["en"][i], said["id"][i]) for i in (0, 1)))
