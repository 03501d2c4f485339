"""Learning the topic model: one-vs-rest logistic regression by stochastic gradient descent. Needs scikit-learn."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import SGDClassifier

from bot.guidance.features import Terms
from bot.guidance.topics import TopicModel, traits, vector
from bot.guidance.words import Reading

SEED = 315
STRENGTH = 1e-5
ROUNDS = 30


def learn(texts: Sequence[Reading], labels: Sequence[str]) -> TopicModel:
    """A model of the classes among `labels` (two at least, else ValueError)."""
    counts = [traits(text) for text in texts]
    terms = Terms.of(counts)
    rows = [vector(terms, c) for c in counts]
    # scikit-learn takes no 64-bit indices
    starts = np.cumsum([0, *(len(ids) for ids, _ in rows)], dtype=np.int32)
    table = csr_array(
        (np.concatenate([w for _, w in rows]), np.concatenate([ids for ids, _ in rows]), starts),
        shape=(len(rows), len(terms)),
    )
    machine = SGDClassifier(
        loss="log_loss", alpha=STRENGTH, max_iter=ROUNDS, class_weight="balanced", average=True, random_state=SEED
    ).fit(table, labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return TopicModel(
        [str(c) for c in machine.classes_], terms, weights.T.astype(np.float16), bias.astype(np.float32)
    )
