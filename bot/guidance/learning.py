"""Learning: one-vs-rest logistic regression by stochastic gradient descent. Needs scikit-learn."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import SGDClassifier

from bot.guidance.entries import EntryModel
from bot.guidance.features import Floats, Ints, Lexicon, Terms
from bot.guidance.topics import TopicModel, traits, vector
from bot.guidance.words import Reading

SEED = 315
STRENGTH = 1e-5
ROUNDS = 30

Vector = tuple[Ints, Floats]


def learn(lexicon: Lexicon, texts: Sequence[Reading], labels: Sequence[str]) -> TopicModel:
    """A model of the classes among `labels` (two at least, else ValueError)."""
    counts = [traits(text) for text in texts]
    terms = Terms.of(lexicon, counts)
    classes, weights, bias = _fit([vector(terms, c) for c in counts], np.array(labels), len(lexicon))
    return TopicModel([str(c) for c in classes], terms, weights, bias)


def learn_entries(
    texts: Sequence[Reading], owners: Sequence[int], labels: Sequence[str], model: TopicModel
) -> dict[str, EntryModel]:
    """For every label that several owners share, a model telling them apart."""
    vectors = [model.weigh(text) for text in texts]
    models = {}
    for label in sorted(set(labels)):
        rows = [row for row, its in enumerate(labels) if its == label]
        theirs = np.array([owners[row] for row in rows])
        if len(set(theirs.tolist())) < 2:
            continue
        terms = np.unique(np.concatenate([vectors[row][0] for row in rows]))
        within = [(np.searchsorted(terms, vectors[row][0]).astype(np.int32), vectors[row][1]) for row in rows]
        classes, weights, bias = _fit(within, theirs, len(terms))
        models[label] = EntryModel(classes.astype(np.int32), terms, weights, bias)
    return models


def _fit(
    vectors: Sequence[Vector], labels: NDArray[np.generic], width: int
) -> tuple[NDArray[np.generic], NDArray[np.float16], Floats]:
    """Classes in ascending order, weights (width × classes), and a bias for each."""
    # scikit-learn takes no 64-bit indices
    starts = np.cumsum([0, *(len(ids) for ids, _ in vectors)], dtype=np.int32)
    columns, values = np.concatenate([ids for ids, _ in vectors]), np.concatenate([v for _, v in vectors])
    machine = SGDClassifier(
        loss="log_loss", alpha=STRENGTH, max_iter=ROUNDS, class_weight="balanced", average=True, random_state=SEED
    ).fit(csr_array((values, columns, starts), shape=(len(vectors), width)), labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return machine.classes_, weights.T.astype(np.float16), bias.astype(np.float32)
