"""A talk comes back as it was left, and only under the person's key."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.conversations import form as forms
from bot.conversations import state
from bot.conversations.model import Conversation
from bot.conversations.state import REMEMBERED_WORDS, Said, Talk
from bot.core.crypto import new_key, seal
from tests import build
from tests.build import NOW

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FORMS = st.builds(
    forms.begin,
    st.sampled_from(["complaint", "report", "both"]),
    draft=WORDS,
    began=st.just(NOW.isoformat()),
    taken=st.dictionaries(st.sampled_from(forms.COMPLAINT), WORDS),
    guesses=st.dictionaries(st.sampled_from(forms.COMPLAINT), WORDS),
)
TALKS = st.builds(
    Talk,
    choices=st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=9),
    said=st.lists(st.builds(Said, WORDS, st.just(NOW.isoformat())), max_size=3),
    after=st.none() | WORDS,
    unsure=st.integers(0, 9),
    form=st.none() | FORMS,
    draft=st.none() | WORDS,
    asked=st.none() | WORDS,
    updated_at=st.just(NOW),
)


@given(TALKS)
def test_a_talk_comes_back_as_it_was_left(talk: Talk) -> None:
    assert Talk.from_json(talk.to_json(), NOW) == talk


@pytest.mark.database
def test_the_newest_state_counts(session: Session) -> None:
    who = build.person(session)
    assert state.load(session, who.id, who.key) == Talk()
    build.talk(session, who, Talk(after="deposit-return"))
    build.talk(session, who, Talk(after="coal-short"), now=NOW + timedelta(minutes=1))
    found = state.load(session, who.id, who.key)
    assert found == Talk(after="coal-short", updated_at=NOW + timedelta(minutes=1))


def test_a_state_opens_with_its_persons_key_only(session: Session) -> None:
    who = build.person(session)
    build.talk(session, who, Talk(said=[Said("煤少了950公斤", NOW.isoformat())]))
    assert "煤".encode() not in session.execute(select(Conversation.state)).scalar_one()
    assert state.load(session, who.id, new_key()) == Talk()


@pytest.mark.parametrize("spoilt", [b"", b"\x01" + b"x" * 40])
def test_a_state_that_was_spoilt_does_not_silence_its_person(session: Session, spoilt: bytes) -> None:
    who = build.person(session)
    build.talk(session, who, Talk(after="a-tip"))
    session.execute(update(Conversation).values(state=spoilt))
    assert state.load(session, who.id, who.key) == Talk()


def test_a_state_of_another_version_does_not_silence_its_person(session: Session) -> None:
    who = build.person(session)
    build.talk(session, who, Talk())
    session.execute(update(Conversation).values(state=seal(who.key, '{"said": [], "form": null, "mood": "?"}')))
    assert state.load(session, who.id, who.key) == Talk()


def test_only_the_last_things_said_are_remembered() -> None:
    talk = Talk()
    for number in range(5):
        talk.remember(f"第{number}句", NOW)
    assert [said.text for said in talk.said] == ["第2句", "第3句", "第4句"]
    assert len(talk.said) == REMEMBERED_WORDS


def test_idle_talks_are_forgotten_and_others_stay(session: Session) -> None:
    idle, busy = build.person(session), build.person(session)
    build.talk(session, idle)
    build.talk(session, busy, now=NOW + timedelta(days=29))
    assert state.forget_idle_since(session, NOW + timedelta(seconds=1)) == 1
    state.forget(session, busy.id)
    assert session.execute(select(Conversation)).first() is None
