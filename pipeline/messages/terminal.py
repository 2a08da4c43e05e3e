"""What the terminal says besides failures of exports: rules, runs, tables."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

TERMINAL: Mapping[str, Text] = {
    "run.no_raw": Text(
        "{folder}: no such folder of exports, or it cannot be read; "
        "make it, or name another with --raw",
        "{folder}: folder ekspor tidak ada atau tidak dapat dibaca; "
        "buat foldernya, atau sebutkan yang lain dengan --raw",
    ),
    "run.bad_parsed": Text(
        "{folder}: this must be a folder of its own for the tables; name another with --parsed",
        "{folder}: harus folder tersendiri untuk tabel; sebutkan yang lain dengan --parsed",
    ),
    "run.busy": Text(
        "{folder}: another run is at work here; wait until it has ended ({rkt} watch: Ctrl-C)",
        "{folder}: proses lain sedang bekerja di sini; tunggu sampai selesai ({rkt} watch: Ctrl-C)",
    ),
    "run.not_writable": Text(
        "{folder}: the tables cannot be written: {reason}; give yourself permission to write there "
        "and make room on the disk, then run again",
        "{folder}: tabel tidak dapat ditulis: {reason}; beri izin tulis dan sediakan ruang di "
        "diska, lalu jalankan lagi",
    ),
    "run.progress": Text("parsing", "membaca"),
    "run.progress_line": Text(
        "parsing: {done} of {total:export|exports} done, {time}",
        "membaca: {done} dari {total} ekspor selesai, {time}",
    ),
    "progress.left": Text("about {time} left", "kira-kira {time} lagi"),
    "progress.spent": Text("{time} so far", "sudah {time}"),
    "progress.seconds": Text("{count} s", "{count} detik"),
    "progress.minutes": Text("{count} min", "{count} menit"),
    "progress.hours": Text("{count} h", "{count} jam"),
    "run.stopped": Text(
        "Stopped. The tables in {folder} are whole; run again to go on where it stopped.",
        "Dihentikan. Tabel di {folder} utuh; jalankan lagi untuk melanjutkan.",
    ),
    "run.same_plan": Text(
        "{name}: the same plan as {other}; rows that are the same: {same}, different: {differing}, "
        "only in {other}: {only_other}, only in {name}: {only_this}",
        "{name}: rencana yang sama dengan {other}; baris yang sama: {same}, berbeda: {differing}, "
        "hanya di {other}: {only_other}, hanya di {name}: {only_this}",
    ),
    "run.same_plan_equal": Text(
        "{name}: the same plan as {other}, equal in all {same:row|rows}; "
        "keep only one, or their deadlines count more than once",
        "{name}: rencana yang sama dengan {other}, sama di semua {same} baris; "
        "sisakan satu saja agar tenggatnya tidak terhitung lebih dari sekali",
    ),
    "run.compare": Text(
        "see the differences with {command}, then keep the right one in the raw folder",
        "lihat perbedaannya dengan {command}, lalu sisakan yang benar di folder ekspor",
    ),
    "watch.begin": Text(
        "watching {folder}: put exports there; Ctrl-C ends it",
        "memantau {folder}: taruh ekspor di sana; Ctrl-C untuk mengakhiri",
    ),
    "watch.arriving": Text(
        "{name}: changing; it is parsed once it has arrived completely",
        "{name}: sedang berubah; dibaca setelah selesai disalin",
    ),
    "watch.parsed": Text(
        "{name}: {rows:row|rows}, {deadlines:deadline|deadlines}, {to_review:row|rows} to review, "
        "{unplaced:character|characters} unplaced ({seconds} s)",
        "{name}: {rows} baris, {deadlines} tenggat, {to_review} baris perlu diperiksa, "
        "{unplaced} karakter tidak ditempatkan ({seconds} detik)",
    ),
    "watch.gone": Text(
        "{name}: no longer there; its rows were taken out of the tables",
        "{name}: sudah tidak ada; barisnya dikeluarkan dari tabel",
    ),
    "watch.stopped": Text(
        "Watching ended; the tables in {folder} are complete.",
        "Pemantauan berakhir; tabel di {folder} lengkap.",
    ),
    "run.no_exports": Text(
        "{folder} holds no exports yet: put the exports of your plans there and run again.",
        "{folder} belum berisi ekspor: taruh ekspor rencana di sana lalu jalankan lagi.",
    ),
    "run.closing": Text(
        "{total:export|exports}: {ok} ok, {review} to review, {failed} failed; "
        "{parsed} parsed now, {unchanged} unchanged.",
        "{total} ekspor: {ok} baik, {review} perlu diperiksa, {failed} gagal; "
        "{parsed} dibaca sekarang, {unchanged} tidak berubah.",
    ),
    "run.to_review": Text(
        "Rows to review are shown by {rkt} show --doubtful EXPORT, and on the review page, which "
        "make and {rkt} report write.",
        "Baris yang perlu diperiksa tampil dengan {rkt} show --doubtful EKSPOR, dan di halaman "
        "pemeriksaan, yang ditulis make dan {rkt} report.",
    ),
    "run.failed": Text("{name}: {error}", "{name}: {error}"),
    "run.remedy": Text("  what to do: {remedy}", "  yang perlu dilakukan: {remedy}"),
    "run.unplaced": Text(
        "{name}, line {line}: unplaced text: {text}",
        "{name}, baris {line}: teks tidak ditempatkan: {text}",
    ),
    "run.unplaced_more": Text(
        "{name}: more such text: {count:piece|pieces}; {rkt} show shows all of it",
        "{name}: masih ada teks seperti itu: {count} potong; {rkt} show menampilkan semuanya",
    ),
    "run.unknown": Text(
        "{name}: columns not known, kept in extra: {columns}",
        "{name}: kolom yang belum dikenal, disimpan di extra: {columns}",
    ),
    "run.unknown_remedy": Text(
        "write each name into rules/headers.yaml, below the column of the plan that it means or "
        "else below extra, and run again",
        "tulis tiap namanya di rules/headers.yaml, di bawah kolom rencana yang dimaksud atau, bila "
        "tidak ada, di bawah extra; lalu jalankan lagi",
    ),
    "table.export": Text("export", "ekspor"),
    "table.status": Text("status", "status"),
    "table.stage": Text("stage", "tahap"),
    "table.rows": Text("rows", "baris"),
    "table.deadlines": Text("deadlines", "tenggat"),
    "table.to_review": Text("to review", "diperiksa"),
    "table.unplaced": Text("unplaced", "tidak ditempatkan"),
    "table.time": Text("time", "waktu"),
    "table.unchanged": Text("unchanged", "tetap"),
    "status.ok": Text("ok", "baik"),
    "status.review": Text("review", "periksa"),
    "status.failed": Text("failed", "gagal"),
    "show.counts": Text(
        "{rows:row|rows}, {deadlines:deadline|deadlines}, {to_review:row|rows} to review; "
        "{chars:character|characters}, {unplaced} unplaced; stage {stage}",
        "{rows} baris, {deadlines} tenggat, {to_review} baris perlu diperiksa; "
        "{chars} karakter, {unplaced} tidak ditempatkan; tahap {stage}",
    ),
    "compare.export": Text(
        "{side}  {name} ({document_id}): {unit}, {year}, {rows:row|rows}",
        "{side}  {name} ({document_id}): {unit}, {year}, {rows} baris",
    ),
    "compare.counts": Text(
        "Rows that are the same: {same}, different: {differing}, only in A: {only_first}, "
        "only in B: {only_second}.",
        "Baris yang sama: {same}, berbeda: {differing}, hanya di A: {only_first}, "
        "hanya di B: {only_second}.",
    ),
    "compare.equal": Text("Both say the same.", "Keduanya sama."),
    "compare.only": Text("Only in {side}:", "Hanya di {side}:"),
    "compare.differing": Text(
        "Different; what differs stands between « and »:",
        "Berbeda; yang berbeda di antara « dan »:",
    ),
    "compare.rows": Text("row {first} in A, {second} in B", "baris {first} di A, {second} di B"),
    "compare.deadline": Text("Deadline", "Tenggat"),
    "compare.repeated": Text(
        "Rows that differ only in an area or component shown above: {count}.",
        "Baris yang hanya berbeda pada area atau komponen di atas: {count}.",
    ),
    "compare.unknown": Text(
        "{name}: no such file, and no such export in {folder}; give a file, or one of: {known}",
        "{name}: tidak ada berkas maupun ekspor seperti itu di {folder}; "
        "sebutkan berkas, atau salah satu dari: {known}",
    ),
    "show.target_empty": Text("target empty", "target kosong"),
    "precision.day": Text("to the day", "per hari"),
    "precision.week": Text("to the week", "per minggu"),
    "precision.month": Text("to the month", "per bulan"),
    "precision.quarter": Text("to the quarter", "per triwulan"),
    "precision.semester": Text("to the semester", "per semester"),
    "precision.year": Text("to the year", "per tahun"),
    "when.label": Text("label: {label}", "keterangan: {label}"),
    "show.runner_up": Text(
        "runner-up reading; «words» it has instead, ‹words› it has not:",
        "bacaan kedua; «kata» yang ada di sini saja, ‹kata› yang tidak ada di sini:",
    ),
    "show.empty": Text("(empty)", "(kosong)"),
    "show.none_doubtful": Text("No row needs checking.", "Tidak ada baris yang perlu diperiksa."),
    "show.review": Text("please check this row", "mohon periksa baris ini"),
    "show.unplaced": Text("Unplaced text:", "Teks tidak ditempatkan:"),
    "show.line": Text("line {line}: {text}", "baris {line}: {text}"),
    "show.flags": Text("Flags:", "Tanda:"),
    "show.no_deadline": Text("no deadline", "tanpa tenggat"),
    "deadlines.stdin": Text(
        "reading phrases from the keyboard, one per line; end with Ctrl-D",
        "membaca frasa dari papan ketik, satu per baris; akhiri dengan Ctrl-D",
    ),
    "check.good": Text(
        "{folder}: every promise holds ({documents:export|exports}, {rows:row|rows}, "
        "{deadlines:deadline|deadlines}).",
        "{folder}: semua janji ditepati ({documents} ekspor, {rows} baris, {deadlines} tenggat).",
    ),
    "check.broken": Text(
        "{folder}: promises broken: {count}. Run {rkt} run and {rkt} check again; what then still "
        "stands here is a fault of the program: please report it.",
        "{folder}: janji yang dilanggar: {count}. Jalankan {rkt} run dan {rkt} check lagi; yang "
        "masih tersisa adalah kesalahan program: mohon laporkan.",
    ),
    "check.no_tables": Text(
        "{folder}: there are no tables; run {rkt} run first",
        "{folder}: belum ada tabel; jalankan {rkt} run dulu",
    ),
    "make.some_failed": Text(
        "What could not be read is named above; all the rest is in the tables. Make now ends with "
        'a line "make: *** … Error 1", which says nothing else.',
        "Yang tidak dapat dibaca disebut di atas; selebihnya sudah ada di tabel. Setelah ini make "
        'menutup dengan baris "make: *** … Error 1"; itu wajar, artinya hanya itu.',
    ),
    "make.stopped": Text(
        'What to do stands above. Make now ends with a line "make: *** … Error", which says '
        "nothing else.",
        "Yang perlu dilakukan disebut di atas. Setelah ini make menutup dengan baris "
        '"make: *** … Error"; itu wajar, artinya hanya itu.',
    ),
    "usage.wrong": Text("Error: {wrong}", "Salah: {wrong}"),
    "usage.usage": Text("Usage: {usage}", "Cara pakai: {usage}"),
    "usage.help": Text(
        "Try '{command} --help' for help.", "'{command} --help' menampilkan petunjuknya."
    ),
    "usage.argument": Text("Missing argument {name}.", "Argumen {name} belum ada."),
    "usage.option": Text("Missing option {name}.", "Opsi {name} belum ada."),
    "usage.command": Text("Missing command.", "Perintahnya belum ada."),
    "usage.no_option": Text("No such option: {name}", "Tidak ada opsi {name}"),
    "usage.no_option_but": Text(
        "No such option: {name} (possible: {known})", "Tidak ada opsi {name} (yang ada: {known})"
    ),
    "usage.no_command_but": Text(
        "No such command {name}. Did you mean {known}?",
        "Tidak ada perintah {name}. Maksudnya {known}?",
    ),
    "usage.no_command": Text("No such command {name}.", "Tidak ada perintah {name}."),
    "usage.too_many": Text("Unexpected: {words}", "Kelebihan: {words}"),
    "usage.needs_value": Text("Option {name} needs a value.", "Opsi {name} memerlukan nilai."),
    "usage.takes_none": Text("Option {name} takes no value.", "Opsi {name} tidak memakai nilai."),
    "usage.value": Text("{name}: {wrong}", "{name}: {wrong}"),
    "usage.integer": Text("{value} is not a whole number.", "{value} bukan bilangan bulat."),
    "usage.range": Text("{value} is not in the range {range}.", "{value} di luar rentang {range}."),
    "usage.choice": Text(
        "{value} is not one of {known}.", "{value} bukan salah satu dari {known}."
    ),
}

# The fixed words of typer's help.
HELP = (
    Text("Usage: ", "Cara pakai: "),
    Text("Options:", "Opsi:"),
    Text("Commands:", "Perintah:"),
    Text("Arguments:", "Argumen:"),
    Text("[OPTIONS]", "[OPSI]"),
    Text("COMMAND [ARGS]", "PERINTAH [ARGUMEN]"),
    Text("Show this message and exit.", "Tampilkan petunjuk ini"),
    Text("[default: ", "[bawaan: "),
    Text("required]", "wajib]"),
)

# What typer says of wrong usage, by the code of the message above that says it.
USAGE: Mapping[str, str] = {
    "argument": r"Missing argument (?P<name>.+?)\.",
    "option": r"Missing option (?P<name>.+?)\.",
    "command": r"Missing command\.",
    "no_option_but": r"No such option: (?P<name>\S+) "
    r"(?:\(Possible options: |Did you mean )(?P<known>.+?)[)?]",
    "no_option": r"No such option: (?P<name>.+)",
    "no_command_but": r"No such command (?P<name>.+?)\. Did you mean (?P<known>.+?)\?",
    "no_command": r"No such command (?P<name>.+?)\.",
    "too_many": r"Got unexpected extra argument(?:s|\(s\))? \((?P<words>.+)\)",
    "needs_value": r"Option (?P<name>.+) requires an argument\.",
    "takes_none": r"Option (?P<name>.+) does not take a value\.",
    "value": r"Invalid value for (?P<name>.+?): (?P<wrong>.+)",
    "integer": r"(?P<value>.+) is not a valid (?:int(?:eger)?)(?: range)?\.",
    "range": r"(?P<value>.+) is not in the range (?P<range>.+)\.",
    "choice": r"(?P<value>.+) is not one of (?P<known>.+)\.",
}
