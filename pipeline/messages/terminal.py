"""What the terminal says besides failures of exports: rules, runs, tables."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

TERMINAL: Mapping[str, Text] = {
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
