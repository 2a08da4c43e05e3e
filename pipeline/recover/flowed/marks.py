"""Where time phrases stand in a stream, and where it repeats itself shortly after."""

from __future__ import annotations

import numpy as np

from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Stream

# What is marked at words, by the role in which it speaks for a state.
MARKS = {
    "start": ("phrase_start", "phrase_middle", "echo_word", "echo_pair"),
    "end": ("phrase_end",),
    "any": ("phrase",),
}
_ECHO = 30  # words back in which an echo is heard
_SHORTEST_ECHO = 4  # letters


def marks_of(stream: Stream) -> dict[str, Floats]:
    """For each role an array (word, mark): 1 where the mark stands."""
    n = len(stream.words)
    starts, inside, ends = np.zeros(n), np.zeros(n), np.zeros(n)
    for first, last in stream.phrases:
        starts[first] = ends[last] = 1.0
        inside[first : last + 1] = 1.0
    middle = inside * (1 - starts)
    keys = [keys_of(word)[0] for word in stream.words]
    pairs = list(zip(keys, keys[1:], strict=False))
    echo, echo_pair = np.zeros(n), np.zeros(n)
    for i, key in enumerate(keys):
        back = max(0, i - _ECHO)
        echo[i] = len(key) >= _SHORTEST_ECHO and key in keys[back:i]
        echo_pair[i] = i < len(pairs) and pairs[i] in pairs[back : max(back, i - 1)]
    return {
        "start": np.stack([starts, middle, echo, echo_pair], axis=1),
        "end": ends[:, None],
        "any": inside[:, None],
    }
