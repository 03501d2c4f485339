"""Everything the bot knows, read and checked: immutable, shared by all threads."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from bot.content.models import (
    Case,
    District,
    Holiday,
    Hotline,
    Intent,
    Law,
    LawRef,
    MenuButton,
    Occasion,
    Referral,
    ReplyText,
    Selection,
    Station,
    Tip,
    Topic,
    Word,
)

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BASIS_AT_MOST = 2


class UnknownReply(KeyError):
    """No sentence of replies.yaml has this key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"replies has no sentence {self.key!r}"


class MissingFact(KeyError):
    """A sentence has a placeholder for which nothing, or None, was handed in."""

    def __init__(self, key: str, placeholder: str) -> None:
        super().__init__(key, placeholder)
        self.key = key
        self.placeholder = placeholder

    def __str__(self) -> str:
        return f"sentence {self.key!r} needs {self.placeholder!r}"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All entries; mappings by id (districts by code) in the order of the files.

    `digest` is the sha256 of what was read, in hexadecimal; equal files give an equal digest.
    """

    tips: Mapping[str, Tip] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    intents: Mapping[str, Intent] = field(default_factory=dict)
    referrals: Mapping[str, Referral] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    hotlines: Mapping[str, Hotline] = field(default_factory=dict)
    districts: Mapping[str, District] = field(default_factory=dict)
    stations: Mapping[str, Station] = field(default_factory=dict)
    replies: Mapping[str, ReplyText] = field(default_factory=dict)
    menu: tuple[MenuButton, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    lists: Mapping[str, Selection] = field(default_factory=dict)
    calendar: Mapping[str, Occasion] = field(default_factory=dict)
    digest: str = ""

    def __post_init__(self) -> None:
        for name, value in self._fields():
            if isinstance(value, dict):
                object.__setattr__(self, name, MappingProxyType(value))

    def __reduce__(self) -> tuple[type["Knowledge"], tuple[Any, ...]]:
        """Read-only views cannot be pickled; training runs in another process and needs a copy."""
        values = (dict(value) if isinstance(value, Mapping) else value for _, value in self._fields())
        return Knowledge, tuple(values)

    def _fields(self) -> list[tuple[str, Any]]:
        return [(part.name, getattr(self, part.name)) for part in fields(self)]

    def entry(self, id: str) -> Tip | Case | None:
        """The tip or case of this id, also a disabled one."""
        return self.tips.get(id) or self.cases.get(id)

    def tips_of(self, topic: str) -> tuple[Tip, ...]:
        """The enabled tips of a topic, in file order."""
        return tuple(tip for tip in self.tips.values() if tip.topic == topic and tip.enabled)

    def cases_of(self, topic: str) -> tuple[Case, ...]:
        """The enabled cases that name a topic, in file order."""
        return tuple(case for case in self.cases.values() if topic in case.topics and case.enabled)

    def say(self, key: str, **facts: object) -> str:
        """A sentence of replies.yaml with its placeholders filled; facts it does not mention are ignored.

        Raises UnknownReply, and MissingFact where a placeholder's fact is absent or None.
        """
        reply = self.replies.get(key)
        if reply is None:
            raise UnknownReply(key)

        if "{" not in reply.text:
            return reply.text

        def fill(match: re.Match[str]) -> str:
            fact = facts.get(match[1])
            if fact is None:
                raise MissingFact(key, match[1])
            return str(fact)

        return PLACEHOLDER.sub(fill, reply.text)

    def basis(self, refs: Iterable[LawRef]) -> str:
        """The first two articles in a reader's words: 消费者权益保护法第24条、第25条; "" for none."""
        articles = list(dict.fromkeys((ref.law, ref.article) for ref in refs))[:_BASIS_AT_MOST]
        said: list[str] = []
        before: str | None = None
        for law_id, article in articles:
            law = self.laws.get(law_id)
            name = "" if law_id == before else law.short if law else law_id
            said.append(f"{name}第{article}条")
            before = law_id
        return "、".join(said)
