"""One rules file: YAML, checked against a pydantic model, and refused with file, line, what is
wrong and a right example."""

from __future__ import annotations

import math
import re
import types
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from pipeline.errors import RulesError
from pipeline.messages import TEXTS, say

M = TypeVar("M", bound=BaseModel)
_Path = tuple[str | int, ...]
_SHOWN = 60  # characters of a wrong value
_LIKE = 70  # of 100: an unknown key so like a known one is taken for it
# What ruamel.yaml calls a fault, and what the fault usually is.
_YAML_FAULTS = (
    ("mapping values are not allowed", "rules.yaml.colon"),
    ("cannot start any token", "rules.yaml.character"),
    ("',' or", "rules.yaml.bracket"),
    ("end of stream", "rules.yaml.quote"),
    ("unknown escape character", "rules.yaml.escape"),
    ("alias", "rules.yaml.reference"),
    ("anchor", "rules.yaml.reference"),
    ("expected", "rules.yaml.indentation"),
)
# An entry of a list whose dash touches its text; a number below zero is no such entry.
_DASH = re.compile(r"\s*-[^\s\d-]")
_ENTRY = re.compile(r"( *)-(?: |$)")
_KEY = re.compile(r"((?: *(- +))? *)([\w-]+) *:(?: |$)")
# A text between quotes or brackets where a value begins.
_OPENED = re.compile(r"(?: *- +)?(?:[^\s\"'#:]+: +)?([\"'\[{])")
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}


class _JoinedLinesError(MarkedYAMLError):
    """A text without quotes goes on on the next line, which YAML joins to it without a word."""


class _Constructor(RoundTripConstructor):
    def construct_scalar(self, node: Any) -> Any:
        if isinstance(node, ScalarNode) and not node.style:
            if node.start_mark.line != node.end_mark.line:
                raise _JoinedLinesError(problem=str(node.value), problem_mark=node.start_mark)
        return super().construct_scalar(node)


def wrong_entry(message: str, *path: str | int) -> PydanticCustomError:
    """The error a model's validator raises about the entry at `path` (keys and list indexes from
    where the validator stands), so that the message can name its line."""
    return PydanticCustomError("rules", "{message}", {"message": message, "path": path})


def read_rules_file(path: Path, model: type[M], empty: M | None = None) -> M:
    """One rules file, checked against `model` (pydantic, extra="forbid"); `empty` stands for a
    file without entries, where there may be such.

    Raises RulesError: YAML syntax, duplicate and unknown keys, wrong types, and whatever the
    model's validators find wrong, each with file, line and a right example, which is taken from
    the `examples` of the model's fields.
    """
    return read_with_lines(path, model, empty)[0]


def read_with_lines(path: Path, model: type[M], empty: M | None = None) -> tuple[M, list[int]]:
    """As `read_rules_file`, with the lines on which the entries of a list begin."""
    data = _load(path, _read_text(path), model)
    if data is None:
        if empty is not None:
            return empty, []
        raise RulesError("\n".join([say("rules.empty", file=path), *_example(model, ())]))
    try:
        value = model.model_validate(_plain(data))
    except ValidationError as error:
        problems = dict.fromkeys(_problem(path, data, detail, model) for detail in error.errors())
        raise RulesError("\n".join(problems)) from error
    entries = range(len(data)) if isinstance(data, CommentedSeq) else ()
    return value, [_line(data, (index,)) for index in entries]


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


def _load(path: Path, text: str, model: type[BaseModel]) -> Any:
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        problem = str(error.problem or error.context or "")
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        loc: _Path = ()
        if touching := _touching_dash(text, line):
            line, message = touching, say("rules.yaml.dash")
        elif not isinstance(error, (_JoinedLinesError, DuplicateKeyError)) and (
            found := _culprit(text.splitlines(), line)
        ):
            line, message = found[0], say("rules.syntax", reason=say(found[1]))
        elif isinstance(error, _JoinedLinesError):
            line, message = line + 1, say("rules.yaml.joined", text=problem[:80])
        elif isinstance(error, DuplicateKeyError):
            key = problem.split('"')[1] if '"' in problem else "?"
            message, loc = say("rules.duplicate_key", key=key), _found(model, key)
        else:
            message = _syntax(problem)
        loc = loc or _place(text.splitlines(), line, model)
        raise RulesError(_wrong(path, line, message, model, loc)) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = say("rules.yaml.unprintable", sign=f"U+{error.character:04X}")
        loc = _place(text.splitlines(), line, model)
        raise RulesError(_wrong(path, line, message, model, loc)) from error
    except (YAMLError, ValueError) as error:
        raise RulesError(_wrong(path, 1, _syntax(str(error)), model)) from error


def _touching_dash(text: str, line: int) -> int | None:
    """The line whose dash touches its text, if that is what a fault found on `line` comes from:
    it may be found a line before that, or up to two after."""
    lines = text.splitlines()
    near = (line, line - 1, line - 2, line + 1)
    return next((n for n in near if 0 < n <= len(lines) and _DASH.match(lines[n - 1])), None)


