"""The codes in the column `flags` of rows and deadlines; docs/flags.md is made from this."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

FLAGS: Mapping[str, Text] = {
    "cells_shifted": Text(
        "The cells of this row stood in the wrong columns and were put right.",
        "Sel pada baris ini berada di kolom yang salah dan sudah dibetulkan.",
    ),
    "component_no_inferred": Text(
        "The component's number is missing in the export and was inferred from its neighbours.",
        "Nomor komponen tidak ada dalam ekspor dan disimpulkan dari nomor di sekitarnya.",
    ),
    "area_no_inferred": Text(
        "The area's number is missing in the export and was inferred from the area before it.",
        "Nomor area tidak ada dalam ekspor dan disimpulkan dari area sebelumnya.",
    ),
    "indicator_carried": Text(
        "The row has no indicator of its own; that of the row above was carried down.",
        "Baris ini tanpa indikator sendiri; indikator baris di atasnya diteruskan.",
    ),
    "ragged_row": Text(
        "The row has more cells than the table has columns.",
        "Baris ini memiliki lebih banyak sel daripada kolom tabelnya.",
    ),
    "component_only": Text(
        "The row holds a component and nothing else.",
        "Baris ini hanya berisi komponen.",
    ),
    "heading_unread": Text(
        "This row, or one above it, says one thing only, like a heading of rows: what it heads is "
        "not known.",
        "Baris ini, atau baris di atasnya, hanya berisi satu hal, seperti judul bagi baris di "
        "bawahnya: apa yang dijudulinya tidak diketahui.",
    ),
    "time_unclear": Text(
        "Several columns hold times or marks, and their headers do not say which is the target or "
        "what is marked: the row has no deadline.",
        "Beberapa kolom memuat waktu atau tanda, dan judulnya tidak menyebut yang mana targetnya "
        "atau apa yang ditandai: baris ini tanpa tenggat.",
    ),
    "target_missing": Text(
        "The row has no target of its own: it is empty, or one target stands for several rows.",
        "Baris ini tanpa target waktu sendiri: kosong, atau satu target untuk beberapa baris.",
    ),
    "cell_missing": Text(
        "The row has no evidence, no person in charge or no programme or aim of its own: the cell "
        "is empty, or one cell stands for several rows.",
        "Baris ini tanpa bukti, penanggung jawab, program, atau tujuan sendiri: selnya kosong, "
        "atau satu sel untuk beberapa baris.",
    ),
    "cell_merged": Text(
        "A cell is that of the row above: the export has no merged cells, and the blank cells of "
        "this component can hardly be anything else.",
        "Satu sel diambil dari baris di atasnya: ekspor ini tidak mengenal sel gabungan, dan "
        "sel-sel kosong pada komponen ini hampir pasti satu sel gabungan.",
    ),
    "cell_shared": Text(
        "A cell is that of the row above: many rows of this plan have none of their own in its "
        "column, so it was taken for one merged cell.",
        "Satu sel diambil dari baris di atasnya: banyak baris pada rencana ini tanpa sel sendiri "
        "di kolom itu, sehingga dianggap satu sel gabungan.",
    ),
    "area_missing": Text(
        "The table has a column for areas, and none stands there in this row or above it.",
        "Tabel ini punya kolom area, tetapi areanya kosong pada baris ini dan di atasnya.",
    ),
    "page_broken": Text(
        "The row goes on below a page break; its cells were joined.",
        "Baris ini bersambung di halaman berikutnya; sel-selnya digabungkan.",
    ),
    "header_guessed": Text(
        "The columns' names are not in rules/headers.yaml; they were read like known ones.",
        "Nama kolomnya tidak ada di rules/headers.yaml; dibaca seperti nama yang mirip.",
    ),
    "hidden_text": Text(
        "The export has hidden rows, columns, sheets or words; they were left out of the rows.",
        "Ekspor memuat baris, kolom, lembar, atau kata tersembunyi; itu tidak masuk ke baris.",
    ),
    "page_break_unsure": Text(
        "The row stands at a page's end, and whether it goes on on the next page is not certain.",
        "Baris ini berada di batas halaman; belum pasti apakah berlanjut di halaman berikutnya.",
    ),
    "word_cut_unsure": Text(
        "A line of a narrow cell ends where it may cut a word in two; whether both parts are one "
        "word is not certain.",
        "Satu baris di sel sempit berakhir di tempat yang mungkin memotong kata; belum pasti "
        "apakah kedua bagiannya satu kata.",
    ),
    "schedule_lost": Text(
        "The plan marks months or quarters in columns of their own; of these only the marks are "
        "left in this text, so no deadline is known. Export it anew, best as a PDF, workbook or "
        "Word file.",
        "Rencana ini menandai bulan atau triwulan dalam kolom tersendiri; dalam teks ini hanya "
        "tandanya yang tersisa, sehingga tenggatnya tidak diketahui. Ekspor ulang, sebaiknya "
        "sebagai PDF, Excel, atau Word.",
    ),
    "year_of_two": Text(
        "The title names two years, as of a school's year, and a time of this row names none: "
        "which of them is meant is not known.",
        "Judul menyebut dua tahun, seperti tahun pelajaran, dan waktu pada baris ini tanpa tahun: "
        "tahun mana yang dimaksud tidak diketahui.",
    ),
    "title_below": Text(
        "Another title stands above this row, below the export's first: the plan of another year "
        "or unit begins there.",
        "Di atas baris ini, di bawah judul pertama, ada judul lain: di situ mulai rencana tahun "
        "atau unit yang lain.",
    ),
    "schedule_unmarked": Text(
        "The table has columns for months or quarters, and this row marks none of them. If they "
        "are marked by colours or merged cells, export it anew as a PDF, workbook or Word file.",
        "Tabel ini punya kolom bulan atau triwulan, tetapi tidak ada yang ditandai pada baris ini. "
        "Bila ditandai dengan warna atau sel gabungan, ekspor ulang sebagai PDF, Excel, atau Word.",
    ),
    "order_lost": Text(
        "The text does not give the table cell after cell; which cells stand in one row is "
        "guessed. Export it anew, best as a PDF, workbook or Word file.",
        "Teks ini tidak memuat tabel sel demi sel; sel mana yang sebaris hanya diperkirakan. "
        "Ekspor ulang, sebaiknya sebagai PDF, Excel, atau Word.",
    ),
    "page_without_text": Text(
        "A page holds no text that could be read: a picture without writing, or nothing reads "
        "pictures here.",
        "Ada halaman tanpa teks yang terbaca: gambar tanpa tulisan, atau tidak ada program pembaca "
        "gambar.",
    ),
    "text_overlapping": Text(
        "Lines of text are printed over one another: a row was too low for its text. What did not "
        "fit may be missing. Better take the workbook itself.",
        "Ada baris teks yang tercetak menimpa teks lain: barisnya terlalu rendah untuk isinya. "
        "Yang tidak muat bisa hilang. Lebih baik pakai berkas lembar kerjanya.",
    ),
    "value_not_shown": Text(
        "A cell holds ### or an error such as #REF! in place of its value: its column was too "
        "narrow, or a formula failed. Look in the workbook, and export it anew.",
        "Satu sel berisi ### atau galat seperti #REF!, bukan nilainya: kolomnya terlalu sempit, "
        "atau rumusnya gagal. Lihat lembar kerjanya, lalu ekspor ulang.",
    ),
    "characters_damaged": Text(
        "The export has characters that are not known, each shown as \ufffd: its program could not "
        "name them, or the file was damaged.",
        "Ekspor memuat karakter yang tidak dikenal, masing-masing ditampilkan sebagai \ufffd: "
        "programnya tidak mengenalinya, atau berkasnya rusak.",
    ),
    "from_scan": Text(
        "The row was recognised in a picture (a scan); its words may differ from the paper.",
        "Baris ini dikenali dari gambar (hasil pindai); kata-katanya bisa berbeda dari aslinya.",
    ),
    "page_unreadable": Text(
        "A page of the PDF is damaged and could not be read; rows may be missing.",
        "Ada halaman PDF yang rusak dan tidak terbaca; mungkin ada baris yang hilang.",
    ),
    "file_incomplete": Text(
        "The end of the file is missing; what could be read was read, but rows may be missing.",
        "Akhir berkas tidak ada; yang terbaca sudah dibaca, tetapi mungkin ada baris yang hilang.",
    ),
    "corrected": Text(
        "A cell of this row was set, or the row joined or split, by rules/corrections/; the table "
        "cells has what the export says.",
        "Sel baris ini diisi, atau barisnya digabung atau dipecah, oleh rules/corrections/; tabel "
        "cells memuat isi ekspornya.",
    ),
    "checked": Text(
        "A person compared this row with the export (rules/corrections/).",
        "Baris ini sudah dibandingkan orang dengan ekspornya (rules/corrections/).",
    ),
    "read_otherwise": Text(
        "The words named by the row's correction stand in other cells than they did when it was "
        "written; compare the row with the export again, and copy its correction anew.",
        "Kata yang disebut koreksi baris ini kini terbaca di sel lain daripada waktu koreksinya "
        "ditulis; bandingkan lagi barisnya dengan ekspor, lalu salin ulang koreksinya.",
    ),
    "plan_corrected": Text(
        "The plan's year, unit or title was corrected by rules/corrections/.",
        "Tahun, unit, atau judul rencana dikoreksi oleh rules/corrections/.",
    ),
    "year_missing": Text(
        "The title names no year, so deadlines without a year cannot be dated.",
        "Judul tidak menyebut tahun, sehingga tenggat tanpa tahun tidak dapat ditentukan.",
    ),
    "encoding_guessed": Text(
        "The export is not UTF-8 and does not say what it is; its encoding was guessed.",
        "Ekspor bukan UTF-8 dan tidak menyebut penyandiannya; penyandian diduga.",
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
