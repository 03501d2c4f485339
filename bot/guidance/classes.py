"""Classes: every subject a message may be about, ours and foreign, and who speaks for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.guidance.corpus import FOREIGN, INTENT, TOPIC, Owner
from bot.guidance.fusion import Numbers


class Classes:
    """Labels as "topic:pets", numbered; `sorts` are the numbers of `ours`, of `foreign` subjects and of `intents`."""

    def __init__(self, labels: Sequence[str], owners: Sequence[Owner]) -> None:
        self.labels = tuple(labels)
        self.owners = tuple(owners)
        self.number = {label: n for n, label in enumerate(labels)}
        self.of_owner = np.array([self.number[owner.label] for owner in owners], dtype=np.int32)
        self.sorts = tuple(
            np.array([n for n, label in enumerate(labels) if label.startswith(f"{sort}:")], dtype=np.int64)
            for sort in (TOPIC, FOREIGN, INTENT)
        )
        self.ours, self.foreign, self.intents = self.sorts
        self._owners_of = tuple(np.flatnonzero(self.of_owner == n) for n in range(len(labels)))
        self._ids_of = tuple(tuple(self.owners[n].id for n in numbers) for numbers in self._owners_of)
        self._subjects = tuple(label.partition(":")[2] for label in labels)
        self._numbers = {owner.id: n for n, owner in reversed([*enumerate(owners)])}

    def subject(self, number: int) -> str:
        """The label without its sort: "pets"."""
        return self._subjects[number]

    def owners_of(self, number: int) -> NDArray[np.int64]:
        """Numbers of the owners of a class, in file order."""
        return self._owners_of[number]

    def ids_of(self, number: int) -> tuple[str, ...]:
        """Ids of the owners of a class, in file order."""
        return self._ids_of[number]

    def owner(self, id: str) -> int | None:
        """The number of the owner of this id, of a tip where a referral or an intent is called the same."""
        return self._numbers.get(id)


def ranked(chances: Numbers, sort: NDArray[np.int64]) -> list[int]:
    """The classes of a sort, the likeliest first."""
    order: list[int] = sort[(-chances[sort]).argsort(kind="stable")].tolist()
    return order


def best_of(chances: Numbers, sort: NDArray[np.int64]) -> int | None:
    """The likeliest class of a sort, None if there is none."""
    return int(sort[chances[sort].argmax()]) if len(sort) else None
