"""Move a complaint on: lock the row, apply the rule, keep the clocks, append the event, in the caller's transaction."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from bot.complaints import deadlines
from bot.complaints.intake import link
from bot.complaints.lifecycle import CLOSED, MissingReason, Mode, Moved, Role, State, apply
from bot.complaints.model import COMPLAINTS, EVENTS
from bot.core.clock import SHANGHAI
from bot.core.crypto import seal, seal_optional
from bot.core.workdays import Calendar
from bot.followers.people import PersonErased

ENDS_MEDIATION = 23
"""The article whose endings both sides are told of."""


class UnknownComplaint(Exception):
    """There is no complaint with this number."""


def move(
    session: Session,
    number: str,
    action: str,
    *,
    by: Role | str,
    by_name: str | None = None,
    now: datetime,
    calendar: Calendar,
    person_key: bytes | None,
    note: str | None = None,
    internal: str | None = None,
    **said: object,
) -> Moved:
    """Make one move. `note` is for the consumer, `internal` for staff; `said` holds the facts the move needs, and
    `on`, the day it happened where it is entered later.

    Raises UnknownComplaint, IllegalMove, MissingReason, and PersonErased when there is something to seal and no key.
    """
    row = _locked(session, number)
    moved = apply(State(row.state), action, Role(by), now, mode=Mode(row.mode), **said)
    values = {"state": moved.end.value, "updated_at": now, **_clocks(row, moved, calendar)}
    if action == "record_12315":
        values["external_number"] = seal(_needed(person_key), str(said["external_number"]))
    if action == "found_breach":
        link(session, number, str(said["report_number"]), person_key=_needed(person_key))
    session.execute(update(COMPLAINTS).where(COMPLAINTS.c.id == row.id).values(**values))
    _append(session, row.id, moved, by_name=by_name, person_key=person_key, note=note, internal=internal)
    return moved


def supplement(session: Session, number: str, text: str, *, now: datetime, person_key: bytes) -> Moved:
    """Put the person's further words on the timeline; the state stays. Raises UnknownComplaint."""
    row = _locked(session, number)
    moved = apply(State(row.state), "supplement", Role.CONSUMER, now, mode=Mode(row.mode))
    session.execute(update(COMPLAINTS).where(COMPLAINTS.c.id == row.id).values(updated_at=now))
    _append(session, row.id, moved, by_name=None, person_key=person_key, note=text, internal=None)
    return moved


def _locked(session: Session, number: str) -> Row[Any]:
    row = session.execute(select(COMPLAINTS).where(COMPLAINTS.c.number == number).with_for_update()).first()
    if row is None:
        raise UnknownComplaint(number)
    return row


def _needed(person_key: bytes | None) -> bytes:
    if person_key is None:
        raise PersonErased
    return person_key


def _append(
    session: Session,
    complaint_id: int,
    moved: Moved,
    *,
    by_name: str | None,
    person_key: bytes | None,
    note: str | None,
    internal: str | None,
) -> None:
    key = _needed(person_key) if note or internal else b""
    session.execute(
        insert(EVENTS),
        {
            "complaint_id": complaint_id,
            "at": moved.at,
            "action": moved.action,
            "from_state": moved.start.value,
            "to_state": moved.end.value,
            "by_role": moved.by.value,
            "by_name": by_name,
            "article": moved.article,
            "ground": moved.said.get("ground"),
            "note": seal_optional(key, note or None),
            "internal": seal_optional(key, internal or None),
        },
    )


def _clocks(row: Row[Any], moved: Moved, calendar: Calendar) -> dict[str, object]:
    """What a move does to the deadlines of a complaint."""
    day = _day_said(moved, "on")
    match moved.action:
        case "record_12315":
            return _received(_day_said(moved, "received_on"), calendar)
        case "assign_down":
            return {"district": moved.said["district"], **_received(day, calendar)}
        case "ask_identity":
            return {"identity_by": _as_day(moved.said["until"])}
        case "accept":
            return {"accepted_at": _moment(day, moved.at), **_mediation(day, calendar, 0)}
        case "suspend_for_appraisal":
            return {"clock_stopped_on": day, "mediate_by": None}
        case "resume" if row.clock_stopped_on is not None:
            lost = row.suspended_days + max((day - row.clock_stopped_on).days, 0)
            due = _mediation(row.accepted_at.date(), calendar, lost)
            return {"clock_stopped_on": None, "suspended_days": lost, **due}
        case "note_told":
            return {"tell_by": None}
    if moved.end in CLOSED and moved.article == ENDS_MEDIATION:
        return {"tell_by": deadlines.tell_end_by(day, calendar).day}
    return {}


def _received(day: date, calendar: Calendar) -> dict[str, object]:
    """The competent office has it from this day: the seven working days run."""
    due = deadlines.accept_by(day, calendar)
    return {"received_at": _moment(day), "accept_by": due.day, "accept_by_provisional": due.provisional}


def _mediation(accepted: date, calendar: Calendar, suspended_days: int) -> dict[str, object]:
    due = deadlines.mediate_by(accepted, calendar, suspended_days=suspended_days)
    return {"mediate_by": due.day, "mediate_by_provisional": due.provisional}


def _moment(day: date, now: datetime | None = None) -> datetime:
    """The moment itself where it is today's, else the beginning of the day."""
    if now is not None and now.astimezone(SHANGHAI).date() == day:
        return now
    return datetime.combine(day, time(), SHANGHAI)


def _day_said(moved: Moved, name: str) -> date:
    """The day a move names, or today. Raises MissingReason for a day to come."""
    today = moved.at.astimezone(SHANGHAI).date()
    day = _as_day(moved.said.get(name, today))
    if day > today:
        raise MissingReason(name)
    return day


def _as_day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
