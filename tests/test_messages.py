"""Messages: complete in both languages, and said in the language of the locale."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from pipeline.docs import DOCS_DIR, PAGES
from pipeline.messages import ERRORS, FLAGS, LANGUAGES, TEXTS, Text, language, problem, say
from pipeline.messages.rules import RULES
from pipeline.messages.terminal import TERMINAL
from pipeline.verify import ASKING
from tests.conftest import REPOSITORY


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def all_texts() -> list[Text]:
    of_errors = [text for problem in ERRORS.values() for text in problem]
    return [*TEXTS.values(), *FLAGS.values(), *of_errors]


def test_both_languages_are_there_and_fill_in_the_same_values() -> None:
    for text in all_texts():
        assert text.en.strip()
        assert text.id.strip()
        assert names_in(text.en) == names_in(text.id), text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "id_ID"}, "id"),
        ({"LANG": "id_ID.UTF-8", "RKT_LANG": "en"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("RKT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
    assert expected in LANGUAGES


def test_a_failure_is_named_even_when_its_message_is_incomplete() -> None:
    assert problem("unreadable", {}, "en")[0] == "the file cannot be read: ?"
    assert problem("no_such_code", {})[0] == "no_such_code"
    assert "{" not in say("rules.wrong", file="f")


@pytest.mark.parametrize("name", PAGES)
def test_pages_made_from_the_code_are_up_to_date(name: str) -> None:
    written = (DOCS_DIR / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m pipeline.docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_is_not_said_as_if_it_were_several(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run said "1 exports" and "1 rows to review"."""
    monkeypatch.setenv("RKT_LANG", lang)
    for code in (*TERMINAL, *RULES):
        for template in TEXTS[code]:
            ones = say(code, **dict.fromkeys(names_in(template), 1))
            assert not re.search(r"\b1 (rows|exports|deadlines|files|characters|pieces)\b", ones)
    counts = {"ok": 1, "review": 0, "failed": 0, "parsed": 1, "unchanged": 0}
    said = {"en": ("1 export: ", "2 exports: "), "id": ("1 ekspor: ", "2 ekspor: ")}
    for total, begins in enumerate(said[lang], 1):
        assert say("run.closing", total=total, **counts).startswith(begins)


def test_flag_codes_are_plain_words() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code) for code in FLAGS)


def test_every_flag_that_asks_for_a_look_is_explained() -> None:
    assert FLAGS.keys() >= ASKING


def test_messages_name_the_command_as_it_can_be_typed(tmp_path: Path) -> None:
    """Not "rkt" alone, which no shell finds where it was called by its path."""
    program = tmp_path / "a folder" / "bin" / "rkt"
    program.parent.mkdir(parents=True)
    # As pip writes it, for a path of Python that has spaces.
    start = f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n"
    program.write_text(f"{start}from pipeline.cli import main\nmain()\n")
    program.chmod(0o755)
    (tmp_path / "parsed").mkdir()

    def said(typed: str, folder: Path, path: str = os.defpath) -> str:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "RKT_LANG": "en", "PATH": path}
        parsed = tmp_path / "parsed"
        return subprocess.run(
            [typed, "show", "x", "--parsed", parsed], cwd=folder, env=environment,
            capture_output=True, text=True,
        ).stderr  # fmt: skip

    assert "run bin/rkt run first" in said("bin/rkt", program.parent.parent)
    assert "run bin/rkt run first" in said(str(program), program.parent.parent)
    assert f"run '{program}' run first" in said(str(program), tmp_path / "parsed")
    found = f"{program.parent}{os.pathsep}{os.defpath}"
    assert "run rkt run first" in said("rkt", tmp_path, found)
