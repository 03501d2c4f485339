"""What pages and commands ask of the reports room. Nothing here says who reported unless it is asked for by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys, Unreadable, unseal, unseal_optional
from bot.core.logs import get_logger
from bot.core.masking import mask_text
from bot.reports.keys import KeyDestroyed, report_key
from bot.reports.lifecycle import OPEN, RESULTS
from bot.reports.model import EVENTS, KEYS, REPORTS

Open = Callable[[bytes | None], str | None]
CHECKED = "checked"
"""What whoever reported reads of a result that no law asks to be told (art. 36)."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report as whoever made it may read it; `state` is a State's value or `checked`."""

    number: str
    mode: str
    state: str
    key_id: int
    merchant: str
    merchant_address: str
    item: str | None
    bought_on: date | None
    date_text: str | None
    facts: str
    created_at: datetime


def of_reporter(session: Session, data_keys: DataKeys, reporter_hash: str, *, limit: int = 10) -> list[OwnReport]:
    """A reporter's own reports, newest first; one that cannot be read any more is left out."""
    rows = session.execute(_of(reporter_hash).order_by(REPORTS.c.id.desc()).limit(limit)).all()
    return [own for row in rows if (own := _own(session, data_keys, row)) is not None]


def own(session: Session, data_keys: DataKeys, reporter_hash: str, number: str) -> OwnReport | None:
    """One report, if whoever has this hash made it and it can be read."""
    row = session.execute(_of(reporter_hash).where(REPORTS.c.number == number)).first()
    return _own(session, data_keys, row) if row else None


def _of(reporter_hash: str) -> Select[Any]:
    readable = REPORTS.join(KEYS, KEYS.c.id == REPORTS.c.key_id)
    theirs = REPORTS.c.reporter_hash == reporter_hash
    return select(REPORTS).select_from(readable).where(theirs, KEYS.c.wrapped.is_not(None))


def _own(session: Session, data_keys: DataKeys, row: Row[Any]) -> OwnReport | None:
    try:
        return _opened(row, report_key(session, data_keys, row.key_id))
    except Unreadable:
        # Without its number: the line is written while whoever reported is writing to us.
        log.error("report.own_unreadable")
        return None


def _opened(row: Row[Any], key: bytes) -> OwnReport:
    untold = row.state in RESULTS and row.result_told_at is None
    return OwnReport(
        number=row.number,
        mode=row.mode,
        state=CHECKED if untold else row.state,
        key_id=row.key_id,
        merchant=unseal(key, row.merchant),
        merchant_address=unseal(key, row.merchant_address),
        item=unseal_optional(key, row.item),
        bought_on=row.bought_on,
        date_text=unseal_optional(key, row.date_text),
        facts=unseal(key, row.facts),
        created_at=row.created_at,
    )


