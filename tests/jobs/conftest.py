"""The stand-in platform and the shipped sentences, for the tests beside this file."""

from pathlib import Path

import pytest

from bot.content import Knowledge, load
from tests.wechat.platform import api, control, phone, platform_url, tokens

__all__ = ["api", "control", "phone", "platform_url", "tokens"]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    loaded = load(Path(__file__).resolve().parents[2] / "knowledge").knowledge
    assert loaded is not None
    return loaded
