import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from bot.extraction import read_date
from bot.extraction.dates import find_time


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("上周三", "2026-11-18"),
        ("上上周五", "2026-11-13"),
        ("上礼拜天", "2026-11-22"),
        ("3月15日", "2026-03-15"),
        ("11月3号", "2026-11-03"),
        ("十一月三号", "2026-11-03"),
        ("11.3号", "2026-11-03"),
        ("12月5日", "2025-12-05"),
        ("12/5", "2025-12-05"),
        ("2019-6-24", "2019-06-24"),
        ("2019.6.24", "2019-06-24"),
        ("18年3月5号", "2018-03-05"),
        ("二〇一九年六月二十四日", "2019-06-24"),
        ("去年的3月9日", "2025-03-09"),
        ("2024年2月29日", "2024-02-29"),
        ("前天", "2026-11-22"),
        ("大前天晚上", "2026-11-21"),
        ("昨晚", "2026-11-23"),
        ("三天前", "2026-11-21"),
        ("这个月10号", "2026-11-10"),
        ("上个月5号", "2026-10-05"),
        ("去年腊月二十八", "2026-02-15"),
        ("腊月三十", "2026-02-16"),
        ("正月初三", "2026-02-19"),
        ("大年初二", "2026-02-18"),
        ("冬月初八", "2025-12-27"),
        ("农历八月十五", "2026-09-25"),
        ("今年3·15", "2026-03-15"),
        ("去年3·15", "2025-03-15"),
        ("去年双十一", "2025-11-11"),
    ],
)
def test_a_day_is_read_against_the_day_of_the_message(text: str, day: str, tuesday: datetime) -> None:
    found = read_date(text, tuesday)
    assert found is not None
    assert (found.value, found.sure) == (date.fromisoformat(day), True)


@pytest.mark.parametrize(
    ("text", "day"),
    [("国庆节", "2026-10-01"), ("去年中秋节", "2025-10-06"), ("春节", "2026-02-17"), ("26号", "2026-10-26")],
)
def test_a_feast_of_several_days_and_a_bare_number_are_asked_about(text: str, day: str, tuesday: datetime) -> None:
    found = read_date(text, tuesday)
    assert found is not None
    assert (found.value, found.sure) == (date.fromisoformat(day), False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027年1月1日",
        "2026-11-25",
        "今年12月3日",
        "本周五",
        "下周三",
        "明天",
        "2月30日",
        "8月份",
        "2018年11月",
        "十几号",
        "以前天天去",
        "周六福珠宝",
        "每周三上课",
        "国庆路",
        "人民路12号",
        "坐13号线",
        "单号20240315123",
        "月子中心",
    ],
)
def test_no_day_is_made_up_and_none_lies_in_the_future(text: str, tuesday: datetime) -> None:
    assert read_date(text, tuesday) is None


def test_last_month_of_the_farmers_year_said_in_january_is_a_year_back() -> None:
    january = datetime(2026, 1, 10, tzinfo=UTC)
    found = read_date("去年腊月二十八", january)
    assert found is not None
    assert found.value == date(2025, 1, 27)


def test_the_day_is_that_of_shanghai() -> None:
    found = read_date("昨天", datetime(2026, 11, 23, 17, tzinfo=UTC))
    assert found is not None
    assert found.value == date(2026, 11, 23)


def test_the_day_of_the_purchase_comes_before_those_of_quarrel(tuesday: datetime) -> None:
    text = "10月8日我去投诉，说是9月2日买的手机有问题，商家承诺10月20日回复"
    found = read_date(text, tuesday)
    assert found is not None
    assert found.value == date(2026, 9, 2)


def test_a_month_is_kept_in_the_persons_words_without_a_day(tuesday: datetime) -> None:
    said = find_time("2018年11月预交了两年学费，2019年5月10日校长签字退款", tuesday)
    assert said is not None
    assert (said.day, said.text) == (None, "2018年11月")


def test_jionlp_is_loaded_only_for_the_farmers_calendar_and_keeps_silent() -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from bot.extraction import read_date\n"
        "at = datetime(2026, 11, 24, tzinfo=UTC)\n"
        "read_date('3月15日', at); assert 'jionlp' not in sys.modules\n"
        "read_date('腊月二十八', at); assert 'jionlp' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == done.stderr == ""
