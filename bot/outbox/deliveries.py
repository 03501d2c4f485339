"""What waits to be said: put in, taken back, told in passing, found by the sweeper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.core import clock
from bot.core.crypto import Unreadable, seal, unseal
from bot.core.messages import TEXT_LIMIT_BYTES
from bot.core.prepared import Prepared
from bot.core.queue import poke
from bot.outbox.model import DELIVERIES, DeliveryState

JOB = "send_delivery"
UNDER_WAY = (DeliveryState.WAITING, DeliveryState.SENDING)
NOT_HEARD = (DeliveryState.HELD, DeliveryState.UNKNOWN)
TAKEN_BACK = (DeliveryState.WAITING, *NOT_HEARD)
_JOINT_BYTES = 2
_MAYBE_SEEN_BYTES = 80

_EARLIER = DELIVERIES.alias("earlier")
FIRST_IN_LINE = ~exists().where(
    _EARLIER.c.person_id == DELIVERIES.c.person_id,
    _EARLIER.c.id < DELIVERIES.c.id,
    _EARLIER.c.state.in_(UNDER_WAY),
)
"""One person's deliveries leave one after the other, in the order they were put in."""

_TO_TELL = Prepared(
    select(DELIVERIES.c.id, DELIVERIES.c.text, DELIVERIES.c.state)
    .where(
        DELIVERIES.c.person_id == bindparam("person"),
        or_(*(DELIVERIES.c.state == state.value for state in NOT_HEARD)),
        or_(DELIVERIES.c.not_after.is_(None), DELIVERIES.c.not_after > bindparam("now")),
    )
    .order_by(DELIVERIES.c.id)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text put in front of an answer; `maybe_seen` where the person may have had it already."""

    text: str
    maybe_seen: bool


def enqueue(
    session: Session,
    person_id: int,
    person_key: bytes,
    text: str,
    *,
    kind: str,
    about: str | None = None,
    not_after: datetime | None = None,
    now: datetime,
) -> int:
    """Put a text out for a person, sent once this transaction has committed. Returns the delivery's id."""
    given = {
        "person_id": person_id,
        "kind": kind,
        "about": about,
        "text": seal(person_key, text),
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "next_try_at": now,
        "not_after": not_after,
        "created_at": now,
    }
    delivery_id = int(session.execute(insert(DELIVERIES).returning(DELIVERIES.c.id), given).scalar_one())
    poke(session, JOB, delivery_id)
    return delivery_id


def told_at_next_word(
    session: Session,
    person_id: int,
    person_key: bytes,
    now: datetime,
    limit: int = 2,
    *,
    room_bytes: int = TEXT_LIMIT_BYTES,
) -> list[Told]:
    """Take what did not reach the person, oldest first, to be said with the answer to what they write now.

    At most `limit` texts, and only as many as fit `room_bytes` of UTF-8 together. A held text that does not fit is
    sent by itself instead, for the person's word has just opened the window; one of unknown fate stays where it is.
    """
    told: list[Told] = []
    for delivery_id, sealed, state in _TO_TELL.rows(session, person=person_id, now=now, limit=limit):
        text, maybe_seen = _readable(person_key, sealed), state == DeliveryState.UNKNOWN
        if text is None:
            _settle(session, delivery_id, DeliveryState.FAILED, now)
            continue
        needed = len(text.encode()) + _JOINT_BYTES + (_MAYBE_SEEN_BYTES if maybe_seen else 0)
        if needed <= room_bytes:
            room_bytes -= needed
            told.append(Told(text, maybe_seen))
            _settle(session, delivery_id, DeliveryState.TOLD, now)
        elif not maybe_seen:
            _send_by_itself(session, delivery_id, now)
    return told


def _readable(person_key: bytes, text: bytes) -> str | None:
    try:
        return unseal(person_key, text)
    except Unreadable:
        return None


def _settle(session: Session, delivery_id: int, state: DeliveryState, now: datetime) -> None:
    values = {"state": state, "settled_at": now, "lease_until": None}
    session.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(**values))


def _send_by_itself(session: Session, delivery_id: int, now: datetime) -> None:
    values = {"state": DeliveryState.WAITING, "reason": None, "next_try_at": now, "settled_at": None}
    session.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(**values))
    poke(session, JOB, delivery_id)


def cancel_about(session: Session, number: str) -> int:
    """Take back what was still to be said about a filing. Returns how many texts."""
    return _take_back(session, DELIVERIES.c.about == number, DeliveryState.CANCELLED, clock.now())


def cancel_talk(session: Session, person_id: int) -> int:
    """Take back what was still to be said to a person and concerns no filing. Returns how many texts."""
    outside = and_(DELIVERIES.c.person_id == person_id, DELIVERIES.c.about.is_(None))
    return _take_back(session, outside, DeliveryState.CANCELLED, clock.now())


def cancel_all(session: Session, person_id: int) -> int:
    """Take back everything still to be said to a person. Returns how many texts."""
    return _take_back(session, DELIVERIES.c.person_id == person_id, DeliveryState.CANCELLED, clock.now())


def expire(session: Session, now: datetime) -> int:
    """Settle what is of no use any more (`not_after`). Returns how many texts."""
    return _take_back(session, DELIVERIES.c.not_after <= now, DeliveryState.EXPIRED, now)


def _take_back(session: Session, which: ColumnElement[bool], state: DeliveryState, now: datetime) -> int:
    gone = session.execute(
        update(DELIVERIES).where(which, DELIVERIES.c.state.in_(TAKEN_BACK)).values(state=state, settled_at=now)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Deliveries to be tried now, and those whose sender died with them; longest due first."""
    ready = and_(DELIVERIES.c.state == DeliveryState.WAITING, DELIVERIES.c.next_try_at <= now, FIRST_IN_LINE)
    abandoned = and_(DELIVERIES.c.state == DeliveryState.SENDING, DELIVERIES.c.lease_until <= now)
    found = session.execute(
        select(DELIVERIES.c.id).where(or_(ready, abandoned)).order_by(DELIVERIES.c.next_try_at).limit(limit)
    )
    return [int(delivery_id) for delivery_id in found.scalars()]


def forget_before(session: Session, moment: datetime) -> int:
    """Delete texts put in before a moment, whatever became of them. Returns how many."""
    return int(session.execute(delete(DELIVERIES).where(DELIVERIES.c.created_at < moment)).rowcount)  # type: ignore[attr-defined]
