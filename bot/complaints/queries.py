"""What pages and commands ask of the complaints room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from bot.complaints.admissibility import REQUESTS
from bot.complaints.lifecycle import MEDIATION, TO_DECIDE
from bot.complaints.model import COMPLAINTS, EVENTS, LINKS
from bot.core.crypto import Unreadable, unseal, unseal_optional
from bot.core.logs import get_logger
from bot.core.masking import mask_address, mask_name, mask_phone, mask_text

KeyOf = Callable[[int], bytes | None]
"""The key of a person by id, None once erased."""
Open = Callable[..., str | None]
HIDDEN = "****"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnComplaint:
    """A complaint as its owner may read it. `amount` in yuan; `accept_by` null while no office has received it."""

    number: str
    mode: str
    state: str
    name: str
    phone: str
    address: str
    merchant: str
    merchant_address: str
    item: str | None
    amount: Decimal | None
    bought_on: date | None
    date_text: str | None
    facts: str
    request: str
    request_text: str | None
    created_at: datetime
    accept_by: date | None


def of_person(session: Session, person_id: int, person_key: bytes, *, limit: int = 10) -> list[OwnComplaint]:
    """A person's complaints, newest first; one that cannot be read any more is left out."""
    rows = session.execute(_of(person_id).order_by(COMPLAINTS.c.id.desc()).limit(limit))
    return [own for row in rows if (own := _own(row, person_key)) is not None]


def own(session: Session, person_id: int, number: str, person_key: bytes) -> OwnComplaint | None:
    """One complaint, if it is this person's and can be read."""
    row = session.execute(_of(person_id).where(COMPLAINTS.c.number == number)).first()
    return _own(row, person_key) if row else None


def states_of(session: Session, person_id: int) -> list[tuple[str, str]]:
    """Number and state of every complaint of a person, oldest first, whether or not it can be read."""
    rows = session.execute(_of(person_id).order_by(COMPLAINTS.c.id)).all()
    return [(row.number, row.state) for row in rows]


def _of(person_id: int) -> Select[Any]:
    return select(COMPLAINTS).where(COMPLAINTS.c.person_id == person_id)


def _own(row: Row[Any], key: bytes) -> OwnComplaint | None:
    try:
        return _opened(row, key)
    except Unreadable:
        log.error("complaint.unreadable", number=row.number)
        return None


def _opened(row: Row[Any], key: bytes) -> OwnComplaint:
    return OwnComplaint(
        number=row.number,
        mode=row.mode,
        state=row.state,
        name=unseal(key, row.name),
        phone=unseal(key, row.phone),
        address=unseal(key, row.address),
        merchant=unseal(key, row.merchant),
        merchant_address=unseal(key, row.merchant_address),
        item=unseal_optional(key, row.item),
        amount=row.amount,
        bought_on=row.bought_on,
        date_text=unseal_optional(key, row.date_text),
        facts=unseal(key, row.facts),
        request=row.request,
        request_text=unseal_optional(key, row.request_text),
        created_at=row.created_at,
        accept_by=row.accept_by,
    )


