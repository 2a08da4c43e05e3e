"""Text whose columns stand in place: cells merged over rows whose lines stand on both sides of the
edges between these."""

from __future__ import annotations

from pathlib import Path

import pipeline

PLAN = """\
RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI KARANTINA TELUK MANDIANGIN TAHUN 2024
NO      KOMPONEN                  INDIKATOR                              RENCANA AKSI                           BUKTI DUKUNG              TARGET WAKTU
                                                           Mereviu peta proses bisnis dan SOP layanan      Dokumen peta proses
                                                                                                                                      TW I
                       Prosedur operasional tetap          laboratorium                                    bisnis hasil reviu
    Penataan Tata      mengacu pada peta proses bisnis     Menyusun SOP yang belum tersedia pada unit      Daftar SOP; SOP yang
1                                                                                                                                     31 Mei 2024
    Laksana                                                layanan pengujian dan kalibrasi alat            disahkan
                                                           Mengevaluasi penerapan SOP melalui pengisian    Lembar observasi dan
                       SOP telah diterapkan dan dievaluasi                                                                            Semester I dan II
                                                           lembar observasi oleh atasan langsung           laporan evaluasi SOP
                                                           Memanfaatkan aplikasi kinerja untuk pengisian                              Setiap tanggal 5 bulan
                                                                                                           Tangkapan layar aplikasi
                       Sistem pengukuran kinerja           capaian bulanan                                                            berikutnya
2   E-Office
                       menggunakan teknologi informasi                                                     Daftar hadir pelatihan,
                                                           Melatih operator pada tiap-tiap unit                                       April 2024
                                                                                                           materi
"""  # noqa: E501


def test_a_merged_cell_with_a_line_on_either_side_of_an_edge_is_not_cut_there(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    rows = pipeline.parse(path).indicators.to_dict("records")
    assert [row["indicator"] for row in rows] == [
        *["Prosedur operasional tetap mengacu pada peta proses bisnis"] * 2,
        "SOP telah diterapkan dan dievaluasi",
        *["Sistem pengukuran kinerja menggunakan teknologi informasi"] * 2,
    ]
