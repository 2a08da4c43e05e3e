"""Small PDFs written by hand: text in Helvetica, lines and rectangles, nothing else; and the plan
that they show."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

WIDTH, HEIGHT = 842, 595
SIZE = 9
LEADING = 12
_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")

# A plan: a table's header, the widths of its columns, a row for an area, its rows, and the
# columns of the rows that come of it.
HEADER = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]
WIDTHS = [40, 120, 160, 180, 130, 110]
AREA = ["I", "MANAJEMEN PERUBAHAN", "<", "<", "<", "<"]
ROWS = [
    ["1", "Tim Kerja", "Tim sudah dibentuk", "Rapat tim\ndan penetapannya", "SK tim", "Maret"],
    ["2", "Sosialisasi", "Semua pegawai paham", "Apel pagi", "Foto", "April"],
    ["3", "Evaluasi", "Rencana dievaluasi", "Rapat evaluasi", "Notula", "Mei s.d. Juni"],
]  # fmt: skip
FIELDS = ["area", "component_no", "component", "indicator", "action", "evidence", "target"]


def text(x: float, top: float, words: str, size: float = SIZE) -> str:
    """Content that writes a line of words; `top` counts from the upper edge of the page."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x} {HEIGHT - top - size} Td ({escaped}) Tj ET\n"


def stroked(x0: float, top: float, x1: float, bottom: float) -> str:
    """A cell's border as a rectangle that is stroked."""
    return f"{x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re S\n"


def thin(x0: float, top: float, x1: float, bottom: float) -> str:
    """A cell's border as four thin filled rectangles, as office programs draw it."""
    y0, y1 = HEIGHT - bottom, HEIGHT - top
    sides = (
        (x0, y0, x1 - x0, 0.5),
        (x0, y1, x1 - x0, 0.5),
        (x0, y0, 0.5, y1 - y0),
        (x1, y0, 0.5, y1 - y0),
    )
    return "".join(f"{x} {y} {w} {h} re f\n" for x, y, w, h in sides)


def ground(x0: float, top: float, x1: float, bottom: float) -> str:
    """A cell without a border, its coloured ground a little smaller than its place."""
    w, h = x1 - x0 - 1, bottom - top - 1
    return f"0.8 0.9 1 rg {x0 + 0.5} {HEIGHT - bottom + 0.5} {w} {h} re f 0 g\n"


def table(
    rows: Sequence[Sequence[str | None]],
    widths: Sequence[float],
    top: float = 80,
    border=stroked,
    left: float = 40,
) -> str:
    """A table; a cell of None belongs to the cell above it, "<" to the cell on its left, and "\\n"
    breaks lines."""
    content = ""
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    tall = [
        6 + LEADING * max(len(cell.split("\n")) if cell and cell != "<" else 1 for cell in row)
        for row in rows
    ]
    tops = [top]
    for height in tall:
        tops.append(tops[-1] + height)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is None or cell == "<":
                continue
            last, right = r + 1, c + 1
            while last < len(rows) and rows[last][c] is None:
                last += 1
            while right < len(row) and row[right] == "<":
                right += 1
            content += border(edges[c], tops[r], edges[right], tops[last])
            for number, line in enumerate(cell.split("\n")):
                content += text(edges[c] + 3, tops[r] + 3 + number * LEADING, line) if line else ""
    return content


def pdf(
    pages: Sequence[str], rotate: int = 0, password: str | None = None, size=(WIDTH, HEIGHT)
) -> bytes:
    """The bytes of a PDF with these contents of pages, encrypted by RC4 where a password is given
    (PDF 32000-1, algorithms 1 to 4)."""
    key, extra = b"", b""
    if password is not None:
        padded = (password.encode() + _PAD)[:32]
        owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
        key = hashlib.md5(padded + owner + struct.pack("<i", -4) + b"id").digest()[:5]
        extra = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (
            owner.hex().encode(),
            _rc4(key, _PAD).hex().encode(),
        )
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    for i, content in enumerate(pages):
        data = content.encode("cp1252")
        if key:
            own = hashlib.md5(key + struct.pack("<i", 5 + 2 * i)[:3] + b"\0\0").digest()[:10]
            data = _rc4(own, data)
        objects[4 + 2 * i] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d"
            b"/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (*size, rotate, 5 + 2 * i)
        )
        objects[5 + 2 * i] = b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)
    encrypt = max(objects) + 1
    if extra:
        objects[encrypt] = extra
    out, places = b"%PDF-1.4\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % places[n] for n in sorted(places))
    secret = b"/Encrypt %d 0 R/ID[(id)(id)]" % encrypt if extra else b""
    return out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        secret,
        start,
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
