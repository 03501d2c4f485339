"""Entries of a topic: a small linear model for each topic tells its entries apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Floats, Ints
from bot.guidance.fusion import Numbers

NAME = "entries."


@dataclass(frozen=True, slots=True)
class EntryModel:
    """Weights (terms × entries) over the terms that a topic uses, numbered, ascending, as the topic model numbers them.

    `owners` are the entries' numbers in the corpus.
    """

    owners: Ints
    terms: Ints
    weights: NDArray[np.float16]
    bias: Floats

    def score(self, ids: Ints, values: Floats) -> Numbers:
        """Log-odds of each owner for a message as the topic model weighs it."""
        places = self.terms.searchsorted(ids)
        used = self.terms.take(places, mode="clip") == ids
        weights = self.weights.take(places[used], axis=0)
        scores: Numbers = values[used].astype(np.float64) @ weights + self.bias
        return scores

    def arrays(self, label: str) -> Arrays:
        """For saving, under the topic's label."""
        parts: Arrays = {"owners": self.owners, "terms": self.terms, "weights": self.weights, "bias": self.bias}
        return {f"{NAME}{label}.{part}": array for part, array in parts.items()}


def load_entries(arrays: Mapping[str, NDArray[np.generic]], labels: Iterable[str]) -> dict[str, EntryModel]:
    """The models saved for these labels; a topic of a single entry has none."""
    return {
        label: EntryModel(
            arrays[f"{NAME}{label}.owners"].astype(np.int32),
            arrays[f"{NAME}{label}.terms"].astype(np.int32),
            arrays[f"{NAME}{label}.weights"].astype(np.float16, order="C"),
            arrays[f"{NAME}{label}.bias"].astype(np.float32),
        )
        for label in labels
        if f"{NAME}{label}.owners" in arrays
    }
