"""Scans, through `pipeline.parse` and `rkt run`: pages drawn, turned into pictures and read."""

import io
import math
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageFilter

import pipeline
from pipeline.errors import ExportError
from pipeline.messages import problem
from pipeline.read import ocr
from tests.pdfs import AREA, FIELDS, HEADER, LEADING, ROWS, WIDTHS, pdf, table, text

DPI = 200
TITLE = text(200, 30, "RENCANA KERJA TAHUNAN BALAI CONTOH TAHUN 2023", 12)
PAGE = TITLE + table([HEADER, AREA, *ROWS], WIDTHS)

pytestmark = pytest.mark.skipif(ocr.engine() is None, reason="nothing that reads pictures here")
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed"
)


def drawn(content, skew=0.0, noise=0.0, quarter_turns=0):
    """A page as a scanner sees it."""
    document = pypdfium2.PdfDocument(pdf([content]))
    page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    if skew:
        page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        page = page.filter(ImageFilter.GaussianBlur(0.5))
        spots = np.random.default_rng(5).normal(0, noise, (page.height, page.width))
        page = Image.fromarray((np.asarray(page) * 0.9 + spots).clip(0, 255).astype(np.uint8))
    return page.rotate(90 * quarter_turns, expand=True)


def with_ground(page, shade, rulings):
    """A page whose header stands on a ground: light letters on a dark one, dark ones on a light
    one; its rulings are as light as `rulings`."""
    grey = np.asarray(page).astype(np.float32)
    x = [round(edge * DPI / 72) for edge in np.cumsum([40, *WIDTHS])]
    y = [round(edge * DPI / 72) for edge in (80, 86 + LEADING)]
    header = grey[y[0] : y[1], x[0] : x[-1]]
    header[:] = (
        shade + (255 - header) * (255 - shade) / 255 if shade < 128 else header * shade / 255
    )
    for edge in x:
        grey[y[0] : y[1], edge - 1 : edge + 1] = rulings
    for edge in y:
        grey[edge - 1 : edge + 1, x[0] : x[-1]] = rulings
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def noisy(page, strength):
    spots = np.random.default_rng(7).normal(0, strength, (page.height, page.width))
    return Image.fromarray((np.asarray(page) * 0.95 + spots).clip(0, 255).astype(np.uint8))


def packed(page, kind, **options):
    data = io.BytesIO()
    page.save(
        data, kind, **({"dpi": (DPI, DPI)} if kind != "PDF" else {"resolution": DPI}) | options
    )
    return data.getvalue()


def parsed(folder, data):
    path = folder / "plan.bin"
    path.write_bytes(data)
    return pipeline.parse(path)


def rows_of(found):
    return found.indicators[FIELDS].fillna("").values.tolist()


def flat(rows):
    return [["MANAJEMEN PERUBAHAN", *(cell.replace("\n", " ") for cell in row)] for row in rows]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return parsed(tmp_path_factory.mktemp("clean"), packed(drawn(PAGE), "PNG"))


def test_a_scanned_table_gives_the_rows_that_were_drawn(clean):
    assert rows_of(clean) == flat(ROWS)
    assert clean.document["format"] == "png"
    assert clean.document["year"] == 2023


def test_rows_of_a_scan_say_so_and_are_less_sure(clean):
    assert (clean.indicators["stage"] == "scanned").all()
    assert all("from_scan" in flags for flags in clean.indicators["flags"])
    assert (clean.indicators["confidence"] < 1).all()


def test_every_recognised_character_is_accounted_for(clean):
    document = clean.document
    parts = ("chars_in_cells", "chars_in_furniture", "chars_unplaced")
    assert document["chars_total"] == sum(document[part] for part in parts) > 200


def test_cells_of_a_scan_have_their_places_in_points(clean):
    action = clean.cells[clean.cells["column"] == "action"].iloc[1]
    left = 40 + sum(WIDTHS[:3])
    assert left < action["x0"] < left + 10
    assert action["x1"] < left + WIDTHS[3]
    assert action["page"] == 1


@pytest.mark.parametrize("skew", [-1.5, 1.2])
def test_a_noisy_page_laid_in_askew_is_levelled(tmp_path, skew):
    data = packed(drawn(PAGE, skew, noise=8), "JPEG", quality=60)
    found = parsed(tmp_path, data)
    assert found.document["format"] == "jpeg"
    assert rows_of(found) == flat(ROWS)


