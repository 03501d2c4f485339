"""Choosing: which entries of the likely topics come closest and may speak."""

from collections.abc import Callable

import numpy as np

from bot.guidance.answers import Candidate
from bot.guidance.classes import Classes
from bot.guidance.fusion import Numbers

MOST = 6
FEWEST_TOPICS = 3
TOPICS_LOOKED_AT = 5
PER_TOPIC = 4
# Within a topic an entry that lies 0.1 further off is held about a third as likely.
SHARPNESS = 10.0


def candidates(
    classes: Classes, chances: Numbers, closeness: Numbers, speaks: Callable[[str], bool]
) -> tuple[Candidate, ...]:
    """At most six entries, best first, of three topics at least where so many have an entry that speaks."""
    by_topic: list[list[Candidate]] = []
    for number in np.argsort(np.where(classes.ours, -chances, 1.0), kind="stable"):
        if not classes.ours[number] or len(by_topic) == TOPICS_LOOKED_AT:
            break
        found = _of_topic(classes, int(number), float(chances[number]), closeness, speaks)
        if found:
            by_topic.append(found)
    firsts = [found[0] for found in by_topic[:FEWEST_TOPICS]]
    others = sorted((c for found in by_topic for c in found if c not in firsts), key=lambda c: -c.score)
    return tuple(sorted([*firsts, *others[: MOST - len(firsts)]], key=lambda c: -c.score))


def _of_topic(
    classes: Classes, number: int, chance: float, closeness: Numbers, speaks: Callable[[str], bool]
) -> list[Candidate]:
    owners = classes.owners_of(number)
    nearest_first = owners[np.argsort(-closeness[owners], kind="stable")]
    speaking = [o for o in nearest_first if speaks(classes.owners[o].id)][:PER_TOPIC]
    topic = classes.subject(number)
    return [
        Candidate(
            classes.owners[o].id, topic, chance * float(np.exp(SHARPNESS * (closeness[o] - closeness[speaking[0]])))
        )
        for o in speaking
    ]
