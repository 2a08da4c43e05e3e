"""The guide for data officers: everything it says to save and to type is done, in its order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project without exports, set up with the packages that are here."""
    project = tmp_path / "proyek saya"
    for name in ("pipeline", "rules"):
        shutil.copytree(
            REPOSITORY / name, project / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for path in (project / "rules" / "corrections").glob("*.yaml"):
        path.unlink()
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, project)
    (project / "raw").mkdir()
    programs = project / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("rkt", "-m pipeline.cli ")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n')
        program.chmod(0o755)
    pinned = [(project / name).read_text() for name in ("requirements.txt", "pyproject.toml")]
    (project / ".venv" / "made-from").write_text(f"{project}\n{''.join(pinned)}")
    return project


def test_everything_in_the_guide_works_as_it_says(project: Path) -> None:
    guide = (REPOSITORY / "docs" / "panduan.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(guide)
    assert len(blocks) == guide.count("```") / 2
    said = ""
    for kind, about, text in blocks:
        if kind == "sh":
            said = "".join(typed(project, line, about == "gagal") for line in text.splitlines())
        elif kind == "text":
            for line in text.splitlines():
                assert squeezed(line) in squeezed(said), said
        elif kind == "tsv":
            (project / about).write_text(text, encoding="utf-8")
        else:
            save(project, about, text)


def typed(project: Path, command: str, fails: bool) -> str:
    """What a command says; it ends well unless it is said to fail."""
    environment = {**os.environ, "PYTHONPATH": str(project), "RKT_LANG": "id", "COLUMNS": "120"}
    result = subprocess.run(
        ["sh", "-c", command], cwd=project, env=environment, capture_output=True, text=True
    )
    assert (result.returncode != 0) == fails, result.stdout + result.stderr
    return result.stdout + result.stderr


def save(project: Path, about: str, text: str) -> None:
    """A whole file, lines below a line of one, or the line that begins likewise instead."""
    name, _, place = about.partition(" ")
    path = project / name
    if not place:
        path.write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    begins = text.split(",")[0] if place == "ganti" else place
    lines = [line for line in old.splitlines(keepends=True) if line.startswith(begins)]
    assert lines, f"{name} has no line {begins}"
    new = text if place == "ganti" else lines[0] + text
    path.write_text(old.replace(lines[0], new, 1), encoding="utf-8")


def squeezed(text: str) -> str:
    return " ".join(text.split())
