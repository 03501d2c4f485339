"""Table of the evidence room."""

from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import BigInteger, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Id, Moment, Sealed


class EvidenceState(StrEnum):
    """Where a photo or voice stands. A `discarded` row and its file are cleared away by the sweeper."""

    WAITING = "waiting"
    FETCHING = "fetching"
    KEPT = "kept"
    REFUSED = "refused"
    LOST = "lost"
    DISCARDED = "discarded"


class Evidence(Base):
    """One photo or voice that a person sent.

    `draft` is the token under which it waits for a filing, `filing_number` the filing it went with. The owner is a
    person (followers.id) or a report (report_keys.id); under the owner's key lie the media id and the file.
    `sha256` (hex) and `size` (bytes) are those of the content as it is kept, before sealing; a report's has neither,
    for the same photo may lie with a complaint (art. 37). `attempts` numbers the tries and tells an old one from the
    present.
    """

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    draft: Mapped[str] = mapped_column(String(40), index=True)
    filing_number: Mapped[str | None] = mapped_column(String(20), index=True)
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[int] = mapped_column(BigInteger)
    media_kind: Mapped[str] = mapped_column(String(8))
    media_id: Mapped[bytes | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16), default=EvidenceState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    file_name: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(String(64))
    content_type: Mapped[str | None] = mapped_column(String(32))
    size: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_evidence_owner_kind", "owner_kind", "owner_id"),
        Index("ix_evidence_state", "state", "next_try_at"),
    )


EVIDENCE = cast(Table, Evidence.__table__)
