"""The topic model: a linear class for every subject, ours and foreign, over characters and sounds; numpy only."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Floats, Ints, Lexicon, Terms, packed, unpacked
from bot.guidance.words import Reading


def traits(reading: Reading) -> dict[str, int]:
    """What the model sees of a text: characters, pairs, and pairs of sounds (private signs, so never mixed up)."""
    return reading.characters | reading.pairs | reading.sound_pairs


def vector(terms: Terms, counts: Mapping[str, int]) -> tuple[Ints, Floats]:
    """Numbers and weights of unit length."""
    ids, weights = terms.weigh(counts)
    length = math.sqrt(np.square(weights).sum())
    return ids, weights / length if length else weights


class TopicModel:
    """Scores (log-odds) of every class for a message: weights (terms × classes) and one bias a class.

    Half precision is plenty for weights, and halves what every serving process holds.
    """

    def __init__(self, classes: Sequence[str], terms: Terms, weights: NDArray[np.float16], bias: Floats) -> None:
        self.classes = tuple(classes)
        self.terms = terms
        self.weights = weights
        self.bias = bias

    def weigh(self, message: Reading) -> tuple[Ints, Floats]:
        """The message's terms, numbered, and their weights."""
        return vector(self.terms, traits(message))

    def score(self, ids: Ints, values: Floats) -> NDArray[np.float64]:
        """One number a class, in the order of `classes`, for a weighed message."""
        return (values @ self.weights.take(ids, axis=0).astype(np.float32) + self.bias).astype(np.float64)

    def arrays(self) -> Arrays:
        """For saving."""
        return {
            "model.classes": packed(self.classes),
            "model.idf": self.terms.idf,
            "model.weights": self.weights,
            "model.bias": self.bias,
        }

    @classmethod
    def load(cls, lexicon: Lexicon, arrays: Mapping[str, NDArray[np.generic]]) -> "TopicModel":
        """What `arrays` gave, over the same lexicon."""
        return cls(
            unpacked(arrays["model.classes"]),
            Terms(lexicon, arrays["model.idf"].astype(np.float32)),
            arrays["model.weights"].astype(np.float16, order="C"),
            arrays["model.bias"].astype(np.float32),
        )
