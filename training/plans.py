"""The invented plans that the corpus is made from, as people write them in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

PLANS = Path(__file__).parent / "plans"
SPLITS = ("train", "tune", "test")
_YEAR = re.compile(r"\{year[^}]*\}")


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


class PlanRow(_Checked):
    """One row of a plan. Without `indicator` it stands under the indicator before it."""

    indicator: str | None = None
    action: str | None = None
    evidence: str | None = None
    target: str | None = None
    pic: str | None = None
    note: str | None = None


def _without_number(name: str) -> str:
    if re.match(r"([IVX]+|\d+|[A-Za-z])[.)] ", name):
        raise ValueError("the name begins with a number, which is the generator's to print")
    return name


_Name = Annotated[str, Field(min_length=1), AfterValidator(_without_number)]


class PlanComponent(_Checked):
    name: _Name
    rows: list[PlanRow] = Field(min_length=1)


class PlanArea(_Checked):
    name: _Name
    components: list[PlanComponent] = Field(min_length=1)


class PlanSource(_Checked):
    """One invented plan, as written; `{unit}`, `{year}`, `{year-1}`, `{year+1}` are filled in."""

    unit: str = Field(min_length=1)
    title: str = Field(min_length=1)
    voice: str = ""
    areas: list[PlanArea] = Field(min_length=1)


@cache
def load_plan(path: Path) -> PlanSource:
    """The plan in a YAML file; ValueError says what is wrong with it and where."""
    try:
        return PlanSource.model_validate(YAML(typ="safe").load(path))
    except (YAMLError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error


def texts_of(plan: PlanSource) -> Iterator[str]:
    """The lines of all cells of a plan, without its unit and its year."""
    for area in plan.areas:
        yield area.name
        for component in area.components:
            yield component.name
            for row in component.rows:
                cells = (row.indicator, row.action, row.evidence, row.target, row.pic, row.note)
                for text in filter(None, cells):
                    yield from _YEAR.sub("2020", text).replace("{unit}", "").split("\n")


def plan_paths(split: str, folder: Path = PLANS) -> list[Path]:
    """The plan files of a split, in order of their names."""
    return sorted((folder / split).glob("*.yaml"))
