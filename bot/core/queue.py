"""Poke a background job by name: the database holds the work, the queue only says that there is some."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from huey import PriorityRedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.core.db import once_committed
from bot.core.logs import get_logger
from bot.core.settings import Settings

log = get_logger(__name__)
PENDING = "pokes"
Send = Callable[[str, int], Any]


def make_huey(settings: Settings) -> Huey:
    """The queue: a file beside the database, or Redis where REDIS_URL is set.

    What lies in it is unpickled, so it is signed: who can write to the queue still runs nothing here.
    """
    signed = SignedSerializer(settings.secret_key, salt="queue")
    if settings.redis_url:
        return PriorityRedisHuey("bot", url=settings.redis_url, blocking=True, serializer=signed)
    settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqliteHuey("bot", filename=str(settings.var_dir / "queue.db"), serializer=signed)


def poke(session: Session, name: str, row_id: int) -> None:
    """Ask for job `name` on row `row_id` once this transaction has committed; forgotten if it is rolled back."""
    session.info.setdefault(PENDING, []).append((name, row_id))


def send_after_commit(session_class: Any, send: Send) -> None:
    """Let every session of this class send its pokes after its commit, when it holds up nobody.

    A poke that fails is logged, never raised.
    """

    def leave(pokes: Sequence[tuple[str, int]]) -> None:
        for name, row_id in pokes:
            try:
                send(name, row_id)
            except Exception:
                log.exception("queue.poke_failed", job=name, row=row_id)

    def sent(session: Session) -> None:
        if not session.in_nested_transaction() and (pokes := session.info.pop(PENDING, [])):
            once_committed(session, partial(leave, pokes))

    def forgotten(session: Session) -> None:
        if not session.in_nested_transaction():
            session.info.pop(PENDING, None)

    event.listen(session_class, "after_commit", sent)
    event.listen(session_class, "after_rollback", forgotten)
