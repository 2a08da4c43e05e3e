"""What words say in their context: the probability that a cell of a column begins, or goes on, at
each word, from the words around it.

A small convolutional network over the stream (residual, dilated: Yu and Koltun, 2016; words as
vectors: Collobert et al., 2011, "Natural Language Processing (Almost) from Scratch"), in which
every word is also told the mean of all words and of those that begin lines (after Hu et al., 2018,
"Squeeze-and-Excitation Networks"): what is usual in this text. It knows no columns' widths, no
numbering and no order of cells; the exact search adds them. `context.tsv` holds its numbers, a line
for each word, ending and so on: hundredths, so that they are short. It is trained by
`training.context`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import word_class
from pipeline.recover.flowed.cohesion import Terms, cohesion, repeated
from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.lines import Ints, Lines, lines_of
from pipeline.recover.flowed.marks import marks_of
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Gap, Stream

# What a cell can be, in the order of the network's outputs.
FIELDS = ("component_no", "component", "indicator", "action", "evidence", "target", "pic", "extra",
          "section", "outside", "value", "group")  # fmt: skip
# What a word is looked up by.
TABLES = ("word", "beginning", "stem", "ending", "shape", "time", "gap", "gap_after")
WHOLE_AFTER = 1  # the layer after which every word is told what the whole text is like
_LEAST = np.log(1e-4)  # no probability is taken to be less
# A space at the end of a line means something other in every document; the search learns what.
_LINE_ENDS = {Gap.WRAP: Gap.LINE}
_BLOCK = 4096  # words
_USUAL_LINE = 0.95  # quantile of the lengths of a document's lines


@dataclass(frozen=True)
class Network:
    """`rows[table][key]` is the row of `vectors[table]`; row 0 stands for keys that training has
    not seen. `dense`: the other weights by name. `terms`: those that
    several authors of the training plans write."""

    rows: Mapping[str, Mapping[str, int]]
    vectors: Mapping[str, Floats]
    dense: Mapping[str, Floats]
    terms: Terms

    @property
    def dilations(self) -> list[int]:
        """How far apart the words are that each layer looks at: twice as far as the one before."""
        layers = sum(name.startswith("kernel") for name in self.dense) // 2  # each with its bias
        return [1 << k for k in range(layers)]


@dataclass(frozen=True)
class Inputs:
    """What the network sees: for each table the keys of the n words, `measures` (n, M), and the
    columns of the `layout` (2 * fields,): which there are, and where they stand."""

    keys: Mapping[str, Sequence[str]]
    measures: Floats
    layout: Floats


def inputs_of(
    stream: Stream, lines: Lines, marks: Mapping[str, Floats], fields: Sequence[str]
) -> Inputs:
    """A stream's words as the network sees them; `marks` as `marks_of` gives them."""
    keys = [keys_of(word) for word in stream.words]
    gaps = [_LINE_ENDS.get(gap, gap).name for gap in map(Gap, stream.gaps.tolist())]
    times = [word_class(word, stream.times) or "" for word in stream.words]
    found = {
        "word": [k[0] for k in keys],
        "beginning": [k[0][:3] for k in keys],
        "stem": [k[0][:5] for k in keys],
        "ending": [k[0][-3:] for k in keys],
        "shape": [k[3] for k in keys],
        "time": times,
        "gap": gaps,
        "gap_after": [*gaps[1:], Gap.PAGE.name],
    }
    firsts = np.flatnonzero(lines.first == np.arange(len(keys)))
    lengths = lines.right[lines.next[firsts] - 1] - lines.left[firsts]
    usual = float(np.quantile(lengths, _USUAL_LINE)) if len(lengths) else 1.0
    number = lines.number
    measures = np.stack(
        [
            lines.left - lines.left[lines.first],
            lines.right[lines.next - 1] - lines.left,
            lengths[number],
            np.insert(lengths, 0, 0.0)[number],
            np.append(lengths, 0.0)[number + 1],
        ],
        axis=1,
    )
    measures = np.clip(measures / max(usual, 1.0), 0.0, 2.0)
    layout = np.zeros(2 * len(FIELDS))
    for place, field in reversed(list(enumerate(fields))):
        layout[FIELDS.index(field)] += 1.0
        layout[len(FIELDS) + FIELDS.index(field)] = (place + 1) / 8
    seen = np.hstack([measures, *marks.values(), repeated(stream, found["word"])])
    return Inputs(found, seen, layout)


def rows_of(rows: Mapping[str, Mapping[str, int]], inputs: Inputs) -> dict[str, Ints]:
    """For each table the rows of the words' vectors."""
    return {
        table: np.array([rows[table].get(key, 0) for key in inputs.keys[table]], dtype=np.int64)
        for table in TABLES
    }


def measures_of(inputs: Inputs, terms: Terms) -> Floats:
    """(n, M): all that the network sees of words as numbers."""
    return np.hstack([inputs.measures, cohesion(inputs.keys["word"], terms)])


def context_scores(network: Network, inputs: Inputs, fields: Sequence[str]) -> Floats:
    """(2, n, S): the log probabilities that a cell of state s begins at a word, and that one goes
    on there."""
    return chances(outputs_of(network, hidden_of(network, inputs)), fields)


