"""A folder becomes knowledge, or a list of problems that staff can act on."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.checks import check
from bot.content.loading import MODELS

Write = Callable[..., Path]
Tip = Callable[..., str]


def lines(folder: Path) -> list[str]:
    return [str(problem) for problem in load(folder).problems]


def test_a_good_folder_has_no_problem(folder: Path) -> None:
    loaded = load(folder)
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    tip = loaded.knowledge.tips["deposit-return"]
    assert tip.answer == "看是谁反悔。\n商家反悔的，定金双倍返还。"
    assert (tip.law[0].article, tip.law[0].paragraph, tip.source) == (587, None, None)
    assert loaded.knowledge.laws["民法典"].in_force_from == date(2021, 1, 1)


def test_a_long_list_may_be_split_into_a_folder(folder: Path, write: Write, tip: Tip) -> None:
    write("tips/cars", tip(("id: deposit-return", "id: car-deposit")))
    write("tips/.cars.yaml.swp", "x: [")
    knowledge = load(folder).knowledge
    assert knowledge is not None
    assert list(knowledge.tips) == ["deposit-return", "car-deposit"]


def test_all_lists_are_read(folder: Path, write: Write) -> None:
    write("cases", CASES)
    write("intents", INTENTS)
    write("referrals", REFERRALS)
    write("words", "version: 1\nwords:\n  - word: 咋个\n    same: [咋过]\n    kind: dialect\n  - word: 订金\n")
    write("hotlines", HOTLINES)
    write("districts", DISTRICTS)
    write(
        "stations",
        "version: 1\nstations:\n  - id: s1\n    name: 站\n    district: 530627\n    town: 泼机镇\n",
    )
    write("replies", "version: 1\nreplies:\n  - id: progress.none\n    text: 没有查到。\n")
    write("menu", MENU)
    write("holidays", HOLIDAYS)
    write("lists", "version: 1\nlists:\n  - id: ten-tips\n    title: 十大\n    entries: [deposit-return]\n")
    write("calendar", CALENDAR)
    loaded = load(folder)
    assert loaded.problems == ()
    assert check(loaded, date(2026, 11, 24)) == ()
    knowledge = loaded.knowledge
    assert knowledge is not None
    assert all(getattr(knowledge, kind) for kind in MODELS)
    assert knowledge.districts["530627"].towns[0].code == "530627101"
    assert knowledge.holidays[0].date_to == date(2027, 1, 3)
    assert knowledge.intents["danger_fraud"].signs[0].all == (("转账", "汇款"), ("陌生人",))
    assert knowledge.menu[0].buttons[0].key == "complain"
    assert knowledge.words[1].kind == "term"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    source: null", "    souce: null", ":19:5: 不认识的键“souce”；是不是“source”？改正或删去"),
        ("        article: 587", "        artcle: 587", ":17:9: 缺少“article”；补上这一行"),
        ("    title: 定金能退吗\n", "", ":3:5: 缺少“title”；补上这一行"),
        ("title: 定金能退吗", "title:", ":5:11: “title”是空的；写上内容"),
        ("title: 定金能退吗", "title: ''", ":5:12: “title”是空的；写上内容"),
        ("title: 定金能退吗", "title: [定金]", ":5:12: “title”应是一句话，现在是列表"),
        ("- 老板说订金一分不退", "- 他说: 不退", ":8:9: “questions”第2项应是一句话，却被冒号拆成了"),
        ("- 老板说订金一分不退", "- " + "退" * 501, ":8:9: “questions”第2项有501字，太长；最多500字"),
        ("- 老板说订金一分不退", "-", ":8:8: “questions”第2项是空的；写上内容"),
        ("\n      - 收据\n", " 收据\n", ":14:15: “evidence”应是列表，现在是“收据”；每条另起一行"),
        ("article: 587", "article: 五百", ":18:18: “article”应是整数，现在是“五百”；改为阿拉伯数字"),
        ("article: 587", "article: 0", ":18:18: “article”太小，现在是“0”；至少是1"),
        ("2026-11-24", "2026.11.24", ":20:15: “reviewed”日期写成“2026.11.24”；改为年-月-日，例如 2026-11-24"),
        ("2026-11-24", "20261124", ":20:15: “reviewed”日期写成“20261124”；改为年-月-日"),
        ("2026-11-24", "2026-02-30", ":20:15: “reviewed”没有2026-02-30这一天；改为日历上有的日期"),
        ("id: deposit-return", "id: De_po", ":3:9: “id”“De_po”写法不对；只用小写字母、数字和连字符"),
        ("source: null", "source: {name: 报, confidence: sure}", ":19:35: “confidence”不能是“sure”"),
        ("source: null", "urgent: maybe", ":19:13: “urgent”应是 true 或 false，现在是“maybe”"),
        ("source: null", "season: [13]", ":19:14: “season”第1项太大，现在是“13”；最多是12"),
        ("source: null", "districts: [5306]", ":19:17: “districts”第1项“5306”写法不对；写6位行政区划代码"),
        ("source: null", "speaks_from: 2026-11-24", ":19:5: 不认识的键“speaks_from”"),
        ("version: 1", "version: 2", ":1:10: 不认识的版本“2”；改为 version: 1"),
        ("version: 1\n", "", ":1:1: 缺少 version；在文件第一行加上 version: 1"),
        ("tips:", "tipps:", ":2:1: 不认识的键“tipps”；是不是“tips”？"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place_with_its_mend(
    folder: Path, write: Write, tip: Tip, old: str, new: str, expected: str
) -> None:
    write("tips", tip((old, new)))
    found = lines(folder)
    assert any(line.startswith("knowledge/tips.yaml" + expected) for line in found), found
    assert load(folder).knowledge is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\n", "1:1: 缺少列表“words:”"),
        ("version: 1\nwords: 咋个\n", "2:8: “words”应是列表"),
        ("- word: 咋个\n", "1:1: 文件应以 version: 1 开头"),
        ("~", "1:1: 文件应以 version: 1 开头"),
        ("version: 1\nwords:\n  - 咋个\n", "3:5: 这一项应写成“键: 值”，现在是“咋个”"),
    ],
)
def test_a_wrong_head_is_told(folder: Path, write: Write, text: str, expected: str) -> None:
    write("words", text)
    assert lines(folder)[0].startswith("knowledge/words.yaml:" + expected)


def test_an_empty_list_is_allowed(folder: Path, write: Write) -> None:
    write("words", "version: 1\nwords:\n")
    assert load(folder).problems == ()


def test_problems_of_all_files_come_at_once_in_order(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip(("title: 定金能退吗", "titel: 定金能退吗"), ("2027-11-24", "明年")))
    write("laws", "version: 1\nlaws: [")
    write("tips/more", "version: 3\ntips: []\n")
    found = load(folder).problems
    assert [(p.file, p.line) for p in found] == [
        ("knowledge/laws.yaml", 3),
        ("knowledge/tips.yaml", 3),
        ("knowledge/tips.yaml", 5),
        ("knowledge/tips.yaml", 21),
        ("knowledge/tips/more.yaml", 1),
    ]


def test_a_file_nobody_reads_is_a_warning(folder: Path, write: Write) -> None:
    write("tip", "version: 1")
    (folder / "words.yml").write_text("version: 1")
    loaded = load(folder)
    assert [(str(p), p.severity) for p in loaded.problems] == [
        ("knowledge/tip.yaml:1:1: 这个文件不会被读；是不是 tips.yaml？改名或移走", "warning"),
        ("knowledge/words.yml:1:1: 这个文件不会被读；是不是 words.yaml？改名或移走", "warning"),
    ]
    assert loaded.knowledge is not None


def test_a_wrong_folder_is_told(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")
    assert loaded.knowledge is None
    assert "没有知识文件" in str(loaded.problems[0])


def test_a_flood_of_faults_is_cut_short(folder: Path, write: Write) -> None:
    write("words", "version: 1\nwords:\n" + "  - wrod: x\n" * 5_000)
    found = lines(folder)
    assert len(found) == 51
    assert "只列出前50处" in found[0]


def test_the_digest_follows_the_bytes_only(folder: Path, write: Write, tip: Tip, tmp_path: Path) -> None:
    first = load(folder).knowledge
    moved = folder.rename(tmp_path / "elsewhere")
    second = load(moved).knowledge
    (moved / "tips.yaml").write_text(tip(("定金能退吗", "订金能退吗")), encoding="utf-8")
    third = load(moved).knowledge
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.digest == second.digest != third.digest


WORDS_OF_YAML = st.sampled_from(
    [
        "id",
        "title",
        "law",
        "article",
        "from",
        "questions",
        "null",
        "x",
        "-",
        "1",
        "2026-11-24",
        "[",
        "]",
        ":",
        "|",
    ]
)
TREE = st.recursive(
    st.none() | st.text("abc1-:", max_size=5) | WORDS_OF_YAML,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS_OF_YAML, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(MODELS)), entries=TREE)
def test_no_content_raises(tmp_path: Path, kind: str, entries: object) -> None:
    import json

    folder = tmp_path / "knowledge"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / f"{kind}.yaml").write_text(json.dumps({"version": "1", kind: entries}), encoding="utf-8")
    loaded = load(folder)
    check(loaded, date(2026, 11, 24))
    assert (loaded.knowledge is None) == any(p.severity == "error" for p in loaded.problems)


CASES = """\
version: 1
cases:
  - id: coal-short
    topics: [deposit]
    title: 煤少了950公斤
    date: 2023-04
    place: 镇雄县
    happened: 买了10.77吨煤，少了950公斤。
    outcome: 赔偿1万元。
    law_then: 来源未载明
    source: {name: 昭通日报, url: null, confidence: high}
