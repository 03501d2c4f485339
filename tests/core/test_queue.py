"""Pokes leave once what they speak of is there, and never otherwise."""

import json
import pickle

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from bot.core.db import make_sessions, transaction
from bot.core.queue import make_huey, poke, send_after_commit
from bot.core.settings import Settings

Sent = list[tuple[str, int]]


@pytest.fixture
def sent() -> Sent:
    return []


@pytest.fixture
def poking(engine: Engine, sent: Sent) -> sessionmaker[Session]:
    """Sessions whose pokes go into `sent`."""
    sessions = make_sessions(engine)
    send_after_commit(sessions, lambda name, row: sent.append((name, row)))
    return sessions


def test_pokes_leave_in_order_after_the_commit(poking: sessionmaker[Session], sent: Sent) -> None:
    with transaction(poking) as session:
        poke(session, "send_delivery", 1)
        session.execute(text("SELECT 1"))
        poke(session, "fetch_evidence", 2)
        assert sent == []
    assert sent == [("send_delivery", 1), ("fetch_evidence", 2)]


def test_a_rollback_drops_them(poking: sessionmaker[Session], sent: Sent) -> None:
    with poking() as session:
        session.execute(text("SELECT 1"))
        poke(session, "send_delivery", 1)
        session.rollback()
        session.execute(text("SELECT 1"))
        session.commit()
    assert sent == []


def test_a_session_used_twice_sends_each_poke_once(poking: sessionmaker[Session], sent: Sent) -> None:
    with poking() as session:
        for row in (1, 2):
            session.execute(text("SELECT 1"))
            poke(session, "send_delivery", row)
            session.commit()
    assert sent == [("send_delivery", 1), ("send_delivery", 2)]


def test_a_savepoint_that_holds_sends_nothing_before_the_real_commit(poking: sessionmaker[Session], sent: Sent) -> None:
    with poking() as session:
        poke(session, "send_delivery", 1)
        with session.begin_nested():
            session.execute(text("SELECT 1"))
        assert sent == []
        session.rollback()
    assert sent == []


def test_a_savepoint_that_fails_drops_no_poke_made_before_it(poking: sessionmaker[Session], sent: Sent) -> None:
    with transaction(poking) as session:
        poke(session, "send_delivery", 1)
        nested = session.begin_nested()
        session.execute(text("SELECT 1"))
        nested.rollback()
    assert sent == [("send_delivery", 1)]


def test_a_poke_that_fails_is_logged_and_holds_up_nothing(
    engine: Engine, sent: Sent, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def send(name: str, row: int) -> None:
        if row == 1:
            raise ConnectionError("the queue is away")
        sent.append((name, row))

    sessions = make_sessions(engine)
    send_after_commit(sessions, send)
    with transaction(sessions) as session:
        session.execute(text("SELECT 1"))
        poke(session, "send_delivery", 1)
        poke(session, "send_delivery", 2)
    assert sent == [("send_delivery", 2)]
    assert "queue.poke_failed" in capsys.readouterr().out + caplog.text


def test_the_queue_lies_beside_the_database(settings: Settings) -> None:
    huey = make_huey(settings)
    assert huey.pending_count() == 0
    assert (settings.var_dir / "queue.db").exists()
    huey.storage.close()


def test_a_slow_queue_holds_up_nobody(engine: Engine) -> None:
    sessions, others = make_sessions(engine), make_sessions(engine)
    let_in: list[bool] = []

    def send(_name: str, _row: int) -> None:
        with transaction(others) as session:
            let_in.append(session.execute(text("SELECT 1")).scalar_one() == 1)

    send_after_commit(sessions, send)
    with transaction(sessions) as session:
        session.execute(text("SELECT 1"))
        poke(session, "send_delivery", 1)
    assert let_in == [True]


def test_nothing_unsigned_is_unpickled(settings: Settings) -> None:
    huey = make_huey(settings)
    with pytest.raises(ValueError, match=r"Separator|mismatch"):
        huey.serializer.deserialize(pickle.dumps("anything"))
    assert huey.serializer.deserialize(huey.serializer.serialize("ours")) == "ours"
    huey.storage.close()


def test_pokes_carry_nothing_but_a_name_and_a_number(poking: sessionmaker[Session], sent: Sent) -> None:
    with transaction(poking) as session:
        session.execute(text("SELECT 1"))
        poke(session, "send_delivery", 1)
    assert json.loads(json.dumps(sent)) == [["send_delivery", 1]]
