"""Move a report on: lock the row, apply the rule, keep the clock, append the event; all in the caller's transaction."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from bot.core.clock import SHANGHAI
from bot.core.crypto import seal_optional
from bot.core.workdays import Calendar
from bot.reports.deadlines import check_by, workdays_between
from bot.reports.keys import KeyDestroyed
from bot.reports.lifecycle import OPEN, MissingReason, Mode, Moved, Role, State, apply
from bot.reports.model import EVENTS, REPORTS


class UnknownReport(Exception):
    """There is no report with this number."""


def move(
    session: Session,
    number: str,
    action: str,
    *,
    by: Role | str,
    by_name: str | None = None,
    now: datetime,
    calendar: Calendar,
    key: bytes | None,
    note: str | None = None,
    internal: str | None = None,
    **said: object,
) -> Moved:
    """Make one move. `note` is for whom reported, `internal` for staff; `said` holds the facts the move needs, and
    `on`, the day it happened where it is entered later.

    Raises UnknownReport, IllegalMove, MissingReason, and KeyDestroyed when there is a note and no key to seal it.
    """
    row = _locked(session, number)
    moved = apply(
        State(row.state),
        action,
        Role(by),
        now,
        mode=Mode(row.mode),
        extended=row.extended,
        stopped=row.clock_stopped_on is not None,
        **said,
    )
    changed = {"state": moved.end.value, "updated_at": now, **_clock(row, moved, calendar)}
    session.execute(update(REPORTS).where(REPORTS.c.id == row.id).values(**changed))
    if (note or internal) and key is None:
        raise KeyDestroyed
    sealing = key or b""
    session.execute(
        insert(EVENTS),
        {
            "report_id": row.id,
            "at": now,
            "action": moved.action,
            "from_state": moved.start.value,
            "to_state": moved.end.value,
            "by_role": moved.by.value,
            "by_name": by_name,
            "law": moved.law.value,
            "article": moved.article,
            "note": seal_optional(sealing, note or None),
            "internal": seal_optional(sealing, internal or None),
        },
    )
    return moved


def supplement(session: Session, number: str, text: str, *, now: datetime, key: bytes, calendar: Calendar) -> Moved:
    """Merge new facts of the same reporter; the period of a report still open starts anew (投诉举报处理办法 art. 35).

    Raises UnknownReport.
    """
    return move(session, number, "supplement", by=Role.REPORTER, now=now, calendar=calendar, key=key, note=text)


def _locked(session: Session, number: str) -> Row[Any]:
    row = session.execute(select(REPORTS).where(REPORTS.c.number == number).with_for_update()).first()
    if row is None:
        raise UnknownReport(number)
    return row


def _clock(row: Row[Any], moved: Moved, calendar: Calendar) -> dict[str, object]:
    """What a move does to the deadline of a report; while its clock stands there is none."""
    day = _day_said(moved, "on")
    stopped = row.clock_stopped_on is not None
    match moved.action:
        case "check" if row.received_at is None:
            return _counted_from(_day_said(moved, "received_on"), calendar)
        case "assign_down":
            received = _day_said(moved, "received_on") if "received_on" in moved.said else day
            return {"district": moved.said["district"], **_counted_from(received, calendar)}
        case "supplement" if row.received_at is not None and moved.start in OPEN:
            anew = _counted_from(day, calendar)
            return {**anew, "clock_stopped_on": day, "check_by": None} if stopped else anew
        case "extend" if stopped:
            return {"extended": True}
        case "extend":
            return {"extended": True, **_due(row, calendar, extended=True, stopped=row.stopped_workdays)}
        case "stop_clock":
            return {"clock_stopped_on": day, "check_by": None}
        case "start_clock":
            lost = row.stopped_workdays + workdays_between(row.clock_stopped_on, day, calendar)
            due = _due(row, calendar, extended=row.extended, stopped=lost)
            return {"clock_stopped_on": None, "stopped_workdays": lost, **due}
        case "tell_result":
            return {"result_told_at": moved.at}
    return {}


def _counted_from(day: date, calendar: Calendar) -> dict[str, object]:
    """The competent office has it from this day: the fifteen working days run."""
    due = check_by(day, calendar)
    return {
        "received_at": datetime.combine(day, time(), SHANGHAI),
        "extended": False,
        "stopped_workdays": 0,
        "check_by": due.day,
        "check_by_provisional": due.provisional,
    }


def _due(row: Row[Any], calendar: Calendar, *, extended: bool, stopped: int) -> dict[str, object]:
    due = check_by(row.received_at.date(), calendar, extended=extended, stopped_workdays=stopped)
    return {"check_by": due.day, "check_by_provisional": due.provisional}


def _day_said(moved: Moved, name: str) -> date:
    """The day a move names, or today. Raises MissingReason for a day to come."""
    today = moved.at.astimezone(SHANGHAI).date()
    said = moved.said.get(name, today)
    day = said if isinstance(said, date) else date.fromisoformat(str(said))
    if day > today:
        raise MissingReason(name)
    return day
