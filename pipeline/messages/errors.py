"""What can be wrong with an export, by the code of its `ExportError`."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Problem, Text

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
            "the file is not text in a known encoding (first wrong at byte {offset})",
            "berkas bukan teks dengan penyandian yang dikenal (salah mulai di byte {offset})",
        ),
        Text(
            "export the plan as TSV, CSV or plain text in UTF-8",
            "ekspor rencana sebagai TSV, CSV, atau teks biasa dalam UTF-8",
        ),
    ),
    "no_table": Problem(
        Text("no table was found in the file", "tidak ditemukan tabel dalam berkas"),
        Text(
            "check that this is the export of a plan with its header row; "
            "if its columns have other names, add them to rules/headers.yaml",
            "periksa apakah ini ekspor rencana beserta baris judul kolomnya; "
            "jika nama kolomnya lain, tambahkan ke rules/headers.yaml",
        ),
    ),
    "unreadable": Problem(
        Text("the file cannot be read: {reason}", "berkas tidak dapat dibaca: {reason}"),
        Text(
            "close the program that has it open, give yourself permission to read it, or copy it "
            "into raw/ again",
            "tutup program yang sedang membukanya, beri izin baca pada berkas, atau salin ulang ke "
            "raw/",
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
    "damaged": Problem(
        Text(
            "the {format} file is damaged or incomplete",
            "berkas {format} rusak atau tidak lengkap",
        ),
        Text(
            "open it in the program it was made with (Excel, Word …), save it again, and copy it "
            "completely",
            "buka di program asalnya (Excel, Word …), simpan ulang, dan salin sampai selesai",
        ),
    ),
    "encrypted": Problem(
        Text(
            "the {format} file is protected with a password",
            "berkas {format} dilindungi kata sandi",
        ),
        Text(
            "open it, remove the password, and save it again",
            "buka berkasnya, hapus kata sandinya, lalu simpan ulang",
        ),
    ),
    "pdf_password": Problem(
        Text(
            "the PDF opens only with a password, and none or a wrong one was given",
            "PDF hanya terbuka dengan kata sandi, dan kata sandinya tidak diberikan atau salah",
        ),
        Text(
            "give it with --pdf-password or in the environment variable RKT_PDF_PASSWORD",
            "berikan dengan --pdf-password atau dalam variabel lingkungan RKT_PDF_PASSWORD",
        ),
    ),
    "no_text": Problem(
        Text(
            "no page holds text that can be read; the pages are blank or pictures without writing",
            "tidak ada halaman dengan teks yang terbaca; semua kosong atau gambar tanpa tulisan",
        ),
        Text(
            "export the plan from the program it was made with, or scan it at 200 to 300 dpi",
            "ekspor rencana dari program asalnya, atau pindai dengan 200 sampai 300 dpi",
        ),
    ),
    "no_ocr": Problem(
        Text(
            "the pages are pictures, and nothing that reads pictures is installed",
            "halamannya berupa gambar, dan tidak ada program pembaca gambar yang terpasang",
        ),
        Text(
            "run make again (it installs rapidocr and onnxruntime), or install tesseract-ocr and "
            "tesseract-ocr-ind",
            "jalankan make lagi (memasang rapidocr dan onnxruntime), atau pasang tesseract-ocr dan "
            "tesseract-ocr-ind",
        ),
    ),
    "picture_too_large": Problem(
        Text(
            "the picture has {width} × {height} pixels, more than is read",
            "gambarnya {width} × {height} piksel, melebihi batas yang dibaca",
        ),
        Text(
            "scan the page at 200 to 300 dpi, one page per picture",
            "pindai halamannya dengan 200 sampai 300 dpi, satu halaman per gambar",
        ),
    ),
    "too_large": Problem(
        Text(
            "the file holds far more than a plan does",
            "isi berkas jauh lebih besar daripada sebuah rencana",
        ),
        Text(
            "copy the plan alone into a new file and export that",
            "salin rencananya saja ke berkas baru, lalu ekspor berkas itu",
        ),
    ),
    "unsupported": Problem(
        Text(
            "this is a {format} file, which is not read",
            "ini berkas {format}, yang tidak dibaca",
        ),
        Text(
            "save the plan as XLSX, DOCX, ODS, HTML, CSV or plain text",
            "simpan rencana sebagai XLSX, DOCX, ODS, HTML, CSV, atau teks biasa",
        ),
    ),
    "correction_none": Problem(
        Text(
            "{file}, line {line}: no row of the export is the one that is named by {wanted}; the "
            "nearest is row {near_no}: {near}",
            "{file}, baris {line}: tidak ada baris ekspor yang disebut dengan {wanted}; yang "
            "paling mirip baris {near_no}: {near}",
        ),
        Text(
            "if that is the row, write {paste} into the entry; else find the row with "
            ".venv/bin/rkt show {document}, or remove the entry",
            "kalau itu barisnya, tulis {paste} dalam entrinya; kalau bukan, cari barisnya dengan "
            ".venv/bin/rkt show {document}, atau hapus entrinya",
        ),
    ),
    "correction_unlike": Problem(
        Text(
            "{file}, line {line}: no row of the export is the one that is named by {wanted}, and "
            "none is like it",
            "{file}, baris {line}: tidak ada baris ekspor yang disebut dengan {wanted}, dan tidak "
            "ada yang mirip",
        ),
        Text(
            "find the row with .venv/bin/rkt show {document} and write its text as it stands "
            "there, or remove the entry",
            "cari barisnya dengan .venv/bin/rkt show {document} dan tulis teksnya seperti yang ada "
            "di sana, atau hapus entrinya",
        ),
    ),
    "correction_dropped": Problem(
        Text(
            "{file}, line {line}: the row is taken out by the entry on line {other}",
            "{file}, baris {line}: barisnya sudah dikeluarkan oleh entri di baris {other}",
        ),
        Text("remove one of the two entries", "hapus salah satu dari kedua entri itu"),
    ),
    "correction_several": Problem(
        Text(
            "{file}, line {line}: {count} rows of the export are named by {wanted}",
            "{file}, baris {line}: {count} baris ekspor disebut dengan {wanted}",
        ),
        Text(
            "name more of the row's cells, as one of these does: {paste}; rows that are the same "
            "in every cell are told apart by occurrence: 1 for the first of them, 2 for the second",
            "sebutkan lebih banyak sel barisnya, seperti salah satu ini: {paste}; baris yang sama "
            "di semua sel dibedakan dengan occurrence: 1 untuk yang pertama, 2 untuk yang kedua",
        ),
    ),
    "correction_split_none": Problem(
        Text(
            "{file}, line {line}: the row cannot be split there: its {column} does not hold "
            "{wanted}",
            "{file}, baris {line}: baris tidak dapat dipecah di sana: {column}-nya tidak memuat "
            "{wanted}",
        ),
        Text(
            "write the words with which the second row begins as they stand in the cell",
            "tulis kata-kata awal baris kedua persis seperti dalam selnya",
        ),
    ),
    "correction_split_several": Problem(
        Text(
            "{file}, line {line}: the row cannot be split there: its {column} holds {wanted} "
            "{count} times",
            "{file}, baris {line}: baris tidak dapat dipecah di sana: {column}-nya memuat {wanted} "
            "{count} kali",
        ),
        Text(
            "write more of the words with which the second row begins",
            "tulis lebih banyak kata awal baris keduanya",
        ),
    ),
    "correction_split_whole": Problem(
        Text(
            "{file}, line {line}: nothing of the row would stay in its first part",
            "{file}, baris {line}: tidak ada isi baris yang tersisa di bagian pertama",
        ),
        Text(
            "write the words with which the second row begins, not those of the first",
            "tulis kata-kata awal baris kedua, bukan baris pertama",
        ),
    ),
    "correction_no_next": Problem(
        Text(
            "{file}, line {line}: the row is the last one, so no row goes on it",
            "{file}, baris {line}: ini baris terakhir, tidak ada baris berikut untuk digabung",
        ),
        Text("remove the entry", "hapus entrinya"),
    ),
    "correction_no_column": Problem(
        Text(
            "{file}, line {line}: no row of the export has a cell under the header {wanted}",
            "{file}, baris {line}: tidak ada baris ekspor dengan sel di kolom {wanted}",
        ),
        Text(
            "write the header as it stands in the export, after extra:",
            "tulis judul kolomnya seperti dalam ekspor, setelah extra:",
        ),
    ),
    "correction_twice": Problem(
        Text(
            "{file}, line {line}: {column} is already corrected by the entry on line {other}",
            "{file}, baris {line}: {column} sudah dikoreksi entri di baris {other}",
        ),
        Text("change that entry and remove this one", "ubah entri itu dan hapus yang ini"),
    ),
    "internal": Problem(
        Text("internal error: {reason}", "kesalahan dalam program: {reason}"),
        Text(
            "this is a fault of the program: please report this line together with the file; the "
            "other exports are not affected",
            "ini kesalahan program: mohon laporkan baris ini beserta berkasnya; ekspor lain tidak "
            "terpengaruh",
        ),
    ),
}
