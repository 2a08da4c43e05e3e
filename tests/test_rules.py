"""Rules files: read, and refused with file, line and a right example."""

from __future__ import annotations

import contextlib
import pickle
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.corrections.entries import Entry, read_corrections
from pipeline.errors import RulesError
from pipeline.rules import HeaderRules, Rules, load_rules
from pipeline.rules_check import FILES
from pipeline.rulesfile import read_rules_file
from tests.conftest import REPOSITORY
from tests.test_cli import rkt


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
        ("action:\n  - KEGIATAN\npic: [\n", 3, "not valid YAML"),
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
    found = {path.name for path in (REPOSITORY / "rules").glob("*.yaml")}
    assert found == set(FILES)
    for name in FILES:
        text = (REPOSITORY / "rules" / name).read_text(encoding="utf-8")
        how_to = text[: text.index("\n\n")]
        assert all(line.startswith("#") for line in how_to.splitlines())
        assert len(how_to.splitlines()) >= 6, name
        words = " ".join(how_to.replace("#", " ").split()).lower()
        assert "menambah" in words, name
        assert "to add" in words, name


def test_every_key_of_every_rules_file_has_a_right_example(tmp_path: Path) -> None:
    for name, model in FILES.items():
        for key, field in model.model_fields.items():
            example = (field.examples or [""])[0]
            path = tmp_path / name
            path.write_text(example, encoding="utf-8")
            assert example.startswith(f"{field.alias or key}:"), (name, key)
            with contextlib.suppress(RulesError):  # other keys may be missing
                read_rules_file(path, model)
                continue
            assert all("is missing" in fault for fault in faults(path, model)), (name, key)


def faults(path: Path, model: type[BaseModel]) -> list[str]:
    with pytest.raises(RulesError) as caught:
        read_rules_file(path, model)
    return [line for line in str(caught.value).splitlines() if line.startswith(str(path))]


