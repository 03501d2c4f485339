"""Danger: signs in a message that somebody may be hurt or robbed right now; looked for before anything else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content.models import Intent
from bot.core.text import bare, letters, normalise
from bot.guidance.intents import LONGEST_PHRASE
from bot.guidance.spotter import Spotter

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sign:
    """`place` counts the dangers in file order."""

    place: int
    groups: tuple[Words, ...]
    unless: Words

    @property
    def key(self) -> Words:
        """A group that must be seen before it is worth looking for the others."""
        return min(self.groups, key=len)

    def shows(self, tight: str) -> bool:
        within = tight.__contains__
        return all(any(map(within, group)) for group in self.groups) and not any(map(within, self.unless))


class Dangers:
    """The signs of the intents marked `danger`, in file order: the first that shows is the danger."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        dangers = [intent for intent in intents if intent.danger]
        self._ids = [intent.id for intent in dangers]
        self._exact: dict[str, int] = {}
        self._signs: dict[str, list[_Sign]] = {}
        for place, intent in enumerate(dangers):
            for said in {*map(bare, intent.exact)} - {""}:
                self._exact.setdefault(said, place)
            for sign in _signs(place, intent):
                for word in sign.key:
                    self._signs.setdefault(word, []).append(sign)
        self._spotter = Spotter(self._signs)

    def of(self, normal: str) -> str | None:
        """The id of the danger in a normalised message, or None. Spaces do not hide a sign."""
        tight = normal.replace(" ", "")
        places = {sign.place for word in self._spotter.seen(tight) for sign in self._signs[word] if sign.shows(tight)}
        exactly = self._exact.get(_said(tight, normal))
        if exactly is not None:
            places.add(exactly)
        return self._ids[min(places)] if places else None


def _said(tight: str, normal: str) -> str:
    if len(tight) > LONGEST_PHRASE:
        return ""
    # Closing up may draw a syllable out (救 救 救), which the phrases, normalised, never are.
    return letters(tight) if tight == normal else bare(tight)


def _signs(place: int, intent: Intent) -> Iterator[_Sign]:
    for sign in intent.signs:
        yield _Sign(place, tuple(map(_folded, sign.all)), _folded(sign.unless))
    if intent.contains:
        yield _Sign(place, (_folded(intent.contains),), frozenset())


def _folded(words: Iterable[str]) -> Words:
    return frozenset(normalise(word).replace(" ", "") for word in words) - {""}
