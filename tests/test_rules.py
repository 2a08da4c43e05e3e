"""Rules files: read, and refused with file, line and a right example."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from pipeline.errors import RulesError
from pipeline.rules import HeaderRules, Rules, load_rules, read_rules_file
from tests.conftest import REPOSITORY


@pytest.fixture
def rules_dir(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "rules", tmp_path / "my rules"))


def test_default_rules_know_the_header_table(rules: Rules) -> None:
    of_header = {name: field for field, names in rules.headers.items() for name in names}
    assert of_header["NO."] == "component_no"
    assert of_header["SASARAN STRATEGIS"] == "component"
    assert of_header["INDIKATOR KEBERHASILAN"] == "indicator"
    assert of_header["RENCANA TINDAK LANJUT"] == "action"
    assert of_header["EVIDEN"] == "evidence"
    assert of_header["TARGET DAN WAKTU"] == "target"
    assert of_header["PJ"] == "pic"
    assert of_header.get("TARGET") in (None, "extra")  # a value, not a time
    assert "Penguatan Pengawasan" in rules.areas


def test_rules_pass_to_worker_processes(rules: Rules) -> None:
    assert pickle.loads(pickle.dumps(rules)) == rules


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("action:\n  - KEGIATAN\naction:\n  - AKSI\n", 3, '"action" is there twice'),
        ("action:\n  - KEGIATAN\nactoin:\n  - AKSI\n", 3, 'unknown entry "actoin"'),
        ("action:\n  - KEGIATAN\n  - 12\n", 3, "12 is not right here"),
        ("\naction: KEGIATAN\n", 2, "'KEGIATAN' is not right here"),
        ("action:\n  - KEGIATAN\npic: [\n", 4, "not valid YAML"),
        ("action:\n  - WAKTU.\ntarget:\n  - Jadwal\n  - waktu\n", 5, "stands under action and"),
        ("action:\n  - ' '\n", 2, "an empty name"),
        ("- KEGIATAN\n", 1, "is not right here"),
        ("action: !!python/name:os.system\n", 1, "is not right here"),
    ],
)
def test_wrong_rules_are_named_with_line_and_example(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = tmp_path / "headers.yaml"
    path.write_text(text)
    with pytest.raises(RulesError) as caught:
        read_rules_file(path, HeaderRules)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: ")
    assert says in message
    assert "A right entry:\n    " in message


def test_every_fault_of_a_rules_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "headers.yaml"
    path.write_text("one: 1\naction:\n  - 2\n")
    with pytest.raises(RulesError) as caught:
        read_rules_file(path, HeaderRules)
    assert "line 1" in str(caught.value)
    assert "line 3" in str(caught.value)


def test_a_wrong_time_word_is_named_with_line_and_example(rules_dir: Path) -> None:
    path = rules_dir / "time.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nmoons: [purnama]\n", encoding="utf-8")
    line = path.read_text(encoding="utf-8").splitlines().index("moons: [purnama]") + 1
    with pytest.raises(RulesError) as caught:
        load_rules(rules_dir)
    assert f'time.yaml, line {line}: unknown entry "moons"' in str(caught.value)
    assert "A right entry:\n    months:" in str(caught.value)


def test_rules_file_that_is_empty_missing_or_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "headers.yaml"
    with pytest.raises(RulesError, match="missing"):
        read_rules_file(path, HeaderRules)
    path.write_text("# only a comment\n")
    with pytest.raises(RulesError, match="empty"):
        read_rules_file(path, HeaderRules)
    path.write_bytes(b"action:\n  - K\xe9giatan\n")
    with pytest.raises(RulesError, match="line 2: not UTF-8"):
        read_rules_file(path, HeaderRules)


def test_rules_fingerprint_changes_with_content_and_names_only(rules_dir: Path) -> None:
    first = load_rules(rules_dir).sha256
    (rules_dir / "areas.yaml").touch()
    (rules_dir / ".areas.yaml.swp").write_text("an editor at work")
    assert load_rules(rules_dir).sha256 == first
    (rules_dir / "headers.yaml").write_text("action:\n  - KEGIATAN\n")
    changed = load_rules(rules_dir)
    assert changed.sha256 != first
    assert changed.headers["action"] == ("KEGIATAN",)
    assert changed.headers["pic"] == ()


def test_missing_rules_folder(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="no such rules folder"):
        load_rules(tmp_path / "none")


def test_rules_are_refused_in_the_language_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RKT_LANG", "id")
    path = tmp_path / "headers.yaml"
    path.write_text("aksi:\n  - KEGIATAN\n")
    with pytest.raises(RulesError, match='baris 1: entri "aksi" tidak dikenal'):
        read_rules_file(path, HeaderRules)


def test_every_rules_file_begins_with_a_how_to_in_both_languages() -> None:
    for path in (REPOSITORY / "rules").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        how_to = text[: text.index("\n\n")]
        assert all(line.startswith("#") for line in how_to.splitlines())
        assert len(how_to.splitlines()) >= 6, path.name
