"""The rules a data officer may edit: header names, area names, time words.

Every file under `rules/` is YAML checked against a pydantic model. What is wrong is said with
file, line and a right example; nothing is parsed with rules that are not right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.fingerprint import RULES_DIR, rules_sha256
from pipeline.messages import say
from pipeline.rulesfile import read_rules_file, wrong_entry

if TYPE_CHECKING:
    from pipeline.corrections.entries import Corrections
    from pipeline.deadlines.words import TimeWords
    from pipeline.tables import Record

# What columns are called that have no header, and what is added to one that stands there twice.
_NAMELESS = re.compile(r"kolom \d+$")
_COPY = re.compile(r" \(\d+\)$")


@dataclass(frozen=True)
class Rules:
    """All rules. `headers` maps field → header names, `corrections` the id of an export → what is
    corrected there; `sha256` is that of the folder's content besides corrections."""

    headers: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]
    titles: TitleRules
    tables: TableRules
    time: TimeWords
    sha256: str
    corrections: Mapping[str, Corrections] = field(default_factory=dict)


def load_rules(rules_dir: Path | None = None) -> Rules:
    """All rules of a folder, by default the repository's; RulesError if any cannot be used."""
    from pipeline.corrections.entries import load_corrections
    from pipeline.deadlines.words import load_words

    folder = RULES_DIR if rules_dir is None else Path(rules_dir)
    sha256 = rules_sha256(folder)
    headers = read_rules_file(folder / "headers.yaml", HeaderRules)
    return Rules(
        headers={name: tuple(words) for name, words in headers},
        areas=tuple(read_rules_file(folder / "areas.yaml", AreaRules).areas),
        titles=read_rules_file(folder / "titles.yaml", TitleRules),
        tables=read_rules_file(folder / "tables.yaml", TableRules),
        time=load_words(folder),
        sha256=sha256,
        corrections=load_corrections(folder),
    )


def unknown_headers(rows: Iterable[Record], headers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The names of columns of an export, from its rows of the indicators table, that no field and
    no usual further column has, and that name no month, quarter or other period; `headers` as in
    `Rules`."""
    from pipeline.deadlines import parse_deadlines
    from pipeline.recover.headers import field_of

    names = dict.fromkeys(name for row in rows for name in json.loads(row["extra"]))
    return [
        name
        for name in names
        if not _NAMELESS.match(name)
        and field_of(_COPY.sub("", name), headers) is None
        and not any(  # a period is unresolved without a year
            found.phrase == name and found.kind == "unresolved"
            for found in parse_deadlines(name, None)
        )
    ]


def header_key(header: str) -> str:
    """The form in which headers are compared: upper case, dots and line breaks aside."""
    return " ".join(header.replace(".", " ").upper().split())


class HeaderRules(BaseModel):
    """rules/headers.yaml: the header names of each field; every other header is "extra"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    component_no: list[str] = Field(default=[], examples=["component_no:\n  - NOMOR"])
    component: list[str] = Field(default=[], examples=["component:\n  - KOMPONEN"])
    indicator: list[str] = Field(default=[], examples=["indicator:\n  - INDIKATOR KINERJA"])
    action: list[str] = Field(default=[], examples=["action:\n  - RENCANA AKSI"])
    evidence: list[str] = Field(default=[], examples=["evidence:\n  - DATA DUKUNG"])
    target: list[str] = Field(default=[], examples=["target:\n  - JADWAL"])
    pic: list[str] = Field(default=[], examples=["pic:\n  - PENANGGUNG JAWAB"])
    extra: list[str] = Field(default=[], examples=["extra:\n  - KETERANGAN"])

    @model_validator(mode="after")
    def _one_field_per_header(self) -> HeaderRules:
        seen: dict[str, str] = {}
        for column, names in self:
            for index, name in enumerate(names):
                key = header_key(name)
                if not key:
                    raise wrong_entry(say("rules.blank"), column, index)
                if seen.setdefault(key, column) != column:
                    values = {"header": name, "first": seen[key], "second": column}
                    raise wrong_entry(say("rules.header_twice", **values), column, index)
        return self


class AreaRules(BaseModel):
    """rules/areas.yaml: the names of the areas of the ministry's template."""

    model_config = ConfigDict(extra="forbid", strict=True)

    areas: list[str] = Field(examples=["areas:\n  - Penguatan Pengawasan"])

    @field_validator("areas")
    @classmethod
    def _no_blank_name(cls, areas: list[str]) -> list[str]:
        for index, name in enumerate(areas):
            if not name.strip():
                raise wrong_entry(say("rules.blank"), index)
        return areas


class TitleRules(BaseModel):
    """rules/titles.yaml: the words of a title that are not the unit's name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kinds: list[str] = Field(examples=["kinds:\n  - Rencana Kerja Tahunan"])
    year_words: list[str] = Field(examples=["year_words:\n  - Tahun Anggaran"])
    joining_words: list[str] = Field(examples=["joining_words:\n  - dan"])
    units: list[str] = Field(examples=["units:\n  - Balai"])


class TableRules(BaseModel):
    """rules/tables.yaml: marks and words that mean something of their own inside a table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    marks: list[str] = Field(examples=["marks:\n  - v"])
    blanks: list[str] = Field(examples=['blanks:\n  - "-"'])
    totals: list[str] = Field(examples=["totals:\n  - Jumlah"])
    section_words: list[str] = Field(examples=["section_words:\n  - Area"])
    area_columns: list[str] = Field(examples=["area_columns:\n  - Misi"])
    measures: list[str] = Field(examples=["measures:\n  - Satuan"])
    remarks: list[str] = Field(examples=["remarks:\n  - Keterangan"])
    planned: list[str] = Field(examples=["planned:\n  - Target"])
    done: list[str] = Field(examples=["done:\n  - Realisasi"])
    only_in_cells: dict[str, list[str]] = Field(examples=["only_in_cells:\n  pic: [Tim]"])
    starts: list[str] = Field(examples=["starts:\n  - Mulai"])
    ends: list[str] = Field(examples=["ends:\n  - Selesai"])
