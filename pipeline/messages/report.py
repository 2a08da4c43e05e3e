"""What the review page says; docs/report.md tells how it is used."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

REPORT: Mapping[str, Text] = {
    "report.written": Text(
        "{file}: {written:page|pages} written, {kept} unchanged; open it in a browser",
        "{file}: {written} halaman ditulis, {kept} tidak berubah; buka di peramban",
    ),
    "report.no_traces": Text(
        "{folder}: {count:export has|exports have} no trace; run {rkt} run first",
        "{folder}: {count} ekspor belum punya jejak; jalankan {rkt} run dulu",
    ),
    "report.not_writable": Text(
        "{folder}: the report cannot be written: {reason}",
        "{folder}: laporan tidak dapat ditulis: {reason}",
    ),
    "page.title": Text("Work plans", "Rencana kerja"),
    "page.skip": Text("Skip to the content", "Langsung ke isi"),
    "page.language": Text("Bahasa Indonesia", "English"),
    "page.all": Text("All exports", "Semua ekspor"),
    "page.no_script": Text(
        "Without JavaScript the text can be read; filters and links between cell and source "
        "need it.",
        "Tanpa JavaScript teks tetap terbaca; saringan dan kaitan sel dengan sumber memerlukannya.",
    ),
    "index.lead": Text(
        "{exports} exports · {rows} rows · {deadlines} deadlines · {review} to review",
        "{exports} ekspor · {rows} baris · {deadlines} tenggat · {review} perlu diperiksa",
    ),
    "index.failures": Text("Could not be read", "Tidak terbaca"),
    "index.remedy": Text("What to do", "Yang perlu dilakukan"),
    "index.kept": Text(
        "The page of its last reading, to copy the row anew",
        "Halaman bacaan terakhirnya, untuk menyalin barisnya lagi",
    ),
    "index.exports": Text("Exports", "Ekspor"),
    "index.none": Text(
        "No exports yet: put your plans into the folder raw/ and run make.",
        "Belum ada ekspor: taruh rencana di folder raw/ lalu jalankan make.",
    ),
    "index.no_deadlines": Text(
        "No deadlines: no time was recognised in any of its rows.",
        "Tanpa tenggat: pada semua barisnya tidak ada waktu yang dikenali.",
    ),
    "index.unknown": Text("Columns not known: {columns}", "Kolom yang belum dikenal: {columns}"),
    "index.same_plan": Text("the same plan as {other}", "rencana yang sama dengan {other}"),
    "index.twice": Text(
        "The same plan in several exports", "Rencana yang sama dalam beberapa ekspor"
    ),
    "twice.held": Text(
        "{count} exports hold this plan: the tables count it {count} times, the pictures below "
        "once, by {name}, which has the fewest doubts. Compared with it (keep the right one in "
        "raw/):",
        "{count} ekspor memuat rencana ini: tabel menghitungnya {count} kali, gambar di bawah "
        "sekali, menurut {name} yang paling sedikit meragukan. Dibandingkan dengannya (sisakan "
        "yang benar di raw/):",
    ),
    "twice.beside": Text(
        "Compared with {name}, which has the fewest doubts:",
        "Dibandingkan dengan {name} yang paling sedikit meragukan:",
    ),
    "twice.same": Text("{count} rows the same", "{count} baris sama"),
    "twice.differing": Text("{count} different", "{count} berbeda"),
    "twice.only_there": Text("{count} only there", "{count} hanya di sana"),
    "twice.missing_there": Text("{count} missing there", "{count} tidak ada di sana"),
    "twice.equal": Text("equal in all {count} rows", "sama di semua {count} baris"),
    "twice.another": Text(
        "mostly other rows, so it counts as well", "sebagian besar baris lain, jadi ikut dihitung"
    ),
    "twice.how": Text(
        "Struck out: only in {first}. Underlined: only in {second}.",
        "Dicoret: hanya di {first}. Digarisbawahi: hanya di {second}.",
    ),
    "twice.missing": Text("not in {name}", "tidak ada di {name}"),
    "twice.deadlines": Text("other deadlines", "tenggatnya berbeda"),
    "twice.more": Text(
        "{count} more: rkt compare {first} {second}",
        "{count} lagi: rkt compare {first} {second}",
    ),
    "column.export": Text("Export", "Ekspor"),
    "column.status": Text("Status", "Status"),
    "column.stage": Text("Stage", "Tahap"),
    "column.rows": Text("Rows", "Baris"),
    "column.deadlines": Text("Deadlines", "Tenggat"),
    "column.to_review": Text("To review", "Perlu diperiksa"),
    "column.unplaced": Text("Unplaced characters", "Karakter tidak ditempatkan"),
    "status.name.ok": Text("ok", "baik"),
    "status.name.review": Text("review", "periksa"),
    "status.name.failed": Text("failed", "gagal"),
    "stage.grid": Text("grid", "kisi"),
    "stage.ruled": Text("ruled", "bergaris"),
    "stage.spaced": Text("spaced", "berjarak"),
    "stage.flowed": Text("flowed", "mengalir"),
    "stage.blocks": Text("blocks", "blok"),
    "stage.scanned": Text("scanned", "pindaian"),
    "year.heading": Text("Deadlines in {year}", "Tenggat {year}"),
    "year.unit": Text("Deadlines of", "Tenggat dari"),
    "year.all_units": Text("all units", "semua unit"),
    "year.choose": Text("Year", "Tahun"),
    "year.matrix": Text("By area and month", "Per area dan bulan"),
    "year.calendar": Text("Due dates", "Tanggal jatuh tempo"),
    "year.area": Text("Area", "Area"),
    "year.total": Text("Total", "Jumlah"),
    "year.no_area": Text("Without area", "Tanpa area"),
    "year.hint": Text(
        "Choose a number or a day to see its deadlines.",
        "Pilih angka atau hari untuk melihat tenggatnya.",
    ),
    "year.recurring": Text(
        "A deadline stands on its last day, a recurring one on each of its days: where it names "
        "no day, as in “every month”, on the first of each period.",
        "Tenggat berada pada hari terakhirnya, yang berulang pada setiap harinya: bila tidak "
        "menyebut hari, seperti “setiap bulan”, pada hari pertama tiap periode.",
    ),
    "year.undated": Text("{count} deadlines without a date", "{count} tenggat tanpa tanggal"),
    "year.none_named": Text(
        "{count} deadlines without a date in plans that name no year",
        "{count} tenggat tanpa tanggal dalam rencana yang tidak menyebut tahun",
    ),
    "year.no_plan": Text(
        "No plan is of {year}; these deadlines stand in plans of {years}.",
        "Tidak ada rencana tahun {year}; tenggat ini ada dalam rencana tahun {years}.",
    ),
    "year.once": Text(
        "The plan of {unit} stands in {count} exports and counts once here, by {name}.",
        "Rencana {unit} ada dalam {count} ekspor dan di sini terhitung sekali, menurut {name}.",
    ),
    "year.each_once": Text(
        "{count} plans stand in several exports; each counts once here, by the export with the "
        "fewest doubts.",
        "{count} rencana ada dalam beberapa ekspor; masing-masing di sini terhitung sekali, "
        "menurut ekspor yang paling sedikit meragukan.",
    ),
    "year.units": Text("{units} and {count} more", "{units} dan {count} lagi"),
    "year.chosen": Text("Deadlines chosen", "Tenggat terpilih"),
    "year.close": Text("Close", "Tutup"),
    "year.cell": Text("{area}, {month}: {count} deadlines", "{area}, {month}: {count} tenggat"),
    "year.day": Text("{day}: {count} deadlines", "{day}: {count} tenggat"),
    "export.counts": Text(
        "{rows} rows · {deadlines} deadlines · {review} to review",
        "{rows} baris · {deadlines} tenggat · {review} perlu diperiksa",
    ),
    "export.unplaced": Text("{count} characters unplaced", "{count} karakter tidak ditempatkan"),
    "export.issues": Text("Show only", "Tampilkan hanya"),
    "issue.no_time": Text("{count} rows without a time", "{count} baris tanpa waktu"),
    "issue.outside_year": Text(
        "{count} rows outside the plan's year", "{count} baris di luar tahun rencana"
    ),
    "issue.not_read": Text(
        "{count} rows with a time that cannot be dated",
        "{count} baris yang waktunya tidak dapat ditentukan",
    ),
    "issue.misspelt": Text(
        "{count} rows with a misspelt month", "{count} baris dengan bulan salah tulis"
    ),
    "export.unknown": Text(
        "Columns not known: {columns}. Write each name into rules/headers.yaml, below the column "
        "of the plan that it means or else below extra, and run make.",
        "Kolom yang belum dikenal: {columns}. Tulis tiap namanya di rules/headers.yaml, di bawah "
        "kolom rencana yang dimaksud atau, bila tidak ada, di bawah extra; lalu jalankan make.",
    ),
    "export.source": Text("Source", "Sumber"),
    "export.table": Text("Rows", "Baris"),
    "export.order": Text("Rows shown", "Baris yang tampil"),
    "export.doubtful_first": Text("Doubtful first", "Meragukan dulu"),
    "export.doubtful_only": Text("Doubtful only", "Hanya meragukan"),
    "export.plan_order": Text("Order of plan", "Urutan rencana"),
    "export.filter": Text("Find in rows", "Cari di baris"),
    "export.shown": Text("{count} rows", "{count} baris"),
    "export.no_match": Text("No row matches.", "Tidak ada baris yang cocok."),
    "export.none_doubtful": Text("No row is doubtful.", "Tidak ada baris yang meragukan."),
    "export.no_rows": Text(
        "No rows were found in this export.", "Tidak ada baris yang ditemukan dalam ekspor ini."
    ),
    "export.doubtful": Text("Doubtful rows", "Baris meragukan"),
    "export.no_area": Text("Rows without area", "Baris tanpa area"),
    "export.keys": Text("Keys", "Tombol pintas"),
    "key.next": Text("next and previous row", "baris berikut dan sebelumnya"),
    "key.cell": Text("next and previous cell of a row", "sel berikut dan sebelumnya"),
    "key.enter": Text(
        "from a cell to its source, and back", "dari sel ke sumbernya, dan sebaliknya"
    ),
    "key.filter": Text("find in rows", "cari di baris"),
    "key.copy": Text("copy the row's correction entry", "salin entri koreksi baris"),
    "key.escape": Text("let go", "lepaskan"),
    "row.number": Text("Row {number}", "Baris {number}"),
    "row.confidence": Text("{percent} sure", "yakin {percent}"),
    "row.review": Text("please check", "mohon periksa"),
    "row.why": Text("Why", "Alasan"),
    "row.unsure": Text(
        "The reading is right with a probability of {percent} only.",
        "Peluang bacaan ini benar hanya {percent}.",
    ),
    "row.undated": Text(
        "A deadline cannot be dated, for the plan names no year.",
        "Ada tenggat yang tidak dapat ditentukan karena rencana tidak menyebut tahun.",
    ),
    "row.runner_up": Text("Runner-up reading", "Bacaan kedua"),
    "row.empty": Text("(empty)", "(kosong)"),
    "row.was": Text("in the export: {text}", "dalam ekspor: {text}"),
    "row.correction": Text(
        "Correction of {date}: {what}. Reason: {reason} ({file})",
        "Koreksi {date}: {what}. Alasan: {reason} ({file})",
    ),
    "row.set": Text("{columns} set", "{columns} diisi"),
    "row.joined": Text("joined with the next row", "digabung dengan baris berikutnya"),
    "row.split": Text("split", "dipecah"),
    "row.checked": Text("checked by a person", "sudah diperiksa orang"),
    "row.deadlines": Text("Deadlines", "Tenggat"),
    "row.no_deadline": Text("no deadline", "tanpa tenggat"),
    "row.no_target": Text(
        "no deadline: the export names no time for this row",
        "tanpa tenggat: ekspor tidak menyebut waktu untuk baris ini",
    ),
    "row.no_time_known": Text(
        "no deadline: no time was recognised in this export",
        "tanpa tenggat: tidak ada waktu yang dikenali dalam ekspor ini",
    ),
    "row.is_checked": Text("checked", "sudah diperiksa"),
    "row.is_corrected": Text("corrected", "dikoreksi"),
    "row.copy": Text("Copy correction", "Salin koreksi"),
    "row.copied": Text("Copied", "Tersalin"),
    "row.copy_by_hand": Text(
        "Copying was not allowed; select the text and copy it.",
        "Penyalinan tidak diizinkan; pilih teks ini lalu salin.",
    ),
    "row.paste_into": Text("Paste it into {file}", "Tempelkan ke {file}"),
    "source.line": Text("source: line {line}", "sumber: baris {line}"),
    "source.page": Text("source: page {page}", "sumber: halaman {page}"),
    "source.cell": Text("source: cell {cell}", "sumber: sel {cell}"),
    "source.hint": Text(
        "Choose a cell or a text of the source to see where it belongs.",
        "Pilih sel atau teks sumber untuk melihat pasangannya.",
    ),
    "source.sideways": Text(
        "Scroll sideways for further columns.", "Geser ke samping untuk kolom lainnya."
    ),
    "source.hide": Text("Fold", "Lipat"),
    "source.show": Text("Show source", "Tampilkan sumber"),
    "source.none": Text("not in the source", "tidak ada di sumber"),
    "source.sheet": Text("Sheet {name}", "Lembar {name}"),
    "source.table": Text("Table {name}", "Tabel {name}"),
    "source.page_picture": Text("Page {page}", "Halaman {page}"),
    "source.no_pictures": Text(
        "The page pictures cannot be shown, since the export is not in raw/ as it was parsed. "
        "Its text follows.",
        "Gambar halaman tidak dapat ditampilkan karena ekspor di raw/ tidak lagi sama. Berikut "
        "teksnya.",
    ),
    "source.zoom": Text("Size of the pages", "Ukuran halaman"),
    "source.smaller": Text("Smaller", "Perkecil"),
    "source.larger": Text("Larger", "Perbesar"),
    "legend": Text("Legend", "Keterangan warna"),
    "legend.cell": Text("cell", "sel"),
    "legend.header": Text("header", "judul"),
    "legend.furniture": Text("furniture", "di luar tabel"),
    "legend.unplaced": Text("unplaced", "tidak ditempatkan"),
    "role.section": Text("number and name of an area", "nomor dan nama area"),
    "role.title": Text("title", "judul rencana"),
    "role.header": Text("column header", "judul kolom"),
    "role.page_number": Text("page number", "nomor halaman"),
    "role.running_text": Text("running head", "kepala atau kaki halaman"),
    "role.narrative": Text("narrative", "uraian"),
    "role.signature": Text("signature", "tanda tangan"),
    "role.total": Text("total", "jumlah"),
    "role.hidden": Text("hidden text", "teks tersembunyi"),
    "role.sheet": Text("name of a sheet", "nama lembar"),
    "role.syntax": Text("sign of the file format", "tanda format berkas"),
    "role.unplaced": Text("unplaced", "tidak ditempatkan"),
    "role.other": Text("outside the table", "di luar tabel"),
    "field.area_no": Text("No. of area", "Nomor area"),
    "field.area": Text("Area", "Area"),
    "field.component_no": Text("No.", "No."),
    "field.component": Text("Component", "Komponen"),
    "field.indicator": Text("Indicator", "Indikator"),
    "field.action": Text("Action", "Langkah aksi"),
    "field.evidence": Text("Evidence", "Bukti fisik"),
    "field.target": Text("Target", "Target waktu"),
    "field.pic": Text("In charge", "Penanggung jawab"),
    "kind.date": Text("date", "tanggal"),
    "kind.month": Text("month", "bulan"),
    "kind.range": Text("range", "rentang"),
    "kind.recurring": Text("recurring", "berulang"),
    "kind.conditional": Text("conditional", "bersyarat"),
    "kind.unresolved": Text("not datable", "belum pasti"),
    "when.condition": Text("when: {condition}", "bila: {condition}"),
    "when.unresolved": Text("cannot be dated", "tidak dapat ditentukan"),
    "when.value": Text("value {value}", "nilai {value}"),
}
