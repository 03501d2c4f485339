"""Choosing: which entries of the likely topics fit the message best and may speak."""

import math
from collections.abc import Callable, Sequence
from operator import itemgetter

from bot.guidance.answers import Candidate
from bot.guidance.classes import Classes
from bot.guidance.fusion import Numbers

MOST = 6
FEWEST_TOPICS = 3
TOPICS_LOOKED_AT = 5
PER_TOPIC = 4

# Score, id of the entry, number of its topic.
Scored = tuple[float, str, int]
_score = itemgetter(0)


def candidates(
    classes: Classes,
    topics: Sequence[int],
    chances: Numbers,
    fit: Callable[[int], Numbers],
    speaks: Callable[[str], bool],
) -> tuple[Candidate, ...]:
    """At most six entries, best first, of three topics at least where so many have an entry that speaks.

    `topics` are our classes, the likeliest first; `fit` gives, for the number of a class, the log-odds of its owners
    against each other.
    """
    by_topic: list[list[Scored]] = []
    for number in topics:
        chance = float(chances[number])
        if len(by_topic) == TOPICS_LOOKED_AT or _is_full(by_topic, chance):
            break
        found = _of_topic(classes, number, chance, fit(number), speaks)
        if found:
            by_topic.append(found)
    firsts = [found[0] for found in by_topic[:FEWEST_TOPICS]]
    others = sorted(_others(by_topic), reverse=True, key=_score)
    best = sorted([*firsts, *others[: MOST - len(firsts)]], reverse=True, key=_score)
    return tuple(Candidate(id, classes.subject(number), score) for score, id, number in best)


def _others(by_topic: Sequence[list[Scored]]) -> list[Scored]:
    """All but the first of each of the three topics that are there in any case."""
    return [scored for place, found in enumerate(by_topic) for scored in found[place < FEWEST_TOPICS :]]


def _is_full(by_topic: Sequence[list[Scored]], chance: float) -> bool:
    """Whether no entry of a topic of this chance can be among the six: none scores above its topic's chance."""
    if len(by_topic) < FEWEST_TOPICS:
        return False
    return sum(score > chance for score, _, _ in _others(by_topic)) >= MOST - FEWEST_TOPICS


def _of_topic(
    classes: Classes, number: int, chance: float, fit: Numbers, speaks: Callable[[str], bool]
) -> list[Scored]:
    found: list[Scored] = []
    ids, odds, best = classes.ids_of(number), fit.tolist(), 0.0
    for place in (-fit).argsort(kind="stable").tolist():
        if len(found) < PER_TOPIC and speaks(ids[place]):
            best = best if found else odds[place]
            found.append((chance * math.exp(odds[place] - best), ids[place], number))
    return found