@pytest.mark.parametrize("shade", [40, 80, 120])
@pytest.mark.parametrize("rulings", [0, 255])
def test_light_letters_on_the_dark_ground_of_a_header_were_lost(tmp_path, shade, rulings):
    page = noisy(with_ground(drawn(PAGE), shade, rulings), 15)
    assert rows_of(parsed(tmp_path, packed(page, "PNG"))) == flat(ROWS)


def test_noise_in_the_shaded_cells_of_a_header_was_read_as_letters(tmp_path):
    page = with_ground(drawn(PAGE), 215, 0).filter(ImageFilter.GaussianBlur(0.5))
    page = noisy(page, 30)
    found = parsed(tmp_path, packed(page, "PNG"))
    assert found.document["layout"] == "component_no+component+indicator+action+evidence+target"
    assert len(found.indicators) == len(ROWS)


def test_dust_was_read_as_stops(tmp_path):
    grey = np.asarray(drawn(PAGE)).copy()
    chance = np.random.default_rng(3)
    for y, x in zip(chance.integers(250, 600, 300), chance.integers(120, 2000, 300), strict=True):
        around = grey[y - 10 : y + 12, x - 10 : x + 12]
        if around.min() > 200:  # dust that is no part of a letter
            grey[y : y + 2, x : x + 2] = 40
    assert rows_of(parsed(tmp_path, packed(Image.fromarray(grey), "PNG"))) == flat(ROWS)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned(tmp_path, quarters):
    found = parsed(tmp_path, packed(drawn(PAGE, quarter_turns=quarters), "PNG"))
    assert rows_of(found) == flat(ROWS)


def test_the_orientation_that_a_camera_notes_is_used(tmp_path):
    page = drawn(PAGE, quarter_turns=1)
    exif = Image.Exif()
    exif[0x0112] = 6
    found = parsed(tmp_path, packed(page, "JPEG", quality=90, exif=exif))
    assert rows_of(found) == flat(ROWS)


def test_pages_of_a_tiff_are_pages_of_one_plan(tmp_path):
    first = drawn(TITLE + table([HEADER, AREA, ROWS[0]], WIDTHS))
    second = drawn(table([HEADER, *ROWS[1:]], WIDTHS))
    found = parsed(tmp_path, packed(first, "TIFF", save_all=True, append_images=[second]))
    assert found.document["format"] == "tiff"
    assert found.document["pages"] == 2
    assert rows_of(found) == flat(ROWS)
    assert found.indicators["page"].tolist() == [1, 2, 2]


def test_pages_with_text_and_scanned_pages_mix_in_one_pdf(tmp_path):
    mixed = pypdfium2.PdfDocument(pdf([TITLE + table([HEADER, AREA, ROWS[0]], WIDTHS)]))
    picture = packed(drawn(table([HEADER, *ROWS[1:]], WIDTHS)), "PDF")
    mixed.import_pages(pypdfium2.PdfDocument(picture))
    data = io.BytesIO()
    mixed.save(data)
    found = parsed(tmp_path, data.getvalue())
    assert rows_of(found) == flat(ROWS)
    assert found.indicators["stage"].tolist() == ["ruled", "scanned", "scanned"]
    assert "from_scan" not in found.indicators["flags"].iloc[0]


def test_a_scan_without_rulings_is_read_by_its_columns(tmp_path):
    def nothing(*edges):
        return ""

    page = TITLE + table([HEADER, *ROWS], WIDTHS, border=nothing)
    found = parsed(tmp_path, packed(drawn(page), "PNG"))
    assert [row[1:] for row in rows_of(found)] == [row[1:] for row in flat(ROWS)]


def test_small_letters_that_stand_alone_stay_small(tmp_path):
    rows = [[letter + ".", *ROWS[0][1:]] for letter in "abco"]
    found = parsed(tmp_path, packed(drawn(TITLE + table([HEADER, *rows], WIDTHS)), "PNG"))
    assert found.indicators["component_no"].tolist() == list("abco")


