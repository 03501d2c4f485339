"""A complaint's way through the office: states, clocks and the timeline move together."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints import queries
from bot.complaints.intake import Filed
from bot.complaints.lifecycle import IllegalMove, MissingReason, Moved, Role, State
from bot.complaints.model import COMPLAINTS, EVENTS
from bot.complaints.moves import UnknownComplaint, move, supplement
from bot.core.workdays import Calendar
from bot.followers.people import Person, PersonErased

Act = Callable[..., Moved]


@pytest.fixture
def act(session: Session, person: Person, calendar: Calendar, now: datetime) -> Act:
    """One move `days` after the filing."""

    def acted(number: str, action: str, *, by: Role | str = "officer", days: int = 0, **said: Any) -> Moved:
        said = {"person_key": person.key, **said}
        return move(session, number, action, by=by, now=now + timedelta(days=days), calendar=calendar, **said)

    return acted


def row(session: Session) -> Any:
    return session.execute(select(COMPLAINTS)).one()


def test_from_filing_to_agreement(session: Session, filing: Callable[..., Filed], act: Act) -> None:
    number = filing().number
    assert act(number, "accept", by_name="李明", days=1).tells == "notice.complaint.accepted"
    assert (row(session).state, row(session).mediate_by) == ("accepted", date(2027, 1, 25))
    act(number, "mediate", both_agreed=True, days=3)
    act(number, "agree", note="双方同意，商家赔10000元", internal="已回访", days=9)
    assert (row(session).state, row(session).tell_by) == ("settled", None)
    events = session.execute(select(EVENTS).order_by(EVENTS.c.id)).all()
    assert [(event.action, event.article) for event in events] == [
        ("file", 10),
        ("accept", 15),
        ("mediate", 18),
        ("agree", 24),
    ]
    assert [event.by_name for event in events] == [None, "李明", None, None]


def test_in_assist_mode_the_clock_starts_at_the_competent_office(
    session: Session, filing: Callable[..., Filed], act: Act
) -> None:
    number = filing("assist").number
    act(number, "hand_over", by="consumer")
    assert (row(session).state, row(session).accept_by) == ("handed_over", None)
    act(number, "record_12315", external_number="1530627002026112500001", received_on=date(2026, 11, 25), days=6)
    assert (row(session).state, row(session).accept_by) == ("at_12315", date(2026, 12, 4))
    act(number, "accept", on="2026-11-27", days=6)
    assert row(session).accepted_at.date() == date(2026, 11, 27)


def test_passing_down_starts_the_countys_seven_days(session: Session, filing: Callable[..., Filed], act: Act) -> None:
    number = filing(district=None).number
    act(number, "assign_down", district="530627", days=2)
    assert (row(session).district, row(session).accept_by) == ("530627", date(2026, 12, 7))


def test_appraisal_stops_the_sixty_days_and_recusal_does_not(
    session: Session, filing: Callable[..., Filed], act: Act
) -> None:
    number = filing().number
    act(number, "accept")
    act(number, "mediate", both_agreed=True)
    due = row(session).mediate_by
    act(number, "suspend_for_recusal", days=2)
    act(number, "resume", days=5)
    assert (row(session).mediate_by, row(session).suspended_days) == (due, 0)
    act(number, "suspend_for_appraisal", days=6)
    assert row(session).mediate_by is None
    act(number, "resume", days=20)
    assert (row(session).suspended_days, row(session).mediate_by) == (14, date(2027, 2, 8))


def test_an_end_has_to_be_told_within_seven_working_days(
    session: Session, filing: Callable[..., Filed], act: Act
) -> None:
    number = filing().number
    act(number, "accept")
    act(number, "end", ground=3)
    assert row(session).tell_by == date(2026, 12, 3)
    assert session.execute(select(EVENTS.c.ground).where(EVENTS.c.action == "end")).scalar_one() == 3
    act(number, "note_told", days=1)
    assert row(session).tell_by is None


def test_a_consumer_withdraws_before_and_after_acceptance(
    session: Session, filing: Callable[..., Filed], act: Act
) -> None:
    act(filing().number, "withdraw", by="consumer")
    assert (row(session).state, row(session).tell_by) == ("withdrawn", None)
    number = filing().number
    act(number, "accept")
    assert act(number, "withdraw", by="consumer").article == 23


def test_an_illegal_move_changes_nothing(session: Session, filing: Callable[..., Filed], act: Act) -> None:
    number = filing().number
    with pytest.raises(IllegalMove):
        act(number, "agree")
    with pytest.raises(IllegalMove):
        act(number, "accept", by="consumer")
    assert row(session).state == "filed"
    assert len(session.execute(select(EVENTS)).all()) == 1


def test_a_day_to_come_is_refused(filing: Callable[..., Filed], act: Act) -> None:
    number = filing("assist").number
    with pytest.raises(MissingReason) as refused:
        act(number, "record_12315", external_number="1", received_on=date(2026, 11, 25))
    assert refused.value.field == "received_on"


def test_identity_is_asked_for_until_a_day(session: Session, filing: Callable[..., Filed], act: Act) -> None:
    number = filing().number
    act(number, "ask_identity", until=date(2026, 12, 1))
    assert (row(session).state, row(session).identity_by) == ("awaiting_identity", date(2026, 12, 1))
    act(number, "decline", ground=6)
    assert row(session).state == "declined"


def test_further_words_are_kept_whatever_the_state(
    session: Session, person: Person, filing: Callable[..., Filed], act: Act, now: datetime
) -> None:
    number = filing().number
    act(number, "decline", ground=1)
    moved = supplement(session, number, "补一张小票，13812345678", now=now, person_key=person.key)
    assert (moved.start, moved.end) == (State.DECLINED, State.DECLINED)
    shown = queries.show(session, number, person.key)
    assert shown is not None
    assert shown["events"][-1]["note"] == "补一张小票，138****5678"


def test_a_breach_found_while_mediating_is_linked(
    session: Session, person: Person, filing: Callable[..., Filed], act: Act
) -> None:
    number = filing().number
    act(number, "accept")
    moved = act(number, "found_breach", report_number="ZT20261124000011")
    assert (moved.article, moved.tells) == (27, None)
    shown = queries.show(session, number, person.key, reveal=True)
    assert shown is not None
    assert shown["linked"] == ["ZT20261124000011"]
    with pytest.raises(PersonErased):
        act(number, "found_breach", report_number="ZT20261124000012", person_key=None)


def test_nothing_can_be_written_down_for_an_erased_person(filing: Callable[..., Filed], act: Act) -> None:
    number = filing().number
    with pytest.raises(PersonErased):
        act(number, "accept", person_key=None, note="您好")


def test_a_move_without_words_needs_no_key(session: Session, filing: Callable[..., Filed], act: Act) -> None:
    act(filing().number, "accept", person_key=None)
    assert row(session).state == "accepted"


def test_an_unknown_number_is_named(act: Act) -> None:
    with pytest.raises(UnknownComplaint):
        act("ZT20261124000000", "accept")
