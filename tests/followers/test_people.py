"""A person is known from the first word on, has one key, and can be forgotten for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.core.crypto import DataKeys, Unreadable
from bot.core.db import transaction
from bot.core.messages import Kind
from bot.followers.model import Follower
from bot.followers.people import (
    PersonErased,
    arrive,
    destroy_key,
    destroy_keys,
    note_following,
    openid_of,
    person_key,
)
from bot.followers.windows import open_window
from tests import build
from tests.build import KEYS, NOW, incoming


def row(session: Session, person_id: int) -> Follower:
    session.expire_all()
    return session.get_one(Follower, person_id)


@pytest.mark.database
def test_a_person_is_the_same_at_every_message(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        first = build.person(session, "o1")
        other = build.person(session, "o2")
    with transaction(sessions) as session:
        again = build.person(session, "o1", now=NOW + timedelta(days=1))
        assert again == first
        assert again.id != other.id
        assert again.key != other.key
        found = row(session, first.id)
        assert (found.first_seen_at, found.last_seen_at) == (NOW, NOW + timedelta(days=1))


@pytest.mark.database
def test_two_first_messages_at_once_make_one_person(sessions: sessionmaker[Session]) -> None:
    def first_word(_: int) -> tuple[int, bytes]:
        with transaction(sessions) as session:
            who = arrive(session, KEYS, incoming(openid="o1"), NOW)
            return who.id, who.key

    with ThreadPoolExecutor(4) as at_once:
        assert len(set(at_once.map(first_word, range(8)))) == 1
    with transaction(sessions) as session:
        assert session.execute(select(func.count()).select_from(Follower)).scalar_one() == 1


def test_a_key_lies_wrapped_and_needs_the_data_keys(session: Session) -> None:
    who = build.person(session)
    assert person_key(session, KEYS, who.id) == who.key
    assert who.key not in (row(session, who.id).wrapped_key or b"")
    with pytest.raises(Unreadable):
        person_key(session, DataKeys((Fernet.generate_key().decode(),)), who.id)


def test_a_destroyed_key_takes_everything_that_names_the_person(session: Session) -> None:
    who = build.person(session, "o1")
    note_following(session, who.id, subscribed=True, scene="district_530627")
    key_id = destroy_key(session, who.id, NOW)
    gone = row(session, who.id)
    assert gone.key_id == key_id
    assert (gone.wrapped_key, gone.openid, gone.scene) == (None, None, None)
    assert (gone.subscribed, gone.window_left) == (False, 0)
    assert gone.erased_at == NOW
    assert openid_of(session, who.id) is None
    with pytest.raises(PersonErased):
        person_key(session, KEYS, who.id)


def test_who_was_erased_and_writes_again_is_somebody_new(session: Session) -> None:
    before = build.person(session, "o1")
    destroy_key(session, before.id, NOW)
    after = build.person(session, "o1")
    assert after.id != before.id
    assert after.key != before.key


def test_several_people_erased_stay_apart(session: Session) -> None:
    for openid in ("o1", "o2"):
        destroy_key(session, build.person(session, openid).id, NOW)
    session.flush()
    assert session.execute(select(func.count()).where(Follower.openid.is_(None))).scalar_one() == 2


def test_keys_are_destroyed_by_their_names_once(session: Session) -> None:
    people = [build.person(session) for _ in range(3)]
    names = {row(session, who.id).key_id for who in people[:2]}
    assert destroy_keys(session, names | {"unknown"}, NOW) == 2
    assert destroy_keys(session, names, NOW) == 0
    assert person_key(session, KEYS, people[2].id) == people[2].key


def test_nobody_has_no_key(session: Session) -> None:
    with pytest.raises(PersonErased):
        person_key(session, KEYS, 4711)
    assert openid_of(session, 4711) is None


@pytest.mark.parametrize(
    ("kind", "length", "count"),
    [
        ("text", timedelta(hours=48), 5),
        ("image", timedelta(hours=48), 5),
        ("voice", timedelta(hours=48), 5),
        ("subscribe", timedelta(minutes=1), 3),
        ("scan", timedelta(minutes=1), 3),
        ("click", timedelta(minutes=1), 3),
    ],
)
def test_a_word_opens_the_window(session: Session, kind: Kind, length: timedelta, count: int) -> None:
    who = arrive(session, KEYS, incoming(kind=kind), NOW)
    found = row(session, who.id)
    assert (found.window_until, found.window_left) == (NOW + length, count)


@pytest.mark.parametrize("kind", ["unsubscribe", "view", "location_event"])
def test_what_is_no_word_opens_nothing(session: Session, kind: Kind) -> None:
    who = arrive(session, KEYS, incoming(kind=kind), NOW)
    assert row(session, who.id).window_until is None


def test_a_tap_does_not_shorten_the_window_of_a_word(session: Session) -> None:
    who = build.person(session)
    open_window(session, who.id, incoming(openid=who.openid))
    open_window(session, who.id, incoming(kind="click", openid=who.openid, created=NOW + timedelta(minutes=5)))
    found = row(session, who.id)
    assert (found.window_until, found.window_left) == (NOW + timedelta(hours=48), 5)


def test_a_tap_in_a_used_up_window_does_not_shorten_it_either(session: Session) -> None:
    who = build.person(session)
    open_window(session, who.id, incoming(openid=who.openid))
    row(session, who.id).window_left = 1
    session.flush()
    open_window(session, who.id, incoming(kind="click", openid=who.openid, created=NOW + timedelta(minutes=5)))
    found = row(session, who.id)
    assert found.window_until is not None
    assert found.window_until >= NOW + timedelta(hours=48)


def test_following_and_leaving_are_noted(session: Session) -> None:
    who = build.person(session)
    note_following(session, who.id, subscribed=True, scene="district_530602")
    assert (row(session, who.id).subscribed, row(session, who.id).scene) == (True, "district_530602")
    note_following(session, who.id, subscribed=False)
    assert (row(session, who.id).subscribed, row(session, who.id).scene) == (False, "district_530602")


@pytest.mark.database
def test_a_long_code_of_another_maker_does_not_keep_a_person_out(session: Session) -> None:
    who = build.person(session)
    note_following(session, who.id, subscribed=True, scene="x" * 128)
    assert row(session, who.id).subscribed
