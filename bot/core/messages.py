"""What comes in from a person and what goes back, free of any wire format."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal[
    "text",
    "image",
    "voice",
    "video",
    "shortvideo",
    "location",
    "link",
    "subscribe",
    "unsubscribe",
    "scan",
    "click",
    "view",
    "location_event",
    "other_event",
    "unknown",
]
EVENTS: frozenset[str] = frozenset(
    {"subscribe", "unsubscribe", "scan", "click", "view", "location_event", "other_event"}
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event of one person.

    `key` names it for good: a retry of WeChat carries the same key. `text` holds the words of a text message,
    the recognised words of a voice, the label of a place or the title of a link; `created` is WeChat's CreateTime.
    What says who it is or what was said stays out of the repr.
    """

    kind: Kind
    key: str
    openid: str = field(repr=False)
    account: str
    created: datetime
    text: str = field(default="", repr=False)
    media_id: str | None = field(default=None, repr=False)
    url: str | None = field(default=None, repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    event_key: str | None = None

    @property
    def is_event(self) -> bool:
        """Whether the platform reports something rather than the person saying it."""
        return self.kind in EVENTS


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on that a reply offers: `label` is shown and sent back by a tap, `action` is what it means to us."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person hears: plain text and up to nine numbered ways on. An empty text says nothing."""

    text: str = ""
    choices: tuple[Choice, ...] = ()


SILENCE = Reply()
TEXT_LIMIT_BYTES = 2_047
