"""A wish to speak with a person is kept once and seen by staff; a question nobody could answer is kept sealed."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import requests
from bot.conversations.model import HandOver, Unanswered
from bot.core.crypto import unseal
from tests import build
from tests.build import NOW


def test_asking_twice_is_one_wish(session: Session) -> None:
    who = build.person(session)
    first = requests.hand_over(session, who.id, who.key, "asked", NOW)
    assert requests.hand_over(session, who.id, who.key, "asked", NOW + timedelta(minutes=1)) == first
    requests.settle(session, first)
    assert requests.hand_over(session, who.id, who.key, "asked", NOW + timedelta(days=1)) != first


def test_each_voice_waits_for_itself(session: Session) -> None:
    who = build.person(session)
    voices = {requests.hand_over(session, who.id, who.key, "voice", NOW, media=f"token{n}") for n in range(2)}
    assert len(voices) == 2
    sealed = session.execute(select(HandOver.media).where(HandOver.id == min(voices))).scalar_one()
    assert unseal(who.key, sealed) == "token0"


def test_asking_while_two_voices_wait_is_one_more_wish(session: Session) -> None:
    who = build.person(session)
    for _ in range(2):
        requests.hand_over(session, who.id, who.key, "voice", NOW, media="token")
    requests.hand_over(session, who.id, who.key, "asked", NOW)
    assert [one.reason for one in requests.open_requests(session)] == ["voice", "voice", "asked"]


def test_staff_see_who_waits_longest_first(session: Session) -> None:
    late, early = build.person(session), build.person(session)
    requests.hand_over(session, late.id, late.key, "asked", NOW + timedelta(minutes=5))
    requests.hand_over(session, early.id, early.key, "asked", NOW)
    assert [one.person_id for one in requests.open_requests(session)] == [early.id, late.id]
    assert len(requests.open_requests(session, limit=1)) == 1


def test_a_question_is_kept_sealed_and_forgotten_in_time(session: Session) -> None:
    who = build.person(session)
    requests.keep_unanswered(session, who.id, who.key, "我家的牛病了", None, NOW)
    sealed = session.execute(select(Unanswered.question)).scalar_one()
    assert unseal(who.key, sealed) == "我家的牛病了"
    assert "牛".encode() not in sealed
    requests.forget_before(session, NOW)
    assert session.execute(select(Unanswered)).first() is not None
    requests.forget_before(session, NOW + timedelta(seconds=1))
    assert session.execute(select(Unanswered)).first() is None


def test_an_open_wish_is_not_forgotten_by_time_but_with_the_person(session: Session) -> None:
    who = build.person(session)
    requests.hand_over(session, who.id, who.key, "asked", NOW)
    requests.forget_before(session, NOW + timedelta(days=365))
    assert len(requests.open_requests(session)) == 1
    requests.forget_person(session, who.id)
    assert requests.open_requests(session) == []
