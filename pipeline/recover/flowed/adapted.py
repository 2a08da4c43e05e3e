"""The network of words in context, adapted to the one document that is read.

An office begins the cells of a column in its own way, wraps them in its own way, words them in its
own way. A reading of the document shows how, nearly everywhere: what the network's last layer makes
of a word is learnt once more from that reading (self-training: Yarowsky, 1995, "Unsupervised Word
Sense Disambiguation Rivaling Supervised Methods"), as a small change of its weights (multinomial
logistic regression, by the bound on its curvature of Böhning, 1992, "Multinomial Logistic
Regression Algorithm", with Nesterov's momentum). A part of the document is never told by what was
read there itself, but by the other parts, so that a mistake does not speak for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.context import FIELDS, Network, chances, outputs_of
from pipeline.recover.flowed.evidence import Observed, in_context
from pipeline.recover.flowed.semimarkov import Chain, Segment

_Numbers = NDArray[np.float32]

_PARTS = 4
_PENALTY = 0.3  # on the square of the change, for what is seen of a word with a mean square of one
_STEPS = 30
_MOST = 6000  # words that are learnt from: more tell no more of a document's ways


def adapted(
    observed: Observed, network: Network, segments: Sequence[Segment], searched: Chain
) -> Observed:
    """What is observed, with the network's chances of a document of which `segments`, found in
    `searched`, are a reading."""
    if len(segments) < _PARTS:
        return observed
    fields = observed.layout.fields[:-1]
    outputs = outputs_of(network, observed.hidden)
    # What each word was read as, as the network counts: 2 * field, and 1 more if a cell goes on.
    places = np.array([2 * FIELDS.index(field) for field in fields])
    known, kinds = np.unique(np.concatenate([places, places + 1]), return_inverse=True)
    read = np.zeros(len(outputs), dtype=np.int64)
    part_of = np.zeros(len(outputs), dtype=np.int64)
    for k, segment in enumerate(segments):
        part_of[segment.start : segment.end] = k * _PARTS // len(segments)
        for piece in searched.parts(segment):
            read[piece.start : piece.end] = kinds[len(places) + piece.state]
            if segment.state != observed.layout.continued:
                read[piece.start] = kinds[piece.state]
    seen = observed.hidden - observed.hidden.mean(axis=0)
    seen /= (seen.std() + 1e-6) * np.sqrt(seen.shape[1])
    seen = np.hstack([seen, np.ones((len(seen), 1), dtype=np.float32)])
    said = outputs[:, known]
    for part in range(_PARTS):
        others = np.flatnonzero(part_of != part)
        others = others[:: len(others) // _MOST + 1]
        change = _learnt(seen[others], outputs[np.ix_(others, known)], read[others])
        own = part_of == part
        said[own] += seen[own] @ change
    outputs[:, known] = said
    context = in_context(observed.stream, observed.layout, *chances(outputs, fields))
    words = {**observed.words, "context": context}
    return replace(observed, words=words)


def _learnt(seen: _Numbers, outputs: _Numbers, read: NDArray[np.int64]) -> _Numbers:
    """(H, K): what to add to the last layer's weights, for words of which (n, H) is seen, (n, K) is
    said and (n,) was read."""
    curve = 0.5 * (seen.T @ seen) + _PENALTY * np.eye(seen.shape[1], dtype=np.float32)
    step = np.linalg.inv(curve).astype(np.float32)
    wanted = np.zeros_like(outputs)
    wanted[np.arange(len(read)), read] = 1.0
    change = before = np.zeros((seen.shape[1], outputs.shape[1]), dtype=np.float32)
    for k in range(_STEPS):
        ahead = change + k / (k + 3) * (change - before)
        said = outputs + seen @ ahead
        said = np.exp(said - said.max(axis=1, keepdims=True))
        said /= said.sum(axis=1, keepdims=True)
        before = change
        change = ahead + step @ (seen.T @ (wanted - said) - _PENALTY * ahead)
    return change
