"""A person as the other rooms know one: an id and a key."""

import contextlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys, new_key
from bot.core.messages import Incoming
from bot.core.prepared import Prepared
from bot.followers.model import FOLLOWERS
from bot.followers.windows import AFTER_A_MESSAGE, OPENS_NONE, open_window

SCENE_CHARACTERS = 64

_RETURNED = (FOLLOWERS.c.id, FOLLOWERS.c.wrapped_key)
_SEEN = update(FOLLOWERS).where(FOLLOWERS.c.openid == bindparam("who"))
_SEEN_BY_EVENT = Prepared(_SEEN.values(last_seen_at=bindparam("at")).returning(*_RETURNED))
_OPENING: dict[str, Any] = {
    "last_seen_at": bindparam("at"),
    "window_until": bindparam("until"),
    "window_left": bindparam("count"),
}
_SEEN_BY_MESSAGE = Prepared(_SEEN.values(**_OPENING).returning(*_RETURNED))


class PersonErased(Exception):
    """The person's key was destroyed: nothing of theirs can be read any more."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is speaking: `id` for our tables, `key` for what they said, `openid` to answer."""

    id: int
    key: bytes = field(repr=False)
    openid: str = field(repr=False)


def arrive(session: Session, keys: DataKeys, incoming: Incoming, now: datetime) -> Person:
    """The person behind a message, made known on first sight; the row stays locked until the commit.

    What WeChat allows us to send after this message or event is noted along with it (see `windows`).
    """
    row = _seen(session, incoming, now)
    if row is None:
        _make_known(session, keys, incoming.openid, now)
        row = _seen(session, incoming, now)
    assert row is not None
    person_id, wrapped_key = row
    if incoming.is_event:
        open_window(session, person_id, incoming)
    return Person(person_id, keys.unwrap(wrapped_key), incoming.openid)


def _seen(session: Session, incoming: Incoming, now: datetime) -> tuple[Any, ...] | None:
    if incoming.is_event or incoming.kind in OPENS_NONE:
        return _SEEN_BY_EVENT.first(session, who=incoming.openid, at=now)
    length, count = AFTER_A_MESSAGE
    return _SEEN_BY_MESSAGE.first(session, who=incoming.openid, at=now, until=incoming.created + length, count=count)


def _make_known(session: Session, keys: DataKeys, openid: str, now: datetime) -> None:
    fresh = {
        "openid": openid,
        "key_id": secrets.token_hex(16),
        "wrapped_key": keys.wrap(new_key()),
        "subscribed": False,
        "first_seen_at": now,
        "last_seen_at": now,
        "window_left": 0,
    }
    with contextlib.suppress(IntegrityError), session.begin_nested():
        session.execute(insert(FOLLOWERS), fresh)


def note_following(session: Session, person_id: int, *, subscribed: bool, scene: str | None = None) -> None:
    values: dict[str, object] = {"subscribed": subscribed}
    if scene:
        values["scene"] = scene[:SCENE_CHARACTERS]
    session.execute(update(FOLLOWERS).where(FOLLOWERS.c.id == person_id).values(**values))


def person_key(session: Session, keys: DataKeys, person_id: int) -> bytes:
    """The key under which a person's words are sealed. Raises PersonErased."""
    wrapped = session.execute(select(FOLLOWERS.c.wrapped_key).where(FOLLOWERS.c.id == person_id)).scalar_one_or_none()
    if wrapped is None:
        raise PersonErased
    return keys.unwrap(wrapped)


def openid_of(session: Session, person_id: int) -> str | None:
    """Where to answer a person; None once erased."""
    return session.execute(select(FOLLOWERS.c.openid).where(FOLLOWERS.c.id == person_id)).scalar_one_or_none()


def key_id_of(session: Session, person_id: int) -> str:
    """The name of a person's key, for the list of what was destroyed."""
    return str(session.execute(select(FOLLOWERS.c.key_id).where(FOLLOWERS.c.id == person_id)).scalar_one())


def whose_keys(session: Session, key_ids: Collection[str]) -> list[int]:
    """The people whose keys have these ids, erased or not."""
    return list(session.execute(select(FOLLOWERS.c.id).where(FOLLOWERS.c.key_id.in_(key_ids))).scalars())


def destroy_key(session: Session, person_id: int, now: datetime) -> str:
    """Erase a person: the key and the openid go, the row stays as a number. Returns the id of the destroyed key."""
    erased = (
        update(FOLLOWERS)
        .where(FOLLOWERS.c.id == person_id)
        .values(wrapped_key=None, openid=None, scene=None, subscribed=False, window_left=0, erased_at=now)
        .returning(FOLLOWERS.c.key_id)
    )
    return str(session.execute(erased).scalar_one())


def destroy_keys(session: Session, key_ids: Collection[str], now: datetime) -> int:
    """Destroy the keys with these ids where they live. Returns how many did."""
    gone = session.execute(
        update(FOLLOWERS)
        .where(FOLLOWERS.c.key_id.in_(key_ids), FOLLOWERS.c.wrapped_key.is_not(None))
        .values(wrapped_key=None, openid=None, scene=None, subscribed=False, window_left=0, erased_at=now)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
