"""Retrieval: the entries whose questions lie closest to a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Ints, counted, packed, unpacked
from bot.guidance.index import Channel, Index
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

    def __init__(self, index: Index, whole: Channel, first_row: Ints, plains: Sequence[str], sounds: Sequence[str]):
        self.index = index
        self.whole = whole
        self.first_row = first_row
        self.plains = plains
        self.sounds = sounds
        ends = [*first_row[1:].tolist(), len(plains)]
        self._asking = {plains[row]: owner for owner, end in enumerate(ends) for row in range(first_row[owner], end)}

    def asking(self, message: Reading) -> int | None:
        """The owner of the very question that the message is."""
        return self._asking.get(message.plain)

    @classmethod
    def of(cls, readings: Sequence[Reading], owners: Sequence[int]) -> "Retrieval":
        """Over read questions; `owners[i]` owns row i and never falls."""
        first_row = np.flatnonzero(np.diff(np.array(owners), prepend=-1)).astype(np.int32)
        bags = [
            counted(term for reading in readings[begin:end] for term in _terms(reading))
            for begin, end in pairwise([*first_row.tolist(), len(readings)])
        ]
        return cls(
            Index.of(readings), Channel.of(bags), first_row, [r.plain for r in readings], [r.sounds for r in readings]
        )

    def find(self, message: Reading) -> Hits:
        """The index's order, the best 30 read again."""
        found = self.index.find(message)
        best_row = self._best_rows(found.scores)
        whole, _ = self.whole.score(_terms(message))
        shared = (1 - WHOLE_ENTRY) * found.scores[best_row] + WHOLE_ENTRY * whole / max(whole.max(initial=0.0), 1e-9)
        shared *= found.known
        close = SHARED * shared
        nearest = np.argsort(-shared, kind="stable")[:RERANKED]
        rows = best_row[nearest].tolist()
        close[nearest] = closeness(
            message, [self.plains[row] for row in rows], [self.sounds[row] for row in rows], shared[nearest]
        )
        return Hits(close, best_row, found.known)

    def _best_rows(self, scores: NDArray[np.float64]) -> Ints:
        best = np.maximum.reduceat(scores, self.first_row)
        counts = np.diff(self.first_row, append=len(scores))
        hits = np.flatnonzero(scores == np.repeat(best, counts))
        owner_of_hit = np.searchsorted(self.first_row, hits, side="right") - 1
        rows = np.empty(len(self.first_row), np.int32)
        rows[owner_of_hit[::-1]] = hits[::-1]
        return rows

    def arrays(self) -> Arrays:
        """For saving."""
        return {
            **self.index.arrays(),
            **self.whole.arrays("whole"),
            "first_row": self.first_row,
            "plains": packed(self.plains),
            "sounds": packed(self.sounds),
        }

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Retrieval":
        """What `arrays` gave."""
        return cls(
            Index.load(arrays),
            Channel.load(arrays, "whole"),
            arrays["first_row"].astype(np.int32),
            unpacked(arrays["plains"]),
            unpacked(arrays["sounds"]),
        )


def _terms(reading: Reading) -> dict[str, int]:
    return reading.words | reading.pairs
