"""The ledger of custom messages: how many WeChat still allows to a person, spent before each is sent."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm import Session

from bot.core.messages import Incoming
from bot.followers.model import FOLLOWERS

AFTER_A_MESSAGE = (timedelta(hours=48), 5)
AFTER_A_CLICK = (timedelta(minutes=1), 3)
OPENS_NONE = frozenset({"unsubscribe", "view", "location_event", "other_event", "unknown"})

_OPEN = (
    update(FOLLOWERS)
    .where(FOLLOWERS.c.id == bindparam("person"))
    .values(window_until=bindparam("until"), window_left=bindparam("count"))
)
_OPEN_IF_CLOSED = _OPEN.where(or_(FOLLOWERS.c.window_until.is_(None), FOLLOWERS.c.window_until < bindparam("until")))


def open_window(session: Session, person_id: int, incoming: Incoming) -> None:
    """Note how many custom messages WeChat allows: 5 in 48 h after a message, 3 in a minute after a click or scan.

    The minute after a click never shortens the 48 hours after a message.
    """
    if incoming.kind in OPENS_NONE:
        return
    length, count = AFTER_A_CLICK if incoming.is_event else AFTER_A_MESSAGE
    given = {"person": person_id, "until": incoming.created + length, "count": count}
    session.execute(_OPEN_IF_CLOSED if incoming.is_event else _OPEN, given)


def spend(session: Session, person_id: int, now: datetime) -> str | None:
    """Take one message out of the open window. Returns where to send it; None where no window allows one."""
    return session.execute(
        update(FOLLOWERS)
        .where(
            FOLLOWERS.c.id == person_id,
            FOLLOWERS.c.openid.is_not(None),
            FOLLOWERS.c.window_until > now,
            FOLLOWERS.c.window_left > 0,
        )
        .values(window_left=FOLLOWERS.c.window_left - 1)
        .returning(FOLLOWERS.c.openid)
    ).scalar_one_or_none()


def give_back(session: Session, person_id: int) -> None:
    """Undo a `spend` whose message was certainly not accepted."""
    _, most = AFTER_A_MESSAGE
    session.execute(
        update(FOLLOWERS)
        .where(FOLLOWERS.c.id == person_id, FOLLOWERS.c.window_left < most)
        .values(window_left=FOLLOWERS.c.window_left + 1)
    )


def close(session: Session, person_id: int) -> None:
    """WeChat said that it allows no more: believe it until the person next writes."""
    session.execute(update(FOLLOWERS).where(FOLLOWERS.c.id == person_id).values(window_left=0))
