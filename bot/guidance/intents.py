"""Intents by phrase: what people ask the bot to do, said word for word or nearly so."""

from collections.abc import Iterable

from bot.content.models import Intent
from bot.core.text import bare

# "转人工" within a long story is part of the story: the phrase must be most of what is said.
REST_AT_MOST = 6
LONGEST_PHRASE = 60


class Phrases:
    """The exact and contained phrases of all intents that are no danger."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        ordinary = [intent for intent in intents if not intent.danger]
        self._exact: dict[str, str] = {}
        for intent in ordinary:
            for phrase in intent.exact:
                self._exact.setdefault(bare(phrase), intent.id)
        contained = [(bare(phrase), intent.id) for intent in ordinary for phrase in intent.contains]
        self._contained = sorted(contained, key=lambda pair: -len(pair[0]))

    def exactly(self, text: str) -> str | None:
        """The intent whose phrase this is, marks and spaces aside."""
        return self._exact.get(bare(text)) if len(text) <= LONGEST_PHRASE else None

    def within(self, plain: str) -> str | None:
        """The intent whose longest phrase makes up nearly all of a message already read."""
        said = plain.replace(" ", "")
        for phrase, intent in self._contained:
            if phrase and len(said) - len(phrase) <= REST_AT_MOST and phrase in said:
                return intent
        return None
