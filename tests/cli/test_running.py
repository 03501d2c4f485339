"""How `bot serve` stands on the machine: reached by the proxy only, with limits, and frank about plain mode."""

import logging
from collections.abc import Callable

import pytest

from bot.cli import running
from bot.core.settings import Settings

Change = Callable[..., Settings]


@pytest.fixture
def change(settings: Settings) -> Change:
    return lambda **changed: settings.model_copy(update=changed)


@pytest.mark.parametrize(
    ("address", "bound"), [("127.0.0.1", "127.0.0.1:1"), ("0.0.0.0", "0.0.0.0:1"), ("::1", "[::1]:1")]
)
def test_it_listens_where_it_is_told(change: Change, address: str, bound: str) -> None:
    assert running.Server(change(bind=address), 1, workers=1).cfg.bind == [bound]


def test_a_request_has_limits(settings: Settings) -> None:
    limits = running.Server(settings, 1, workers=1).cfg
    assert limits.limit_request_line <= 2_048
    assert limits.limit_request_fields <= 64
    assert limits.limit_request_field_size <= 4_096


@pytest.mark.parametrize(
    ("changed", "warned"),
    [
        ({"bot_env": "production", "wechat_encoding_aes_key": ""}, True),
        ({"bot_env": "production"}, False),
        ({"wechat_encoding_aes_key": ""}, False),
    ],
    ids=["production in plain mode", "production in safe mode", "the demo"],
)
def test_plain_mode_is_warned_of(
    change: Change, changed: dict[str, str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(running, "log", logging.getLogger("nowhere"))
    monkeypatch.setattr(running.log, "warning", lambda event, **_: told.append(event))
    running._warn(change(**changed))
    assert told == (["serve.plain_mode"] if warned else [])
