"""Large knowledge loads and checks while a person waits."""

import random
import time
from datetime import date
from pathlib import Path

from bot.content import check, load

GOODS = [
    "衣服",
    "手机",
    "空调",
    "煤炭",
    "化肥",
    "猪肉",
    "白酒",
    "奶粉",
    "眼镜",
    "沙发",
    "热水器",
    "电动车",
    "健身卡",
    "婚纱照",
    "土鸡",
    "种子",
    "快递",
    "话费",
    "课程",
    "酒席",
]
DEEDS = [
    "坏了",
    "不退",
    "少秤",
    "过期",
    "发霉",
    "跑路",
    "涨价",
    "没货",
    "假的",
    "掉色",
    "漏水",
    "不修",
    "骂人",
    "拖着",
    "不认",
    "乱收钱",
    "扣定金",
    "没发票",
    "不给换",
    "失联",
]
PLACES = ["街上", "网上", "直播间", "镇上", "超市", "县城", "朋友圈", "集市", "商场", "村口"]


def written(entries: int, questions: int) -> str:
    chance = random.Random(7)

    def question(entry: int, number: int) -> str:
        tale = "".join(chance.choice(words) for words in (PLACES, GOODS, DEEDS, PLACES, DEEDS))
        return f"{chance.randrange(9**6)}{tale * chance.randint(1, 4)}{entry}问{number}"

    tips = [
        f"  - id: deposit-{entry}\n    topic: deposit\n    title: 第{entry}条怎么办\n    questions:\n"
        + "".join(f"      - {question(entry, number)}\n" for number in range(questions))
        + "    answer: |-\n      "
        + "看是谁反悔，先找商家。" * 12
        + "\n    steps: [先找商家, 再打12315]\n    evidence: [收据, 聊天记录]\n"
        "    law:\n      - {law: 民法典, article: 587}\n    source: null\n"
        "    reviewed: 2026-11-24\n    review_by: 2027-11-24\n"
        for entry in range(entries)
    ]
    return "version: 1\ntips:\n" + "".join(tips)


def test_four_hundred_entries_load_under_two_seconds(folder: Path) -> None:
    (folder / "tips.yaml").write_text(written(400, 20), encoding="utf-8")
    begun = time.process_time()
    loaded = load(folder)
    assert time.process_time() - begun < 2
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert len(loaded.knowledge.tips) == 400


def test_ten_thousand_questions_check_under_five_seconds(folder: Path) -> None:
    (folder / "tips.yaml").write_text(written(500, 20), encoding="utf-8")
    loaded = load(folder)
    begun = time.process_time()
    problems = check(loaded, date(2026, 11, 24))
    assert time.process_time() - begun < 5
    assert not [problem for problem in problems if problem.severity == "error"]
