"""The stand-in platform as tests of our side use it: one server a run, put back to its start before each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.core.crypto import DataKeys
from bot.wechat.client import WeChatApi
from bot.wechat.token import TokenKeeper
from simulator.client import Control, Phone
from simulator.server import running
from simulator.settings import DEMO, Settings

NOBODY = "http://127.0.0.1:9/wechat"
SEND = "/cgi-bin/message/custom/send"
MEDIA = "/cgi-bin/media/get"
TOKEN = "/cgi-bin/stable_token"


@pytest.fixture(scope="session")
def platform_url() -> Iterator[str]:
    with running(Settings(callback=NOBODY, answer_within=0.2, tries=1)) as url:
        yield url


@pytest.fixture
def control(platform_url: str) -> Control:
    hand = Control(platform_url)
    hand.reset()
    return hand


@pytest.fixture
def phone(control: Control) -> Phone:
    """Somebody who has just written, so that five messages may be sent."""
    someone = control.phone("王大姐")
    someone.say("在吗")
    return someone


def keeper(sessions: sessionmaker[Session], data_keys: DataKeys, url: str) -> TokenKeeper:
    return TokenKeeper(sessions, data_keys, DEMO["WECHAT_APP_ID"], DEMO["WECHAT_APP_SECRET"], url)


@pytest.fixture
def tokens(sessions: sessionmaker[Session], data_keys: DataKeys, platform_url: str) -> Iterator[TokenKeeper]:
    made = keeper(sessions, data_keys, platform_url)
    yield made
    made.close()


@pytest.fixture
def api(platform_url: str, tokens: TokenKeeper) -> Iterator[WeChatApi]:
    made = WeChatApi(platform_url, tokens)
    yield made
    made.close()


def said(phone: Phone) -> list[str]:
    """The custom messages that reached a phone."""
    return [entry["text"] for entry in phone.transcript() if entry["way"] == "custom"]


def sent_media(phone: Phone) -> str:
    """The media id of the last thing sent from a phone."""
    return str([entry for entry in phone.transcript() if entry["way"] == "person"][-1]["media_id"])
