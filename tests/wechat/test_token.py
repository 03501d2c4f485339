"""One token for all, fetched once, kept wrapped, renewed in time."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.core.clock import now
from bot.core.crypto import DataKeys
from bot.core.db import transaction
from bot.core.settings import DEMO
from bot.wechat import token as tokens_module
from bot.wechat.errors import AddressNotAllowed, QuotaUsedUp, Retryable, SecretFrozen, SecretRefused, WeChatError
from bot.wechat.token import TOKENS, TokenKeeper
from simulator.client import Control
from tests.wechat.platform import TOKEN, keeper

pytestmark = pytest.mark.database
OTHER_KEY = "b3RoZXItZGF0YS1rZXktb3RoZXItZGF0YS1rZXktMTI="


def change(sessions: sessionmaker[Session], **values: object) -> None:
    with transaction(sessions) as session:
        session.execute(update(TOKENS).values(**values))


def asked(control: Control) -> int:
    return control.counts().get(TOKEN, 0)


def test_eight_threads_fetch_it_once(tokens: TokenKeeper, control: Control) -> None:
    control.fail(TOKEN, delay=0.3)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: tokens.token(), range(8)))
    assert len(set(given)) == 1
    assert asked(control) == 1


def test_two_processes_share_it(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session], data_keys: DataKeys, platform_url: str
) -> None:
    other = keeper(sessions, data_keys, platform_url)
    assert other.token() == tokens.token()
    assert asked(control) == 1
    other.close()


def test_it_lies_wrapped_in_the_database(tokens: TokenKeeper, control: Control, session: Session) -> None:
    given = tokens.token()
    kept = session.execute(select(TOKENS.c.token)).scalar_one()
    assert given.encode() not in kept


def test_it_is_renewed_before_its_end(tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session]) -> None:
    tokens.token()
    change(sessions, expires_at=now() + timedelta(minutes=4))
    tokens.token()
    assert asked(control) == 2


def test_a_token_under_lost_keys_is_fetched_anew(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session], platform_url: str
) -> None:
    given = tokens.token()
    other = keeper(sessions, DataKeys((OTHER_KEY,)), platform_url)
    assert other.token() == given
    assert asked(control) == 2
    other.close()


def test_a_fetcher_that_died_does_not_block_the_next(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session]
) -> None:
    tokens.token()
    change(sessions, token=None, expires_at=None, lease_until=now() - timedelta(seconds=1))
    assert tokens.token()


def test_patience_ends_while_somebody_else_fetches(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.token()
    change(sessions, token=None, expires_at=None, lease_until=now() + timedelta(minutes=1))
    monkeypatch.setattr(tokens_module, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(Retryable):
        tokens.token()


def test_no_transaction_is_open_while_it_is_fetched(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session]
) -> None:
    control.fail(TOKEN, delay=1.0)
    fetching = threading.Thread(target=tokens.token)
    fetching.start()
    time.sleep(0.3)
    started = time.monotonic()
    change(sessions, forced_at=None)
    assert time.monotonic() - started < 0.5
    fetching.join()


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [(40164, AddressNotAllowed), (61004, AddressNotAllowed), (40243, SecretFrozen), (45009, QuotaUsedUp)],
)
def test_a_refusal_has_a_name(tokens: TokenKeeper, control: Control, errcode: int, kind: type[WeChatError]) -> None:
    control.fail(TOKEN, errcode=errcode)
    with pytest.raises(kind):
        tokens.token()


def test_a_wrong_secret_has_a_name(
    control: Control, sessions: sessionmaker[Session], data_keys: DataKeys, platform_url: str
) -> None:
    wrong = TokenKeeper(sessions, data_keys, DEMO["wechat_app_id"], "wrong", platform_url)
    with pytest.raises(SecretRefused):
        wrong.token()
    wrong.close()


@pytest.mark.parametrize("how", [{"html": True}, {"http": 502}, {"drop_after": True}])
def test_no_answer_may_be_asked_again(tokens: TokenKeeper, control: Control, how: dict[str, object]) -> None:
    control.fail(TOKEN, **how)
    with pytest.raises(Retryable):
        tokens.token()


def test_after_a_failure_nobody_asks_for_some_seconds(
    tokens: TokenKeeper, control: Control, sessions: sessionmaker[Session]
) -> None:
    control.fail(TOKEN, errcode=40243)
    with pytest.raises(SecretFrozen):
        tokens.token()
    with pytest.raises(Retryable):
        tokens.token()
    assert asked(control) == 1
    change(sessions, pause_until=now() - timedelta(seconds=1))
    assert tokens.token()


def test_a_refused_token_is_forced_once_and_not_again_soon(tokens: TokenKeeper, control: Control) -> None:
    first = tokens.token()
    second = tokens.token(refused=first)
    assert second != first
    assert tokens.token(refused=second) == second
    assert sum("force_refresh" in call["body"] for call in control.calls(TOKEN)) == 1


def test_a_token_somebody_else_renewed_is_taken_without_force(tokens: TokenKeeper, control: Control) -> None:
    first = tokens.token()
    control.forget_tokens()
    assert tokens.token(refused=first) != first
    assert not any("force_refresh" in call["body"] for call in control.calls(TOKEN))
