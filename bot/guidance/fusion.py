"""Fusion: the model's view and the closest questions become one probability for every class, and one for the choice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays
from bot.guidance.words import Reading

Numbers = NDArray[np.float64]
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What both sides say of one message: log-odds and closeness by class, and what part of it is known (0..1)."""

    scores: Numbers
    closeness: Numbers
    known: float
    length: int


@dataclass(frozen=True, slots=True)
class Fusion:
    """Fitted on the knowledge's own questions, each judged by a model that had not seen it (see `exams`).

    `model` and `retrieval` weigh the two sides before the softmax; `weights` and `bias` make the calibrated
    probability out of `signs`. The defaults serve while there is no model.
    """

    model: float = 0.0
    retrieval: float = 14.0
    weights: tuple[float, ...] = (0.5, 0.3, 2.0, 5.0, 0.5, 0.0, 0.0)
    bias: float = -4.5

    def probabilities(self, evidence: Evidence) -> Numbers:
        """One for every class, adding up to 1."""
        logits = self.model * evidence.scores + self.retrieval * evidence.closeness
        odds = np.exp(logits - logits.max())
        chances: Numbers = odds / odds.sum()
        return chances

    def trust(self, signs: Numbers) -> float:
        """The probability (0..1) that the best of our topics is what the message is about."""
        return float(1 / (1 + np.exp(-(signs @ np.array(self.weights) + self.bias))))

    def arrays(self) -> Arrays:
        """For saving."""
        return {"fusion": np.array([self.model, self.retrieval, self.bias, *self.weights])}

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Fusion":
        """What `arrays` gave."""
        model, retrieval, bias, *weights = arrays["fusion"].astype(np.float64).tolist()
        return cls(model, retrieval, tuple(weights), bias)


def evidence_of(
    message: Reading, scores: Numbers, close: Numbers, class_of_owner: NDArray[np.int32], known: float
) -> Evidence:
    """From owners to classes: a class is as close as its closest owner."""
    by_class = np.zeros(len(scores))
    np.maximum.at(by_class, class_of_owner, close)
    return Evidence(scores, by_class, known, len(message.plain))


def signs(evidence: Evidence, probabilities: Numbers, ours: NDArray[np.bool_]) -> Numbers:
    """What tells a sure choice from a doubtful one, for the best of our topics."""
    topics = np.where(ours, probabilities, 0.0)
    best = int(topics.argmax())
    second = float(np.partition(topics, -2)[-2]) if len(topics) > 1 else 0.0
    chance = float(topics[best])
    others = float(probabilities[~ours].max(initial=0.0))
    return np.array(
        [
            _log_odds(chance),
            np.log((chance + SMALLEST) / (second + SMALLEST)),
            evidence.known,
            float(evidence.closeness[best]),
            float(evidence.closeness[best] >= evidence.closeness.max()),
            np.log((chance + SMALLEST) / (others + SMALLEST)),
            np.log1p(evidence.length),
        ]
    )


def _log_odds(p: float) -> float:
    return float(np.log((p + SMALLEST) / (1 - p + SMALLEST)))
