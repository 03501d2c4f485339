"""Intents by phrase: what people ask the bot to do, said word for word or nearly so."""

from collections.abc import Iterable

from bot.content.models import Intent
from bot.core.text import bare, letters, normalise

LONGEST_PHRASE = 60
# In a longer story a phrase is part of what happened, not of what is asked of us.
LONGEST_AROUND = 30


class Phrases:
    """The exact and contained phrases of all intents that are no danger."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        ordinary = [intent for intent in intents if not intent.danger]
        self._exact: dict[str, str] = {}
        for intent in ordinary:
            for phrase in intent.exact:
                self._exact.setdefault(_said(normalise(phrase)), intent.id)
        contained = [(bare(phrase), intent.id) for intent in ordinary for phrase in intent.contains]
        self._contained = sorted((pair for pair in contained if pair[0]), key=lambda pair: -len(pair[0]))

    def exactly(self, normal: str) -> str | None:
        """The intent whose phrase a normalised message is, marks and spaces aside."""
        return self._exact.get(_said(normal)) if len(normal) <= LONGEST_PHRASE else None

    def within(self, plain: str) -> str | None:
        """The intent with the longest phrase contained in a short message already read."""
        said = plain.replace(" ", "")
        if len(said) > LONGEST_AROUND:
            return None
        return next((intent for phrase, intent in self._contained if phrase in said), None)


def _said(normal: str) -> str:
    """Letters and digits, or the marks where nothing else is said ("?")."""
    return letters(normal) or normal
