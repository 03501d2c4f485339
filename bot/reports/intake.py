"""Take a report in, and forget who made it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.core.crypto import keyed_hash, seal, seal_optional
from bot.core.workdays import Calendar, Due
from bot.reports.deadlines import check_by
from bot.reports.lifecycle import Law, Mode, Role, State
from bot.reports.model import EVENTS, KEYS, REPORTS

REPORTER_PURPOSE = "reporter"
NOBODY = {"openid": None, "name": None, "phone": None, "address": None, "reporter_hash": None, "anonymous": True}
"""What a report holds of whoever made it, once that is forgotten."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a report holds (art. 28, 举报登记表). Of an anonymous one, name, phone and address are not kept.

    `openid` is None for a lead that an officer found while mediating (art. 27).
    """

    openid: str | None
    anonymous: bool
    name: str | None
    phone: str | None
    address: str | None
    merchant: str
    merchant_address: str
    district: str | None
    township: str | None
    item: str | None
    bought_on: date | None
    date_text: str | None
    facts: str


@dataclass(frozen=True, slots=True)
class FiledReport:
    """What was filed; `check_by` only where the report counts as received."""

    number: str
    mode: str
    anonymous: bool
    check_by: Due | None


def file(
    session: Session,
    new: NewReport,
    *,
    key_id: int,
    key: bytes,
    number: str,
    mode: str,
    now: datetime,
    calendar: Calendar,
    secret: str,
) -> FiledReport:
    """Store a report under its number and its own key. In registered mode it counts as received now (art. 8)."""
    received = Mode(mode) is Mode.REGISTERED
    due = check_by(now.date(), calendar) if received else None
    row = {
        **_sealed(new, key),
        "number": number,
        "key_id": key_id,
        "mode": Mode(mode).value,
        "state": State.FILED.value,
        "anonymous": new.anonymous,
        "reporter_hash": keyed_hash(secret, REPORTER_PURPOSE, new.openid) if new.openid else None,
        "district": new.district,
        "township": new.township,
        "bought_on": new.bought_on,
        "created_at": now,
        "updated_at": now,
        "received_at": now if received else None,
        "check_by": due.day if due else None,
        "check_by_provisional": due.provisional if due else False,
        "extended": False,
        "stopped_workdays": 0,
    }
    report_id = session.execute(insert(REPORTS).returning(REPORTS.c.id), row).scalar_one()
    first = {
        "report_id": report_id,
        "at": now,
        "action": "file",
        "to_state": State.FILED.value,
        "by_role": Role.REPORTER.value,
        "law": Law.HANDLING.value,
        "article": 28,
    }
    session.execute(insert(EVENTS), first)
    return FiledReport(number, mode, new.anonymous, due)


def _sealed(new: NewReport, key: bytes) -> dict[str, bytes | None]:
    named = not new.anonymous
    return {
        "openid": seal_optional(key, new.openid),
        "name": seal_optional(key, new.name if named else None),
        "phone": seal_optional(key, new.phone if named else None),
        "address": seal_optional(key, new.address if named else None),
        "merchant": seal(key, new.merchant),
        "merchant_address": seal(key, new.merchant_address),
        "item": seal_optional(key, new.item),
        "date_text": seal_optional(key, new.date_text),
        "facts": seal(key, new.facts),
    }


def forget_reporter(session: Session, reporter_hash: str) -> list[str]:
    """Forget who made these reports; the clues stay. Returns the ids of the reports' keys, for the list."""
    forgotten = update(REPORTS).where(REPORTS.c.reporter_hash == reporter_hash).values(**NOBODY)
    rows = list(session.execute(forgotten.returning(REPORTS.c.key_id)).scalars())
    return list(session.execute(select(KEYS.c.key_id).where(KEYS.c.id.in_(rows))).scalars())


def forget_reporters_of(session: Session, key_ids: Collection[str]) -> None:
    """Forget once more who made the reports that lie under these keys."""
    theirs = select(KEYS.c.id).where(KEYS.c.key_id.in_(key_ids))
    session.execute(update(REPORTS).where(REPORTS.c.key_id.in_(theirs)).values(**NOBODY))
