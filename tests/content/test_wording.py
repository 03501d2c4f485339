"""What is said fits a message, promises nothing and is asked in one place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content import Problem, check, load

Write = Callable[..., Path]
Tip = Callable[..., str]
ON = date(2026, 11, 24)
ANSWER = "看是谁反悔。"


def found(folder: Path) -> tuple[Problem, ...]:
    return check(load(folder), ON)


@pytest.mark.parametrize("size", [1_500, 1_501])
def test_title_and_answer_fit_one_message(folder: Path, write: Write, tip: Tip, size: int) -> None:
    answer = "x" * (size - len("定金能退吗\n".encode()))
    write("tips", tip((ANSWER + "\n      商家反悔的，定金双倍返还。", answer)))
    problems = found(folder)
    assert len(problems) == (size > 1_500)
    if problems:
        assert str(problems[0]).startswith(f"knowledge/tips.yaml:9:13: 标题加回答共{size}字节")


def test_a_long_title_is_a_warning(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip(("title: 定金能退吗", "title: " + "定" * 31)))
    (problem,) = found(folder)
    assert (problem.line, problem.severity) == (5, "warning")


@pytest.mark.parametrize(
    "promise",
    ["您放心，一定能退。", "商家肯定会赔。", "我们保证赔。", "百分百能退。", "100%赔。", "必赔三倍。",
     "一定能要回全部的钱。", "绝对可以全额退。", "这种情况一定立案。"],
)  # fmt: skip
def test_a_promised_outcome_is_an_error(folder: Path, write: Write, tip: Tip, promise: str) -> None:
    write("tips", tip((ANSWER, promise)))
    (problem,) = found(folder)
    assert problem.severity == "error"
    assert "许诺结果" in problem.message


@pytest.mark.parametrize(
    "harmless",
    ["不一定能退。", "谁也不敢保证赔。", "对方说“一定能退”的多半是骗子。", "商家口头保证退款的，留好录音。",
     "100%纯棉。", "三包退换要留发票。", "没法保证退。", "不是一定会赔。", "未必赔。", "一定要留好收据。"],
)  # fmt: skip
def test_a_condition_or_a_quoted_word_is_not(folder: Path, write: Write, tip: Tip, harmless: str) -> None:
    write("tips", tip((ANSWER, harmless)))
    assert found(folder) == ()


def test_a_strong_word_is_a_warning(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip((ANSWER, "这样做万无一失。")))
    (problem,) = found(folder)
    assert problem.severity == "warning"


def test_two_questions_of_an_entry_differ(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip(("老板说订金一分不退", "交了定金不想要了能退么")))
    (problem,) = found(folder)
    assert (problem.line, problem.column, problem.severity) == (8, 9, "warning")
    assert "和“交了定金不想要了能退不”太像" in problem.message


def test_a_question_belongs_to_one_entry(folder: Path, write: Write, tip: Tip) -> None:
    write(
        "tips/more",
        tip(("id: deposit-return", "id: other"), ("老板说订金一分不退", "问二"), ("能退不", "能退不？")),
    )
    (problem,) = found(folder)
    assert str(problem).startswith("knowledge/tips/more.yaml:7:9: “交了定金不想要了能退不？”在“deposit-return”里也有")


def test_an_exact_phrase_belongs_to_one_intent(folder: Path, write: Write) -> None:
    write(
        "intents",
        "version: 1\nintents:\n  - {id: a, label: 甲, exact: [投诉]}\n  - {id: b, label: 乙, exact: [投诉]}\n",
    )
    (problem,) = found(folder)
    assert problem.line == 4


def test_a_number_of_a_referral_is_registered(folder: Path, write: Write) -> None:
    write(
        "referrals",
        "version: 1\nreferrals:\n  - {id: wages, kind: labor, title: 工资, questions: [不给工钱],"
        " authority: 人社局, number: 12333, answer: 先打12333。}\n",
    )
    (problem,) = found(folder)
    assert problem.severity == "warning"
    assert "电话 12333 不在 hotlines.yaml 里" in problem.message


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("编号 {number}。", True),
        ("{a_b}{c2}", True),
        ("{编号}", False),
        ("{a.b}", False),
        ("{a[0]}", False),
        ("{a!r}", False),
        ("{}", False),
        ("{a:>5}", False),
        ("{a", False),
        ("a}", False),
        ("{{a}}", False),
    ],
)
def test_a_placeholder_is_a_simple_name(folder: Path, write: Write, text: str, good: bool) -> None:
    write("replies", f"version: 1\nreplies:\n  - id: a\n    text: '{text}'\n")
    problems = found(folder)
    assert len(problems) == (not good)
    assert all(problem.line == 4 for problem in problems)
