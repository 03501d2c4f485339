"""Who sees what of a report: whoever made it, staff, and staff with a reason."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.core.crypto import DataKeys
from bot.core.workdays import Calendar
from bot.reports import queries
from bot.reports.intake import FiledReport
from bot.reports.model import KEYS, REPORTS
from bot.reports.moves import move


def test_whoever_reported_finds_the_own_reports_and_nobody_else_does(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    first, second = filing(), filing(item=None, bought_on=None, date_text=None)
    found = queries.of_reporter(session, data_keys, reporter)
    assert [report.number for report in found] == [second.number, first.number]
    assert (found[1].merchant, found[1].item, found[1].state) == ("某某超市", "牛奶", "filed")
    assert queries.own(session, data_keys, reporter, first.number) == found[1]
    assert queries.own(session, data_keys, "0" * 64, first.number) is None
    assert len(queries.of_reporter(session, data_keys, reporter, limit=1)) == 1


def test_a_result_is_read_only_once_it_was_told(
    session: Session,
    data_keys: DataKeys,
    reporter: str,
    filing: Callable[..., FiledReport],
    calendar: Calendar,
    now: datetime,
) -> None:
    number = filing().number

    def state_read(action: str, **said: str) -> str:
        move(session, number, action, by="supervisor", now=now, calendar=calendar, key=None, **said)
        own = queries.own(session, data_keys, reporter, number)
        assert own is not None
        return own.state

    assert state_read("check") == "checking"
    assert state_read("open_case") == "checked"
    assert state_read("tell_result", basis="广告法第53条") == "case_opened"


def test_show_says_nothing_of_who_reported(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport]
) -> None:
    for reveal in (False, True):
        shown = queries.show(session, data_keys, filing().number, reveal=reveal)
        assert shown is not None
        assert not {"name", "phone", "address", "openid", "reporter", "linked", "key_id"} & set(shown)
        said = json.dumps(shown, ensure_ascii=False)
        assert "李小花" not in said
        assert "13812345678" not in said
        assert ("13987654321" in said) is reveal


def test_a_named_reporter_is_shown_only_when_asked_for(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport]
) -> None:
    named = queries.show(session, data_keys, filing().number, reveal_reporter=True)
    assert named is not None
    assert named["reporter"] == {"name": "李小花", "phone": "13812345678", "address": "昭阳区凤凰街道某小区3栋"}
    assert "139****4321" in named["facts"]
    hidden = queries.show(session, data_keys, filing(anonymous=True).number, reveal_reporter=True)
    assert hidden is not None
    assert hidden["reporter"] is None


def test_a_broken_row_stands_in_nobodys_way(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    broken, whole = filing(), filing()
    update_broken = update(REPORTS).where(REPORTS.c.number == broken.number)
    session.execute(update_broken.values(merchant=b"\x01" + b"x" * 40, openid=b"broken"))
    assert [own.number for own in queries.of_reporter(session, data_keys, reporter)] == [whole.number]
    assert queries.own(session, data_keys, reporter, broken.number) is None
    assert [row["merchant"] for row in queries.listing(session, data_keys)] == ["某某超市", None]
    shown = queries.show(session, data_keys, broken.number)
    assert shown is not None
    assert (shown["merchant"], shown["item"]) == (None, "牛奶")
    assert queries.openid_to_answer(session, data_keys, broken.number) is None


def test_a_broken_key_leaves_the_lists_readable(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    number = filing().number
    session.execute(update(KEYS).values(wrapped=b"broken"))
    assert queries.of_reporter(session, data_keys, reporter) == []
    assert [row["merchant"] for row in queries.listing(session, data_keys)] == [None]
    assert queries.show(session, data_keys, number) is not None


def test_there_is_nothing_to_show_of_an_unknown_number(session: Session, data_keys: DataKeys) -> None:
    assert queries.show(session, data_keys, "ZT20261124000000") is None
    assert queries.openid_to_answer(session, data_keys, "ZT20261124000000") is None


def test_the_list_is_newest_first_filtered_and_without_reporters(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport]
) -> None:
    first, second = filing(), filing(district="530627", merchant="张三13812345678")
    rows = queries.listing(session, data_keys)
    assert [row["number"] for row in rows] == [second.number, first.number]
    assert (rows[0]["merchant"], rows[0]["due"]) == ("张三138****5678", "2026-12-15")
    assert "李小花" not in json.dumps(rows, ensure_ascii=False)
    assert queries.listing(session)[0]["merchant"] is None
    assert [row["number"] for row in queries.listing(session, data_keys, district="530602")] == [first.number]
    assert [row["number"] for row in queries.listing(session, data_keys, limit=1, offset=1)] == [first.number]
    assert (queries.count(session), queries.count(session, state="checking")) == (2, 0)


def test_what_is_late_comes_worst_first(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport], now: datetime
) -> None:
    late, later = filing(at=now - timedelta(days=60)), filing(at=now - timedelta(days=40))
    filing()
    filing("assist", at=now - timedelta(days=90))
    rows = queries.overdue(session, now=now, data_keys=data_keys)
    assert [row["number"] for row in rows] == [late.number, later.number]
    assert queries.overdue(session, "530627", now=now) == []
