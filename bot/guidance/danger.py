"""Danger: signs in a message that somebody may be hurt or robbed right now; looked for before anything else."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.models import Intent
from bot.core.text import bare, normalise
from bot.guidance.intents import LONGEST_PHRASE
from bot.guidance.spotter import Spotter

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sign:
    groups: tuple[Words, ...]
    unless: Words

    def shows(self, seen: set[str]) -> bool:
        return self.unless.isdisjoint(seen) and not any(group.isdisjoint(seen) for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Watch:
    id: str
    exact: Words
    signs: tuple[_Sign, ...]


class Dangers:
    """The signs of the intents marked `danger`, in file order: the first that shows is the danger."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._watches = tuple(_watch(intent) for intent in intents if intent.danger)
        signs = [sign for watch in self._watches for sign in watch.signs]
        self._spotter = Spotter(word for sign in signs for group in (*sign.groups, sign.unless) for word in group)

    def of(self, text: str) -> str | None:
        """The id of the danger in a message, or None. Spaces do not hide a sign."""
        normal = normalise(text).replace(" ", "")
        said = bare(normal) if len(normal) <= LONGEST_PHRASE else ""
        seen = self._spotter.seen(normal)
        for watch in self._watches:
            if said in watch.exact or any(sign.shows(seen) for sign in watch.signs):
                return watch.id
        return None


def _watch(intent: Intent) -> _Watch:
    signs = [_Sign(tuple(map(_folded, sign.all)), _folded(sign.unless)) for sign in intent.signs]
    if intent.contains:
        signs.append(_Sign((_folded(intent.contains),), frozenset()))
    return _Watch(intent.id, frozenset(map(bare, intent.exact)) - {""}, tuple(signs))


def _folded(words: Iterable[str]) -> Words:
    return frozenset(normalise(word).replace(" ", "") for word in words)