def listing(
    session: Session,
    key_of: KeyOf | None = None,
    *,
    state: str | None = None,
    district: str | None = None,
    phone_hash: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Complaints, newest first, masked; of one state, district or phone number where asked.

    Without `key_of` (and of erased people) `merchant` and `item` are None. `due` is the next deadline.
    """
    query = _filtered(select(COMPLAINTS), state, district, phone_hash).order_by(COMPLAINTS.c.id.desc())
    return [_listed(row, key_of) for row in session.execute(query.limit(limit).offset(offset)).all()]


def count(
    session: Session, *, state: str | None = None, district: str | None = None, phone_hash: str | None = None
) -> int:
    """How many complaints `listing` could show."""
    query = _filtered(select(func.count(COMPLAINTS.c.id)), state, district, phone_hash)
    return int(session.execute(query).scalar_one())


def overdue(
    session: Session, district: str | None = None, *, now: datetime, key_of: KeyOf | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Complaints past their next deadline (to decide, to end mediation, to tell both sides), worst first; masked."""
    undecided = COMPLAINTS.c.state.in_([state.value for state in TO_DECIDE])
    mediated = COMPLAINTS.c.state.in_([state.value for state in MEDIATION])
    due = case((undecided, COMPLAINTS.c.accept_by), (mediated, COMPLAINTS.c.mediate_by), else_=COMPLAINTS.c.tell_by)
    query = _filtered(select(COMPLAINTS), None, district, None).where(due < now.date()).order_by(due).limit(limit)
    return [_listed(row, key_of) for row in session.execute(query).all()]


def _filtered(query: Select[Any], state: str | None, district: str | None, phone_hash: str | None) -> Select[Any]:
    wanted = {"state": state, "district": district, "phone_hash": phone_hash}
    return query.where(*(COMPLAINTS.c[name] == value for name, value in wanted.items() if value is not None))


def _listed(row: Row[Any], key_of: KeyOf | None) -> dict[str, Any]:
    text = _opener(_key_of(row, key_of), row.number, reveal=False)
    return {
        "number": row.number,
        "state": row.state,
        "mode": row.mode,
        "topic": row.topic,
        "district": row.district,
        "township": row.township,
        "merchant": text(row.merchant),
        "item": text(row.item),
        "amount_yuan": _number(row.amount),
        "request": REQUESTS[row.request],
        "created_at": row.created_at.isoformat(),
        "due": _iso(_due(row)),
    }


def _key_of(row: Row[Any], key_of: KeyOf | None) -> bytes | None:
    try:
        return key_of(row.person_id) if key_of else None
    except Unreadable:
        log.error("complaint.key_unreadable", number=row.number)
        return None


def _due(row: Row[Any]) -> date | None:
    """The next day by which the law wants something done about a complaint."""
    if row.state in TO_DECIDE:
        return row.accept_by  # type: ignore[no-any-return]
    return row.mediate_by if row.state in MEDIATION else row.tell_by  # type: ignore[no-any-return]


def person_of(session: Session, number: str) -> int | None:
    """Whose complaint this is, for the key that opens it."""
    return session.execute(select(COMPLAINTS.c.person_id).where(COMPLAINTS.c.number == number)).scalar_one_or_none()


def show(session: Session, number: str, person_key: bytes | None, *, reveal: bool = False) -> dict[str, Any] | None:
    """The complaint of this number as `bot complaint show` prints it, or None; `evidence` is left to the caller.

    Amounts are numbers in yuan, times ISO 8601 with +08:00, unknown is None. With `person_key` None (the person was
    erased) every personal field is None, and so is one that cannot be read any more. `linked` names other filings only
    where revealed: a report among them is this person's (art. 37). Whoever reveals has to log why.
    """
    row = session.execute(select(COMPLAINTS).where(COMPLAINTS.c.number == number)).first()
    if row is None:
        return None
    text = _opener(person_key, number, reveal=reveal)
    return {
        "number": row.number,
        "kind": "complaint",
        "state": row.state,
        "mode": row.mode,
        "district": row.district,
        "township": row.township,
        "merchant": text(row.merchant),
        "merchant_address": text(row.merchant_address),
        "item": text(row.item),
        "amount_yuan": _number(row.amount),
        "date": _iso(row.bought_on),
        "date_text": text(row.date_text),
        "facts": text(row.facts),
        "request": text(row.request_text) or REQUESTS[row.request],
        "request_kind": row.request,
        "name": text(row.name, mask_name),
        "phone": text(row.phone, mask_phone),
        "address": text(row.address, mask_address),
        "consent": row.consent,
        "publish": row.publish,
        "entrust": row.entrust,
        "evidence": [],
        "linked": _linked(session, number, text),
        "events": [_event(event, text) for event in _timeline(session, row.id)],
    }


def _opener(key: bytes | None, number: str, *, reveal: bool) -> Open:
    """How sealed text of a complaint is read here: as it is, masked, or not at all without a key that opens it."""

    def text(blob: bytes | None, mask: Callable[[str], str] = mask_text) -> str | None:
        if blob is None or key is None:
            return None
        try:
            clear = unseal(key, blob)
        except Unreadable:
            log.error("complaint.unreadable", number=number)
            return None
        return clear if reveal else mask(clear)

    return text


def _linked(session: Session, number: str, text: Open) -> list[str | None]:
    query = select(LINKS.c.other_number).where(LINKS.c.complaint_number == number).order_by(LINKS.c.id)
    return [text(blob, lambda _: HIDDEN) for blob in session.execute(query).scalars()]


def _timeline(session: Session, complaint_id: int) -> Sequence[Row[Any]]:
    return session.execute(select(EVENTS).where(EVENTS.c.complaint_id == complaint_id).order_by(EVENTS.c.id)).all()


def _event(event: Row[Any], text: Open) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "by": event.by_role,
        "by_name": event.by_name,
        "article": event.article,
        "ground": event.ground,
        "note": text(event.note),
        "internal": text(event.internal),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _number(amount: Decimal | None) -> float | int | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