def test_words_that_narrow_cells_of_a_scan_cut_were_read_as_two(tmp_path):
    row = [*ROWS[0][:3], "Rapat\npemantaua\nn bersama", *ROWS[0][4:]]
    found = parsed(tmp_path, packed(drawn(TITLE + table([HEADER, AREA, row], WIDTHS)), "PNG"))
    assert found.indicators["action"].tolist() == ["Rapat pemantauan bersama"]


def test_ticks_recognised_as_letters_were_values_of_each_quarter(tmp_path):
    header = ["NO", "KEGIATAN", "OUTPUT", "TW I", "TW II", "TW III", "TW IV"]
    rows = [
        ["1", "Rapat tim", "Notula", "J", "J", "", ""],
        ["2", "Survei", "Laporan", "", "J", "", "J"],
        ["3", "Evaluasi", "Laporan", "", "", "J", "J"],
    ]
    page = TITLE + table([header, *rows], [40, 200, 160, 70, 70, 70, 70])
    due = parsed(tmp_path, packed(drawn(page), "PNG")).deadlines
    months = zip(due["start_date"].dt.month, due["end_date"].dt.month, strict=True)
    assert list(months) == [(1, 6), (4, 6), (10, 12), (7, 12)]
    assert due["value"].isna().all()


def test_long_dashes_are_told_from_hyphens(tmp_path):
    row = [*ROWS[0][:4], "e-SKP", "Januari – Juni"]
    found = parsed(tmp_path, packed(drawn(TITLE + table([HEADER, row], WIDTHS)), "PNG"))
    assert found.indicators["evidence"].tolist() == ["e-SKP"]
    assert found.indicators["target"].tolist() == ["Januari – Juni"]


def test_the_same_scan_gives_the_same_tables(tmp_path, clean):
    again = parsed(tmp_path, packed(drawn(PAGE), "PNG"))
    assert again.indicators["confidence"].tolist() == clean.indicators["confidence"].tolist()
    assert again.cells["text"].tolist() == clean.cells["text"].tolist()


def test_huge_and_broken_pictures_are_refused_clearly(tmp_path):
    huge = packed(Image.new("1", (12_000, 10_000), 1), "PNG")
    cut = packed(drawn(PAGE), "PNG")[:5000]
    for data, code in ((huge, "picture_too_large"), (cut, "damaged")):
        with pytest.raises(ExportError) as wrong:
            parsed(tmp_path, data)
        assert wrong.value.code == code
        assert all(problem(code, wrong.value.values, lang)[1] for lang in ("en", "id"))


def test_a_blank_picture_has_no_text(tmp_path):
    with pytest.raises(ExportError) as wrong:
        parsed(tmp_path, packed(Image.new("L", (1600, 1200), 250), "PNG"))
    assert wrong.value.code == "no_text"


def test_without_an_engine_one_line_says_so_and_the_other_exports_go_on(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "scan.png").write_bytes(packed(drawn(PAGE), "PNG"))
    (raw / "pindai.pdf").write_bytes(packed(drawn(PAGE), "PDF"))
    (raw / "teks.pdf").write_bytes(pdf([PAGE]))
    # A fresh process in which neither rapidocr nor Tesseract can be found.
    program = (
        "import sys; from importlib.machinery import PathFinder as P; find = P.find_spec\n"
        "P.find_spec = classmethod(lambda c, n, *a, **k:"
        " None if n == 'rapidocr' else find(n, *a, **k))\n"
        "from pipeline.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "run", "--raw", str(raw),
               "--parsed", str(tmp_path / "parsed"), "--jobs", "1"]  # fmt: skip
    root = Path(pipeline.__file__).parents[1]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120,
        env={"PATH": "", "RKT_LANG": "en", "PYTHONPATH": str(root), "COLUMNS": "200"},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    for name in ("scan.png", "pindai.pdf"):
        assert f"{name}: the pages are pictures, and nothing that reads pictures is install" in said
    assert "1 ok" in said or "1 to review" in said


@needs_tesseract
def test_tesseract_reads_where_rapidocr_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: "tesseract")
    found = parsed(tmp_path, packed(drawn(PAGE), "PNG"))
    wanted, got = flat(ROWS), rows_of(found)
    right = sum(a == b for x, y in zip(wanted, got, strict=True) for a, b in zip(x, y, strict=True))
    assert right >= math.ceil(0.8 * sum(map(len, wanted)))
