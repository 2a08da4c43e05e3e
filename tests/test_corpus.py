"""The labelled corpus: truth by construction must hold for every dump that is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

for _module in ("reportlab", "pypdfium2", "pdfplumber"):
    pytest.importorskip(_module, reason="training/requirements.txt is not installed")

from training.corpus import build  # noqa: E402
from training.document import Word  # noqa: E402
from training.dumps import Dump  # noqa: E402
from training.plans import load_plan  # noqa: E402
from training.truth import align, characters  # noqa: E402

PLAN = """
unit: BALAI CONTOH PENGUJIAN
title: RENCANA KERJA TAHUNAN {unit} TAHUN {year}
areas:
"""
AREA = """
  - name: AREA KE-%(n)d
    components:
      - name: Tim Kerja Bidang %(n)d
        rows:
          - {indicator: Tim dibentuk sesuai prosedur %(n)d, action: "Rapat tim\\nMenetapkan SK",
             evidence: SK tim kerja, target: "Januari {year}"}
          - {action: Menyosialisasikan tugas masing-masing anggota, evidence: Daftar hadir,
             target: "Februari {year}"}
          - {indicator: Laporan tim bidang %(n)d disusun, action: Menyusun laporan,
             evidence: Laporan, target: "Juli, Desember {year}"}
      - name: Dokumen Rencana
        rows:
          - {indicator: Dokumen rencana dibahas bersama seluruh pegawai di bidang %(n)d,
             action: Membahas dan menetapkan dokumen rencana, evidence: Dokumen rencana,
             target: "Setiap bulan"}
"""
TOOLS = ("pypdfium2", "pdfplumber", "pdfplumber_layout")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write_plan(folder / "plans")
    build("train", folder / "out", folder / "plans", variants=6, tools=TOOLS, jobs=1)
    return folder


def write_plan(plans: Path) -> None:
    (plans / "train").mkdir(parents=True)
    text = PLAN + "".join(AREA % {"n": n} for n in range(1, 6))
    (plans / "train" / "contoh.yaml").write_text(text, encoding="utf-8")


def dumps(corpus: Path) -> list[tuple[str, dict[str, Any]]]:
    found = [
        (path.with_suffix(".txt").read_bytes().decode("utf-8"), json.loads(path.read_text()))
        for path in sorted((corpus / "out" / "train").glob("contoh.*.json"))
    ]
    assert len(found) >= 8
    return found


def all_spans(truth: dict[str, Any]) -> list[list[int]]:
    spans = [
        span for part in ("cells", "furniture") for item in truth[part] for span in item["spans"]
    ]
    for section in truth["sections"]:
        spans += section["number_spans"] + section["name_spans"]
    return spans


def test_every_character_of_a_dump_has_exactly_one_owner(corpus: Path) -> None:
    for text, truth in dumps(corpus):
        owners = [0] * len(text)
        for start, end in all_spans(truth):
            for offset in range(start, end):
                owners[offset] += 1
        assert all(owners[at] == 1 for at, shown in enumerate(text) if not shown.isspace())


def test_the_text_of_a_cell_stands_at_its_spans(corpus: Path) -> None:
    for text, truth in dumps(corpus):
        for cell in truth["cells"]:
            there = "".join(text[start:end] for start, end in cell["spans"])
            assert "".join(there.split()) == "".join(cell["text"].split())


def test_all_tools_tell_the_same_rows(corpus: Path) -> None:
    by_variant: dict[int, list[list[dict[str, Any]]]] = {}
    for _, truth in dumps(corpus):
        rows = [
            {key: "".join(str(value).replace("\ufffe", "-").split()) for key, value in row.items()}
            for row in truth["rows"]
        ]
        by_variant.setdefault(truth["meta"]["variant"], []).append(rows)
    assert len(by_variant) == 6
    assert any(len(tables) == 3 for tables in by_variant.values())
    assert all(table == tables[0] for tables in by_variant.values() for table in tables)


def test_an_indicator_over_several_rows_stands_in_each(corpus: Path) -> None:
    spanning = 0
    for _, truth in dumps(corpus):
        for cell in truth["cells"]:
            if cell["column"] == "indicator" and len(cell["rows"]) > 1:
                spanning += 1
                for row in cell["rows"]:
                    assert truth["rows"][row - 1]["indicator"] == cell["text"]
    assert spanning


def test_the_same_seed_gives_the_same_corpus(corpus: Path, tmp_path: Path) -> None:
    build("train", tmp_path, corpus / "plans", variants=2, tools=TOOLS[:1], jobs=1)
    again = sorted(tmp_path.glob("train/*.pypdfium2.*"))
    assert len(again) == 4
    for path in again:
        assert path.read_bytes() == (corpus / "out" / "train" / path.name).read_bytes()


def test_a_dump_that_lost_or_changed_a_character_is_refused() -> None:
    drawn = characters(
        [
            Word(0, 10.0, 10.0, 8.0, "Helvetica", "Januari", "cell", 0),
            Word(0, 60.0, 10.0, 8.0, "Helvetica", "2022", "cell", 0),
        ]
    )
    assert align(Dump("Januari 2022\n"), drawn) == list(range(11))
    assert align(Dump("Januari 202\n"), drawn) is None
    assert align(Dump("Januari 2023\n"), drawn) is None


def test_equal_words_are_told_apart_by_their_lines() -> None:
    drawn = characters(
        [
            Word(0, 10.0, 10.0, 8.0, "Helvetica", "Satu", "cell", 0),
            Word(0, 10.0, 30.0, 8.0, "Helvetica", "Juli", "cell", 1),
            Word(0, 80.0, 10.0, 8.0, "Helvetica", "Juli", "cell", 2),
            Word(0, 80.0, 30.0, 8.0, "Helvetica", "Tiga", "cell", 3),
        ]
    )
    matched = align(Dump("Satu    Juli\n\nJuli    Tiga\n", aligned=True), drawn)
    assert matched is not None
    owners = [drawn.owners[index] for index in matched]
    assert owners == [0] * 4 + [2] * 4 + [1] * 4 + [3] * 4


def test_a_plan_with_an_unknown_key_is_refused_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "salah.yaml"
    path.write_text(PLAN + AREA.replace("evidence", "bukti") % {"n": 1}, encoding="utf-8")
    with pytest.raises(ValueError, match=r"salah\.yaml") as caught:
        load_plan(path)
    assert "bukti" in str(caught.value)