def test_the_how_to_of_corrections_is_a_right_file_of_corrections(tmp_path: Path) -> None:
    text = (REPOSITORY / "rules" / "corrections" / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    entries = [entry for _, entry in read_corrections(path).entries]
    for key in ("set", "checked", "join", "split", "plan"):
        assert any(getattr(entry, key) for entry in entries)
    for name, field in Entry.model_fields.items():
        path.write_text((field.examples or [""])[0], encoding="utf-8")
        assert getattr(read_corrections(path).entries[0][1], name), name


WHY = "  reason: x\n  date: 2026-03-15\n"
ROW = '- row: {action: "Rapat"}\n'


@pytest.mark.parametrize(
    ("text", "line", "says", "example"),
    [
        (f"{ROW}  chekced: true\n{WHY}", 2, "did you mean checked?", "checked: true"),
        (f"{ROW}{WHY}", 1, "does not say what is corrected", "set:\n"),
        (f"{ROW}  set: {{target: Juni, Juli}}\n{WHY}", 2, '"Juli" is no column', "set:\n"),
        (f"{ROW}  set: {{target: 2022}}\n{WHY}", 2, "put numbers and dates", "set:\n"),
        (f"{ROW}  set:\n    sasaran: x\n{WHY}", 3, '"sasaran" is no column', "set:\n"),
        (f"{ROW}  join: before\n{WHY}", 2, "only 'next' may stand here", "join: next"),
        (f"{ROW}  checked: ya\n{WHY}", 2, "only true may stand here", "checked: true"),
        (f"{ROW}  occurrence: 0\n{WHY}", 2, "0 is not right here", "occurrence: 2"),
        (f"{ROW}  checked: true\n  date: 2026-03-15\n", 1, '"reason" is missing', "reason:"),
        (
            f"{ROW}  checked: true\n  reason: x\n  date: 15 Maret\n",
            4,
            "this must be a date",
            "date:",
        ),
        (f"- plan: {{tahun: 2022}}\n{WHY}", 1, 'unknown entry "tahun"', "plan:\n        year:"),
        (f"{ROW}  plan: {{year: 2022}}\n{WHY}", 1, "one of the two", "set:\n"),
        (f"{ROW}  split: {{area: x}}\n{WHY}", 2, "cannot be split", "split:\n        action:"),
        (f"{ROW}  set: {{area_no: IV}}\n{WHY}", 2, "written in figures", "set:\n        area_no:"),
        (f"{ROW}  checked: true\n{WHY}- row: [\n", 5, "not valid YAML", "set:\n"),
        (f"{ROW}  reason: a: b\n", 2, "a text with a colon must stand between quotes", "set:"),
        (f"{ROW}  reason: x\n{WHY}", 3, '"reason" is there twice', "reason:"),
        (f"{ROW}  checked: true\n  reason: \x07\n", 3, "cannot be seen (U+0007)", "set:"),
        ("row: x\n", 1, "this must be a list", "- row:"),
    ],
)
def test_a_wrong_correction_is_named_with_line_and_an_example_of_that_entry(
    tmp_path: Path, text: str, line: int, says: str, example: str
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_corrections(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: "), message
    assert says in message
    assert example in message.split("A right entry:\n")[1]


def test_rules_check_names_every_fault_of_every_file(rules_dir: Path) -> None:
    assert rkt("rules", "check").exit_code == 0
    assert "5 rules files and 0 corrections are right" in rkt("rules", "check").stdout
    (rules_dir / "areas.yaml").write_text("areas: [1]\n")
    (rules_dir / "titles.yaml").unlink()
    (rules_dir / "header.yaml").write_text("action: [AKSI]\n")
    (rules_dir / "corrections" / "a.yaml").write_text(f"{ROW}{WHY}")
    (rules_dir / "corrections" / "b.yaml.txt").write_text(f"{ROW}  checked: true\n{WHY}")
    (rules_dir / "corrections" / "c.yaml").write_text("# nothing left\n")
    result = rkt("rules", "check", "--rules", rules_dir, "--raw", rules_dir / "none")
    assert result.exit_code == 1
    for says in (
        "areas.yaml, line 1: 1 is not right here",
        "titles.yaml",
        "header.yaml: no rules file is called so; known are: areas.yaml, headers.yaml",
        "a.yaml, line 1: the entry does not say what is corrected",
        "b.yaml.txt: a file of corrections is called like its export's id and ends in .yaml",
        "5 files are not right",
    ):
        assert says in result.stderr
    assert "c.yaml" not in result.stderr
    assert rkt("rules", "check", "--rules", rules_dir / "none").exit_code == 2


def test_rules_are_explained_in_indonesian_too(rules_dir: Path) -> None:
    (rules_dir / "time.yaml").write_text("months: {1: [Jan, jan.]}\nbulan: x\n", encoding="utf-8")
    (rules_dir / "corrections" / "a.yaml").write_text("- row: {action: @x}\n")
    result = rkt("rules", "check", "--rules", rules_dir, "--lang", "id")
    assert 'time.yaml, baris 2: entri "bulan" tidak dikenal' in result.stderr
    assert "Contoh yang benar:\n    units:\n" in result.stderr
    assert "a.yaml, baris 1: bukan YAML yang sah: teks tidak boleh diawali" in result.stderr


def test_a_spelling_that_stands_twice_is_named_with_the_line_of_the_second(rules_dir: Path) -> None:
    path = rules_dir / "time.yaml"
    text = path.read_text(encoding="utf-8").replace("each: [setiap,", "each: [setiap, sebelum,")
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    second = next(i for i, line in enumerate(lines, 1) if line.startswith("before:"))
    with pytest.raises(RulesError) as caught:
        load_rules(rules_dir)
    assert f'time.yaml, line {second}: "sebelum" stands under before' in str(caught.value)
    assert "already under each" in str(caught.value)


@pytest.mark.parametrize("dashes", ["   - ALAT PEMBUKTIAN", "    ALAT PEMBUKTIAN"])
def test_a_line_with_one_space_too_many_is_refused_not_joined_to_the_one_before(
    tmp_path: Path, dashes: str
) -> None:
    path = tmp_path / "headers.yaml"
    path.write_text(f"evidence:\n  - BUKTI FISIK\n{dashes}\n  - EVIDEN\n")
    with pytest.raises(RulesError) as caught:
        read_rules_file(path, HeaderRules)
    assert str(caught.value).startswith(f"{path}, line 3: this line is joined to the one before")
    assert 'read as one text, "BUKTI FISIK' in str(caught.value)


def test_a_comma_missing_at_the_end_of_a_line_is_refused(rules_dir: Path) -> None:
    path = rules_dir / "time.yaml"
    text = path.read_text(encoding="utf-8").replace("terhitung mulai,\n", "terhitung mulai\n", 1)
    path.write_text(text, encoding="utf-8")
    line = next(i for i, t in enumerate(text.splitlines(), 1) if t.endswith("terhitung mulai")) + 1
    with pytest.raises(RulesError, match=f"time.yaml, line {line}: this line is joined"):
        load_rules(rules_dir)


def test_a_text_of_several_lines_between_quotes_is_right(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(f'{ROW}  checked: true\n  date: 2026-03-15\n  reason: "dua\n    baris"\n')
    assert read_corrections(path).entries[0][1].reason == "dua baris"


def test_a_dot_typed_for_a_comma_between_spellings_is_refused(rules_dir: Path) -> None:
    path = rules_dir / "time.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(i for i, t in enumerate(text.splitlines(), 1) if t.startswith("  11: ["))
    path.write_text(text.replace("  11: [", "  11: [Nvbr. Nopbr, ", 1), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(rules_dir)
    assert f'time.yaml, line {line}: "Nvbr. Nopbr": a dot stands between' in str(caught.value)


def test_a_dash_that_touches_its_name_is_named_with_its_own_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RKT_LANG", "id")
    path = tmp_path / "headers.yaml"
    for indent in ("  ", "   ", ""):
        path.write_text(f"evidence:\n  - BUKTI FISIK\n{indent}-ALAT PEMBUKTIAN\n  - EVIDEN\n")
        with pytest.raises(RulesError) as caught:
            read_rules_file(path, HeaderRules)
        said = str(caught.value).splitlines()[0]
        assert said == f"{path}, baris 3: setelah tanda hubung harus ada spasi"


FILE = "evidence:\n  - BUKTI\n\ntarget:\n  - JADWAL\n  - WAKTU\n  - TENGGAT\n\npic:\n  - PJ\n"


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("  - JADWAL", "   - JADWAL", 5),  # YAML notices it on line 6
        ("  - JADWAL", "    - JADWAL", 5),
        ("  - WAKTU", "   - WAKTU", 6),
        ("  - WAKTU", " - WAKTU", 6),
        ("  - WAKTU", "- WAKTU", 6),
        ("  - WAKTU", "\t- WAKTU", 6),
        ("  - WAKTU", "  WAKTU", 6),  # on line 7
        ("  - TENGGAT", "  TENGGAT", 7),  # on line 9
        ("  - WAKTU", '  - "WAKTU', 6),  # at the end of the file
        ("  - WAKTU", "  - [WAKTU", 6),
        ("target:", "  target:", 4),
        ("target:", "target", 4),
    ],
)
def test_a_mistake_is_named_with_the_line_and_the_key_where_it_stands(
    tmp_path: Path, right: str, wrong: str, line: int
) -> None:
    """A wrong indent on line 93 was reported as line 94, with an example of component_no."""
    path = tmp_path / "headers.yaml"
    path.write_text(FILE.replace(right, wrong, 1))
    with pytest.raises(RulesError) as caught:
        read_rules_file(path, HeaderRules)
    assert f"{path}, line {line}: " in str(caught.value)
    assert str(caught.value).endswith("A right entry:\n    target:\n      - JADWAL")
