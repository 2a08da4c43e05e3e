"""What the calendar says: in its events, which always speak both languages, and on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.messages.text import Text

CALENDAR: Mapping[str, Text] = {
    "event.area": Text("Area", "Area"),
    "event.component": Text("Component", "Komponen"),
    "event.indicator": Text("Indicator", "Indikator"),
    "event.action": Text("Action", "Langkah aksi"),
    "event.evidence": Text("Evidence", "Bukti fisik"),
    "event.pic": Text("Person in charge", "Penanggung jawab"),
    "event.target": Text("Time as planned", "Target waktu"),
    "event.period": Text("Read as", "Dibaca sebagai"),
    "event.rrule": Text("Recurs", "Berulang"),
    "event.first_days": Text(
        "each event stands on the first day of its period",
        "setiap acara berada pada hari pertama periodenya",
    ),
    "event.condition": Text("Condition", "Syarat"),
    "event.value": Text("Target value", "Nilai target"),
    "event.unit": Text("Unit", "Unit"),
    "event.source": Text("Source", "Sumber"),
    "event.row": Text("row {row}", "baris {row}"),
    "event.page": Text("page {page}", "halaman {page}"),
    "event.review": Text(
        "Please compare this row with its export",
        "Mohon bandingkan baris ini dengan ekspornya",
    ),
    "calendar.no_plans": Text(
        "{folder}: no plan fits {wanted}; there are: {known}",
        "{folder}: tidak ada rencana yang cocok dengan {wanted}; yang ada: {known}",
    ),
    "calendar.no_dates": Text(
        "{folder}: no deadline here has a date, so there is no calendar to write; "
        "{rkt} show FILE shows how the times of a plan were read",
        "{folder}: tidak ada tenggat bertanggal di sini, jadi tidak ada kalender yang ditulis; "
        "{rkt} show BERKAS menampilkan cara waktu sebuah rencana dibaca",
    ),
    "calendar.bad_tables": Text(
        "{folder}: the tables cannot be read: {reason}; run {rkt} run first",
        "{folder}: tabel tidak dapat dibaca: {reason}; jalankan {rkt} run dulu",
    ),
    "calendar.wanted_unit": Text('unit "{unit}"', 'unit "{unit}"'),
    "calendar.wanted_year": Text("year {year}", "tahun {year}"),
    "calendar.no_unit": Text("a plan without unit", "rencana tanpa unit"),
    "calendar.written": Text("{file}: events: {events}", "{file}: acara: {events}"),
    "calendar.undated": Text(
        "left out, without a date (conditional or unresolved): {count}",
        "tidak disertakan karena tidak bertanggal (bersyarat atau tidak terbaca): {count}",
    ),
    "calendar.not_writable": Text(
        "{file}: the calendar cannot be written: {reason}; name another file with -o",
        "{file}: kalender tidak dapat ditulis: {reason}; sebutkan berkas lain dengan -o",
    ),
}
