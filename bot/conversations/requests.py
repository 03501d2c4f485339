"""What people ask of staff: to be spoken with, and questions nobody could answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.conversations.model import HAND_OVERS, UNANSWERED
from bot.core.crypto import seal, seal_optional


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Somebody waits for a member of staff."""

    id: int
    person_id: int
    reason: str
    at: datetime


def hand_over(
    session: Session, person_id: int, person_key: bytes, reason: str, now: datetime, media: str | None = None
) -> int:
    """Note that a person wants to be spoken with; an open wish for the same reason is not noted twice."""
    if media is None:
        waiting = session.execute(
            select(HAND_OVERS.c.id).where(
                HAND_OVERS.c.person_id == person_id, HAND_OVERS.c.reason == reason, HAND_OVERS.c.state == "open"
            )
        ).scalar_one_or_none()
        if waiting is not None:
            return int(waiting)
    given = {
        "person_id": person_id,
        "reason": reason,
        "state": "open",
        "media": seal_optional(person_key, media),
        "at": now,
    }
    return int(session.execute(insert(HAND_OVERS).returning(HAND_OVERS.c.id), given).scalar_one())


def open_requests(session: Session, *, limit: int = 50) -> list[OpenRequest]:
    """Who waits for staff, longest first."""
    rows = session.execute(
        select(HAND_OVERS.c.id, HAND_OVERS.c.person_id, HAND_OVERS.c.reason, HAND_OVERS.c.at)
        .where(HAND_OVERS.c.state == "open")
        .order_by(HAND_OVERS.c.at)
        .limit(limit)
    )
    return [OpenRequest(*row) for row in rows]


def settle(session: Session, request_id: int) -> None:
    session.execute(update(HAND_OVERS).where(HAND_OVERS.c.id == request_id).values(state="settled"))


def keep_unanswered(
    session: Session, person_id: int, person_key: bytes, question: str, topic: str | None, now: datetime
) -> None:
    session.execute(
        insert(UNANSWERED),
        {"person_id": person_id, "question": seal(person_key, question), "topic": topic, "at": now},
    )


def forget_person(session: Session, person_id: int) -> None:
    session.execute(delete(HAND_OVERS).where(HAND_OVERS.c.person_id == person_id))
    session.execute(delete(UNANSWERED).where(UNANSWERED.c.person_id == person_id))


def forget_before(session: Session, moment: datetime) -> None:
    session.execute(delete(UNANSWERED).where(UNANSWERED.c.at < moment))
    session.execute(delete(HAND_OVERS).where(HAND_OVERS.c.at < moment, HAND_OVERS.c.state != "open"))
