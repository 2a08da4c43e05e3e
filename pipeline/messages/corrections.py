"""What is said of corrections: faults of an entry, states, and why one cannot be applied."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

CORRECTIONS: Mapping[str, Text] = {
    "corrections.column": Text(
        '"{column}" is no column; known are: {known}. A text with a comma or a colon must stand '
        "between quotes",
        '"{column}" bukan nama kolom; yang dikenal: {known}. Teks yang memuat koma atau titik dua '
        "harus di antara tanda kutip",
    ),
    "corrections.column_near": Text(
        '"{column}" is no column; did you mean {near}? Known are: {known}',
        '"{column}" bukan nama kolom; maksudnya {near}? Yang dikenal: {known}',
    ),
    "corrections.area_no": Text(
        'the number of an area is written in figures: "2"',
        'nomor area ditulis dengan angka: "2"',
    ),
    "corrections.no_split": Text(
        "{column} is that of a section and cannot be split; set it instead",
        "{column} milik bagian dan tidak dapat dipecah; isi dengan set",
    ),
    "corrections.row_or_plan": Text(
        "an entry corrects a row (row: …) or the plan (plan: …), one of the two",
        "satu entri mengoreksi baris (row: …) atau rencana (plan: …), salah satu saja",
    ),
    "corrections.nothing": Text(
        "the entry does not say what is corrected: set, join, split, checked or drop for a row; "
        "year, unit or title for a plan",
        "entri ini tidak menyebut apa yang dikoreksi: set, join, split, checked, atau drop untuk "
        "baris; "
        "year, unit, atau title untuk rencana",
    ),
    "corrections.drop_alone": Text(
        "what is no row is taken out whole; remove {others}, or drop",
        "yang bukan baris dikeluarkan seluruhnya; hapus {others}, atau drop",
    ),
    "corrections.join_and_split": Text(
        "a row is joined or split, not both in one entry",
        "baris digabung atau dipecah, tidak keduanya dalam satu entri",
    ),
    "corrections.set_and_split": Text(
        "{column} is set and split in one entry; split the row here, and set the cell in an entry "
        "of its own below, which names the row by its new text",
        "{column} diisi dan dipecah dalam satu entri; pecah barisnya di sini, lalu isi selnya "
        "dalam entri tersendiri di bawahnya, yang menyebut baris dengan teks barunya",
    ),
    "corrections.state.applied": Text("applied", "diterapkan"),
    "corrections.state.by_words": Text(
        "applied, but the row is read otherwise now; check it, and copy the entry anew",
        "diterapkan, tetapi barisnya kini terbaca lain; periksa, lalu salin ulang entrinya",
    ),
    "corrections.state.none": Text("matches nothing", "tidak ada yang cocok"),
    "corrections.state.several": Text("matches several", "cocok dengan beberapa"),
    "corrections.state.twice": Text(
        "corrects what another entry corrects", "mengoreksi yang sudah dikoreksi entri lain"
    ),
    "corrections.state.no_export": Text("file of no export", "berkas tanpa ekspor"),
    "corrections.state.not_run": Text(
        "new or changed; run {rkt} run", "baru atau berubah; jalankan {rkt} run"
    ),
    "corrections.state.waits": Text(
        "fits, but others of its file do not", "cocok, tetapi entri lain di berkasnya tidak"
    ),
    "corrections.state.not_parsed": Text(
        "its export could not be parsed", "ekspornya tidak dapat dibaca"
    ),
    "corrections.show_anew": Text(
        "{name}: parsed by itself just now; {rkt} run, which reads it beside its other exports, "
        "may read flat text otherwise",
        "{name}: baru saja dibaca sendirian; {rkt} run, yang membacanya bersama ekspor lain, bisa "
        "membaca teks tanpa kolom dengan cara lain",
    ),
    "corrections.show_uncorrected": Text(
        "Its corrections could not be applied; these are the rows as read without them:",
        "Koreksinya tidak dapat diterapkan; inilah barisnya seperti terbaca tanpa koreksi:",
    ),
    "role.dropped": Text("taken out by a correction", "dikeluarkan oleh koreksi"),
    "corrections.closing": Text(
        "{total:correction|corrections}, {applied} applied.",
        "{total} koreksi, {applied} diterapkan.",
    ),
    "corrections.orphan_near": Text(
        "{file}: there is no export with this id, so nothing in this file is applied; did you mean "
        "{near}? Call the file like its export's document_id, or remove it",
        "{file}: tidak ada ekspor dengan id ini sehingga isi berkas ini tidak diterapkan; "
        "maksudnya {near}? Namai berkas menurut document_id ekspornya, atau hapus",
    ),
    "corrections.orphan": Text(
        "{file}: there is no export with this id, so nothing in this file is applied; call the "
        "file like its export's document_id, with .yaml at the end, or remove it",
        "{file}: tidak ada ekspor dengan id ini sehingga isi berkas ini tidak diterapkan; "
        "namai berkas menurut document_id ekspornya, berakhiran .yaml, atau hapus",
    ),
}
