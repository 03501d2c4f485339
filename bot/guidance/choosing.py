"""Choosing: which entries of the likely topics fit the message best and may speak."""

from collections.abc import Callable

import numpy as np

from bot.guidance.answers import Candidate
from bot.guidance.classes import Classes
from bot.guidance.fusion import Numbers

MOST = 6
FEWEST_TOPICS = 3
TOPICS_LOOKED_AT = 5
PER_TOPIC = 4


def candidates(
    classes: Classes, chances: Numbers, fit: Callable[[int], Numbers], speaks: Callable[[str], bool]
) -> tuple[Candidate, ...]:
    """At most six entries, best first, of three topics at least where so many have an entry that speaks.

    `fit` gives, for the number of a class, the log-odds of its owners against each other.
    """
    by_topic: list[list[Candidate]] = []
    for number in np.argsort(np.where(classes.ours, -chances, 1.0), kind="stable").tolist():
        if not classes.ours[number] or len(by_topic) == TOPICS_LOOKED_AT:
            break
        found = _of_topic(classes, number, float(chances[number]), fit(number), speaks)
        if found:
            by_topic.append(found)
    firsts = [found[0] for found in by_topic[:FEWEST_TOPICS]]
    others = sorted((c for found in by_topic for c in found if c not in firsts), key=lambda c: -c.score)
    return tuple(sorted([*firsts, *others[: MOST - len(firsts)]], key=lambda c: -c.score))


def _of_topic(
    classes: Classes, number: int, chance: float, fit: Numbers, speaks: Callable[[str], bool]
) -> list[Candidate]:
    owners = classes.owners_of(number)
    ids = [(classes.owners[owners[place]].id, fit[place]) for place in np.argsort(-fit, kind="stable").tolist()]
    speaking = [(id, odds) for id, odds in ids if speaks(id)][:PER_TOPIC]
    return [
        Candidate(id, classes.subject(number), chance * float(np.exp(odds - speaking[0][1]))) for id, odds in speaking
    ]
