"""What waits to be said: told in passing, taken back, found by the sweeper."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.core.queue import PENDING
from bot.followers.people import Person
from bot.outbox import deliveries
from bot.outbox.deliveries import Told
from bot.outbox.model import DELIVERIES, DeliveryState
from tests import build
from tests.build import NOW

pytestmark = pytest.mark.database


@pytest.fixture
def person(session: Session) -> Person:
    return build.person(session)


def put(
    session: Session, person: Person, text: str, state: DeliveryState = DeliveryState.WAITING, **how: object
) -> int:
    given = {"kind": "notice", "now": NOW, **how}
    delivery_id = deliveries.enqueue(session, person.id, person.key, text, **given)  # type: ignore[arg-type]
    session.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(state=state))
    return delivery_id


def state(session: Session, delivery_id: int) -> str:
    return str(session.execute(select(DELIVERIES.c.state).where(DELIVERIES.c.id == delivery_id)).scalar_one())


def tell(session: Session, person: Person, **how: int) -> list[Told]:
    return deliveries.told_at_next_word(session, person.id, person.key, NOW, **how)


def test_a_text_lies_sealed_and_its_job_is_poked(session: Session, person: Person) -> None:
    delivery_id = put(session, person, "您的投诉已受理")
    sealed = session.execute(select(DELIVERIES.c.text)).scalar_one()
    assert "投诉".encode() not in sealed
    assert session.info[PENDING] == [("send_delivery", delivery_id)]


def test_what_was_held_or_lost_is_told_once_at_the_next_word(session: Session, person: Person) -> None:
    held = put(session, person, "没送到的", DeliveryState.HELD)
    unknown = put(session, person, "可能送到的", DeliveryState.UNKNOWN)
    assert tell(session, person) == [Told("没送到的", maybe_seen=False), Told("可能送到的", maybe_seen=True)]
    assert state(session, held) == state(session, unknown) == DeliveryState.TOLD
    assert tell(session, person) == []


def test_at_most_two_are_told_at_a_time(session: Session, person: Person) -> None:
    for number in range(3):
        put(session, person, f"第{number}条", DeliveryState.HELD)
    assert [told.text for told in tell(session, person)] == ["第0条", "第1条"]
    assert [told.text for told in tell(session, person)] == ["第2条"]


@pytest.mark.parametrize("other", [s for s in DeliveryState if s not in deliveries.NOT_HEARD])
def test_nothing_else_is_told(session: Session, person: Person, other: DeliveryState) -> None:
    put(session, person, "别说", other)
    assert tell(session, person) == []


def test_nobody_hears_what_is_for_another(session: Session, person: Person) -> None:
    put(session, person, "给别人的", DeliveryState.HELD)
    assert tell(session, build.person(session)) == []


def test_what_is_of_no_use_any_more_is_not_told_but_expires(session: Session, person: Person) -> None:
    late = put(session, person, "过期的", DeliveryState.HELD, not_after=NOW)
    assert tell(session, person) == []
    assert deliveries.expire(session, NOW) == 1
    assert state(session, late) == DeliveryState.EXPIRED


def test_a_held_text_that_does_not_fit_is_sent_by_itself(session: Session, person: Person) -> None:
    long = put(session, person, "字" * 600, DeliveryState.HELD)
    session.info.clear()
    assert tell(session, person, room_bytes=1_000) == []
    assert state(session, long) == DeliveryState.WAITING
    assert session.info[PENDING] == [("send_delivery", long)]


def test_a_text_of_unknown_fate_that_does_not_fit_is_never_resent(session: Session, person: Person) -> None:
    long = put(session, person, "字" * 600, DeliveryState.UNKNOWN)
    assert tell(session, person, room_bytes=1_000) == []
    assert state(session, long) == DeliveryState.UNKNOWN


def test_what_was_to_be_said_about_a_filing_is_taken_back(session: Session, person: Person) -> None:
    about = put(session, person, "关于甲", about="ZT1")
    other = put(session, person, "关于乙", about="ZT2")
    sent = put(session, person, "关于甲，已发", DeliveryState.SENT, about="ZT1")
    assert deliveries.cancel_about(session, "ZT1") == 1
    states = [state(session, each) for each in (about, other, sent)]
    assert states == [DeliveryState.CANCELLED, DeliveryState.WAITING, DeliveryState.SENT]


def test_everything_to_be_said_to_a_person_is_taken_back(session: Session, person: Person) -> None:
    mine = [put(session, person, "一", s) for s in deliveries.TAKEN_BACK]
    other = put(session, build.person(session), "别人的")
    assert deliveries.cancel_all(session, person.id) == len(mine)
    assert {state(session, each) for each in mine} == {DeliveryState.CANCELLED}
    assert state(session, other) == DeliveryState.WAITING


def test_only_the_first_in_line_is_due(session: Session, person: Person) -> None:
    first = put(session, person, "一")
    put(session, person, "二")
    other = put(session, build.person(session), "别人的")
    later = put(session, build.person(session), "待会", now=NOW + timedelta(minutes=1))
    assert set(deliveries.due(session, NOW, 10)) == {first, other}
    assert later in deliveries.due(session, NOW + timedelta(minutes=1), 10)


def test_the_longest_due_come_first_and_no_more_than_asked(session: Session) -> None:
    late = put(session, build.person(session), "晚")
    early = put(session, build.person(session), "早", now=NOW - timedelta(hours=1))
    assert deliveries.due(session, NOW, 1) == [early]
    assert deliveries.due(session, NOW, 2) == [early, late]


def test_old_texts_are_forgotten(session: Session, person: Person) -> None:
    put(session, person, "旧", DeliveryState.SENT, now=NOW - timedelta(days=31))
    put(session, person, "新", DeliveryState.HELD)
    assert deliveries.forget_before(session, NOW - timedelta(days=30)) == 1
