"""The network adapted to a document: what a part was read as never speaks for that part."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.read.text import read_text
from pipeline.recover.flowed.adapted import adapted
from pipeline.recover.flowed.evidence import Observed, observe, see
from pipeline.recover.flowed.layout import layout_of
from pipeline.recover.flowed.model import load_model
from pipeline.recover.flowed.numbers import find_numbering
from pipeline.recover.flowed.scores import chain
from pipeline.recover.flowed.semimarkov import Chain, Segment, best_reading
from pipeline.recover.flowed.stream import read_streams
from pipeline.rules import load_rules
from tests.plans import TEXT_2022


@pytest.fixture(scope="module")
def read() -> tuple[Observed, Chain, list[Segment]]:
    rules = load_rules()
    stream = read_streams(read_text(TEXT_2022.read_text("utf-8")), rules)[0]
    observed = observe(stream, layout_of(stream.columns, rules), load_model().network)
    searched = chain(see(observed, find_numbering(stream, rules)), load_model().weights[0])
    return observed, searched, best_reading(searched)[0]


def _chances(observed: Observed) -> np.ndarray:
    return observed.words["context"][1]


def test_a_mistake_changes_what_is_said_of_other_parts_and_not_of_its_own(
    read: tuple[Observed, Chain, list[Segment]],
) -> None:
    observed, searched, segments = read
    network = load_model().network
    states = observed.layout.fields
    action, evidence = states.index("action"), states.index("evidence")
    first = segments[: len(segments) // 4]
    swapped = {action: evidence, evidence: action}
    mistaken = [
        *(segment._replace(state=swapped.get(segment.state, segment.state)) for segment in first),
        *segments[len(first) :],
    ]
    right = _chances(adapted(observed, network, segments, searched))
    wrong = _chances(adapted(observed, network, mistaken, searched))
    end = first[-1].end
    assert np.array_equal(right[:, :, :end], wrong[:, :, :end])
    assert not np.allclose(right[:, :, end:], wrong[:, :, end:])


def test_a_text_of_few_cells_tells_no_ways_of_its_own(
    read: tuple[Observed, Chain, list[Segment]],
) -> None:
    observed, searched, segments = read
    assert adapted(observed, load_model().network, segments[:3], searched) is observed
