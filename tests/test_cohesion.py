"""How firmly neighbouring words stand together: terms, repetition in the text, brackets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recover.flowed.cohesion import cohesion, repeated, terms_in
from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.stream import Gap, Stream


def stream_of(lines: list[str]) -> Stream:
    words = [word for line in lines for word in line.split()]
    gaps = [Gap.SPACE if k else Gap.LINE for line in lines for k, _ in enumerate(line.split())]
    places = np.arange(len(words), dtype=np.int64)
    return Stream(tuple(words), places, places + 1, np.array(gaps, dtype=np.int8), (), ())


def keys(stream: Stream) -> list[str]:
    return [keys_of(word)[0] for word in stream.words]


def test_a_pair_that_the_text_has_on_a_line_elsewhere_is_known_where_a_line_breaks_it() -> None:
    stream = stream_of(["Penanganan benturan kepentingan", "Sosialisasi benturan", "kepentingan"])
    inline, apart, _ = repeated(stream, keys(stream)).T
    assert inline[4] == 0 and inline[5] > 0  # "kepentingan" below the line's end
    assert inline[2] == 0, "the pair itself is not one that stands elsewhere"
    assert apart[2] > 0 and apart[5] == 0


def test_words_between_brackets_stand_together() -> None:
    stream = stream_of(["Rapat (tim kerja", "dan pimpinan) bulanan", "Notula"])
    assert repeated(stream, keys(stream))[:, 2].tolist() == [0, 0, 1, 1, 1, 0, 0]


def test_a_name_in_quotation_marks_was_cut() -> None:
    for opens, closes in ('""', "“”", ("(“", "”)")):
        stream = stream_of([f"aksi {opens}Pos Bersih", f'Pos Melayani{closes}, layar 17"'])
        assert repeated(stream, keys(stream))[:, 2].tolist() == [0, 0, 1, 1, 1, 0, 0]


def test_terms_are_what_several_authors_write() -> None:
    found = terms_in(["Surat Keputusan tim, 12 orang"])
    assert {"surat keputusan", "keputusan tim", "tim #", "# orang", "surat"} <= found
    terms = {"surat keputusan": 8, "surat": 8, "keputusan": 16, "keputusan tim": 1}
    rows = cohesion(["surat", "keputusan", "tim"], terms)
    assert rows[0].tolist() == [0, 0, 0]
    assert rows[1].tolist() == [0.75, 1.0, 0.5]
    assert rows[2].tolist() == [0, 0, 0], "one author is nobody's habit"


@given(st.lists(st.text('ab()"“- ', min_size=1).filter(str.strip), min_size=1))
def test_every_word_has_its_measures(lines: list[str]) -> None:
    stream = stream_of(lines)
    found = repeated(stream, keys(stream))
    assert found.shape == (len(stream.words), 3)
    assert np.isfinite(found).all() and (found >= 0).all()