def hidden_of(network: Network, inputs: Inputs) -> NDArray[np.float32]:
    """(n, H): what the network makes of words before its last layer."""
    rows = rows_of(network.rows, inputs)
    n = len(inputs.measures)
    measures = measures_of(inputs, network.terms)
    widths = [len(network.dense[f"kernel{k}"]) for k in range(len(network.dilations))]
    reach = sum(d * (width // 2) for d, width in zip(network.dilations, widths, strict=True))
    hidden = np.zeros((n, network.dense["bias"].size), dtype=np.float32)
    for first in range(0, n, _BLOCK):  # a block at a time, so that memory does not grow
        end = min(first + _BLOCK, n)
        a, b = max(first - reach, 0), min(end + reach, n)
        vectors = [network.vectors[table][rows[table][a:b]] for table in TABLES]
        seen = np.hstack([*vectors, measures[a:b]])
        begins = measures[a:b, 0] == 0
        found = _hidden(network, seen, begins, inputs.layout)
        hidden[first:end] = found[first - a : end - a]
    return hidden


def outputs_of(network: Network, hidden: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 2 * fields): for each of `FIELDS` that a cell begins, and that one goes on."""
    dense = network.dense
    outputs = hidden @ dense["out"].astype(np.float32) + dense["out_bias"].astype(np.float32)
    return np.asarray(outputs)


def chances(outputs: NDArray[np.float32], fields: Sequence[str]) -> Floats:
    """(2, n, S): the log probabilities that a cell of state s begins at a word, and that one goes
    on there, among the fields that there are."""
    states = [FIELDS.index(field) for field in fields]
    wanted = [2 * s for s in states] + [2 * s + 1 for s in states]
    known = sorted(set(wanted))  # several columns may be of one field
    scores = outputs.astype(np.float64)
    scores -= scores[:, known].max(axis=1, keepdims=True)
    scores = scores[:, wanted] - np.log(np.exp(scores[:, known]).sum(axis=1, keepdims=True))
    return np.asarray(np.maximum(scores.reshape(len(outputs), 2, -1).swapaxes(0, 1), _LEAST))


def _hidden(
    network: Network, seen: Floats, begins: NDArray[np.bool_], layout: Floats
) -> NDArray[np.float32]:
    """The network's last hidden layer for words that are seen so; `begins` (n,): those that begin a
    line."""
    dense = {name: values.astype(np.float32) for name, values in network.dense.items()}
    hidden = seen.astype(np.float32) @ dense["seen"]
    hidden += layout.astype(np.float32) @ dense["layout"] + dense["bias"]
    hidden = np.maximum(hidden, 0)
    for k, dilation in enumerate(network.dilations):
        kernel = dense[f"kernel{k}"]  # (width, H, H)
        reach = dilation * (len(kernel) // 2)
        padded = np.pad(hidden, ((reach, reach), (0, 0)))
        total = np.zeros_like(hidden) + dense[f"kernel{k}_bias"]
        for w in range(len(kernel)):
            total += padded[w * dilation : w * dilation + len(hidden)] @ kernel[w]
        hidden = hidden + np.maximum(total, 0)
        if k == WHOLE_AFTER:
            means = np.concatenate([hidden.mean(axis=0), hidden[begins].mean(axis=0)])
            hidden = hidden + np.maximum(means @ dense["whole"] + dense["whole_bias"], 0)
    return np.asarray(hidden)


def cell_scores(network: Network, words: Sequence[str], fields: Sequence[str]) -> Floats:
    """(S,): how well words that are a cell by themselves go with each field: the log probability
    of the first to begin one, and the mean of those of all to go on with one."""
    n = len(words)
    places = np.arange(n, dtype=np.int64)
    gaps = np.zeros(n, dtype=np.int8)
    gaps[0] = Gap.PAGE
    stream = Stream(tuple(words), places, places, gaps, (), ())
    inputs = inputs_of(stream, lines_of(stream), marks_of(stream), fields)
    starts, goes_on = context_scores(network, inputs, fields)
    return np.asarray(starts[0] + goes_on.mean(axis=0))


def read_network(path: Path) -> Network:
    """A network as `write_network` writes it."""
    rows: dict[str, dict[str, int]] = {table: {} for table in TABLES}
    terms: dict[str, int] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    lists: defaultdict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        name, key, numbers = line.split("\t")
        if name == "term":
            terms[key] = int(numbers)
            continue
        if name in rows:
            rows[name][key] = len(rows[name])
        else:
            shapes.setdefault(name, tuple(int(size) for size in key.split("x")))
        lists[name].append(numbers)
    arrays = {name: np.fromstring(" ".join(found), sep=" ") / 100 for name, found in lists.items()}
    vectors = {table: arrays[table].reshape(len(rows[table]), -1) for table in TABLES}
    dense = {name: arrays[name].reshape(shape) for name, shape in shapes.items()}
    return Network(rows, vectors, dense, terms)


def write_network(network: Network, path: Path) -> None:
    """One line a vector: table, key, numbers; other weights: name, shape, numbers; a term and how
    many authors write it."""

    def numbers(values: Floats) -> str:
        return " ".join(f"{round(100 * value)}" for value in values.ravel().tolist())

    lines = [
        f"{table}\t{key}\t{numbers(network.vectors[table][row])}"
        for table in TABLES
        for key, row in sorted(network.rows[table].items(), key=lambda item: item[1])
    ]
    for name, values in sorted(network.dense.items()):
        shape = "x".join(map(str, values.shape))
        lines += [
            f"{name}\t{shape}\t{numbers(part)}" for part in values.reshape(-1, values.shape[-1])
        ]
    lines += [f"term\t{term}\t{count}" for term, count in sorted(network.terms.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")
