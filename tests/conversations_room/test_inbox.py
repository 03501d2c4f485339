"""Nothing runs twice: a retry hears what was said, a replay is refused, two at once do the work once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.conversations import inbox
from bot.conversations.inbox import Answered, Replayed
from bot.conversations.model import InboxMessage, Nonce
from bot.core.db import transaction
from bot.core.messages import Incoming
from bot.followers.people import Person, arrive
from tests import build
from tests.build import KEYS, NOW, incoming

PHONE = "13888888888"


def said_and_answered(session: Session, who: Person, message: Incoming, reply: str, *, private: bool = False) -> None:
    inbox.store(session, who.id, who.key, message, message.text, reply, NOW, private=private)


@pytest.mark.database
def test_a_retry_hears_what_was_said_whatever_its_nonce(session: Session) -> None:
    who = build.person(session)
    message = incoming(openid=who.openid)
    assert inbox.admit(session, who.key, message, "n1", NOW) is None
    said_and_answered(session, who, message, "您好")
    assert inbox.admit(session, who.key, message, "n1", NOW) == Answered("您好")
    assert inbox.admit(session, who.key, message, "n2", NOW) == Answered("您好")


def test_a_retry_of_what_was_answered_with_silence_hears_silence(session: Session) -> None:
    who = build.person(session)
    message = incoming(openid=who.openid)
    said_and_answered(session, who, message, "")
    assert inbox.admit(session, who.key, message, "n1", NOW) == Answered(None)


def test_a_nonce_with_another_message_is_a_replay(session: Session) -> None:
    who = build.person(session)
    assert inbox.admit(session, who.key, incoming(openid=who.openid), "n1", NOW) is None
    with pytest.raises(Replayed):
        inbox.admit(session, who.key, incoming(openid=who.openid), "n1", NOW)


def test_a_try_that_died_before_its_commit_is_done_by_the_retry(sessions: sessionmaker[Session]) -> None:
    message = incoming()
    with sessions() as session:
        who = arrive(session, KEYS, message, NOW)
        assert inbox.admit(session, who.key, message, "n1", NOW) is None
        said_and_answered(session, who, message, "没说出去")
        session.rollback()
    with transaction(sessions) as session:
        who = arrive(session, KEYS, message, NOW)
        assert inbox.admit(session, who.key, message, "n1", NOW) is None


@pytest.mark.database
@pytest.mark.parametrize("known", [True, False], ids=["known person", "new person"])
def test_the_same_message_twice_at_once_is_worked_on_once(sessions: sessionmaker[Session], known: bool) -> None:
    message, together = incoming(), Barrier(2)
    if known:
        with transaction(sessions) as session:
            build.person(session, message.openid)

    def deliver(nonce: str) -> str:
        together.wait()
        with transaction(sessions) as session:
            who = arrive(session, KEYS, message, NOW)
            answered = inbox.admit(session, who.key, message, nonce, NOW)
            if answered is not None:
                return f"again {answered.reply}"
            said_and_answered(session, who, message, f"by {nonce}")
            return f"by {nonce}"

    with ThreadPoolExecutor(2) as at_once:
        heard = sorted(at_once.map(deliver, ("n1", "n2")))
    worked = [one for one in heard if one.startswith("by")]
    assert len(worked) == 1
    assert heard == sorted([worked[0], f"again {worked[0]}"])
    with transaction(sessions) as session:
        assert session.execute(select(func.count()).select_from(InboxMessage)).scalar_one() == 1


def test_what_was_said_lies_sealed(session: Session) -> None:
    who = build.person(session)
    said_and_answered(session, who, incoming(f"我的电话{PHONE}", openid=who.openid), f"电话{PHONE}记下了")
    row = session.execute(select(InboxMessage.said, InboxMessage.reply)).one()
    assert PHONE.encode() not in row.said + row.reply


def test_staff_read_the_last_words_oldest_first_and_nothing_of_a_report(session: Session) -> None:
    who, other = build.person(session), build.person(session)
    for number in range(25):
        said_and_answered(session, who, incoming(f"第{number}句", openid=who.openid), f"答{number}")
    said_and_answered(session, who, incoming("我要举报", openid=who.openid), "好", private=True)
    said_and_answered(session, other, incoming("别人的话", openid=other.openid), "好")
    lines = inbox.transcript(session, who.id, who.key)
    assert [line.said for line in lines] == [f"第{number}句" for number in range(5, 25)]
    assert lines[-1].reply == "答24"


def test_the_words_of_a_report_are_not_kept(session: Session) -> None:
    who = build.person(session)
    said_and_answered(session, who, incoming("香肠过期", openid=who.openid), "记下了", private=True)
    assert session.execute(select(InboxMessage.said)).scalar_one() is None


def test_old_messages_and_stale_nonces_are_forgotten(session: Session) -> None:
    who = build.person(session)
    message = incoming(openid=who.openid)
    inbox.admit(session, who.key, message, "n1", NOW)
    said_and_answered(session, who, message, "您好")
    assert inbox.forget_before(session, NOW + timedelta(minutes=59), messages_days=30) == 0
    assert session.execute(select(func.count()).select_from(Nonce)).scalar_one() == 1
    assert inbox.forget_before(session, NOW + timedelta(days=30, seconds=1), messages_days=30) == 1
    assert session.execute(select(func.count()).select_from(Nonce)).scalar_one() == 0


def test_forgetting_a_person_leaves_the_others(session: Session) -> None:
    who, other = build.person(session), build.person(session)
    for speaker in (who, other):
        said_and_answered(session, speaker, incoming(openid=speaker.openid), "您好")
    inbox.forget_person(session, who.id)
    assert session.execute(select(InboxMessage.person_id)).scalars().all() == [other.id]
