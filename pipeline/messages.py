"""Everything the pipeline says to people, once, by code, in English and Indonesian.

Tables carry the English text, so that they are the same on every machine; the terminal speaks
the language of the locale (LANG=id_ID.UTF-8), or the one named by RKT_LANG ("en" or "id").
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

LANGUAGES = ("en", "id")


class Text(NamedTuple):
    """One text in both languages; `{names}` are filled in when it is said."""

    en: str
    id: str


class Problem(NamedTuple):
    """What is wrong with an export, and what to do about it."""

    error: Text
    remedy: Text


def language() -> str:
    """The language of the terminal: RKT_LANG, else the locale's, else English."""
    for name in ("RKT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            code = value.split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


class _Values(dict[str, Any]):
    """A message whose value was forgotten must still be said."""

    def __missing__(self, key: str) -> str:
        return "?"


def fill(text: Text, lang: str | None = None, values: Mapping[str, object] | None = None) -> str:
    """`text` in `lang` (the terminal's language by default) with `values` filled in."""
    template = getattr(text, lang or language())
    return str(template).format_map(_Values(values or {}))


def say(code: str, **values: object) -> str:
    """The message `code` of `TEXTS` in the terminal's language."""
    return fill(TEXTS[code], None, values)


def problem(code: str, values: Mapping[str, object], lang: str | None = None) -> tuple[str, str]:
    """Error and remedy of an `ExportError` with this code and these values.

    An unknown code is said as it is: a failure must never hide behind a failure to name it.
    """
    known = ERRORS.get(code)
    if known is None:
        known = Problem(Text(code, code), ERRORS["internal"].remedy)
    return fill(known.error, lang, values), fill(known.remedy, lang, values)


ERRORS: Mapping[str, Problem] = {
    "empty": Problem(
        Text("the file is empty", "berkas kosong"),
        Text(
            "export the plan again from the program it was made with",
            "ekspor ulang rencana dari program asalnya",
        ),
    ),
    "not_text": Problem(
        Text(
            "the file is not text: {reason}",
            "berkas bukan teks: {reason}",
        ),
        Text(
            "export the plan as TSV, CSV or plain text in UTF-8",
            "ekspor rencana sebagai TSV, CSV, atau teks biasa dalam UTF-8",
        ),
    ),
    "binary": Problem(
        Text(
            "the file holds NUL bytes (first at byte {offset}), so it is binary or damaged",
            "berkas memuat byte NUL (pertama di byte {offset}), jadi biner atau rusak",
        ),
        Text(
            "open it in its own program and export it again as text in UTF-8",
            "buka di program asalnya lalu ekspor ulang sebagai teks UTF-8",
        ),
    ),
    "no_table": Problem(
        Text("no table was found in the file", "tidak ditemukan tabel dalam berkas"),
        Text(
            "check that this is the export of a plan and that it holds the table",
            "periksa apakah ini ekspor rencana dan tabelnya ada di dalamnya",
        ),
    ),
    "no_header": Problem(
        Text(
            "no header row was found (a row that names columns such as KOMPONEN or INDIKATOR)",
            "baris judul kolom tidak ditemukan (baris berisi KOMPONEN, INDIKATOR, dan sejenisnya)",
        ),
        Text(
            "export the plan with its header row; "
            "if its columns have other names, add them to rules/headers.yaml",
            "ekspor rencana beserta baris judul kolomnya; "
            "jika nama kolomnya lain, tambahkan ke rules/headers.yaml",
        ),
    ),
    "unreadable": Problem(
        Text("the file cannot be read: {reason}", "berkas tidak dapat dibaca: {reason}"),
        Text(
            "give yourself permission to read it, or copy it into raw/ again",
            "beri izin baca pada berkas, atau salin ulang ke raw/",
        ),
    ),
    "folder": Problem(
        Text(
            "this is a folder, though it is named like a file",
            "ini folder, meskipun namanya seperti berkas",
        ),
        Text(
            "rename the folder, or put the export itself in its place",
            "ganti nama foldernya, atau taruh berkas ekspornya di tempat itu",
        ),
    ),
    "not_a_file": Problem(
        Text(
            "this is a pipe, socket or device, not a file",
            "ini pipa, soket, atau perangkat, bukan berkas",
        ),
        Text(
            "remove it, or put the export itself in its place",
            "singkirkan, atau taruh berkas ekspornya di tempat itu",
        ),
    ),
    "changed": Problem(
        Text(
            "the file changed while it was being read",
            "berkas berubah ketika sedang dibaca",
        ),
        Text(
            "wait until it has been copied completely, then run again",
            "tunggu sampai selesai disalin, lalu jalankan lagi",
        ),
    ),
    "broken_link": Problem(
        Text(
            "the link leads nowhere or in a circle (to {target})",
            "tautan tidak menuju berkas mana pun atau berputar (ke {target})",
        ),
        Text(
            "remove the link, or put the file itself in raw/",
            "hapus tautannya, atau taruh berkasnya sendiri di raw/",
        ),
    ),
    "missing": Problem(
        Text("there is no such file", "berkas tidak ada"),
        Text("check the name and the folder", "periksa nama dan folder berkas"),
    ),
    "too_large": Problem(
        Text(
            "the file is too large: {size} bytes, at most {limit} are read",
            "berkas terlalu besar: {size} byte, paling banyak {limit} yang dibaca",
        ),
        Text(
            "check that it is the right file; split the export if it holds several plans",
            "periksa apakah berkasnya benar; pisahkan jika memuat beberapa rencana",
        ),
    ),
    "unsupported": Problem(
        Text(
            "files ending in {ending} are not read",
            "berkas berakhiran {ending} tidak dibaca",
        ),
        Text(
            "export the plan as TSV, CSV or plain text",
            "ekspor rencana sebagai TSV, CSV, atau teks biasa",
        ),
    ),
    "internal": Problem(
        Text("internal error: {reason}", "kesalahan dalam program: {reason}"),
        Text(
            "report it with the file; the other exports are not affected",
            "laporkan beserta berkasnya; ekspor lain tidak terpengaruh",
        ),
    ),
}

# The codes in the column `flags`, of rows and of deadlines; docs/flags.md is made from this.
FLAGS: Mapping[str, Text] = {
    "cells_shifted": Text(
        "The cells of this row stood in the wrong columns and were put right.",
        "Sel pada baris ini berada di kolom yang salah dan sudah dibetulkan.",
    ),
    "number_inferred": Text(
        "The component's number is missing in the export and was inferred from its neighbours.",
        "Nomor komponen tidak ada dalam ekspor dan disimpulkan dari nomor di sekitarnya.",
    ),
    "component_inherited": Text(
        "The component was carried down from the row above.",
        "Komponen diteruskan dari baris di atasnya.",
    ),
    "indicator_inherited": Text(
        "The indicator was carried down from the row above: only the action is new.",
        "Indikator diteruskan dari baris di atasnya: hanya langkah aksinya yang baru.",
    ),
    "incomplete": Text(
        "The row has neither evidence nor target.",
        "Baris tidak memiliki bukti fisik maupun target waktu.",
    ),
    "low_confidence": Text(
        "Another reading of this row is nearly as likely; compare it with the export.",
        "Ada pembacaan lain yang hampir sama mungkinnya; bandingkan dengan ekspor aslinya.",
    ),
    "year_inferred": Text(
        "The year was taken from the plan, or rolled back.",
        "Tahun diambil dari tahun rencana, atau dimundurkan.",
    ),
    "year_outside_plan": Text(
        "The deadline lies in another year than the plan's.",
        "Tenggat berada di luar tahun rencana.",
    ),
    "month_typo": Text(
        "The month is misspelt in the export.",
        "Nama bulan salah tulis dalam ekspor.",
    ),
    "excel_artifact": Text(
        "A spreadsheet turned the month into a date (Jan-21, 2021-07-01); it is read as a month.",
        "Bulan diubah lembar kerja menjadi tanggal (Jan-21, 2021-07-01); dibaca sebagai bulan.",
    ),
    "truncated": Text(
        "The phrase breaks off.",
        "Frasa terpotong.",
    ),
}

TEXTS: Mapping[str, Text] = {
    "rules.no_dir": Text(
        "{file}: there is no such rules folder",
        "{file}: folder aturan tidak ada",
    ),
    "rules.no_file": Text(
        "{file}: this rules file is missing",
        "{file}: berkas aturan ini tidak ada",
    ),
    "rules.unreadable": Text(
        "{file}: cannot be read: {reason}",
        "{file}: tidak dapat dibaca: {reason}",
    ),
    "rules.not_utf8": Text(
        "{file}, line {line}: not UTF-8 text",
        "{file}, baris {line}: bukan teks UTF-8",
    ),
    "rules.empty": Text("{file}: the file is empty", "{file}: berkas kosong"),
    "rules.wrong": Text("{file}, line {line}: {problem}", "{file}, baris {line}: {problem}"),
    "rules.example": Text("  A right entry:", "  Contoh yang benar:"),
    "rules.syntax": Text("not valid YAML: {reason}", "bukan YAML yang sah: {reason}"),
    "rules.duplicate_key": Text(
        '"{key}" is there twice; keep one',
        '"{key}" ada dua kali; sisakan satu',
    ),
    "rules.unknown_key": Text(
        'unknown entry "{key}"; known are: {known}',
        'entri "{key}" tidak dikenal; yang dikenal: {known}',
    ),
    "rules.missing_key": Text('"{key}" is missing', '"{key}" tidak ada'),
    "rules.wrong_type": Text(
        "{value} is not right here: {reason}",
        "{value} tidak tepat di sini: {reason}",
    ),
    "rules.header_twice": Text(
        'header "{header}" stands under {first} and under {second}; keep it under one',
        'judul kolom "{header}" ada di {first} dan di {second}; sisakan di satu tempat',
    ),
    "rules.blank": Text("an empty name says nothing", "nama kosong tidak berarti apa-apa"),
    "run.no_raw": Text(
        "{folder}: no such folder of exports, or it cannot be read",
        "{folder}: folder ekspor tidak ada atau tidak dapat dibaca",
    ),
    "run.bad_parsed": Text(
        "{folder}: this must be a folder of its own for the tables; name another with --parsed",
        "{folder}: harus folder tersendiri untuk tabel; sebutkan yang lain dengan --parsed",
    ),
    "run.busy": Text(
        "{folder}: another run is at work here; wait until it has ended",
        "{folder}: proses lain sedang bekerja di sini; tunggu sampai selesai",
    ),
    "run.not_writable": Text(
        "{folder}: the tables cannot be written: {reason}",
        "{folder}: tabel tidak dapat ditulis: {reason}",
    ),
    "run.progress": Text("parsing", "membaca"),
    "run.no_exports": Text(
        "{folder} holds no exports yet: put the exports of your plans there and run again.",
        "{folder} belum berisi ekspor: taruh ekspor rencana di sana lalu jalankan lagi.",
    ),
    "run.closing": Text(
        "{total} exports: {ok} ok, {review} to review, {failed} failed; "
        "{parsed} parsed now, {unchanged} unchanged.",
        "{total} ekspor: {ok} baik, {review} perlu diperiksa, {failed} gagal; "
        "{parsed} dibaca sekarang, {unchanged} tidak berubah.",
    ),
    "run.failed": Text("{name}: {error}", "{name}: {error}"),
    "run.remedy": Text("  what to do: {remedy}", "  yang perlu dilakukan: {remedy}"),
    "run.unplaced": Text(
        "{name}, line {line}: text in no cell: {text}",
        "{name}, baris {line}: teks di luar sel: {text}",
    ),
    "run.unplaced_more": Text(
        "{name}: {count} more pieces; see rkt show",
        "{name}: {count} potong lagi; lihat rkt show",
    ),
    "table.export": Text("export", "ekspor"),
    "table.status": Text("status", "status"),
    "table.stage": Text("stage", "tahap"),
    "table.rows": Text("rows", "baris"),
    "table.deadlines": Text("deadlines", "tenggat"),
    "table.to_review": Text("to review", "diperiksa"),
    "table.unplaced": Text("unplaced", "di luar sel"),
    "table.time": Text("time", "waktu"),
    "table.unchanged": Text("unchanged", "tetap"),
    "status.ok": Text("ok", "baik"),
    "status.review": Text("review", "periksa"),
    "status.failed": Text("failed", "gagal"),
    "show.counts": Text(
        "{rows} rows, {deadlines} deadlines, {to_review} rows to review; "
        "{chars} characters, {unplaced} unplaced; stage {stage}",
        "{rows} baris, {deadlines} tenggat, {to_review} baris perlu diperiksa; "
        "{chars} karakter, {unplaced} di luar sel; tahap {stage}",
    ),
    "show.review": Text("please check this row", "mohon periksa baris ini"),
    "show.unplaced": Text("Text in no cell:", "Teks di luar sel:"),
    "show.line": Text("line {line}: {text}", "baris {line}: {text}"),
    "show.flags": Text("Flags:", "Tanda:"),
    "show.no_deadline": Text("no deadline", "tanpa tenggat"),
    "deadlines.stdin": Text(
        "reading phrases from the keyboard, one per line; end with Ctrl-D",
        "membaca frasa dari papan ketik, satu per baris; akhiri dengan Ctrl-D",
    ),
    "check.good": Text(
        "{folder}: every promise holds ({documents} exports, {rows} rows, {deadlines} deadlines).",
        "{folder}: semua janji ditepati ({documents} ekspor, {rows} baris, {deadlines} tenggat).",
    ),
    "check.broken": Text(
        "{folder}: {count} promises are broken; run rkt run again, and report what stays.",
        "{folder}: {count} janji dilanggar; jalankan rkt run lagi, dan laporkan yang tersisa.",
    ),
    "check.no_tables": Text(
        "{folder}: there are no tables; run rkt run first",
        "{folder}: belum ada tabel; jalankan rkt run dulu",
    ),
}
