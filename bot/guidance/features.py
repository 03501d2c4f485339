"""Features: n-grams and their weights, the same in training and in serving."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Arrays = dict[str, NDArray[np.generic]]


def characters(plain: str) -> list[str]:
    """Single characters; the space that stands for a mark is none."""
    return [c for c in plain if c != " "]


def pairs(plain: str) -> list[str]:
    """Neighbouring characters, not across a mark."""
    return [a + b for a, b in pairwise(plain) if a != " " and b != " "]


def counted(terms: Iterable[str]) -> dict[str, int]:
    """How often each term occurs (faster than Counter on short texts)."""
    counts: dict[str, int] = {}
    for term in terms:
        counts[term] = counts.get(term, 0) + 1
    return counts


class Terms:
    """The terms of a corpus, numbered, each with its inverse document frequency."""

    def __init__(self, terms: Sequence[str], idf: Floats) -> None:
        self.terms = terms
        self.idf = idf
        self._numbers = {term: n for n, term in enumerate(terms)}

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, int]]) -> "Terms":
        """Of all terms of the documents."""
        frequency: dict[str, int] = {}
        for document in documents:
            for term in document:
                frequency[term] = frequency.get(term, 0) + 1
        terms = sorted(frequency)
        often = np.array([frequency[term] for term in terms], dtype=np.float32)
        return cls(terms, (np.log((1 + len(documents)) / (1 + often)) + 1).astype(np.float32))

    def weigh(self, counts: Mapping[str, int]) -> tuple[Ints, Floats]:
        """Numbers and sublinear TF-IDF weights of the known terms, not normalised."""
        numbers = self._numbers
        known = [term for term in counts if term in numbers]
        ids = np.array([numbers[term] for term in known], dtype=np.int32)
        often = np.array([counts[term] for term in known], dtype=np.float32)
        return ids, (1 + np.log(often)) * self.idf[ids]

    def __len__(self) -> int:
        return len(self.terms)


def packed(terms: Sequence[str]) -> NDArray[np.uint8]:
    """Terms as bytes, for a file without pickles; no term holds a line break."""
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


def unpacked(data: NDArray[np.generic]) -> list[str]:
    """What `packed` packed."""
    text = data.tobytes().decode()
    return text.split("\n") if text else []
