"""Table of the outbox room. What will be said lies sealed under the person's key."""

from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Id, Moment, Sealed


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `held` waits for the person's next word; `unknown` may have arrived, its answer was lost, and is never resent by
    itself. Every other state but `waiting` and `sending` is final.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"
    TOLD = "told"
    CANCELLED = "cancelled"


class Delivery(Base):
    """One message to one follower.

    `kind` says why it is sent (late, material, notice …), `about` which filing it concerns; `reason` why it is held,
    failed or unknown. `not_after`: of no use later. `attempts` numbers the tries and tells an old one from the present.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("followers.id"))
    kind: Mapped[str] = mapped_column(String(24))
    about: Mapped[str | None] = mapped_column(String(20), index=True)
    text: Mapped[bytes] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16), default=DeliveryState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    not_after: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_deliveries_person_id", "person_id", "state"),
        Index("ix_deliveries_state", "state", "next_try_at"),
    )


DELIVERIES = cast(Table, Delivery.__table__)
