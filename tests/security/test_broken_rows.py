"""One bad value must not silence a person for good."""

import pytest
from sqlalchemy import Engine, text

from bot.handlers import House
from tests.webhook.conftest import Platform, platform_for


@pytest.fixture
def phone(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=False)


def say(phone: Platform, *words: str) -> str:
    return [phone.heard(phone.text(word)) for word in words][-1]


def damage(engine: Engine, table: str, column: str) -> None:
    """Turn one bit of a sealed value, as a broken disk does."""
    with engine.begin() as connection:
        sealed = bytearray(connection.execute(text(f"SELECT {column} FROM {table}")).scalar_one())
        sealed[-1] ^= 1
        connection.execute(text(f"UPDATE {table} SET {column} = :sealed"), {"sealed": bytes(sealed)})


def test_an_unreadable_talk_begins_anew(phone: Platform, engine: Engine) -> None:
    say(phone, "你好")
    damage(engine, "conversations", "state")
    assert say(phone, "你好")


def test_an_unreadable_text_of_the_outbox_stands_in_nobodys_way(phone: Platform, engine: Engine) -> None:
    say(phone, "你好")
    with engine.begin() as connection:
        now = connection.execute(text("SELECT last_seen_at FROM followers")).scalar_one()
        connection.execute(
            text(
                "INSERT INTO deliveries (person_id, kind, text, state, attempts, next_try_at, created_at) "
                "SELECT id, 'notice', :sealed, 'held', 0, :now, :now FROM followers"
            ),
            {"sealed": b"\x01" + b"x" * 40, "now": now},
        )
    assert say(phone, "你好")


def test_a_year_for_a_day_does_not_silence_the_form(phone: Platform) -> None:
    assert say(phone, "我要举报", "同意", "匿名", "2020年好又多超市卖过期两个月的香肠，现在还在卖")
