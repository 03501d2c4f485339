"""Danger: signs in a message that somebody may be hurt or robbed right now; looked for before anything else."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.models import Intent
from bot.core.text import bare, normalise


@dataclass(frozen=True, slots=True)
class _Watch:
    id: str
    exact: frozenset[str]
    signs: tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]


class Dangers:
    """The signs of the intents marked `danger`, in file order: the first that shows is the danger."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._watches = tuple(_watch(intent) for intent in intents if intent.danger)

    def of(self, text: str) -> str | None:
        """The id of the danger in a message, or None. Spaces do not hide a sign."""
        normal = normalise(text).replace(" ", "")
        word = bare(normal)
        for watch in self._watches:
            if word in watch.exact or any(_shows(sign, unless, normal) for sign, unless in watch.signs):
                return watch.id
        return None


def _watch(intent: Intent) -> _Watch:
    signs = [(tuple(_folded(group) for group in sign.all), _folded(sign.unless)) for sign in intent.signs]
    signs += [((_folded(intent.contains),), ())] if intent.contains else []
    return _Watch(intent.id, frozenset(map(bare, intent.exact)), tuple(signs))


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(normalise(word).replace(" ", "") for word in words)


def _shows(groups: tuple[tuple[str, ...], ...], unless: tuple[str, ...], normal: str) -> bool:
    return all(any(word in normal for word in group) for group in groups) and not any(w in normal for w in unless)
