"""Fusion: the model's view and the closest questions become one probability for every class, and one for the choice."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays

Numbers = NDArray[np.float64]
SMALLEST = 1e-6
# Not fitted: an entry's questions are written to differ from each other, so one hidden from the rest says nothing of
# how near a person's words may come to one of them.
CLOSENESS = 4.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What both sides say of one message, by class: log-odds of the model, closeness (0..1) of the closest question."""

    scores: Numbers
    closeness: Numbers

    @classmethod
    def of(cls, scores: Numbers, closeness: Numbers, class_of_owner: NDArray[np.int32]) -> "Evidence":
        """From owners to classes: a class is as close as its closest owner."""
        by_class = np.zeros(len(scores))
        np.maximum.at(by_class, class_of_owner, closeness)
        return cls(scores, by_class)


@dataclass(frozen=True, slots=True)
class Fusion:
    """`model` weighs the log-odds before the softmax; `signs` and `bias` make the calibrated probability.

    Fitted on the knowledge's own questions, each judged by a model that had not seen it (see `exams`). The defaults
    serve while there is no model.
    """

    model: float = 0.0
    closeness: float = 3 * CLOSENESS
    signs: tuple[float, float] = (0.25, 0.15)
    bias: float = -0.9

    def probabilities(self, evidence: Evidence) -> Numbers:
        """One for every class, adding up to 1."""
        logits = self.model * evidence.scores + self.closeness * evidence.closeness
        odds = np.exp(logits - logits.max())
        chances: Numbers = odds / odds.sum()
        return chances

    def trust(self, best: float, others: float) -> float:
        """The probability (0..1) that the message is about our best topic, given what it and the best other got."""
        sure, apart = signs(best, others)
        return 1 / (1 + math.exp(-(self.signs[0] * sure + self.signs[1] * apart + self.bias)))

    def arrays(self) -> Arrays:
        """For saving."""
        return {"fusion": np.array([self.model, self.closeness, *self.signs, self.bias])}

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Fusion":
        """What `arrays` gave."""
        model, closeness, best, against, bias = arrays["fusion"].astype(np.float64).tolist()
        return cls(model, closeness, (best, against), bias)


def signs(best: float, others: float) -> tuple[float, float]:
    """What tells a sure choice from a doubtful one: the log-odds of our best topic, and against what is not ours."""
    return math.log((best + SMALLEST) / (1 - best + SMALLEST)), math.log((best + SMALLEST) / (others + SMALLEST))
