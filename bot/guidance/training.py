"""Training, in a process of its own: `python -m bot.guidance.training IN OUT` (corpus.json → prepared.npz)."""

import os
import resource
import sys
from pathlib import Path

import numpy as np

from bot.core.text import normalise
from bot.guidance.corpus import TOPIC, Corpus
from bot.guidance.exams import Paper, Sitting, fitted, sittings
from bot.guidance.features import Arrays, Lexicon, packed
from bot.guidance.fusion import CLOSENESS, Evidence, Fusion
from bot.guidance.index import lexicon_of
from bot.guidance.learning import learn, learn_entries
from bot.guidance.retrieval import Retrieval
from bot.guidance.sounds import Sounds
from bot.guidance.words import Reader, Reading

MOST_CPU_SECONDS = 240
KINDNESS = 5


def prepare(corpus: Corpus, cache_dir: Path) -> Arrays:
    """Everything that serving needs, from the corpus alone."""
    sounds = Sounds.of_dictionary()
    reader = Reader(corpus.vocabulary, sounds, cache_dir)
    readings = [reader.read(normalise(row.text)) for row in corpus.rows]
    told = [(reader.read(normalise(text)), label) for text, label in corpus.told]
    labels = [corpus.owners[row.owner].label for row in corpus.rows]
    lexicon = lexicon_of([*readings, *(r for r, _ in told)])

    model = learn(lexicon, [*readings, *(r for r, _ in told)], [*labels, *(label for _, label in told)])
    owners = [row.owner for row in corpus.rows]
    papers = [paper for sitting in sittings(owners) for paper in _sit(sitting, lexicon, readings, labels, owners)]
    ours = np.array([c.startswith(f"{TOPIC}:") for c in model.classes])
    fusion = fitted(papers, ours) if papers else Fusion(1.0, CLOSENESS)
    entries = learn_entries(readings, owners, labels, model)
    return {
        "terms": packed(lexicon.terms),
        **Retrieval.of(lexicon, readings, owners).arrays(),
        **model.arrays(),
        **fusion.arrays(),
        **{name: array for label, entry in entries.items() for name, array in entry.arrays(label).items()},
        "sounds.characters": packed([sounds.characters]),
        "sounds.signs": packed([sounds.signs]),
    }


def _sit(
    sitting: Sitting, lexicon: Lexicon, readings: list[Reading], labels: list[str], owners: list[int]
) -> list[Paper]:
    known = [readings[i] for i in sitting.learn]
    model = learn(lexicon, known, [labels[i] for i in sitting.learn])
    retrieval = Retrieval.of(lexicon, known, [owners[i] for i in sitting.learn])
    number = {label: n for n, label in enumerate(model.classes)}
    class_of_owner = np.array([number[labels[sitting.learn[row]]] for row in retrieval.first_row], dtype=np.int32)
    papers = []
    for i in sitting.ask.tolist():
        closeness = retrieval.find(readings[i]).closeness
        scores = model.score(*model.weigh(readings[i]))
        papers.append(Paper(Evidence.of(scores, closeness, class_of_owner), number[labels[i]]))
    return papers


def main(source: Path, target: Path) -> None:
    """Reads the corpus from `source`, writes `target` whole or not at all."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    os.nice(KINDNESS)
    arrays = prepare(Corpus.load(source), target.parent)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    unfinished.replace(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
