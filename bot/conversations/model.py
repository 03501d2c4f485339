"""Tables of the conversations room. What was said lies sealed under the person's key."""

from datetime import datetime
from typing import cast

from sqlalchemy import Boolean, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Id, Moment, Sealed


class InboxMessage(Base):
    """One message or event that was answered, with the reply a retry gets again.

    `private` rows belong to a report: they name nobody, their words are not kept, and they go within the hour.
    """

    __tablename__ = "inbox"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("followers.id"))
    kind: Mapped[str] = mapped_column(String(16))
    said: Mapped[bytes | None] = mapped_column(Sealed)
    reply: Mapped[bytes | None] = mapped_column(Sealed)
    private: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_inbox_person_id", "person_id", "at"),)


class Nonce(Base):
    """A nonce of a verified request, remembered while the request could still pass as fresh."""

    __tablename__ = "nonces"
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    message_key: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)


class Conversation(Base):
    """Where the talk with one person stands: one sealed JSON object."""

    __tablename__ = "conversations"
    person_id: Mapped[int] = mapped_column(ForeignKey("followers.id"), primary_key=True)
    state: Mapped[bytes] = mapped_column(Sealed)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Unanswered(Base):
    """A question nobody could answer, kept for staff who mend the knowledge."""

    __tablename__ = "unanswered"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("followers.id"))
    question: Mapped[bytes] = mapped_column(Sealed)
    topic: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class HandOver(Base):
    """A wish to speak with a person (or a voice nobody could read), open until staff settle it."""

    __tablename__ = "hand_overs"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("followers.id"), index=True)
    reason: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="open")
    media: Mapped[bytes | None] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


INBOX = cast(Table, InboxMessage.__table__)
NONCES = cast(Table, Nonce.__table__)
CONVERSATIONS = cast(Table, Conversation.__table__)
UNANSWERED = cast(Table, Unanswered.__table__)
HAND_OVERS = cast(Table, HandOver.__table__)
