"""Exams: the fusion is fitted on questions that the examined model and index have not seen.

Half the exams hide single questions (a message about an entry we have, in other words), half hide whole entries
(a message that only its topic covers); what people write lies in between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.guidance.fusion import Evidence, Fusion, signs
from bot.guidance.words import Reading

HIDDEN = 0.25
MOST_ASKED = 500
FEWEST_ENTRIES = 3
SEED = 315


@dataclass(frozen=True, slots=True)
class Sitting:
    """Row numbers to learn from and row numbers to be asked."""

    learn: NDArray[np.int64]
    ask: NDArray[np.int64]


def sittings(owners: Sequence[int], label_of_owner: Sequence[str]) -> Iterator[Sitting]:
    """Two that hide questions, two that hide entries; no class is ever hidden whole."""
    draw = np.random.default_rng(SEED)
    owner_of = np.array(owners)
    labels, owners_in = np.unique(np.array(label_of_owner), return_counts=True)
    spare = {label for label, n in zip(labels, owners_in, strict=True) if n >= FEWEST_ENTRIES}
    for hides_entries in (False, True, False, True):
        if hides_entries:
            may_hide = [o for o, label in enumerate(label_of_owner) if label in spare]
            chosen = draw.permutation(may_hide)[: round(len(may_hide) * HIDDEN)]
            hidden = np.isin(owner_of, _leaving_one(chosen, label_of_owner))
        else:
            first_of_owner = np.diff(owner_of, prepend=-1) != 0
            hidden = (draw.random(len(owner_of)) < HIDDEN) & ~first_of_owner
        ask = draw.permutation(np.flatnonzero(hidden))[:MOST_ASKED]
        if len(ask):
            yield Sitting(np.flatnonzero(~hidden), ask)


def _leaving_one(chosen: NDArray[np.int64], label_of_owner: Sequence[str]) -> list[int]:
    left = {label: label_of_owner.count(label) for label in set(label_of_owner)}
    hidden = []
    for owner in chosen.tolist():
        if left[label_of_owner[owner]] > 1:
            left[label_of_owner[owner]] -= 1
            hidden.append(owner)
    return hidden


@dataclass(frozen=True, slots=True)
class Paper:
    """One question asked: the evidence, the right class, and the message."""

    evidence: Evidence
    right: int
    message: Reading


def fitted(papers: Sequence[Paper], ours: NDArray[np.bool_]) -> Fusion:
    """The two weights of the softmax by likelihood, then the calibration by logistic regression."""
    scores = np.array([p.evidence.scores for p in papers])
    close = np.array([p.evidence.closeness for p in papers])
    right = np.array([p.right for p in papers])

    def surprise(w: NDArray[np.float64]) -> float:
        logits = w[0] * scores + w[1] * close
        top = logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
        return float((total - logits[np.arange(len(right)), right]).mean())

    best = minimize(surprise, np.array([1.0, 5.0]), method="L-BFGS-B", bounds=((0, 10), (0, 40)))
    fusion = Fusion(model=float(best.x[0]), retrieval=float(best.x[1]))
    seen, good = [], []
    for paper in papers:
        chances = fusion.probabilities(paper.evidence)
        seen.append(signs(paper.evidence, chances, ours))
        good.append(paper.right == int(np.where(ours, chances, -1).argmax()))
    if len(set(good)) < 2:
        return fusion
    table = np.array(seen)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-3
    judge = LogisticRegression(C=1.0).fit((table - mean) / spread, good)
    weights = judge.coef_[0] / spread
    return Fusion(
        fusion.model, fusion.retrieval, tuple(weights.tolist()), float(judge.intercept_[0] - mean @ weights)
    )
