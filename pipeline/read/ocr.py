"""Pictures of lines of text → their characters, by the engine that is installed.

The first choice is PP-OCRv6 small (PaddleOCR, Apache-2.0: one model for Chinese, Japanese and 48
languages in Latin letters), which the wheel of rapidocr carries as ONNX, so nothing is fetched when
it runs. onnxruntime runs it directly: no detection is needed where cells and lines are known, and
only characters that such plans are written with are asked for. Its output is read as in A. Graves
et al., "Connectionist temporal classification", ICML 2006, the likeliest character at each step.

Tesseract (https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html) reads where rapidocr or
onnxruntime is missing.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.errors import ExportError
from pipeline.read.bitmap import Pixels

_HEIGHT = 48  # pixels that the model wants lines to be tall
_NARROWEST = 320  # pixels, so tall, that it was trained with
_MODEL = "PP-OCRv6_rec_small.onnx"
# Characters besides those of ASCII; full-width forms are read as their usual ones.
_OTHERS = "–—‘’“”•…·→√✓☑×÷±°²³½≤≥§■□▪●○➢éÉ"
_BETWEEN = 20  # pixels of paper between the lines that Tesseract is given on one sheet
_SECONDS = 300  # for a sheet


class Letter(NamedTuple):
    """A character, white space included, how sure it is, and where it stands in its picture."""

    text: str
    sure: float
    x0: float
    x1: float


@cache
def engine() -> str | None:
    """The engine that reads pictures here, "rapidocr" or "tesseract"; None where there is none."""
    if _model_path() is not None and find_spec("onnxruntime") is not None:
        return "rapidocr"
    return "tesseract" if shutil.which("tesseract") else None


def recognise(pictures: Sequence[Pixels]) -> list[list[Letter]]:
    """The characters of pictures (grey levels) of one line of text each, from left to right.
    Raises ExportError("no_ocr") where no engine is installed, or the one that is fails."""
    which = engine()
    if which is None:
        raise ExportError("no_ocr")
    return [_by_model(p) for p in pictures] if which == "rapidocr" else _by_tesseract(pictures)


def _by_model(picture: Pixels) -> list[Letter]:
    session, columns, texts = _model()
    height, width = picture.shape
    wide = max(16, round(width * _HEIGHT / height))
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(picture, (wide, _HEIGHT), interpolation=how).astype(np.float32)
    padded = np.pad(scaled / 127.5 - 1, ((0, 0), (0, max(0, _NARROWEST - wide))))
    tensor = np.ascontiguousarray(np.broadcast_to(padded, (1, 3, *padded.shape)))
    found = session.run(None, {session.get_inputs()[0].name: tensor})[0][0]
    step = padded.shape[1] / len(found) * width / wide
    return _letters(found[:, columns], texts, step)


def _letters(chances: npt.NDArray[np.float32], texts: Sequence[str], step: float) -> list[Letter]:
    """The characters of steps; column 0 is that of no character."""
    chances = chances / np.maximum(chances.sum(axis=1, keepdims=True), 1e-9)
    letters: list[Letter] = []
    before = 0
    for i, column in enumerate(chances.argmax(axis=1).tolist()):
        sure = float(chances[i, column])
        if column and column == before:
            last = letters[-1]
            letters[-1] = last._replace(sure=max(last.sure, sure), x1=(i + 1) * step)
        elif column:
            letters.append(Letter(texts[column], sure, i * step, (i + 1) * step))
        before = column
    return letters


def _model_path() -> Path | None:
    found = find_spec("rapidocr")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "models" / _MODEL
    return path if path.exists() else None


@cache
def _model() -> tuple[Any, npt.NDArray[np.intp], list[str]]:
    """The session, the columns of its output that are asked for, and what each of them means."""
    import onnxruntime

    # Exports are parsed side by side, so one thread for each is enough.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(_model_path()), options, providers=["CPUExecutionProvider"]
    )
    names = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    columns, texts = [0], [""]
    for column, name in enumerate([*names, " "], 1):
        usual = unicodedata.normalize("NFKC", name) if "\uff00" <= name < "\uff5f" else name
        if usual == " " or (usual.isascii() and usual.isprintable()) or usual in _OTHERS:
            columns.append(column)
            texts.append(usual)
    return session, np.array(columns), texts


def _by_tesseract(pictures: Sequence[Pixels]) -> list[list[Letter]]:
    """All pictures on one sheet, one below the other, in one call."""
    if not pictures:
        return []
    wide = max(picture.shape[1] for picture in pictures) + 2 * _BETWEEN
    paper = round(float(np.median([np.percentile(picture, 90) for picture in pictures])))
    tops, top = [], _BETWEEN
    for picture in pictures:
        tops.append(top)
        top += picture.shape[0] + _BETWEEN
    sheet = np.full((top, wide), paper, np.uint8)
    for picture, at in zip(pictures, tops, strict=True):
        sheet[at : at + picture.shape[0], _BETWEEN : _BETWEEN + picture.shape[1]] = picture
    lines: list[list[Letter]] = [[] for _ in pictures]
    for word in csv.DictReader(
        io.StringIO(_tesseract(sheet)), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        text = (word["text"] or "").strip()
        if word["level"] != "5" or not text:
            continue
        middle = int(word["top"]) + int(word["height"]) / 2
        line = max(0, int(np.searchsorted(tops, middle, "right")) - 1)
        left, step = int(word["left"]) - _BETWEEN, int(word["width"]) / len(text)
        sure = max(0.0, float(word["conf"])) / 100
        own = lines[line]
        if own:
            own.append(Letter(" ", 1.0, own[-1].x1, max(own[-1].x1, left)))
        # The word is as sure as its characters are together.
        each = sure ** (1 / len(text))
        own += [Letter(c, each, left + i * step, left + (i + 1) * step) for i, c in enumerate(text)]
    return lines


def _tesseract(sheet: Pixels) -> str:
    """Tesseract's table of what it reads on a sheet, as tab-separated values."""
    _, png = cv2.imencode(".png", sheet)
    command = ["tesseract", "stdin", "stdout", "--psm", "6", "-l", _language(), "tsv"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=png.tobytes(), capture_output=True, check=True,
            timeout=_SECONDS, env=one_thread,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise ExportError("no_ocr") from error
    return done.stdout.decode("utf-8", "replace")


@cache
def _language() -> str:
    """Indonesian where Tesseract knows it, else English."""
    try:
        known = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, check=True, timeout=30
        ).stdout.split()
    except (OSError, subprocess.SubprocessError) as error:
        raise ExportError("no_ocr") from error
    return "ind" if b"ind" in known else "eng"
