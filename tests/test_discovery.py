"""Which exports stand under a folder, what they are called, and what is none."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.exports import _unique_ids, check_file, find_exports, slug

as_ordinary_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def ids(raw: Path) -> dict[str, str]:
    return {export.name: export.document_id for export in find_exports(raw)}


def problems(raw: Path) -> dict[str, str]:
    return {export.name: export.problem.code for export in find_exports(raw) if export.problem}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("RKT 2021 Balai Uji.tsv", "rkt-2021-balai-uji"),
        ("2021/Sub Folder/RKT.TXT", "2021-sub-folder-rkt"),
        ("RKT v1.2", "rkt-v1-2"),
        ("Réncana  (final)!.csv", "rencana-final"),
        ("計画.tsv", "計画"),
        ("---.tsv", "export"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_equal_slugs_get_their_endings_and_then_a_hash() -> None:
    assert _unique_ids(["a b.tsv", "a b.txt", "c.tsv"]) == ["a-b-tsv", "a-b-txt", "c"]
    first, second = _unique_ids(["a b.tsv", "a-b.tsv"])
    assert first != second
    assert first.startswith("a-b-tsv-")
    # An ending may bring a new clash: "a-tsv" is also the slug of the third.
    assert len(set(_unique_ids(["a.tsv", "a.txt", "a-tsv.csv"]))) == 3


@given(st.lists(st.text("aA b-_./é", min_size=1, max_size=6), unique=True, max_size=12))
def test_ids_are_unique_and_depend_on_the_names_only(names: list[str]) -> None:
    found = _unique_ids(names)
    assert len(set(found)) == len(names)
    shuffled = _unique_ids(names[::-1])
    assert shuffled == found[::-1]


def test_exports_are_found_in_folders_and_leftovers_passed_over(raw: Path, plan) -> None:
    for name in ("b.tsv", "sub/deeper/a.tsv", ".hidden.tsv", "~$b.tsv", "b.tsv~", ".git/c.tsv"):
        plan(name)
    plan("sub/.~lock.a.tsv#")
    assert list(ids(raw)) == ["b.tsv", "sub/deeper/a.tsv"]
    assert problems(raw) == {}


def test_what_is_still_being_downloaded_is_no_export_yet(raw: Path, plan) -> None:
    for name in ("a.pdf.part", "b.pdf.crdownload", "c.xlsx.filepart", "d.TMP", "department.tsv"):
        plan(name)
    assert list(ids(raw)) == ["department.tsv"]


def test_tables_inside_the_raw_folder_are_no_exports(raw: Path, plan) -> None:
    plan("b.tsv")
    plan("parsed/indicators.parquet")
    assert [e.name for e in find_exports(raw, skip=raw / "parsed")] == ["b.tsv"]


def test_what_is_no_file_is_named_and_never_opened(raw: Path, plan) -> None:
    plan("good.tsv")
    (raw / "folder.tsv").mkdir()
    (raw / "broken.tsv").symlink_to("nowhere.tsv")
    (raw / "loop.tsv").symlink_to("loop.tsv")
    (raw / "circle").symlink_to(raw)
    os.mkfifo(raw / "pipe.tsv")
    (raw / "device.tsv").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(raw)  # the path of a socket must be short
        try:
            server.bind("socket.tsv")
        finally:
            os.chdir(here)
    assert problems(raw) == {
        "folder.tsv": "folder",
        "broken.tsv": "broken_link",
        "loop.tsv": "broken_link",
        "circle": "broken_link",
        "pipe.tsv": "not_a_file",
        "device.tsv": "not_a_file",
        "socket.tsv": "not_a_file",
    }
    assert set(ids(raw)) == {*problems(raw), "good.tsv"}


def test_links_to_files_and_folders_are_followed(raw: Path, tmp_path: Path, plan) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    plan("good.tsv").rename(elsewhere / "good.tsv")
    (raw / "linked").symlink_to(elsewhere)
    (raw / "link.tsv").symlink_to(elsewhere / "good.tsv")
    assert list(ids(raw)) == ["link.tsv", "linked/good.tsv"]
    assert problems(raw) == {}


def test_a_name_that_is_not_utf8_is_shown_escaped(raw: Path) -> None:
    path = os.path.join(os.fsencode(raw), b"r\xe9ncana.tsv")  # noqa: PTH118
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"x")
    assert ids(raw) == {"r\\xe9ncana.tsv": "r-xe9ncana"}


@as_ordinary_user
def test_an_unreadable_file_and_folder_are_named(raw: Path, plan) -> None:
    plan("secret.tsv").chmod(0)
    plan("closed/inside.tsv")
    (raw / "closed").chmod(0)
    try:
        assert problems(raw) == {"secret.tsv": "unreadable", "closed": "unreadable"}
    finally:
        (raw / "closed").chmod(0o700)


def test_check_file_of_a_missing_file(raw: Path) -> None:
    with pytest.raises(ExportError) as caught:
        check_file(raw / "none.tsv")
    assert caught.value.code == "missing"
