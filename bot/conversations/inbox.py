"""Nothing runs twice: a retry gets the reply that was stored, a replay is refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.conversations.model import INBOX, NONCES
from bot.core.crypto import seal, seal_optional, unseal_optional
from bot.core.messages import Incoming
from bot.core.prepared import DIALECTS, Prepared

_BY_KEY = Prepared(select(INBOX.c.reply).where(INBOX.c.key == bindparam("key")))
_NEW_MESSAGE = Prepared(insert(INBOX), columns=("key", "person_id", "kind", "said", "reply", "private", "at"))
_NEW_NONCE = Prepared(
    {dialect.dialect.name: dialect.insert(NONCES).on_conflict_do_nothing() for dialect in DIALECTS},
    columns=("nonce", "message_key", "at"),
)
_NONCE = select(NONCES.c.message_key).where(NONCES.c.nonce == bindparam("nonce"))


class Replayed(Exception):
    """A nonce that came before with another message: somebody replays what they overheard."""


@dataclass(frozen=True, slots=True)
class Answered:
    """This message was answered before; `reply` is what was said, None where nothing was."""

    reply: str | None


def admit(session: Session, person_key: bytes, incoming: Incoming, nonce: str, now: datetime) -> Answered | None:
    """None for a message to be worked on now; Answered for a retry. Raises Replayed."""
    row = _BY_KEY.first(session, key=incoming.key)
    note_nonce(session, nonce, incoming.key, now)
    return Answered(unseal_optional(person_key, row[0])) if row is not None else None


def note_nonce(session: Session, nonce: str, message_key: str, now: datetime) -> None:
    """Remember a nonce with what it came with. Raises Replayed when it came with something else before."""
    if _NEW_NONCE.write(session, nonce=nonce, message_key=message_key, at=now):
        return
    if session.execute(_NONCE, {"nonce": nonce}).scalar_one() != message_key:
        raise Replayed


def store(
    session: Session,
    person_id: int,
    person_key: bytes,
    incoming: Incoming,
    said: str,
    reply: str,
    now: datetime,
    *,
    private: bool,
) -> None:
    """Keep what was said and answered, for a retry and for staff who take over."""
    _NEW_MESSAGE.write(
        session,
        key=incoming.key,
        person_id=None if private else person_id,
        kind=incoming.kind,
        said=None if private or not said else seal(person_key, said),
        reply=seal_optional(person_key, reply or None),
        private=private,
        at=now,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One exchange of a transcript."""

    at: datetime
    kind: str
    said: str | None
    reply: str | None


def transcript(session: Session, person_id: int, person_key: bytes, *, limit: int = 20) -> list[Line]:
    """The last exchanges with a person, oldest first; what belongs to a report is left out."""
    rows = session.execute(
        select(INBOX.c.at, INBOX.c.kind, INBOX.c.said, INBOX.c.reply)
        .where(INBOX.c.person_id == person_id, INBOX.c.private.is_(False))
        .order_by(INBOX.c.id.desc())
        .limit(limit)
    ).all()
    return [
        Line(row.at, row.kind, unseal_optional(person_key, row.said), unseal_optional(person_key, row.reply))
        for row in reversed(rows)
    ]


def forget_before(session: Session, now: datetime, *, messages_days: int) -> int:
    """Delete messages older than the retention period and nonces no longer fresh. Returns how many messages."""
    session.execute(delete(NONCES).where(NONCES.c.at < now - timedelta(hours=1)))
    gone = session.execute(delete(INBOX).where(INBOX.c.at < now - timedelta(days=messages_days)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def forget_private_before(session: Session, moment: datetime) -> int:
    """Delete what belongs to reports once no retry can ask for it any more. Returns how many messages."""
    gone = session.execute(delete(INBOX).where(INBOX.c.private.is_(True), INBOX.c.at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def hide_words_since(session: Session, person_id: int, moment: datetime) -> None:
    """Forget what a person said since a moment: it has become part of a report."""
    session.execute(update(INBOX).where(INBOX.c.person_id == person_id, INBOX.c.at >= moment).values(said=None))


def forget_person(session: Session, person_id: int) -> None:
    session.execute(delete(INBOX).where(INBOX.c.person_id == person_id))
