"""Send one delivery as a custom message, at most once, through the ledger of windows.

A custom message has no idempotency key: where the answer was lost after the request left, and where a worker died
with the delivery in its hands, the delivery becomes `unknown` and is never resent by itself (design.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.core.crypto import DataKeys, unseal
from bot.core.db import transaction
from bot.core.logs import get_logger
from bot.core.queue import poke
from bot.followers import windows
from bot.followers.people import PersonErased, person_key
from bot.outbox.deliveries import FIRST_IN_LINE, JOB
from bot.outbox.model import DELIVERIES, DeliveryState
from bot.wechat.errors import (
    AccountTrouble,
    CountUsedUp,
    FateUnknown,
    NotPermitted,
    NotReachable,
    QuotaUsedUp,
    Retryable,
    WeChatError,
    WindowClosed,
)

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

log = get_logger(__name__)


class MessageApi(Protocol):
    """What sending needs of WeChat's API (wechat.client.WeChatApi)."""

    def send_text(self, openid: str, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Leased:
    id: int
    person_id: int
    attempt: int
    openid: str
    text: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a try. `spent`: whether it took a message out of the window; `closed`: whether the window is."""

    state: DeliveryState
    reason: str | None = None
    spent: bool = False
    closed: bool = False


def send(sessions: sessionmaker[Session], api: MessageApi, data_keys: DataKeys, delivery_id: int, now: datetime) -> str:
    """Try to send one delivery. Returns its state afterwards; a delivery that is not due stays as it is.

    Tries that were certainly not accepted go on, at growing distance, as long as the person's window is open.
    """
    with transaction(sessions) as session:
        leased = _lease(session, data_keys, delivery_id, now)
    if not isinstance(leased, _Leased):
        return leased
    outcome = _try(api, leased)
    with transaction(sessions) as session:
        _settle(session, leased, outcome, now)
    log.info("delivery.tried", delivery=delivery_id, state=outcome.state.value, why=outcome.reason)
    return outcome.state


def _lease(session: Session, data_keys: DataKeys, delivery_id: int, now: datetime) -> _Leased | DeliveryState:
    """Take the delivery and one message of the window in hand, or say why not."""
    row = session.execute(
        select(DELIVERIES, FIRST_IN_LINE.label("first_in_line")).where(DELIVERIES.c.id == delivery_id)
    ).first()
    if row is None:
        return DeliveryState.CANCELLED
    if row.state == DeliveryState.SENDING and row.lease_until <= now:
        return _leave(session, row, DeliveryState.UNKNOWN, "abandoned", now)
    if row.state != DeliveryState.WAITING or row.next_try_at > now or not row.first_in_line:
        return DeliveryState(row.state)
    if row.not_after is not None and row.not_after <= now:
        return _leave(session, row, DeliveryState.EXPIRED, None, now)
    try:
        key = person_key(session, data_keys, row.person_id)
    except PersonErased:
        return _leave(session, row, DeliveryState.CANCELLED, "erased", now)
    openid = windows.spend(session, row.person_id, now)
    if openid is None:
        return _leave(session, row, DeliveryState.HELD, "window", now)
    if not _change(session, row.id, (DeliveryState.WAITING,), row.attempts, _in_hand(row.attempts + 1, now)):
        windows.give_back(session, row.person_id)
        return _state(session, row.id)
    return _Leased(row.id, row.person_id, row.attempts + 1, openid, unseal(key, row.text))


def _state(session: Session, delivery_id: int) -> DeliveryState:
    return DeliveryState(session.execute(select(DELIVERIES.c.state).where(DELIVERIES.c.id == delivery_id)).scalar_one())


def _in_hand(attempt: int, now: datetime) -> dict[str, object]:
    return {"state": DeliveryState.SENDING, "attempts": attempt, "lease_until": now + LEASE}


def _try(api: MessageApi, leased: _Leased) -> _Outcome:
    try:
        api.send_text(leased.openid, leased.text)
    except FateUnknown:
        return _Outcome(DeliveryState.UNKNOWN, "no_answer", spent=True)
    except (WindowClosed, CountUsedUp, NotReachable) as error:
        return _Outcome(DeliveryState.HELD, str(error.errcode), closed=True)
    except NotPermitted as error:
        return _Outcome(DeliveryState.HELD, str(error.errcode))
    except (QuotaUsedUp, AccountTrouble) as error:
        return _Outcome(DeliveryState.WAITING, str(error.errcode))
    except Retryable as error:
        return _Outcome(DeliveryState.WAITING, str(error)[:32])
    except WeChatError as error:
        return _Outcome(DeliveryState.FAILED, str(error.errcode))
    return _Outcome(DeliveryState.SENT, spent=True)


def _settle(session: Session, leased: _Leased, outcome: _Outcome, now: datetime) -> None:
    if outcome.closed:
        windows.close(session, leased.person_id)
    elif not outcome.spent:
        windows.give_back(session, leased.person_id)
    values: dict[str, object] = {"state": outcome.state, "reason": outcome.reason, "lease_until": None}
    if outcome.state is DeliveryState.WAITING:
        values["next_try_at"] = now + pause_after(leased.attempt)
    else:
        values["settled_at"] = now
    # A lease that ran out meanwhile made it unknown; now it is known.
    _change(session, leased.id, (DeliveryState.SENDING, DeliveryState.UNKNOWN), leased.attempt, values)
    if outcome.state is not DeliveryState.WAITING:
        _poke_next(session, leased.person_id)


def _leave(session: Session, row: Row[Any], state: DeliveryState, reason: str | None, now: datetime) -> DeliveryState:
    values: dict[str, object] = {"state": state, "reason": reason, "lease_until": None, "settled_at": now}
    _change(session, row.id, (DeliveryState(row.state),), row.attempts, values)
    _poke_next(session, row.person_id)
    return state


def _change(
    session: Session, delivery_id: int, states: tuple[DeliveryState, ...], attempt: int, values: dict[str, object]
) -> bool:
    """Change a delivery if it still stands where we saw it. Returns whether it did."""
    changed = session.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.id == delivery_id, DELIVERIES.c.state.in_(states), DELIVERIES.c.attempts == attempt)
        .values(**values)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _poke_next(session: Session, person_id: int) -> None:
    """Let the person's next delivery leave, which waited for this one."""
    following = session.execute(
        select(DELIVERIES.c.id)
        .where(DELIVERIES.c.person_id == person_id, DELIVERIES.c.state == DeliveryState.WAITING)
        .order_by(DELIVERIES.c.id)
        .limit(1)
    ).scalar_one_or_none()
    if following is not None:
        poke(session, JOB, following)


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the n-th failed try: 1, 2, 4 … minutes, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(attempt - 1, 10)), LONGEST_PAUSE)
