"""Take a complaint in: the row, its first event, and the clock where the account is a channel of its own (art. 8)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bot.complaints.deadlines import accept_by
from bot.complaints.lifecycle import Mode, Role, State
from bot.complaints.model import COMPLAINTS, EVENTS, LINKS
from bot.core.crypto import keyed_hash, seal, seal_optional
from bot.core.workdays import Calendar, Due

PHONE_PURPOSE = "phone"


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What a complaint holds (art. 10, 投诉登记表). `amount` in yuan, `request` one of `admissibility.REQUESTS`,
    `district` and `township` official codes where known.
    """

    person_id: int
    name: str
    phone: str
    address: str
    merchant: str
    merchant_address: str
    district: str | None
    township: str | None
    item: str | None
    amount: Decimal | None
    bought_on: date | None
    date_text: str | None
    facts: str
    request: str
    request_text: str | None
    publish: bool
    entrust: bool
    topic: str | None
    consent: bool = True


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed; `accept_by` only where the filing counts as received."""

    number: str
    mode: str
    accept_by: Due | None


def file(
    session: Session,
    new: NewComplaint,
    *,
    person_key: bytes,
    number: str,
    mode: str,
    now: datetime,
    calendar: Calendar,
    secret: str,
) -> Filed:
    """Store a complaint under its number. In registered mode it counts as received now (art. 8, 15)."""
    received = Mode(mode) is Mode.REGISTERED
    due = accept_by(now.date(), calendar) if received else None
    row = {
        **_plain(new),
        **_sealed(new, person_key),
        "number": number,
        "mode": Mode(mode).value,
        "state": State.FILED.value,
        "phone_hash": keyed_hash(secret, PHONE_PURPOSE, new.phone),
        "created_at": now,
        "updated_at": now,
        "received_at": now if received else None,
        "accept_by": due.day if due else None,
        "accept_by_provisional": due.provisional if due else False,
        "mediate_by_provisional": False,
        "suspended_days": 0,
    }
    complaint_id = session.execute(insert(COMPLAINTS).returning(COMPLAINTS.c.id), row).scalar_one()
    first = {
        "complaint_id": complaint_id,
        "at": now,
        "action": "file",
        "to_state": State.FILED.value,
        "by_role": Role.CONSUMER.value,
        "article": 10,
    }
    session.execute(insert(EVENTS), first)
    return Filed(number, mode, due)


def _plain(new: NewComplaint) -> dict[str, object]:
    return {
        "person_id": new.person_id,
        "topic": new.topic,
        "district": new.district,
        "township": new.township,
        "amount": new.amount,
        "bought_on": new.bought_on,
        "request": new.request,
        "consent": new.consent,
        "publish": new.publish,
        "entrust": new.entrust,
    }


def _sealed(new: NewComplaint, key: bytes) -> dict[str, bytes | None]:
    return {
        "name": seal(key, new.name),
        "phone": seal(key, new.phone),
        "address": seal(key, new.address),
        "merchant": seal(key, new.merchant),
        "merchant_address": seal(key, new.merchant_address),
        "item": seal_optional(key, new.item),
        "date_text": seal_optional(key, new.date_text),
        "facts": seal(key, new.facts),
        "request_text": seal_optional(key, new.request_text),
    }


def link(session: Session, number: str, other_number: str, *, person_key: bytes) -> None:
    """Note that another filing belongs to this complaint; only the person's key tells which (art. 37)."""
    session.execute(insert(LINKS), {"complaint_number": number, "other_number": seal(person_key, other_number)})


def forget_phone(session: Session, person_id: int) -> None:
    """Forget by which telephone number this person's complaints could be found."""
    session.execute(update(COMPLAINTS).where(COMPLAINTS.c.person_id == person_id).values(phone_hash=None))
