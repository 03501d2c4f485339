"""The access token: one for all processes, kept in the database, fetched by whoever holds the lease.

Source: WeChat official accounts, 获取稳定版接口调用凭据 (at most 7,200 s, renewed from 5 min before its end;
force_refresh 20 times a day).
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import String, Table, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from bot.core.clock import now
from bot.core.crypto import DataKeys, Unreadable
from bot.core.db import Base, Moment, Sealed, transaction
from bot.core.logs import get_logger
from bot.wechat.errors import FateUnknown, Retryable, WeChatError
from bot.wechat.wire import Json, Wire

PATH = "stable_token"
RENEW_BEFORE_END = timedelta(minutes=5)
LEASE = timedelta(seconds=10)
PAUSE_AFTER_FAILURE = timedelta(seconds=5)
BETWEEN_FORCED = timedelta(minutes=72)
LOOK_AGAIN_SECONDS = 0.05
PATIENCE_SECONDS = 12.0

log = get_logger(__name__)


class WeChatToken(Base):
    """The present token of an account, wrapped by DATA_KEYS; who fetches the next one holds the lease."""

    __tablename__ = "wechat_tokens"
    app_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token: Mapped[bytes | None] = mapped_column(Sealed)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    forced_at: Mapped[datetime | None] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    pause_until: Mapped[datetime | None] = mapped_column(Moment)


TOKENS = cast(Table, WeChatToken.__table__)


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str | None
    forced_at: datetime | None
    pause_until: datetime | None


class TokenKeeper:
    """Gives the account's token. Threads and processes share one; no network call is made inside a transaction."""

    def __init__(
        self, sessions: sessionmaker[Session], data_keys: DataKeys, app_id: str, app_secret: str, api_url: str
    ) -> None:
        self._sessions = sessions
        self._data_keys = data_keys
        self._app_id = app_id
        self._app_secret = app_secret
        self._wire = Wire(api_url)

    def close(self) -> None:
        self._wire.close()

    def token(self, refused: str | None = None) -> str:
        """The present token; with `refused`, one that is another than that.

        Raises WeChatError where WeChat gives none, Retryable where it cannot be had now.
        """
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            kept, mine = self._look(refused)
            if kept.token is not None:
                return kept.token
            if mine:
                return self._fetch(refused, kept.forced_at)
            if kept.pause_until is not None and kept.pause_until > now():
                raise Retryable("no token a moment ago")
            time.sleep(LOOK_AGAIN_SECONDS)
        raise Retryable("somebody else fetches the token")

    def _look(self, refused: str | None) -> tuple[_Kept, bool]:
        """What is kept, and whether it is now on us to fetch: a token, or the lease, or neither."""
        moment = now()
        with transaction(self._sessions) as session:
            kept = self._read(session, refused, moment)
            if kept.token is not None:
                return kept, False
            leased = session.execute(
                update(TOKENS)
                .where(
                    TOKENS.c.app_id == self._app_id,
                    or_(TOKENS.c.lease_until.is_(None), TOKENS.c.lease_until <= moment),
                    or_(TOKENS.c.pause_until.is_(None), TOKENS.c.pause_until <= moment),
                )
                .values(lease_until=moment + LEASE)
            )
            return kept, bool(leased.rowcount)  # type: ignore[attr-defined]

    def _read(self, session: Session, refused: str | None, moment: datetime) -> _Kept:
        mine = select(TOKENS).where(TOKENS.c.app_id == self._app_id).with_for_update()
        row = session.execute(mine).first()
        if row is None:
            dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
            session.execute(dialect.insert(WeChatToken).values(app_id=self._app_id).on_conflict_do_nothing())
            return self._read(session, refused, moment)
        fresh = row.expires_at is not None and row.expires_at - RENEW_BEFORE_END > moment
        token = self._unwrapped(row.token) if fresh else None
        return _Kept(token if token != refused else None, row.forced_at, row.pause_until)

    def _unwrapped(self, wrapped: bytes | None) -> str | None:
        try:
            return None if wrapped is None else self._data_keys.unwrap(wrapped).decode()
        except Unreadable:
            return None

    def _fetch(self, refused: str | None, forced_at: datetime | None) -> str:
        try:
            answer = self._ask(force=False)
            if answer["access_token"] == refused and _may_force(forced_at):
                forced_at = now()
                answer = self._ask(force=True)
        except (WeChatError, Retryable, FateUnknown) as failed:
            self._note(pause_until=now() + PAUSE_AFTER_FAILURE, forced_at=forced_at)
            log.error("wechat.no_token", why=str(failed))
            if isinstance(failed, FateUnknown):
                raise Retryable("token: no answer") from None
            raise
        token = str(answer["access_token"])
        expires_at = now() + timedelta(seconds=int(answer["expires_in"]))
        wrapped = self._data_keys.wrap(token.encode())
        self._note(token=wrapped, expires_at=expires_at, forced_at=forced_at, pause_until=None)
        return token

    def _ask(self, *, force: bool) -> Json:
        body: Json = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._app_secret}
        answer = self._wire.ask("POST", PATH, params={}, body=body | {"force_refresh": True} if force else body)
        if not isinstance(answer.get("access_token"), str) or not isinstance(answer.get("expires_in"), int):
            raise Retryable("not a token")
        return answer

    def _note(self, **values: object) -> None:
        with transaction(self._sessions) as session:
            noted = update(TOKENS).where(TOKENS.c.app_id == self._app_id)
            session.execute(noted.values(lease_until=None, **values))


def _may_force(forced_at: datetime | None) -> bool:
    """Twenty a day are allowed; spread over the day, they cannot run out."""
    return forced_at is None or now() - forced_at > BETWEEN_FORCED
