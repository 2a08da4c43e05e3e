"""What several test files use: small invented plans, and folders to run on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.rules import Rules, load_rules

# As in the processes that parse: tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The same examples everywhere, so that what passes here passes there; new ones are looked for with
# `pytest --hypothesis-profile=search`.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")

REPOSITORY = Path(__file__).resolve().parent.parent

HEADER = "NO.\tKOMPONEN\tINDIKATOR\tLANGKAH AKSI\tBUKTI FISIK\tTARGET WAKTU"
SMALL_PLAN = f"""RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023

{HEADER}
I\tMANAJEMEN PERUBAHAN\t\t\t\t
1\tKelompok Kerja\tKelompok kerja terbentuk\tMenyusun surat keputusan\tSurat keputusan\tMaret 2023
\t\tKelompok kerja bertemu\tMengundang anggota\tDaftar hadir\tJuni, Desember 2023
II\tPENGUATAN PENGAWASAN\t\t\t\t
1\tPengaduan\tPengaduan ditangani\tMembuka loket\tBuku pengaduan\tApril s/d Mei 2023
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """An empty folder of exports, in a path with spaces."""
    folder = tmp_path / "a folder" / "raw"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def parsed(tmp_path: Path) -> Path:
    """Where tables may be written; not there yet."""
    return tmp_path / "a folder" / "parsed"


@pytest.fixture
def plan(raw: Path) -> Callable[..., Path]:
    """Write the small plan, or another text, under a name in the raw folder."""

    def write(name: str = "plan.tsv", text: str = SMALL_PLAN) -> Path:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The repository's rules."""
    return load_rules()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RKT_LANG", "en")
