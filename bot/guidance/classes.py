"""Classes: every subject a message may be about, ours and foreign, and who speaks for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.guidance.corpus import FOREIGN, INTENT, TOPIC, Owner
from bot.guidance.fusion import Numbers


class Classes:
    """Labels as "topic:pets", numbered; `sorts` pick the numbers of `ours`, `foreign` and `intents`."""

    def __init__(self, labels: Sequence[str], owners: Sequence[Owner]) -> None:
        self.labels = tuple(labels)
        self.owners = tuple(owners)
        number = {label: n for n, label in enumerate(labels)}
        self.of_owner = np.array([number[owner.label] for owner in owners], dtype=np.int32)
        self.sorts = tuple(
            np.array([label.startswith(f"{sort}:") for label in labels], dtype=bool)
            for sort in (TOPIC, FOREIGN, INTENT)
        )
        self.ours, self.foreign, self.intents = self.sorts
        self._owners_of = tuple(np.flatnonzero(self.of_owner == n) for n in range(len(labels)))
        self.number = number

    def subject(self, number: int) -> str:
        """The label without its sort: "pets"."""
        return self.labels[number].partition(":")[2]

    def owners_of(self, number: int) -> NDArray[np.int64]:
        """Numbers of the owners of a class, in file order."""
        return self._owners_of[number]


def best_of(chances: Numbers, sort: NDArray[np.bool_]) -> int | None:
    """The likeliest class of a sort, None if there is none."""
    return int(np.where(sort, chances, -1.0).argmax()) if sort.any() else None
