"""What may stand behind each command of `rkt`, with its help in both languages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer


def _speak(lang: str | None) -> None:
    """The language in the environment, where `pipeline.messages` looks for it first."""
    if lang is not None:
        os.environ["RKT_LANG"] = lang


# Every command has it, so that it may stand anywhere in the line.
Lang = Annotated[
    Literal["id", "en"] | None,
    typer.Option(
        help="Language of messages · Bahasa pesan",
        callback=_speak,
        is_eager=True,
        expose_value=False,
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        help="Folder of rules, by default the repository's · "
        "Folder aturan; bila tidak disebut, aturan bawaan"
    ),
]
Parsed = Annotated[Path, typer.Option(help="Folder of the tables · Folder tabel hasil")]
PdfPassword = Annotated[
    str | None,
    typer.Option(
        help="Password of encrypted PDFs, else RKT_PDF_PASSWORD · "
        "Kata sandi PDF yang terkunci; tanpa ini RKT_PDF_PASSWORD"
    ),
]
Raw = Annotated[Path, typer.Option(help="Folder of exports · Folder ekspor")]

Jobs = Annotated[
    int | None, typer.Option(min=1, help="Exports parsed at once · Jumlah proses bersamaan")
]
Export = Annotated[
    str,
    typer.Argument(
        help="A file, or an export's id or path in the tables · "
        "Berkas, atau id atau jalur ekspor dalam tabel"
    ),
]
Doubtful = Annotated[
    bool, typer.Option("--doubtful", help="Only rows to review · Hanya baris yang meragukan")
]
FirstExport = Annotated[
    str,
    typer.Argument(
        help="Export: a file, or its id in the tables · Ekspor: berkas, atau id dalam tabel"
    ),
]
OtherExport = Annotated[str, typer.Argument(help="The other one · Ekspor yang lain")]
PlanYear = Annotated[int, typer.Option(min=1, max=9998, help="The plan's year · Tahun rencana")]
Phrases = Annotated[
    list[str] | None,
    typer.Argument(
        help="Phrases; else one per line of standard input · "
        "Frasa; tanpa ini dibaca baris demi baris dari masukan"
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON list per phrase · Satu daftar JSON per frasa")
]
OnlyUnit = Annotated[
    str | None,
    typer.Option(
        help="Plans whose unit has this in its name · Rencana yang nama unitnya memuat ini"
    ),
]
OnlyYear = Annotated[
    int | None, typer.Option(min=1, max=9998, help="Plans of this year · Rencana tahun ini saja")
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write, else standard output · Berkas hasil; tanpa ini ke layar",
    ),
]
