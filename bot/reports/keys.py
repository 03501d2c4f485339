"""Keys of reports: each report has one of its own, so that no person's key opens it and erasing leaves the clue."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys, new_key
from bot.reports.model import KEYS, REPORTS


class KeyDestroyed(Exception):
    """The report's key is gone: nothing of it can be read any more."""


def open_key(session: Session, data_keys: DataKeys, now: datetime) -> int:
    """A fresh key for a report about to be written. Returns its row."""
    fresh = {"key_id": secrets.token_hex(16), "wrapped": data_keys.wrap(new_key()), "created_at": now}
    return int(session.execute(insert(KEYS).returning(KEYS.c.id), fresh).scalar_one())


def report_key(session: Session, data_keys: DataKeys, key_id: int) -> bytes:
    """The key of a row. Raises KeyDestroyed."""
    wrapped = session.execute(select(KEYS.c.wrapped).where(KEYS.c.id == key_id)).scalar_one_or_none()
    if wrapped is None:
        raise KeyDestroyed
    return data_keys.unwrap(wrapped)


def destroy(session: Session, key_id: int) -> str:
    """Make a report unreadable for good. Returns the id of the destroyed key, for the list of the destroyed."""
    gone = update(KEYS).where(KEYS.c.id == key_id).values(wrapped=None).returning(KEYS.c.key_id)
    return str(session.execute(gone).scalar_one())


def destroy_keys(session: Session, key_ids: Collection[str]) -> int:
    """Destroy the keys with these ids where they live. Returns how many did."""
    gone = session.execute(
        update(KEYS).where(KEYS.c.key_id.in_(key_ids), KEYS.c.wrapped.is_not(None)).values(wrapped=None)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def purge_unused(session: Session, moment: datetime) -> int:
    """Delete keys opened before the day of a moment for reports that were never made. Returns how many."""
    used = select(REPORTS.c.key_id).where(REPORTS.c.key_id == KEYS.c.id).exists()
    gone = session.execute(delete(KEYS).where(KEYS.c.created_at < moment, ~used))
    return int(gone.rowcount)  # type: ignore[attr-defined]
