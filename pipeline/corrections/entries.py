"""The files of corrections, `rules/corrections/<document_id>.yaml`: model and loader."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

from pipeline.corrections.columns import COLUMNS, EXTRA, is_column, meant_column
from pipeline.errors import RulesError
from pipeline.fingerprint import correction_files
from pipeline.messages import say
from pipeline.rulesfile import read_with_lines, wrong_entry

_ROW = """- row:
    action: "Menyusun laporan"
"""
_SIGNED = """- row:
    action: "Kepala Balai"
"""
_WHY = """
  reason: "salah tulis dalam ekspor"
  date: 2022-03-15"""
_SET = f'{_ROW}  set:\n    area_no: "2"\n    target: "Juni 2022"{_WHY}'
_SPLIT = f'{_ROW}  split:\n    action: "Menyerahkan laporan"\n    evidence: "Tanda terima"{_WHY}'
_PLAN = f"- plan:\n    year: 2022{_WHY}"

Cells = Annotated[dict[str, str], Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class PlanFix(BaseModel):
    """What is said of the whole plan."""

    model_config = ConfigDict(extra="forbid", strict=True)

    year: Year | None = None
    unit: Text | None = None
    title: Text | None = None


class Entry(BaseModel):
    """One correction: of a row, or of the plan. `row` are cells that tell the row from all
    others, `occurrence` which of several that are the same in those (1…). `split` are, by column,
    the words with which the second of the two rows begins. `drop` takes out what is no row."""

    model_config = ConfigDict(extra="forbid", strict=True)

    row: Cells | None = Field(default=None, examples=[_SET])
    occurrence: Annotated[int, Field(ge=1)] | None = Field(
        default=None, examples=[_SET.replace("  set:", "  occurrence: 2\n  set:")]
    )
    set: Cells | None = Field(default=None, examples=[_SET])
    join: Literal["next"] | None = Field(default=None, examples=[f"{_ROW}  join: next{_WHY}"])
    split: Cells | None = Field(default=None, examples=[_SPLIT])
    checked: Literal[True] | None = Field(default=None, examples=[f"{_ROW}  checked: true{_WHY}"])
    drop: Literal[True] | None = Field(default=None, examples=[f"{_SIGNED}  drop: true{_WHY}"])
    plan: PlanFix | None = Field(default=None, examples=[_PLAN])
    reason: Text = Field(examples=[_SET])
    date: datetime.date = Field(examples=[_SET])

    @field_validator("row", "set", "split", mode="before")
    @classmethod
    def _known_columns(cls, cells: object) -> object:
        for name in cells if isinstance(cells, dict) else ():
            if not is_column(str(name)):
                known = ", ".join((*COLUMNS, f'"{EXTRA}…"'))
                near = meant_column(str(name))
                code = "corrections.column_near" if near else "corrections.column"
                raise wrong_entry(say(code, column=name, near=near, known=known), name)
        return cells

    @field_validator("split")
    @classmethod
    def _cells_of_rows(cls, cells: dict[str, str] | None) -> dict[str, str] | None:
        for name in ("area_no", "area"):
            if name in (cells or {}):
                raise wrong_entry(say("corrections.no_split", column=name), name)
        return cells

    @field_validator("set")
    @classmethod
    def _number(cls, cells: dict[str, str] | None) -> dict[str, str] | None:
        number = (cells or {}).get("area_no")
        if number and not (number.isascii() and number.isdigit()):
            raise wrong_entry(say("corrections.area_no"), "area_no")
        return cells

    @model_validator(mode="after")
    def _one_thing(self) -> Entry:
        does = ("set", "join", "split", "checked", "drop")
        of_row = [name for name in does if getattr(self, name)]
        if (self.row is None) == (self.plan is None):
            raise wrong_entry(say("corrections.row_or_plan"))
        if self.row is not None and not of_row:
            raise wrong_entry(say("corrections.nothing"), "row")
        if self.plan is not None and (of_row or self.occurrence):
            raise wrong_entry(say("corrections.row_or_plan"), "plan")
        if self.plan is not None and self.plan == PlanFix():
            raise wrong_entry(say("corrections.nothing"), "plan")
        if self.drop and len(of_row) > 1:
            others = ", ".join(name for name in of_row if name != "drop")
            raise wrong_entry(say("corrections.drop_alone", others=others), "drop")
        if self.join and self.split:
            raise wrong_entry(say("corrections.join_and_split"), "split")
        for name in self.split or {}:
            if name in (self.set or {}):
                raise wrong_entry(say("corrections.set_and_split", column=name), "set", name)
        return self


class Entries(RootModel[list[Entry]]):
    """One file of corrections."""


@dataclass(frozen=True)
class Corrections:
    """One export's corrections in the order of their file, each with the line on which it begins.
    `file` is what messages call the file; `sha256` is that of its content."""

    file: str
    entries: tuple[tuple[int, Entry], ...]
    sha256: str


def digests(corrections: Corrections) -> list[str]:
    """What tells each entry from one that says something else, wherever in its file it stands."""
    said = (entry.model_dump_json(exclude_none=True) for _, entry in corrections.entries)
    return [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in said]


def load_corrections(folder: Path) -> Mapping[str, Corrections]:
    """The corrections under a rules folder by the id of their export; RulesError for the first
    file that cannot be used."""
    return {
        path.name.removesuffix(".yaml"): read_corrections(path) for path in correction_files(folder)
    }


def read_corrections(path: Path) -> Corrections:
    """One file of corrections, which may have none; RulesError where it cannot be used."""
    if path.suffix != ".yaml":
        raise RulesError(say("rules.not_yaml", file=path))
    read, lines = read_with_lines(path, Entries, empty=Entries([]))
    return Corrections(
        f"rules/corrections/{path.name}",
        tuple(zip(lines, read.root, strict=True)),
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )
