"""Retrieval: the entries whose questions lie closest to a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Ints, Lexicon, counted, packed, unpacked
from bot.guidance.index import Index, whole
from bot.guidance.rerank import SHARED, closeness
from bot.guidance.words import Reading

RERANKED = 30
# How much the whole of an entry's questions counts beside its closest one.
WHOLE_ENTRY = 0.2


@dataclass(frozen=True, slots=True)
class Hits:
    """For every owner how close (0..1) its questions come, and which row came closest.

    `known` is the part (0..1) of the message that the knowledge has words for.
    """

    closeness: NDArray[np.float64]
    row: Ints
    known: float


class Retrieval:
    """Index and reranking over rows that lie together by owner."""

    def __init__(self, index: Index, first_row: Ints, plains: Sequence[str], sounds: Sequence[str]) -> None:
        self.index = index
        self.first_row = first_row
        self.plains = plains
        self.sounds = sounds
        rows_of = np.diff(first_row, append=len(plains))
        self._owner_of_row = np.arange(len(first_row)).repeat(rows_of)
        self._asking = dict(zip(plains, self._owner_of_row.tolist(), strict=True))

    def asking(self, message: Reading) -> int | None:
        """The owner of the very question that the message is."""
        return self._asking.get(message.plain)

    @classmethod
    def of(cls, lexicon: Lexicon, readings: Sequence[Reading], owners: Sequence[int]) -> "Retrieval":
        """Over read questions; `owners[i]` owns row i and never falls."""
        first_row = np.flatnonzero(np.diff(np.array(owners), prepend=-1)).astype(np.int32)
        bags = [
            counted(term for reading in readings[begin:end] for term in whole(reading))
            for begin, end in pairwise([*first_row.tolist(), len(readings)])
        ]
        plains, sounds = [r.plain for r in readings], [r.sounds for r in readings]
        return cls(Index.of(lexicon, readings, bags), first_row, plains, sounds)

    def find(self, message: Reading) -> Hits:
        """The index's order, the best 30 read again."""
        found = self.index.find(message)
        best = np.maximum.reduceat(found.rows, self.first_row)
        best_row = self._rows_of(best, found.rows)
        shared = ((1 - WHOLE_ENTRY) * best + WHOLE_ENTRY * found.owners) * found.known
        close = SHARED * shared
        nearest = (-shared).argsort(kind="stable")[:RERANKED]
        rows = best_row[nearest].tolist()
        close[nearest] = closeness(
            message, [self.plains[row] for row in rows], [self.sounds[row] for row in rows], shared[nearest]
        )
        return Hits(close, best_row, found.known)

    def _rows_of(self, best: NDArray[np.float64], scores: NDArray[np.float64]) -> Ints:
        """The first row of each owner that has its best score."""
        hits = (scores == best[self._owner_of_row]).nonzero()[0][::-1]
        rows = np.empty(len(best), np.int32)
        rows[self._owner_of_row[hits]] = hits
        return rows

    def arrays(self) -> Arrays:
        """For saving."""
        return {
            **self.index.arrays(),
            "first_row": self.first_row,
            "plains": packed(self.plains),
            "sounds": packed(self.sounds),
        }

    @classmethod
    def load(cls, lexicon: Lexicon, arrays: Mapping[str, NDArray[np.generic]]) -> "Retrieval":
        """What `arrays` gave, over the same lexicon."""
        return cls(
            Index.load(lexicon, arrays),
            arrays["first_row"].astype(np.int32),
            unpacked(arrays["plains"]),
            unpacked(arrays["sounds"]),
        )
