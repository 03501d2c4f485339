"""Features: n-grams and their weights, the same in training and in serving."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import repeat
from operator import add

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Arrays = dict[str, NDArray[np.generic]]


def characters(plain: str) -> list[str]:
    """Single characters; the space that stands for a mark is none."""
    return list(plain.replace(" ", ""))


def pairs(plain: str) -> list[str]:
    """Neighbouring characters, not across a mark."""
    return [pair for part in plain.split(" ") for pair in map(add, part, part[1:])]


def counted(terms: Iterable[str]) -> dict[str, int]:
    """How often each term occurs (faster than Counter on short texts)."""
    counts: dict[str, int] = {}
    for term in terms:
        counts[term] = counts.get(term, 0) + 1
    return counts


class Lexicon:
    """Every term of a corpus, numbered once for the model and all channels; number 0 is any other term.

    One table for all keeps the memory small that a message touches, which is what its time goes to.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = terms
        self._numbers = {term: n for n, term in enumerate(terms)}

    @classmethod
    def of(cls, documents: Iterable[Iterable[str]]) -> "Lexicon":
        """Of all terms of the documents."""
        return cls(["", *sorted({term for document in documents for term in document})])

    def ids(self, terms: Iterable[str], length: int) -> Ints:
        """The number of each of so many terms."""
        return np.fromiter(map(self._numbers.get, terms, repeat(0)), np.int32, length)

    def __len__(self) -> int:
        return len(self.terms)


class Terms:
    """The inverse document frequency of a lexicon's terms in some documents; 0 for a term that none of them has."""

    def __init__(self, lexicon: Lexicon, idf: Floats) -> None:
        self.lexicon = lexicon
        self.idf = idf

    @classmethod
    def of(cls, lexicon: Lexicon, documents: Sequence[Collection[str]]) -> "Terms":
        """As the documents use the terms."""
        often = np.zeros(len(lexicon), dtype=np.float32)
        for document in documents:
            often[lexicon.ids(document, len(document))] += 1
        often[0] = 0
        idf = np.log((1 + len(documents)) / (1 + often)) + 1
        return cls(lexicon, np.where(often > 0, idf, 0).astype(np.float32))

    def weigh(self, counts: Mapping[str, int]) -> tuple[Ints, Floats]:
        """Numbers and sublinear TF-IDF weights (0 where unknown) of the terms counted, not normalised."""
        ids = self.lexicon.ids(counts, len(counts))
        often = np.fromiter(counts.values(), np.float32, len(counts))
        return ids, (1 + np.log(often)) * self.idf[ids]


def packed(terms: Sequence[str]) -> NDArray[np.uint8]:
    """Terms as bytes, for a file without pickles; no term holds a line break."""
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


def unpacked(data: NDArray[np.generic]) -> list[str]:
    """What `packed` packed."""
    text = data.tobytes().decode()
    return text.split("\n") if text else []