def _culprit(lines: Sequence[str], found: int) -> tuple[int, str] | None:
    """The line where a fault that YAML notices on line `found` stands, and its code; None where
    it seems to be that line. YAML notices many a fault only where it cannot go on."""
    for number in range(min(found, len(lines)), 0, -1):
        if opened := _OPENED.match(lines[number - 1]):
            sign = opened.group(1)
            if _CLOSING[sign] not in lines[number - 1][opened.end() :]:
                return number, "rules.yaml.bracket" if sign in "[{" else "rules.yaml.quote"
    near = range(min(found, len(lines)), 0, -1)
    entries: dict[int, int] = {}  # line → indentation of its dash
    for number in near:
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if entry := _ENTRY.match(line):
            entries[number] = len(entry.group(1))
            continue
        if line[0] == "\t":
            return None
        if ":" not in line:
            code = "rules.yaml.no_dash" if line[0] == " " else "rules.yaml.no_colon"
            return number, code
        if number != found:
            break
    for number in range(found + 1, len(lines) + 1):
        if not (entry := _ENTRY.match(lines[number - 1])):
            break
        entries[number] = len(entry.group(1))
    usual = Counter(entries.values()).most_common(1)
    uneven = [number for number, indent in entries.items() if indent != usual[0][0]]
    return (min(uneven), "rules.yaml.indentation") if uneven else None


def _place(lines: Sequence[str], line: int, model: type[BaseModel]) -> _Path:
    """The keys under which a line stands, by the lines above that are indented less."""
    if (own := lines[line - 1].strip()) in _fields(model):
        return (own,)
    path: list[str | int] = []
    indent: float = math.inf
    for text in reversed(lines[:line]):
        match = _KEY.match(text)
        if match and len(match.group(1)) < indent:
            if not path and match.group(3) in _fields(model):
                return (match.group(3),)
            dash = match.group(2)
            path[:0] = [0, match.group(3)] if dash else [match.group(3)]
            indent = len(match.group(1)) - (len(dash) if dash else 0)
    return tuple(path)


def _syntax(reason: str) -> str:
    """What a fault of YAML usually is, else the name that the reader of YAML gives it."""
    usual = next((code for words, code in _YAML_FAULTS if words in reason), None)
    return say("rules.syntax", reason=say(usual) if usual else reason)


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


def _problem(path: Path, data: Any, detail: ErrorDetails, model: type[BaseModel]) -> str:
    """One of pydantic's findings in the words of a data officer, with its line."""
    loc: _Path = tuple(step for step in detail["loc"] if step != "[key]")
    key = loc[-1] if loc else "?"
    if detail["type"] == "rules":
        context = detail.get("ctx", {})
        loc = (*loc, *context["path"])
        message = str(context["message"])
    elif detail["type"] == "extra_forbidden":
        known = sorted(_fields(_model_at(model, loc[:-1])))
        message = say("rules.unknown_key", key=key, known=", ".join(known))
        if near := process.extractOne(str(key), known, score_cutoff=_LIKE):
            values = {"key": key, "near": near[0], "known": ", ".join(known)}
            message = say("rules.did_you_mean", **values)
            return _wrong(path, _line(data, loc), message, model, (*loc[:-1], near[0]))
    elif detail["type"] == "missing":
        message = say("rules.missing_key", key=key)
    else:
        given = detail["input"]
        values = detail.get("ctx", {})
        code = f"rules.{detail['type']}"
        if values.get("expected") == "True":
            code = "rules.only_true"
        reason = say(code if code in TEXTS else "rules.other_type", **values)
        shown = say("rules.nothing") if given is None else _as_yaml(given)
        message = say("rules.wrong_type", value=shown, reason=reason)
    return _wrong(path, _line(data, loc), message, model, loc)


def _as_yaml(value: Any) -> str:
    """The beginning of a value as a rules file may have it, on one line."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width = True, 10_000
    out = StringIO()
    try:
        yaml.dump(value, out)
    except YAMLError:  # what is no value of rules
        out = StringIO(str(value))
    text = " ".join(out.getvalue().removesuffix("...\n").split())
    if isinstance(value, str):
        text = repr(value)
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text


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


def _wrong(path: Path, line: int, message: str, model: type[BaseModel], loc: _Path = ()) -> str:
    head = say("rules.wrong", file=path, line=line, problem=message)
    return "\n".join([head, *_example(model, loc)])


def _example(model: type[BaseModel], loc: _Path) -> list[str]:
    """A right entry: that of the innermost key concerned that has one, else the first."""
    fields = _fields(_model_at(model, ()))
    wanted = []
    for depth, step in enumerate(loc):
        here = _fields(_model_at(model, loc[:depth]))
        wanted += [here[str(step)]] if str(step) in here else []
        fields = fields or here
    if not fields:  # a list: what its entries look like
        fields = _fields(_model_at(model, (0,)))
    for field in [*reversed(wanted), *fields.values()]:
        if field.examples:
            lines = str(field.examples[0]).splitlines()
            return [say("rules.example"), *(f"    {line}" for line in lines)]
    return []


def _fields(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that stand for them in a file."""
    if model is None or issubclass(model, RootModel):
        return {}
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _found(model: type[BaseModel], key: str) -> _Path:
    """A place at which a key may stand."""
    return (key,) if key in _fields(model) else (0, key)


def _model_at(model: type[BaseModel], loc: _Path) -> type[BaseModel] | None:
    """The model that describes what stands at `loc`; None where that is no model."""
    here: Any = model
    for step in loc:
        if isinstance(here, type) and issubclass(here, BaseModel):
            if issubclass(here, RootModel):
                here = _inside(here.model_fields["root"].annotation)
            else:
                field = _fields(here).get(str(step))
                here = _bare(field.annotation) if field else None
        else:
            here = _inside(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """A type without `| None` and without what Annotated adds."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    return annotation


def _inside(annotation: Any) -> Any:
    """The type of what a list or dict holds."""
    arguments = get_args(_bare(annotation))
    return _bare(arguments[-1]) if arguments else None
