"""Where the talk with one person stands, loaded and saved as one sealed JSON object."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from bot.conversations.form import Form
from bot.conversations.model import CONVERSATIONS
from bot.conversations.reading import without_identity
from bot.core.crypto import Unreadable, seal, unseal
from bot.core.logs import get_logger
from bot.core.prepared import DIALECTS, Prepared

REMEMBERED_WORDS = 3

log = get_logger(__name__)

_LOAD = Prepared(
    select(CONVERSATIONS.c.state, CONVERSATIONS.c.updated_at).where(CONVERSATIONS.c.person_id == bindparam("person"))
)


def _saving(given: Any) -> Any:
    values = {"state": given.excluded.state, "updated_at": given.excluded.updated_at}
    return given.on_conflict_do_update(index_elements=["person_id"], set_=values)


_SAVE = Prepared(
    {dialect.dialect.name: _saving(dialect.insert(CONVERSATIONS)) for dialect in DIALECTS},
    columns=("person_id", "state", "updated_at"),
)


@dataclass(slots=True)
class Said:
    """Something the person told us, with its time: words like 昨天 are read against it."""

    text: str
    at: str


@dataclass(slots=True)
class Talk:
    """Everything a next message may need to be understood.

    `choices` are the [label, action] pairs of the last reply; `said` the last things told that a filing may take
    over; `after` the entry last answered with; `unsure` how many times in a row we did not understand; `draft` the
    token under which photos sent before a filing wait; `asked` a question of ours that the next message answers.
    """

    choices: list[list[str]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    after: str | None = None
    unsure: int = 0
    form: Form | None = None
    draft: str | None = None
    asked: str | None = None
    updated_at: datetime | None = None

    def remember(self, text: str, at: datetime) -> None:
        """Keep what was said for a filing, newest last."""
        self.said = [*self.said, Said(without_identity(text), at.isoformat())][-REMEMBERED_WORDS:]

    def to_json(self) -> str:
        plain = {
            "choices": self.choices,
            "said": [[said.text, said.at] for said in self.said],
            "after": self.after,
            "unsure": self.unsure,
            "form": asdict(self.form) if self.form else None,
            "draft": self.draft,
            "asked": self.asked,
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, updated_at: datetime) -> "Talk":
        plain: dict[str, Any] = json.loads(text)
        form = plain.pop("form")
        said = [Said(text, at) for text, at in plain.pop("said")]
        return cls(**plain, said=said, form=Form(**form) if form else None, updated_at=updated_at)


def load(session: Session, person_id: int, person_key: bytes) -> Talk:
    """The talk so far; a fresh one where there is none or it can no longer be read."""
    row = _LOAD.first(session, person=person_id)
    if row is None:
        return Talk()
    sealed, updated_at = row
    try:
        return Talk.from_json(unseal(person_key, sealed), updated_at)
    except (Unreadable, ValueError, TypeError, KeyError) as error:
        log.error("conversation.unreadable", why=type(error).__name__)
        return Talk()


def save(session: Session, person_id: int, person_key: bytes, talk: Talk, now: datetime) -> None:
    _SAVE.write(session, person_id=person_id, state=seal(person_key, talk.to_json()), updated_at=now)


def forget(session: Session, person_id: int) -> None:
    session.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.person_id == person_id))


def forget_idle_since(session: Session, moment: datetime) -> int:
    """Delete conversations (and the drafts in them) untouched since a moment. Returns how many."""
    return int(session.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.updated_at < moment)).rowcount)  # type: ignore[attr-defined]
