"""The index: which questions share words, characters and sounds with a message, found by adding up sparse rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Floats, Ints, Terms, packed, unpacked
from bot.guidance.words import Reading

# How much of a question's own length is held against it; between counting words (0) and cosine (1).
LENGTH_COUNTS = 0.6
MOST_TERMS = 48
CHANNELS = {"word": 0.3, "pair": 0.3, "character": 0.15, "sound": 0.25}


def views(reading: Reading) -> dict[str, dict[str, int]]:
    """A reading as the channels see it."""
    return {
        "word": reading.words,
        "pair": reading.pairs,
        "character": reading.characters,
        "sound": reading.sound_pairs,
    }


class Channel:
    """Rows by term: `rows[starts[t]:starts[t+1]]` hold term `t`, each with its weight in that row."""

    def __init__(self, terms: Terms, starts: Ints, rows: Ints, weights: Floats, size: int) -> None:
        self.terms = terms
        self.starts = starts
        self.rows = rows
        self.weights = weights
        self.size = size
        self._unknown = float(terms.idf.max(initial=1.0))

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, int]]) -> "Channel":
        """Rows weighed by sublinear TF-IDF and length."""
        terms = Terms.of(documents)
        weighed = [terms.weigh(document) for document in documents]
        norms = np.array([float(np.sqrt(np.square(w).sum())) for _, w in weighed])
        mean = norms.mean() if len(norms) else 1.0
        damped = (1 - LENGTH_COUNTS) * mean + LENGTH_COUNTS * norms
        term_of = np.concatenate([ids for ids, _ in weighed]) if weighed else np.empty(0, np.int32)
        row_of = np.repeat(np.arange(len(weighed), dtype=np.int32), [len(ids) for ids, _ in weighed])
        weights = np.concatenate([w / n for (_, w), n in zip(weighed, damped, strict=True)]) if weighed else norms
        order = np.argsort(term_of, kind="stable")
        starts = np.searchsorted(term_of[order], np.arange(len(terms) + 1)).astype(np.int32)
        return cls(terms, starts, row_of[order], weights[order].astype(np.float32), len(documents))

    def score(self, counts: Mapping[str, int]) -> tuple[NDArray[np.float64], float]:
        """For every row how much it shares with these terms, and which part (0..1) of their weight is known at all.

        A long message counts with its rarest terms only.
        """
        ids, weights = self.terms.weigh(counts)
        known = float(np.square(weights).sum())
        total = known + (len(counts) - len(ids)) * self._unknown**2
        if len(ids) == 0:
            return np.zeros(self.size), 0.0
        if len(ids) > MOST_TERMS:
            rarest = np.argpartition(-weights, MOST_TERMS)[:MOST_TERMS]
            ids, weights = ids[rarest], weights[rarest]
        begins, ends = self.starts[ids], self.starts[ids + 1]
        slices = [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
        rows = np.concatenate([self.rows[s] for s in slices])
        shares = np.concatenate([self.weights[s] for s in slices]) * np.repeat(weights, ends - begins)
        return np.bincount(rows, shares, minlength=self.size) / np.sqrt(total), known / total

    def arrays(self, name: str) -> Arrays:
        """For saving under `name`."""
        return {
            f"{name}.terms": packed(self.terms.terms),
            f"{name}.idf": self.terms.idf,
            f"{name}.starts": self.starts,
            f"{name}.rows": self.rows,
            f"{name}.weights": self.weights,
            f"{name}.size": np.array([self.size]),
        }

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> "Channel":
        """What `arrays` gave."""
        return cls(
            Terms(unpacked(arrays[f"{name}.terms"]), arrays[f"{name}.idf"].astype(np.float32)),
            arrays[f"{name}.starts"].astype(np.int32),
            arrays[f"{name}.rows"].astype(np.int32),
            arrays[f"{name}.weights"].astype(np.float32),
            int(arrays[f"{name}.size"][0].astype(np.int64)),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Scores of all rows for one message (the best near 1), and what part of the message's pairs is known at all."""

    scores: NDArray[np.float64]
    known: float


class Index:
    """All channels over all rows."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self.channels = dict(channels)

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Index":
        """Over questions already read."""
        seen = [views(reading) for reading in readings]
        return cls({name: Channel.of([view[name] for view in seen]) for name in CHANNELS})

    def find(self, reading: Reading) -> Found:
        """Each channel divided by its own best, then added by fixed weights."""
        view = views(reading)
        scores = np.zeros(self.channels["word"].size)
        known = 0.0
        for name, weight in CHANNELS.items():
            channel_scores, share = self.channels[name].score(view[name])
            best = channel_scores.max(initial=0.0)
            if best > 0:
                scores += channel_scores * (weight / best)
            if name == "pair":
                known = share
        return Found(scores, known)

    def arrays(self) -> Arrays:
        """For saving."""
        return {k: v for name, channel in self.channels.items() for k, v in channel.arrays(name).items()}

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Index":
        """What `arrays` gave."""
        return cls({name: Channel.load(arrays, name) for name in CHANNELS})
