"""A delivery leaves at most once, through the ledger of windows, in order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.core import clock
from bot.core.crypto import DataKeys
from bot.core.db import transaction
from bot.core.queue import send_after_commit
from bot.followers.model import FOLLOWERS
from bot.followers.people import Person, destroy_key
from bot.followers.windows import open_window
from bot.outbox import deliveries, sending
from bot.outbox.model import DELIVERIES, DeliveryState
from bot.wechat.client import WeChatApi
from simulator.client import Control, Phone
from tests import build
from tests.wechat.platform import SEND, said

pytestmark = pytest.mark.database


@dataclass
class Outbox:
    """The outbox of one person whose phone is in our hand."""

    sessions: sessionmaker[Session]
    api: WeChatApi
    data_keys: DataKeys
    person: Person
    now: datetime = field(default_factory=clock.now)

    def put(self, text: str, **how: object) -> int:
        given = {"kind": "notice", "now": self.now, **how}
        with transaction(self.sessions) as session:
            return deliveries.enqueue(session, self.person.id, self.person.key, text, **given)  # type: ignore[arg-type]

    def send(self, delivery_id: int, later: timedelta = timedelta()) -> str:
        return sending.send(self.sessions, self.api, self.data_keys, delivery_id, self.now + later)

    def row(self, delivery_id: int):  # type: ignore[no-untyped-def]
        with transaction(self.sessions) as session:
            return session.execute(select(DELIVERIES).where(DELIVERIES.c.id == delivery_id)).one()

    def left(self) -> int:
        with transaction(self.sessions) as session:
            return int(session.execute(select(FOLLOWERS.c.window_left)).scalar_one())

    def change(self, delivery_id: int, **values: object) -> None:
        with transaction(self.sessions) as session:
            session.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(**values))


@pytest.fixture
def outbox(sessions: sessionmaker[Session], api: WeChatApi, data_keys: DataKeys, phone: Phone) -> Outbox:
    """Of somebody who has just written: five messages may be sent."""
    with transaction(sessions) as session:
        person = build.person(session, phone.openid, now=clock.now(), keys=data_keys)
        open_window(session, person.id, build.incoming(openid=phone.openid, created=clock.now()))
    return Outbox(sessions, api, data_keys, person)


def test_a_delivery_is_heard_and_taken_out_of_the_window(outbox: Outbox, phone: Phone) -> None:
    delivery = outbox.put("您的投诉已受理")
    assert outbox.send(delivery) == DeliveryState.SENT
    assert said(phone) == ["您的投诉已受理"]
    assert outbox.left() == 4


def test_a_delivery_poked_twice_is_heard_once(outbox: Outbox, phone: Phone) -> None:
    delivery = outbox.put("只说一遍")
    outbox.send(delivery)
    assert outbox.send(delivery) == DeliveryState.SENT
    assert said(phone) == ["只说一遍"]


def test_eight_pokes_at_once_are_heard_once(outbox: Outbox, phone: Phone, control: Control) -> None:
    delivery = outbox.put("只说一遍")
    control.fail(SEND, delay=0.2)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: outbox.send(delivery), range(8)))
    assert said(phone) == ["只说一遍"]
    assert outbox.left() == 4


def test_a_lost_answer_leaves_it_unknown_and_it_is_never_resent(outbox: Outbox, phone: Phone, control: Control) -> None:
    delivery = outbox.put("可能听过")
    control.fail(SEND, drop_after=True)
    assert outbox.send(delivery) == DeliveryState.UNKNOWN
    for hours in (1, 24, 72):
        assert outbox.send(delivery, timedelta(hours=hours)) == DeliveryState.UNKNOWN
    with transaction(outbox.sessions) as session:
        assert deliveries.due(session, outbox.now + timedelta(days=3), 10) == []
    assert said(phone) == ["可能听过"]
    assert outbox.left() == 4


def test_a_sender_that_died_leaves_it_unknown_and_it_is_never_resent(outbox: Outbox, phone: Phone) -> None:
    delivery = outbox.put("可能听过")
    outbox.change(delivery, state=DeliveryState.SENDING, attempts=1, lease_until=outbox.now + sending.LEASE)
    assert outbox.send(delivery) == DeliveryState.SENDING
    with transaction(outbox.sessions) as session:
        assert deliveries.due(session, outbox.now + sending.LEASE, 10) == [delivery]
    assert outbox.send(delivery, sending.LEASE) == DeliveryState.UNKNOWN
    assert outbox.row(delivery).reason == "abandoned"
    assert said(phone) == []


def test_a_slow_sender_still_settles_what_was_given_up(outbox: Outbox, phone: Phone) -> None:
    delivery = outbox.put("听到了")

    class Slow:
        def send_text(self, openid: str, text: str) -> None:
            outbox.api.send_text(openid, text)
            assert outbox.send(delivery, timedelta(hours=1)) == DeliveryState.UNKNOWN

    assert sending.send(outbox.sessions, Slow(), outbox.data_keys, delivery, outbox.now) == DeliveryState.SENT
    assert outbox.row(delivery).state == DeliveryState.SENT


@pytest.mark.parametrize("errcode", [45015, 45047, 43004, 40003])
def test_a_window_that_wechat_closed_is_closed_for_the_next_one_too(
    outbox: Outbox, control: Control, errcode: int
) -> None:
    first, second = outbox.put("一"), outbox.put("二")
    control.fail(SEND, errcode=errcode)
    assert outbox.send(first) == DeliveryState.HELD
    assert outbox.row(first).reason == str(errcode)
    assert outbox.send(second) == DeliveryState.HELD
    assert control.counts()[SEND] == 1


def test_without_permission_it_is_held(outbox: Outbox, control: Control) -> None:
    control.permit(SEND, allowed=False)
    delivery = outbox.put("一")
    assert outbox.send(delivery) == DeliveryState.HELD
    assert outbox.left() == 5


def test_a_closed_window_is_not_tried(outbox: Outbox, control: Control) -> None:
    delivery = outbox.put("太晚了")
    assert outbox.send(delivery, timedelta(hours=49)) == DeliveryState.HELD
    assert outbox.row(delivery).reason == "window"
    assert SEND not in control.counts()


def test_the_sixth_message_waits_for_the_persons_next_word(outbox: Outbox, phone: Phone) -> None:
    states = [outbox.send(outbox.put(f"第{number}条")) for number in range(6)]
    assert states == [DeliveryState.SENT] * 5 + [DeliveryState.HELD]
    assert len(said(phone)) == 5


@pytest.mark.parametrize(
    "how",
    [{"errcode": -1}, {"errcode": 45009}, {"errcode": 40164}, {"errcode": 40243}, {"http": 503}, {"html": True}],
)
def test_what_was_not_accepted_is_tried_again_later(
    outbox: Outbox, phone: Phone, control: Control, how: dict[str, object]
) -> None:
    delivery = outbox.put("再试")
    control.fail(SEND, **how)
    assert outbox.send(delivery) == DeliveryState.WAITING
    assert outbox.left() == 5
    assert outbox.send(delivery, timedelta(seconds=59)) == DeliveryState.WAITING
    assert outbox.send(delivery, timedelta(seconds=60)) == DeliveryState.SENT
    assert said(phone) == ["再试"]


def test_a_lasting_token_error_is_tried_again_later(outbox: Outbox, control: Control) -> None:
    control.fail(SEND, errcode=40001, times=50)
    assert outbox.send(outbox.put("再试")) == DeliveryState.WAITING
    assert control.counts()[SEND] == 2


def test_tries_grow_apart_and_end_with_the_window(outbox: Outbox, control: Control) -> None:
    delivery, later, tries = outbox.put("再试"), timedelta(), 0
    control.fail(SEND, http=503, times=1_000)
    while outbox.send(delivery, later) == DeliveryState.WAITING:
        tries += 1
        later = outbox.row(delivery).next_try_at - outbox.now
    assert outbox.row(delivery).state == DeliveryState.HELD
    assert later > timedelta(hours=48)
    assert 48 < tries < 60


def test_a_refused_text_fails_and_does_not_cost_the_window(outbox: Outbox, control: Control) -> None:
    delivery = outbox.put("不行")
    control.fail(SEND, errcode=45002)
    assert outbox.send(delivery) == DeliveryState.FAILED
    assert outbox.row(delivery).reason == "45002"
    assert outbox.left() == 5


def test_what_is_of_no_use_any_more_is_not_sent(outbox: Outbox, control: Control) -> None:
    delivery = outbox.put("过期", not_after=outbox.now)
    assert outbox.send(delivery) == DeliveryState.EXPIRED
    assert SEND not in control.counts()


def test_what_was_taken_back_is_not_sent(outbox: Outbox, control: Control) -> None:
    delivery = outbox.put("撤了", about="ZT1")
    with transaction(outbox.sessions) as session:
        deliveries.cancel_about(session, "ZT1")
    assert outbox.send(delivery) == DeliveryState.CANCELLED
    assert SEND not in control.counts()


def test_an_erased_person_hears_nothing(outbox: Outbox, control: Control) -> None:
    delivery = outbox.put("您好")
    with transaction(outbox.sessions) as session:
        destroy_key(session, outbox.person.id, outbox.now)
    assert outbox.send(delivery) == DeliveryState.CANCELLED
    assert SEND not in control.counts()


def test_a_delivery_that_is_gone_is_no_error(outbox: Outbox) -> None:
    assert outbox.send(12_345) == DeliveryState.CANCELLED


def test_one_persons_deliveries_leave_in_order(outbox: Outbox, phone: Phone) -> None:
    poked: list[int] = []
    send_after_commit(outbox.sessions, lambda _name, row_id: poked.append(row_id))
    first, second = outbox.put("第一段"), outbox.put("第二段")
    assert outbox.send(second) == DeliveryState.WAITING
    poked.clear()
    outbox.send(first)
    assert poked == [second]
    outbox.send(second)
    assert said(phone) == ["第一段", "第二段"]
