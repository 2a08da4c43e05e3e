"""The rules a data officer may edit: header names, area names, time words.

Every file under `rules/` is YAML checked against a pydantic model. What is wrong is said with
file, line and a right example; nothing is parsed with rules that are not right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.errors import RulesError
from pipeline.fingerprint import RULES_DIR, rules_sha256
from pipeline.messages import TEXTS, say

if TYPE_CHECKING:
    from pipeline.deadlines.words import TimeWords

M = TypeVar("M", bound=BaseModel)
_Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Rules:
    """All rules. `headers` maps field → header names; `sha256` is that of the folder's content."""

    headers: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]
    titles: TitleRules
    tables: TableRules
    time: TimeWords
    sha256: str


def load_rules(rules_dir: Path | None = None) -> Rules:
    """All rules of a folder, by default the repository's; RulesError if any cannot be used."""
    from pipeline.deadlines.words import load_words

    folder = RULES_DIR if rules_dir is None else Path(rules_dir)
    sha256 = rules_sha256(folder)
    headers = read_rules_file(folder / "headers.yaml", HeaderRules)
    return Rules(
        headers={field: tuple(names) for field, names in headers},
        areas=tuple(read_rules_file(folder / "areas.yaml", AreaRules).areas),
        titles=read_rules_file(folder / "titles.yaml", TitleRules),
        tables=read_rules_file(folder / "tables.yaml", TableRules),
        time=load_words(folder),
        sha256=sha256,
    )


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
        for field, names in self:
            for index, name in enumerate(names):
                key = header_key(name)
                if not key:
                    raise wrong_entry(say("rules.blank"), field, index)
                if seen.setdefault(key, field) != field:
                    message = say("rules.header_twice", header=name, first=seen[key], second=field)
                    raise wrong_entry(message, field, index)
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
                raise wrong_entry(say("rules.blank"), "areas", index)
        return areas


class TitleRules(BaseModel):
    """rules/titles.yaml: the words of a title that are not the unit's name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kinds: list[str] = Field(examples=["kinds:\n  - Rencana Kerja Tahunan"])
    year_words: list[str] = Field(examples=["year_words:\n  - Tahun Anggaran"])
    joining_words: list[str] = Field(examples=["joining_words:\n  - dan"])


class TableRules(BaseModel):
    """rules/tables.yaml: marks and words that mean something of their own inside a table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    marks: list[str] = Field(examples=["marks:\n  - v"])
    blanks: list[str] = Field(examples=['blanks:\n  - "-"'])
    totals: list[str] = Field(examples=["totals:\n  - Jumlah"])
    section_words: list[str] = Field(examples=["section_words:\n  - Area"])
    area_columns: list[str] = Field(examples=["area_columns:\n  - Misi"])
    planned: list[str] = Field(examples=["planned:\n  - Target"])
    done: list[str] = Field(examples=["done:\n  - Realisasi"])


def wrong_entry(message: str, *path: str | int) -> PydanticCustomError:
    """The error a model's validator raises about the entry at `path` (keys and list indexes from
    the top of the file), so that the message can name its line."""
    return PydanticCustomError("rules", "{message}", {"message": message, "path": path})


def read_rules_file(path: Path, model: type[M]) -> M:
    """One rules file, checked against `model` (pydantic, extra="forbid").

    Raises RulesError: YAML syntax, duplicate and unknown keys, wrong types, and whatever the
    model's validators find wrong, each with file, line and a right example, which is taken from
    the `examples` of the model's fields.
    """
    text = _read_text(path)
    try:
        data = YAML(typ="rt", pure=True).load(text)
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "?"
        raise _wrong(path, line, say("rules.duplicate_key", key=key), model) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = error.problem or error.context or ""
        raise _wrong(path, line, say("rules.syntax", reason=reason), model) from error
    except (YAMLError, ValueError) as error:
        raise _wrong(path, 1, say("rules.syntax", reason=error), model) from error
    if data is None:
        raise RulesError("\n".join([say("rules.empty", file=path), *_example(model, ())]))
    try:
        return model.model_validate(_plain(data))
    except ValidationError as error:
        problems = [_problem(path, data, detail, model) for detail in error.errors()]
        raise RulesError("\n".join(str(problem) for problem in problems)) from error


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise RulesError(say("rules.no_file", file=path)) from error
    except OSError as error:
        raise RulesError(say("rules.unreadable", file=path, reason=error.strerror)) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulesError(say("rules.not_utf8", file=path, line=line)) from error


def _plain(data: Any) -> Any:
    """The YAML data without the line numbers."""
    if isinstance(data, CommentedMap):
        return {_plain(key): _plain(value) for key, value in data.items()}
    if isinstance(data, CommentedSeq):
        return [_plain(item) for item in data]
    for kind in (bool, int, float, str):
        if isinstance(data, kind):
            return kind(data)
    return data


def _problem(path: Path, data: Any, detail: ErrorDetails, model: type[BaseModel]) -> RulesError:
    """One of pydantic's findings in the words of a data officer, with its line."""
    loc: _Path = detail["loc"]
    key = loc[-1] if loc else "?"
    if detail["type"] == "rules":
        context = detail.get("ctx", {})
        loc = context["path"]
        message = str(context["message"])
    elif detail["type"] == "extra_forbidden":
        message = say("rules.unknown_key", key=key, known=", ".join(_siblings(model, loc)))
    elif detail["type"] == "missing":
        message = say("rules.missing_key", key=key)
    else:
        code = f"rules.{detail['type']}"
        reason = say(code) if code in TEXTS else detail["msg"]
        message = say("rules.wrong_type", value=repr(detail["input"])[:60], reason=reason)
    return _wrong(path, _line(data, loc), message, model, loc)


def _siblings(model: type[BaseModel], loc: _Path) -> list[str]:
    """The keys that are known at the place of an unknown one."""
    for step in loc[:-1]:
        nested = model.model_fields[step].annotation if step in model.model_fields else None
        if not (isinstance(nested, type) and issubclass(nested, BaseModel)):
            break
        model = nested
    return sorted(model.model_fields)


def _line(data: Any, loc: _Path) -> int:
    """The line of the deepest part of `loc` that stands in the file."""
    line = 1
    for step in loc:
        if isinstance(data, CommentedMap) and step in data:
            line = data.lc.key(step)[0] + 1
        elif isinstance(data, CommentedSeq) and isinstance(step, int) and step < len(data):
            line = data.lc.item(step)[0] + 1
        else:
            break
        data = data[step]
    return line


def _wrong(
    path: Path, line: int, message: str, model: type[BaseModel], loc: _Path = ()
) -> RulesError:
    head = say("rules.wrong", file=path, line=line, problem=message)
    return RulesError("\n".join([head, *_example(model, loc)]))


def _example(model: type[BaseModel], loc: _Path) -> list[str]:
    """A right entry: that of the key concerned, else that of the first key with an example."""
    fields = model.model_fields
    wanted = [fields[str(loc[0])]] if loc and str(loc[0]) in fields else []
    for field in [*wanted, *fields.values()]:
        if field.examples:
            lines = str(field.examples[0]).splitlines()
            return [say("rules.example"), *(f"    {line}" for line in lines)]
    return []
