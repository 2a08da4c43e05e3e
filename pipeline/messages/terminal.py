"""What the terminal says besides failures of exports: rules, runs, tables."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

TERMINAL: Mapping[str, Text] = {
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
    "rules.string_type": Text(
        "this must be text; put numbers and dates between quotes",
        "ini harus teks; tulis angka dan tanggal di antara tanda kutip",
    ),
    "rules.list_type": Text(
        "this must be a list, each entry on a line of its own after a dash",
        "ini harus daftar, tiap entri di baris tersendiri setelah tanda hubung",
    ),
    "rules.dict_type": Text(
        "this must be entries of the form name: value",
        "ini harus entri berbentuk nama: nilai",
    ),
    "rules.model_type": Text(
        "this must be entries of the form name: value",
        "ini harus entri berbentuk nama: nilai",
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
