"""Exams: the fusion is fitted on questions that the examined model and index have not seen.

Each sitting hides a tenth of the questions. A fifth of what is asked is not hidden, since people also ask just what
an entry says. The hidden questions are harder than what people write, for entries avoid saying the same twice: the
probabilities err on the low side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.guidance.fusion import CLOSENESS, Evidence, Fusion, Numbers, signs

SITTINGS, PARTS = 4, 10
HIDDEN_ASKED, KNOWN_ASKED = 240, 60
# What share of the messages is taken to be none of our topics, whatever share of the questions is.
NOT_OURS = 0.25
STEADY = 1e-3
SEED = 315

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Numbers of the rows to learn from and of the rows to be asked."""

    learn: NDArray[np.int64]
    ask: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paper:
    """One question asked: the evidence, and the number of the right class."""

    evidence: Evidence
    right: int


def sittings(owners: Sequence[int]) -> Iterator[Sitting]:
    """Some sittings; the first question of every owner is never hidden, so that no class is."""
    draw = np.random.default_rng(SEED)
    may_hide = draw.permutation(np.flatnonzero(np.diff(np.array(owners), prepend=-1) == 0))
    for part in range(SITTINGS):
        hidden = may_hide[part::PARTS]
        learn = np.setdiff1d(np.arange(len(owners)), hidden)
        if len(hidden):
            yield Sitting(learn, np.concatenate([hidden[:HIDDEN_ASKED], draw.permutation(learn)[:KNOWN_ASKED]]))


def fitted(papers: Sequence[Paper], ours: Bools) -> Fusion:
    """The model's weight by likelihood, then the calibration by logistic regression."""
    scores = np.array([paper.evidence.scores for paper in papers])
    close = np.array([paper.evidence.closeness for paper in papers])
    right = np.array([paper.right for paper in papers])
    share = max(ours[right].mean(), STEADY)
    weight = np.where(ours[right], (1 - NOT_OURS) / share, NOT_OURS / max(1 - share, STEADY))
    weight /= weight.sum()

    def surprise(model: Numbers) -> float:
        logits = model[0] * scores + CLOSENESS * close
        top = logits.max(axis=1)
        total = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
        return float(weight @ (total - logits[np.arange(len(right)), right]))

    model = float(minimize(surprise, np.array([1.0]), method="L-BFGS-B", bounds=[(0.1, 5.0)]).x[0])
    fusion = Fusion(model, CLOSENESS)
    chances = [fusion.probabilities(paper.evidence) for paper in papers]
    good = np.array([int(np.where(ours, c, -1).argmax()) == r for c, r in zip(chances, right, strict=True)])
    best, against, bias = _calibrated(np.array([_signs(c, ours) for c in chances]), good, weight)
    return Fusion(model, CLOSENESS, (best, against), bias)


def _signs(chances: Numbers, ours: Bools) -> tuple[float, float]:
    return signs(float(chances[ours].max(initial=0.0)), float(chances[~ours].max(initial=0.0)))


def _calibrated(seen: Numbers, good: Bools, weight: Numbers) -> list[float]:
    """Logistic regression in which a sign may speak for a choice, never against it."""
    side = np.where(good, 1.0, -1.0)

    def surprise(w: Numbers) -> float:
        return float(weight @ np.logaddexp(0, -side * (seen @ w[:-1] + w[-1])) + STEADY * w[:-1] @ w[:-1])

    bounds = [(0.0, None)] * seen.shape[1] + [(None, None)]
    return [float(w) for w in minimize(surprise, np.zeros(seen.shape[1] + 1), method="L-BFGS-B", bounds=bounds).x]