def listing(
    session: Session,
    data_keys: DataKeys | None = None,
    *,
    state: str | None = None,
    district: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Reports, newest first, masked and without who reported; of one state or district where asked.

    Without `data_keys` (and of destroyed keys) `merchant` and `item` are None. `due` is the day to have checked by.
    """
    query = _filtered(select(REPORTS), state, district).order_by(REPORTS.c.id.desc())
    return [_listed(session, data_keys, row) for row in session.execute(query.limit(limit).offset(offset)).all()]


def count(session: Session, *, state: str | None = None, district: str | None = None) -> int:
    """How many reports `listing` could show."""
    return int(session.execute(_filtered(select(func.count(REPORTS.c.id)), state, district)).scalar_one())


def overdue(
    session: Session,
    district: str | None = None,
    *,
    now: datetime,
    data_keys: DataKeys | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Reports that should have been checked by now, worst first; masked."""
    query = _filtered(select(REPORTS), None, district).where(
        REPORTS.c.state.in_([state.value for state in OPEN]), REPORTS.c.check_by < now.date()
    )
    rows = session.execute(query.order_by(REPORTS.c.check_by).limit(limit)).all()
    return [_listed(session, data_keys, row) for row in rows]


def _filtered(query: Select[Any], state: str | None, district: str | None) -> Select[Any]:
    wanted = {"state": state, "district": district}
    return query.where(*(REPORTS.c[name] == value for name, value in wanted.items() if value is not None))


def _listed(session: Session, data_keys: DataKeys | None, row: Row[Any]) -> dict[str, Any]:
    text = _opener(_key(session, data_keys, row.key_id), row.number, reveal=False)
    return {
        "number": row.number,
        "state": row.state,
        "mode": row.mode,
        "district": row.district,
        "township": row.township,
        "merchant": text(row.merchant),
        "item": text(row.item),
        "created_at": row.created_at.isoformat(),
        "due": _iso(row.check_by) if row.state in OPEN else None,
    }


def show(
    session: Session, data_keys: DataKeys, number: str, *, reveal: bool = False, reveal_reporter: bool = False
) -> dict[str, Any] | None:
    """The report of this number as `bot report show` prints it, or None; `evidence` is left to the caller.

    Who reported is not in it. `reveal_reporter` adds `reporter` (name, phone, address) of a named report, None of an
    anonymous one; WeChat's id is never shown. Of a destroyed key every sealed field is None, and so is one that cannot
    be read any more. Whoever reveals has to log why.
    """
    row = session.execute(select(REPORTS).where(REPORTS.c.number == number)).first()
    if row is None:
        return None
    key = _key(session, data_keys, row.key_id)
    text = _opener(key, number, reveal=reveal)
    shown = {
        "number": row.number,
        "kind": "report",
        "state": row.state,
        "mode": row.mode,
        "district": row.district,
        "township": row.township,
        "merchant": text(row.merchant),
        "merchant_address": text(row.merchant_address),
        "item": text(row.item),
        "date": _iso(row.bought_on),
        "date_text": text(row.date_text),
        "facts": text(row.facts),
        "anonymous": row.anonymous,
        "check_by": _iso(row.check_by),
        "evidence": [],
        "events": [_event(event, text) for event in _timeline(session, row.id)],
    }
    if reveal_reporter:
        clear = _opener(key, number, reveal=True)
        fields = ("name", "phone", "address")
        shown["reporter"] = None if row.anonymous else {name: clear(row._mapping[name]) for name in fields}
    return shown


def openid_to_answer(session: Session, data_keys: DataKeys, number: str) -> str | None:
    """Whom to tell what the law wants told (art. 34, 36); None once forgotten. For answering only, never shown."""
    row = session.execute(select(REPORTS.c.openid, REPORTS.c.key_id).where(REPORTS.c.number == number)).first()
    return _opener(_key(session, data_keys, row.key_id), number, reveal=True)(row.openid) if row else None


def _key(session: Session, data_keys: DataKeys | None, key_id: int) -> bytes | None:
    try:
        return report_key(session, data_keys, key_id) if data_keys else None
    except KeyDestroyed:
        return None
    except Unreadable:
        log.error("report.key_unreadable", key=key_id)
        return None


def _opener(key: bytes | None, number: str, *, reveal: bool) -> Open:
    """How sealed text of a report is read here: as it is, masked, or not at all without a key that opens it."""

    def text(blob: bytes | None) -> str | None:
        if blob is None or key is None:
            return None
        try:
            clear = unseal(key, blob)
        except Unreadable:
            log.error("report.unreadable", number=number)
            return None
        return clear if reveal else mask_text(clear)

    return text


def _timeline(session: Session, report_id: int) -> Sequence[Row[Any]]:
    return session.execute(select(EVENTS).where(EVENTS.c.report_id == report_id).order_by(EVENTS.c.id)).all()


def _event(event: Row[Any], text: Open) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "by": event.by_role,
        "by_name": event.by_name,
        "law": event.law,
        "article": event.article,
        "note": text(event.note),
        "internal": text(event.internal),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
