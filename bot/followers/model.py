"""Tables of the followers room."""

from datetime import datetime
from typing import cast

from sqlalchemy import Boolean, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Id, Moment, Sealed


class Follower(Base):
    """One person who has written to or followed the account.

    `wrapped_key` is the person's key under DATA_KEYS; null once the person was erased. `window_until` and
    `window_left` say how long and how many custom messages may still be sent (wechat.md, rule 4).
    """

    __tablename__ = "followers"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    openid: Mapped[str | None] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(32))
    wrapped_key: Mapped[bytes | None] = mapped_column(Sealed)
    subscribed: Mapped[bool] = mapped_column(Boolean, default=False)
    scene: Mapped[str | None] = mapped_column(String(64))
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    window_until: Mapped[datetime | None] = mapped_column(Moment)
    window_left: Mapped[int] = mapped_column(Integer, default=0)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("uq_followers_openid", "openid", unique=True),)


FOLLOWERS = cast(Table, Follower.__table__)
