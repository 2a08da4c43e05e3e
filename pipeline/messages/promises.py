"""What `rkt check` says of a promise that is broken."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

PROMISES: Mapping[str, Text] = {
    "promise.table": Text(
        "{table}: the table cannot be read: {reason}",
        "{table}: tabel tidak dapat dibaca: {reason}",
    ),
    "promise.schema": Text(
        "{table}: columns or types are not as documented: {found}, not {wanted}",
        "{table}: kolom atau tipenya tidak seperti dokumentasi: {found}, bukan {wanted}",
    ),
    "promise.dtype": Text(
        "{table}.{column}: pandas reads it as {found}, not {wanted}",
        "{table}.{column}: pandas membacanya sebagai {found}, bukan {wanted}",
    ),
    "promise.together": Text(
        "the tables are not as one run wrote them",
        "tabel tidak seperti yang ditulis satu proses",
    ),
    "promise.required": Text(
        "{table}.{column}: a value is missing (row {row})",
        "{table}.{column}: ada nilai yang hilang (baris {row})",
    ),
    "promise.unique": Text(
        "{table}.{column}: {value} is there twice",
        "{table}.{column}: {value} ada dua kali",
    ),
    "promise.reference": Text(
        "{table}.{column}: {value} does not exist",
        "{table}.{column}: {value} tidak ada",
    ),
    "promise.sequence": Text(
        "{table}.{column}: not 1, 2, 3 … in order within {within}",
        "{table}.{column}: tidak urut 1, 2, 3 … dalam {within}",
    ),
    "promise.agrees": Text(
        "{table}.{column} of {where} is {found}, but should be {wanted}",
        "{table}.{column} untuk {where} adalah {found}, seharusnya {wanted}",
    ),
    "promise.value": Text(
        "{table}.{column} of {where}: {value} is not allowed",
        "{table}.{column} untuk {where}: {value} tidak diperbolehkan",
    ),
    "promise.flag": Text(
        "{table}.flags of {where}: {value} is not explained anywhere",
        "{table}.flags untuk {where}: {value} tidak dijelaskan di mana pun",
    ),
    "promise.dates": Text(
        "deadlines: {where} ends before it starts, or has one date only",
        "deadlines: {where} berakhir sebelum mulai, atau hanya punya satu tanggal",
    ),
    "promise.rrule": Text(
        "deadlines.rrule of {where}: {value} is not a recurrence rule: {reason}",
        "deadlines.rrule untuk {where}: {value} bukan aturan perulangan: {reason}",
    ),
    "promise.phrase": Text(
        "deadlines.phrase of {where} is not at its place in the row's target",
        "deadlines.phrase untuk {where} tidak berada di tempatnya dalam target barisnya",
    ),
    "promise.cell": Text(
        "{where}: the pieces of {column} in cells do not give the text in indicators",
        "{where}: potongan {column} dalam cells tidak menghasilkan teks dalam indicators",
    ),
    "promise.characters": Text(
        "documents: characters of {where} do not add up: {total} are not {cells} in cells "
        "+ {furniture} in furniture + {unplaced} unplaced",
        "documents: jumlah karakter {where} tidak cocok: {total} bukan {cells} dalam sel "
        "+ {furniture} dalam judul, kepala tabel, dan sejenisnya + {unplaced} tidak ditempatkan",
    ),
    "promise.gone": Text(
        "{where}: the export is no longer in the raw folder, so its cells cannot be verified; "
        "run {rkt} run again",
        "{where}: ekspor tidak ada lagi di folder ekspor sehingga selnya tidak dapat diperiksa; "
        "jalankan {rkt} run lagi",
    ),
    "promise.raw": Text(
        "{where}: the export in the raw folder is not the one the tables were made from; "
        "run {rkt} run again",
        "{where}: ekspor di folder ekspor bukan yang dipakai membuat tabel; "
        "jalankan {rkt} run lagi",
    ),
    "promise.offsets": Text(
        "cells of {where}, {column}: characters {start}–{end} of the export are not its text",
        "cells untuk {where}, {column}: karakter {start}–{end} dalam ekspor bukan teksnya",
    ),
    "promise.lines": Text(
        "cells of {where}, {column}: the line or page numbers do not fit its characters",
        "cells untuk {where}, {column}: nomor baris atau halaman tidak cocok dengan karakternya",
    ),
}
