"""An id that leads nowhere, or is written twice, is found before a consumer follows it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content import check, load

Write = Callable[..., Path]
Tip = Callable[..., str]
ON = date(2026, 11, 24)


def lines(folder: Path) -> list[str]:
    return [str(problem) for problem in check(load(folder), ON)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("topic: deposit", "topic: deposits", "4:12: “deposits”在topics.yaml里没有；是不是“deposit”？"),
        ("law: 民法典", "law: 民法", "17:14: “民法”在laws.yaml里没有；是不是“民法典”？"),
        ("article: 587", "article: 1273", "18:18: 引用的条款不存在：民法典共1260条，没有第1273条；"),
        ("source: null", "related: [deposit-return]", "19:15: 指向了自己；删去"),
        ("source: null", "related: [xyz]", "19:15: “xyz”在tips.yaml、cases.yaml里没有；改为已有的id"),
        ("source: null", "districts: [530699]", "19:17: “530699”在districts.yaml里没有"),
    ],
)  # fmt: skip
def test_a_tip_that_points_nowhere(folder: Path, write: Write, tip: Tip, old: str, new: str, expected: str) -> None:
    write("tips", tip((old, new)))
    found = lines(folder)
    assert len(found) == 1
    assert found[0].startswith("knowledge/tips.yaml:" + expected)


def test_an_id_is_used_once_over_tips_and_cases(folder: Path, write: Write) -> None:
    write(
        "cases",
        "version: 1\ncases:\n  - {id: deposit-return, topics: [deposit], title: 甲, happened: 乙, "
        "outcome: 丙, source: {name: 报}}\n",
    )
    (found,) = lines(folder)
    assert found.startswith("knowledge/cases.yaml:3:10: “deposit-return”已用过（knowledge/tips.yaml第3行）")


def test_an_id_is_used_once_within_a_list(folder: Path, write: Write) -> None:
    write("topics/more", "version: 1\ntopics:\n  - {id: deposit, label: 又一个}\n")
    (found,) = lines(folder)
    assert found.startswith("knowledge/topics/more.yaml:3:10: “deposit”已用过（knowledge/topics.yaml第3行）")


def test_lists_calendar_laws_and_stations_point_somewhere(folder: Path, write: Write) -> None:
    write("lists", "version: 1\nlists:\n  - {id: ten, title: 十大, entries: [deposit-return, gone]}\n")
    write("calendar", "version: 1\ncalendar:\n  - {id: c, name: 节, topics: [gone], entries: [gone]}\n")
    write("stations", "version: 1\nstations:\n  - {id: s, name: 站, district: 530627, town: 坡机镇}\n")
    write(
        "districts",
        "version: 1\ndistricts:\n  - {code: 530627, name: 镇雄县, towns: [{code: 530627101, name: 泼机镇}], "
        "office: {name: 局}}\n",
    )
    write("laws/old", "version: 1\nlaws:\n  - {id: 旧, name: 旧, short: 旧, superseded_by: 新法, articles: 3}\n")
    found = lines(folder)
    assert [line.split("；")[0] for line in found] == [
        "knowledge/calendar.yaml:3:31: “gone”在topics.yaml里没有",
        "knowledge/calendar.yaml:3:48: “gone”在tips.yaml、cases.yaml里没有",
        "knowledge/laws/old.yaml:3:47: “新法”在laws.yaml里没有",
        "knowledge/lists.yaml:3:52: “gone”在tips.yaml、cases.yaml里没有",
        "knowledge/stations.yaml:3:46: 镇雄县没有“坡机镇”",
    ]


def test_a_button_does_something(folder: Path, write: Write) -> None:
    write("intents", "version: 1\nintents:\n  - {id: complain, label: 投诉}\n")
    write(
        "menu",
        "version: 1\nmenu:\n  - name: 甲\n    buttons:\n      - {name: 乙, type: click, key: complian}\n"
        "      - {name: 丙, type: view}\n      - {name: 丁, type: click}\n"
        "  - {name: 戊, type: click, key: complain}\n",
    )
    assert [line.split("；")[0] for line in lines(folder)] == [
        "knowledge/menu.yaml:5:37: “complian”在intents.yaml里没有",
        "knowledge/menu.yaml:6:9: 按钮“丙”没有网址",
        "knowledge/menu.yaml:7:9: 按钮“丁”点了没有反应",
    ]


def test_a_broken_file_does_not_make_others_point_nowhere(folder: Path, write: Write) -> None:
    write("laws", "version: 1\nlaws: [")
    write("topics", "version: 1\ntopics:\n  - {id: deposit}\n")
    assert load(folder).knowledge is None
    assert lines(folder) == []
