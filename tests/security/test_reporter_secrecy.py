"""Without the keys nothing ties a report to a person, and no other clerk reads who reported (art. 37)."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from bot.complaints.intake import link
from bot.conversations.inbox import transcript
from bot.handlers import House
from simulator.wire import document
from tests import build
from tests.webhook.conftest import ACCOUNT, PERSON, Platform, platform_for

CLUE = "好又多超市的货架上，香肠过期两个月还在卖"


@pytest.fixture
def phone(engine: Engine, house: House, tmp_path: object) -> Platform:
    return platform_for(engine, house, tmp_path, aes=False)


def say(phone: Platform, *words: str) -> str:
    return [phone.heard(phone.text(word)) for word in words][-1]


def send_photo(phone: Platform) -> None:
    phone.sent += 1
    who: dict[str, str | int | float] = {"ToUserName": ACCOUNT, "FromUserName": PERSON, "CreateTime": int(time.time())}
    phone.post(document(who | {"MsgType": "image", "MediaId": f"m{phone.sent}", "MsgId": phone.sent}))


def report(phone: Platform) -> None:
    heard = say(phone, "我要举报", "同意", "匿名", CLUE)
    while "举报登记好了" not in heard:
        heard = say(phone, next(answer for step, answer in _steps() if step in heard))


def _steps() -> Iterator[tuple[str, str]]:
    yield "请看一遍", "提交"
    yield "商家叫什么", "好又多超市"
    yield "商家在哪里", "昭阳区太平街道"
    yield "涉及什么", "香肠"
    yield "哪一天", "11月20号"
    yield "有小票", "好了"


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).all())


def seen_by_staff(sessions: sessionmaker[Session], house: House) -> str:
    """All that `bot handover show --reveal` can print of the one person there is."""
    with sessions() as session:
        person = session.execute(text("SELECT id, wrapped_key FROM followers")).one()
        lines = transcript(session, person.id, house.data_keys.unwrap(bytes(person.wrapped_key)), limit=100)
    return "\n".join(f"{line.said}\n{line.reply}" for line in lines)


def test_a_clue_told_before_the_report_leaves_the_transcript(
    phone: Platform, sessions: sessionmaker[Session], house: House
) -> None:
    say(phone, CLUE, "我要举报")
    assert "香肠" not in seen_by_staff(sessions, house)


def test_a_clue_told_while_asking_for_both_leaves_the_transcript(
    phone: Platform, sessions: sessionmaker[Session], house: House
) -> None:
    say(phone, "我要投诉好又多超市，要求退款，也要举报王五卖过期香肠", "只登记举报")
    assert "王五" not in seen_by_staff(sessions, house)


def test_a_clue_that_sounds_dangerous_stays_out_of_the_transcript(
    phone: Platform, sessions: sessionmaker[Session], house: House
) -> None:
    say(phone, "我要举报", "同意", "匿名", "王五的煤气站一直漏气，闻到很大的煤气味")
    assert "王五" not in seen_by_staff(sessions, house)


def test_asking_for_a_person_while_reporting_stays_out_of_the_transcript(
    phone: Platform, sessions: sessionmaker[Session], house: House
) -> None:
    say(phone, "我要举报", "同意", "匿名", "转人工，我是李桂芳，举报王五")
    assert "王五" not in seen_by_staff(sessions, house)


def test_a_reports_number_stays_out_of_the_transcript(
    phone: Platform, sessions: sessionmaker[Session], house: House, engine: Engine
) -> None:
    report(phone)
    say(phone, "补充材料")
    number = rows(engine, "SELECT number FROM reports")[0].number
    assert number not in seen_by_staff(sessions, house)


TIES = {
    "the last word": "SELECT 1 FROM reports r JOIN followers f ON f.last_seen_at = r.created_at",
    "the message": "SELECT 1 FROM reports r JOIN inbox i ON i.at = r.created_at",
    "the state of the talk": "SELECT 1 FROM reports r JOIN conversations c ON c.updated_at = r.created_at",
    "the opening of the key": "SELECT 1 FROM report_keys k JOIN inbox i ON i.at = k.created_at",
    "the first event": "SELECT 1 FROM report_events e JOIN followers f ON f.last_seen_at = e.at",
}


@pytest.mark.parametrize("query", TIES.values(), ids=TIES.keys())
def test_no_moment_ties_a_report_to_a_person(phone: Platform, engine: Engine, query: str) -> None:
    report(phone)
    assert rows(engine, query) == []


def test_nobody_is_marked_as_reporting(phone: Platform, engine: Engine) -> None:
    report(phone)
    assert rows(engine, "SELECT 1 FROM inbox WHERE private AND person_id IS NOT NULL") == []


def test_no_token_ties_a_reports_photos_to_a_person(phone: Platform, engine: Engine) -> None:
    send_photo(phone)
    say(phone, "我要举报", "同意", "匿名")
    send_photo(phone)
    drafts = [row.draft for row in rows(engine, "SELECT draft FROM evidence ORDER BY id")]
    assert len(drafts) == 2
    assert not drafts[1].startswith(drafts[0])


def test_no_link_ties_a_report_to_a_person(sessions: sessionmaker[Session], engine: Engine) -> None:
    with sessions.begin() as session:
        who = build.person(session)
        filed, reported = build.complaint(session, who), build.report(session, who)
        link(session, filed.number, reported.number, person_key=who.key)
    links = rows(engine, "SELECT * FROM complaint_links")
    assert len(links) == 1
    assert not [value for value in links[0] if reported.number.encode() in str(value).encode() + _bytes(value)]


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
