"""The index: which questions share words, characters and sounds with a message, found by adding up sparse rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.guidance.features import Arrays, Floats, Ints, Lexicon, Terms
from bot.guidance.words import Reading

# How much of a question's own length is held against it; between counting words (0) and cosine (1).
LENGTH_COUNTS = 0.6
MOST_TERMS = 48
CHANNELS = {"word": 0.3, "pair": 0.3, "character": 0.15, "sound": 0.25}
PAIR = list(CHANNELS).index("pair")
SHARES = np.array(list(CHANNELS.values()))
SMALLEST = 1e-9

Scores = NDArray[np.float64]
Bag = Mapping[str, int]


def views(reading: Reading) -> tuple[Bag, ...]:
    """A reading as the channels see it."""
    return reading.words, reading.pairs, reading.characters, reading.sound_pairs


def whole(reading: Reading) -> dict[str, int]:
    """A reading as it counts for all of an entry's questions together."""
    return reading.words | reading.pairs


def lexicon_of(readings: Iterable[Reading]) -> Lexicon:
    """All terms of the readings, as the channels see them."""
    return Lexicon.of(terms for reading in readings for terms in views(reading))


@dataclass(frozen=True, slots=True)
class Table:
    """A channel's documents by term: `rows[starts[t]:starts[t+1]]` hold term `t`, each with its weight in that row."""

    idf: Floats
    starts: Ints
    rows: Ints
    weights: Floats
    size: int

    @classmethod
    def of(cls, lexicon: Lexicon, documents: Sequence[Bag]) -> "Table":
        """Documents weighed by sublinear TF-IDF and length."""
        terms = Terms.of(lexicon, documents)
        weighed = [terms.weigh(document) for document in documents]
        norms = np.array([float(np.sqrt(np.square(w).sum())) for _, w in weighed])
        damped = (1 - LENGTH_COUNTS) * norms.mean() + LENGTH_COUNTS * norms
        term_of = np.concatenate([ids for ids, _ in weighed])
        row_of = np.repeat(np.arange(len(weighed), dtype=np.int32), [len(ids) for ids, _ in weighed])
        weights = np.concatenate([w / n for (_, w), n in zip(weighed, damped, strict=True)])
        order = np.argsort(term_of, kind="stable")
        starts = np.searchsorted(term_of[order], np.arange(len(lexicon) + 1)).astype(np.int32)
        return cls(terms.idf, starts, row_of[order], weights[order].astype(np.float32), len(documents))


@dataclass(frozen=True, slots=True)
class Found:
    """Scores of all rows and of all owners' questions together (the best of each near 1) for one message, and what
    part (0..1) of the message's pairs is known at all."""

    rows: Scores
    owners: Scores
    known: float


class Index:
    """The tables of all channels, and of the owners' questions taken together, laid end to end: one pass reads all.

    Term `t` of table `n` is number `n * len(lexicon) + t`; its rows follow those of the tables before.
    """

    def __init__(self, lexicon: Lexicon, idf: Floats, starts: Ints, rows: Ints, weights: Floats, sizes: Ints) -> None:
        self.lexicon = lexicon
        self.idf = idf
        self.starts = starts
        self.rows = rows
        self.weights = weights
        self.sizes = sizes
        self._first = np.arange(len(sizes), dtype=np.int32) * len(lexicon)
        self._before_owners, self._size = int(sizes[:-1].sum()), int(sizes.sum())
        self._unknown = float(idf[PAIR * len(lexicon) : (PAIR + 1) * len(lexicon)].max())

    @classmethod
    def of(cls, lexicon: Lexicon, readings: Sequence[Reading], bags: Sequence[Bag]) -> "Index":
        """Over questions already read, and the terms of each owner's questions together."""
        tables = [Table.of(lexicon, documents) for documents in (*zip(*map(views, readings), strict=True), bags)]
        sizes = np.array([table.size for table in tables], dtype=np.int32)
        starts = np.cumsum([0, *chain(*(np.diff(table.starts).tolist() for table in tables))])
        rows = [table.rows + before for table, before in zip(tables, sizes.cumsum() - sizes, strict=True)]
        return cls(
            lexicon,
            np.concatenate([table.idf for table in tables]),
            starts.astype(np.int32),
            np.concatenate(rows).astype(np.int32),
            np.concatenate([table.weights for table in tables]),
            sizes,
        )

    def find(self, reading: Reading) -> Found:
        """Each channel divided by its own best, then added by fixed weights."""
        ids, weights, lengths = self._weighed([*views(reading), whole(reading)])
        known = self._known(weights[sum(lengths[:PAIR]) : sum(lengths[: PAIR + 1])])
        if max(lengths) > MOST_TERMS:
            weights = _rarest(weights, lengths)
        seen = weights.nonzero()[0]
        added = self._added(ids[seen], weights[seen])
        channels, owners = added[: self._before_owners].reshape(len(CHANNELS), -1), added[self._before_owners :]
        scale = SHARES / np.maximum(channels.max(axis=1), SMALLEST)
        rows: Scores = (channels * scale[:, None]).sum(axis=0)
        return Found(rows, owners / max(owners.max(), SMALLEST), known)

    def _weighed(self, bags: Sequence[Bag]) -> tuple[Ints, Floats, list[int]]:
        """Numbers and weights (0 where unknown) of the terms of all bags, and how many each bag has."""
        lengths = [len(bag) for bag in bags]
        ids = self.lexicon.ids(chain(*bags), sum(lengths)) + self._first.repeat(lengths)
        often = np.fromiter(chain(*(bag.values() for bag in bags)), np.float32, len(ids))
        return ids, (1 + np.log(often)) * self.idf[ids], lengths

    def _known(self, weights: Floats) -> float:
        known = float(np.square(weights).sum())
        return known and known / (known + (len(weights) - np.count_nonzero(weights)) * self._unknown**2)

    def _added(self, ids: Ints, weights: Floats) -> Scores:
        begins = self.starts[ids].astype(np.intp)
        lengths = self.starts[ids + 1] - begins
        places = (begins - lengths.cumsum() + lengths).repeat(lengths)
        places += np.arange(len(places))
        shares = self.weights.take(places) * weights.repeat(lengths)
        return np.bincount(self.rows.take(places), shares, self._size).astype(np.float64, copy=False)

    def arrays(self) -> Arrays:
        """For saving."""
        return {f"index.{name}": getattr(self, name) for name in ("idf", "starts", "rows", "weights", "sizes")}

    @classmethod
    def load(cls, lexicon: Lexicon, arrays: Mapping[str, NDArray[np.generic]]) -> "Index":
        """What `arrays` gave, over the same lexicon."""
        return cls(
            lexicon,
            arrays["index.idf"].astype(np.float32),
            arrays["index.starts"].astype(np.int32),
            arrays["index.rows"].astype(np.int32),
            arrays["index.weights"].astype(np.float32),
            arrays["index.sizes"].astype(np.int32),
        )


def _rarest(weights: Floats, lengths: Sequence[int]) -> Floats:
    """A long message counts with its rarest terms only: the others of each bag weigh nothing."""
    kept = np.zeros_like(weights)
    for begin, end in pairwise(accumulate(lengths, initial=0)):
        known = begin + weights[begin:end].nonzero()[0]
        if len(known) > MOST_TERMS:
            known = known[np.argpartition(-weights[known], MOST_TERMS)[:MOST_TERMS]]
        kept[known] = weights[known]
    return kept
