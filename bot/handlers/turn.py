"""One turn of a talk: what every handler may need, and how a handler speaks."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from bot.content.knowledge import Knowledge
from bot.conversations.state import Talk
from bot.core.crypto import DataKeys
from bot.core.messages import Choice, Incoming, Reply
from bot.core.settings import Settings
from bot.core.workdays import Calendar
from bot.extraction import Gazetteer
from bot.followers.people import Person
from bot.guidance import Answer, Guidance

_CHOICE_NUMBER = re.compile(r"(?:选|回复)?\s*([1-9])\s*[.、。号]?")


@dataclass(frozen=True, slots=True)
class House:
    """What the bot knows and how it is set up; replaced as a whole when the knowledge changes."""

    settings: Settings
    data_keys: DataKeys
    knowledge: Knowledge
    guidance: Guidance
    gazetteer: Gazetteer
    calendar: Calendar


@dataclass
class Turn:
    """What a handler may need.

    `text` is what was said, `action` what a tapped or typed choice means, `asked` what we asked last outside a form.
    `private` keeps the words of this turn out of the transcript: they belong to a report.
    """

    house: House
    session: Session
    incoming: Incoming
    person: Person
    talk: Talk
    now: datetime
    action: str | None = None
    private: bool = False
    asked: str | None = None

    @property
    def text(self) -> str:
        return self.incoming.text

    @property
    def knowledge(self) -> Knowledge:
        return self.house.knowledge

    @cached_property
    def is_said(self) -> bool:
        """Whether the person said something in words (typed, tapped or spoken and recognised)."""
        return self.incoming.kind in ("text", "voice") and bool(self.text.strip())

    @cached_property
    def guess(self) -> Answer:
        """What guidance makes of the words."""
        return self.house.guidance.answer(self.text, after=self.talk.after, on=self.now.date(), brief=True)

    @cached_property
    def intent(self) -> str | None:
        """What the person wants, by a choice, a menu button or their words; None for a question."""
        if self.action is not None:
            return self.action.removeprefix("intent:") if self.action.startswith("intent:") else None
        if self.incoming.kind == "click":
            return self.incoming.event_key if self.incoming.event_key in self.knowledge.intents else "help"
        if not self.is_said:
            return None
        return self.guess.intent if self.guess.kind == "intent" else None

    @cached_property
    def danger(self) -> str | None:
        """Which danger the words tell of; inside a form without guessing at the rest."""
        if not self.is_said or self.action is not None:
            return None
        return self.house.guidance.danger_of(self.text) if self.talk.form else self.guess.danger

    @cached_property
    def command(self) -> str | None:
        """The intent whose exact phrase the words are; cheaper than a guess."""
        return self.house.guidance.intent_of(self.text) if self.is_said else None

    def says(self, *intents: str) -> bool:
        """Whether the person gave one of these short commands, by a choice, the menu or exact words."""
        chose = self.action is not None or self.incoming.kind == "click"
        return (self.intent if chose else self.command) in intents

    def chosen(self, verb: str) -> str | None:
        """The object of the action `verb:object`, if that was chosen."""
        if self.action and self.action.startswith(f"{verb}:"):
            return self.action.removeprefix(f"{verb}:")
        return None

    def say(self, key: str, **facts: object) -> str:
        """A sentence of replies.yaml; what people wrote cannot smuggle a link into it."""
        return self.knowledge.say(key, **{name: _harmless(value) for name, value in facts.items()})

    def reply(self, key: str, *choices: Choice, **facts: object) -> Reply:
        return Reply(self.say(key, **facts), choices)

    def way(self, key: str, action: str, **facts: object) -> Choice:
        """A way on, labelled by `way.<key>` of replies.yaml."""
        return Choice(self.say(f"way.{key}", **facts), action)

    def page(self, entry_id: str) -> str:
        """The address of an entry's page."""
        return f"{self.house.settings.public_url}/k/{entry_id}"


def _harmless(value: object) -> object:
    return value.replace("<", "‹").replace(">", "›") if isinstance(value, str) else value


def chosen_action(talk: Talk, text: str) -> str | None:
    """What a typed number or a tapped label means after the last reply; None when it is neither."""
    said = unicodedata.normalize("NFKC", text).strip()
    for label, action in talk.choices:
        if said == unicodedata.normalize("NFKC", label).strip():
            return action
    match = _CHOICE_NUMBER.fullmatch(said)
    if match and int(match[1]) <= len(talk.choices):
        return talk.choices[int(match[1]) - 1][1]
    return None
