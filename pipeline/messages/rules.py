"""What is said of rules files and corrections that cannot be used, and of their state."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

RULES: Mapping[str, Text] = {
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
    "rules.bool_type": Text(
        "this must be true or false, without quotes",
        "ini harus true atau false, tanpa tanda kutip",
    ),
    "rules.int_type": Text(
        "this must be a whole number, without quotes",
        "ini harus bilangan bulat, tanpa tanda kutip",
    ),
    "rules.int_parsing": Text("this must be a whole number", "ini harus bilangan bulat"),
    "rules.date_type": Text(
        "this must be a date in the form year-month-day, without quotes",
        "ini harus tanggal berbentuk tahun-bulan-hari, tanpa tanda kutip",
    ),
    "rules.literal_error": Text(
        "only {expected} may stand here",
        "yang boleh di sini hanya {expected}",
    ),
    "rules.only_true": Text(
        "only true may stand here, without quotes",
        "yang boleh di sini hanya true, tanpa tanda kutip",
    ),
    "rules.string_too_short": Text("an empty word says nothing", "kata kosong tidak berarti"),
    "rules.too_short": Text("nothing stands here", "di sini tidak ada isi"),
    "rules.other_type": Text("such a value may not stand here", "nilai seperti ini tidak tepat"),
    "rules.nothing": Text("(nothing)", "(kosong)"),
    "rules.header_twice": Text(
        'header "{header}" stands under {first} and under {second}; keep it under one',
        'judul kolom "{header}" ada di {first} dan di {second}; sisakan di satu tempat',
    ),
    "rules.blank": Text("an empty name says nothing", "nama kosong tidak berarti apa-apa"),
    "rules.spelling_twice": Text(
        '"{spelling}" stands under {second} and already under {first}; keep it in one place',
        '"{spelling}" ada di {second} dan sudah ada di {first}; sisakan di satu tempat',
    ),
    "rules.did_you_mean": Text(
        'unknown entry "{key}"; did you mean {near}? Known are: {known}',
        'entri "{key}" tidak dikenal; maksudnya {near}? Yang dikenal: {known}',
    ),
    "rules.yaml.colon": Text(
        "a text with a colon must stand between quotes, or the lines before are indented wrongly",
        "teks yang memuat titik dua harus di antara tanda kutip, atau lekukan barisnya keliru",
    ),
    "rules.yaml.character": Text(
        "a text may not begin with this character (a tab, @, %, `); put it between quotes, and "
        "indent with spaces",
        "teks tidak boleh diawali tanda ini (tab, @, %, `); tulis di antara tanda kutip, dan pakai "
        "spasi untuk lekukan",
    ),
    "rules.yaml.indentation": Text(
        "the line is not indented like those beside it, or a bracket or quote is not closed",
        "lekukan baris tidak sama dengan baris lain, atau kurung atau tanda kutip belum ditutup",
    ),
    "rules.yaml.bracket": Text(
        "a bracket is not closed, or a comma is missing",
        "kurung belum ditutup, atau ada koma yang kurang",
    ),
    "rules.yaml.quote": Text(
        "a quote is not closed",
        "tanda kutip belum ditutup",
    ),
    "rules.yaml.escape": Text(
        "a backslash between double quotes must be written twice",
        "garis miring terbalik di antara tanda kutip ganda harus ditulis dua kali",
    ),
    "rules.yaml.dash": Text(
        "a space is missing after the dash",
        "setelah tanda hubung harus ada spasi",
    ),
    "rules.yaml.no_dash": Text(
        "the line begins neither with a dash (an entry of a list) nor with a name and a colon, or "
        "it is not indented like those beside it",
        "baris ini tidak diawali tanda hubung (entri daftar) atau nama dan titik dua, atau "
        "lekukannya tidak sama dengan baris lain",
    ),
    "rules.yaml.no_colon": Text(
        "a colon is missing after this name",
        "setelah nama ini harus ada titik dua",
    ),
    "rules.yaml.joined": Text(
        'this line is joined to the one before it and read as one text, "{text}": indent it like '
        "the lines beside it, or put the missing comma; a text of several lines stands between "
        "quotes",
        'baris ini tersambung dengan baris di atasnya dan terbaca sebagai satu teks, "{text}": '
        "samakan lekukannya dengan baris lain, atau tulis koma yang kurang; teks yang lebih dari "
        "satu baris harus di antara tanda kutip",
    ),
    "rules.spelling_dot": Text(
        '"{spelling}": a dot stands between two words; write a comma between two spellings, '
        "and no dot inside one (dots make no difference)",
        '"{spelling}": ada titik di antara dua kata; pisahkan dua ejaan dengan koma, dan jangan '
        "tulis titik di dalam satu ejaan (titik tidak berpengaruh)",
    ),
    "rules.yaml.unprintable": Text(
        "a character that cannot be seen ({sign}); remove it",
        "ada tanda yang tidak terlihat ({sign}); hapus",
    ),
    "rules.yaml.reference": Text(
        "a text that begins with * or & must stand between quotes",
        "teks yang diawali * atau & harus di antara tanda kutip",
    ),
    "rules.unknown_file": Text(
        "{file}: no rules file is called so; known are: {known}",
        "{file}: tidak ada berkas aturan bernama ini; yang dikenal: {known}",
    ),
    "rules.not_yaml": Text(
        "{file}: a file of corrections is called like its export's id and ends in .yaml",
        "{file}: berkas koreksi dinamai menurut id ekspornya dan berakhiran .yaml",
    ),
    "rules.good": Text(
        "{folder}: {files:rules file|rules files} and {corrections:correction|corrections} are "
        "right.",
        "{folder}: {files} berkas aturan dan {corrections} koreksi sudah benar.",
    ),
    "rules.orphans": Text(
        "{folder}: {files:rules file|rules files} and {corrections:correction|corrections} are "
        "written rightly, but "
        "files of corrections that belong to no export: {count}.",
        "{folder}: penulisan {files} berkas aturan dan {corrections} koreksi sudah benar, tetapi "
        "ada berkas koreksi tanpa ekspor: {count}.",
    ),
    "rules.bad": Text(
        "{folder}: {count:file is|files are} not right; nothing is parsed before that is mended.",
        "{folder}: {count} berkas belum benar; tidak ada yang dibaca sebelum dibetulkan.",
    ),
}
