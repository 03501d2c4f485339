"""A person as the other rooms know one: an id and a key."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys, new_key
from bot.core.messages import Incoming
from bot.followers.model import FOLLOWERS

SCENE_CHARACTERS = 64

_RETURNED = (FOLLOWERS.c.id, FOLLOWERS.c.wrapped_key)
_SEEN = (
    update(FOLLOWERS)
    .where(FOLLOWERS.c.openid == bindparam("who"))
    .values(last_seen_at=bindparam("at"))
    .returning(*_RETURNED)
)


class PersonErased(Exception):
    """The person's key was destroyed: nothing of theirs can be read any more."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is speaking: `id` for our tables, `key` for what they said, `openid` to answer."""

    id: int
    key: bytes
    openid: str


def arrive(session: Session, keys: DataKeys, incoming: Incoming, now: datetime) -> Person:
    """The person behind a message, made known on first sight; the row stays locked until the commit."""
    row = session.execute(_SEEN, {"who": incoming.openid, "at": now}).first()
    if row is None:
        row = _first_seen(session, keys, incoming.openid, now)
    return Person(row.id, keys.unwrap(row.wrapped_key), incoming.openid)


def _first_seen(session: Session, keys: DataKeys, openid: str, now: datetime) -> Row[Any]:
    fresh = {
        "openid": openid,
        "key_id": secrets.token_hex(16),
        "wrapped_key": keys.wrap(new_key()),
        "subscribed": False,
        "first_seen_at": now,
        "last_seen_at": now,
        "window_left": 0,
    }
    try:
        with session.begin_nested():
            return session.execute(insert(FOLLOWERS).returning(*_RETURNED), fresh).one()
    except IntegrityError:
        return session.execute(_SEEN, {"who": openid, "at": now}).one()


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


def destroy_key(session: Session, person_id: int, now: datetime) -> str:
    """Erase a person: the key and the openid go, the row stays as a number. Returns the id of the destroyed key."""
    erased = (
        update(FOLLOWERS)
        .where(FOLLOWERS.c.id == person_id)
        .values(wrapped_key=None, openid=None, scene=None, subscribed=False, window_left=0, erased_at=now)
        .returning(FOLLOWERS.c.key_id)
    )
    return str(session.execute(erased).scalar_one())


def destroy_keys(session: Session, key_ids: set[str], now: datetime) -> int:
    """Destroy the keys with these ids where they live. Returns how many did."""
    gone = session.execute(
        update(FOLLOWERS)
        .where(FOLLOWERS.c.key_id.in_(key_ids), FOLLOWERS.c.wrapped_key.is_not(None))
        .values(wrapped_key=None, openid=None, scene=None, subscribed=False, window_left=0, erased_at=now)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
