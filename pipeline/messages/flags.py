"""The codes in the column `flags` of rows and deadlines; docs/flags.md is made from this."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

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