"""
INTENTS = """\
version: 1
intents:
  - id: complain
    label: 登记投诉
    exact: [投诉]
  - id: danger_fraud
    label: 正在被骗
    danger: true
    signs:
      - all: [[转账, 汇款], [陌生人]]
        unless: [已经追回]
"""
REFERRALS = """\
version: 1
referrals:
  - id: wages
    kind: labor
    title: 拖欠工资
    questions: [老板不给工钱咋办]
    authority: 人社局
    number: 12333
    answer: 先打12333。
"""
HOTLINES = """\
version: 1
hotlines:
  - {id: "12333", name: 人社热线, number: 12333, purpose: 工资社保, hours: null, confidence: high}
"""
DISTRICTS = """\
version: 1
districts:
  - code: 530627
    name: 镇雄县
    aliases: [镇雄]
    towns:
      - {code: 530627101, name: 泼机镇}
    office: {name: 镇雄县市场监督管理局, phone: null, address: null}
"""
MENU = """\
version: 1
menu:
  - name: 投诉
    buttons:
      - {name: 登记, type: click, key: complain}
      - {name: 官网, type: view, url: https://example.com}
"""
HOLIDAYS = "version: 1\nholidays:\n  - {from: 2027-01-01, to: 2027-01-03, name: 元旦, kind: rest}\n"
CALENDAR = """\
version: 1
calendar:
  - {id: "315", name: 消费者权益日, month_day: 03-15, date: null, note: null, topics: [deposit], entries: []}
"""
