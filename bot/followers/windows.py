"""The ledger of custom messages: how many WeChat still allows to a person, spent before each is sent (wechat.md, rule 4)."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.followers.people import AFTER_A_MESSAGE, FOLLOWERS


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
