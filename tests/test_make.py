"""What `make` says around the program: where an export fails, and while packages are installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_panduan import project

__all__ = ["project"]  # the fixture


def make(folder: Path, lang: str = "id") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RKT_LANG": lang}
    return subprocess.run(
        ["make"], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize(("lang", "says"), [("id", "itu wajar"), ("en", "says nothing else")])
def test_the_closing_line_of_make_is_explained_where_an_export_fails(
    project: Path, lang: str, says: str
) -> None:
    """`make: *** [Makefile:9: run] Error 1` stood below a good explanation, and frightened."""
    (project / "raw" / "kosong.tsv").write_text("")
    ended = make(project, lang)
    assert ended.returncode != 0
    *_, explained, closing = ended.stderr.strip().splitlines()
    assert re.match(r"make(\[\d+\])?: \*\*\*", closing)  # the number within another make
    assert says in explained
    assert '"make: *** … Error 1"' in explained


def _installing(folder: Path, ends: int) -> None:
    """Make the packages of a project out of date, and let pip warn and end so."""
    (folder / ".venv" / "made-from").unlink()
    python = folder / ".venv" / "bin" / "python"
    python.write_text(
        f"""#!/bin/sh
case "$*" in
  "-m pip --version") exit 0;;
  "-m pip install -qq "*) echo "$*" >> installed; exit {ends};;
  "-m pip install "*) echo "WARNING: Retrying" >&2; exit {ends};;
esac
exec "{sys.executable}" "$@"
"""
    )


def test_installing_says_only_what_goes_wrong_and_keeps_the_rest_in_a_file(project: Path) -> None:
    """The first `make` showed 120 warnings of a slow mirror."""
    _installing(project, 0)
    ended = make(project)
    said = ended.stdout + ended.stderr
    assert "WARNING" not in said
    assert "Paket sudah terpasang." in said
    assert (project / "installed").read_text().count("--log .venv/pip.log") == 2
    assert (project / ".venv" / "made-from").exists()


def test_packages_that_cannot_be_installed_name_the_file_that_says_why(project: Path) -> None:
    _installing(project, 1)
    ended = make(project)
    assert ended.returncode != 0
    assert "semua keterangan pip di .venv/pip.log" in ended.stderr
    assert not (project / ".venv" / "made-from").exists()
