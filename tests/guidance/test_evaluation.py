"""The report: what counts as right, and what does not."""

import pytest

from bot.guidance import Guidance
from bot.guidance.evaluation import evaluate


def test_a_perfect_sheet_is_all_ones(guidance: Guidance) -> None:
    report = evaluate(
        guidance,
        [
            {"text": "快递丢了怎么赔", "topic": "express_delivery"},
            {"text": "健身卡能退吗", "topic": "other_consumer", "topic2": "fitness"},
            {"text": "老板拖欠工资怎么办", "kind": "labor", "hard": True},
            {"text": "你好", "kind": "chitchat"},
        ],
    )
    shares = (report.top1, report.top3, report.macro_f1, report.answered_right, report.helped, report.precision)
    assert shares == (1, 1, 1, 1, 1, 1)
    assert (report.turned_away, report.turned_away_hard, report.misses) == (1, 1, ())
    assert 0 < report.ms_p50 <= report.ms_p99


def test_wrong_answers_and_answered_foreigners_are_misses(guidance: Guidance) -> None:
    report = evaluate(
        guidance,
        [{"text": "快递丢了怎么赔", "topic": "pets"}, {"text": "健身卡能退吗", "kind": "family"}],
    )
    assert (report.top1, report.helped, report.turned_away) == (0, 0, 0)
    assert [miss.expected for miss in report.misses] == [("pets",), ("family",)]


def test_an_intent_turns_chit_chat_away_but_no_other_kind(guidance: Guidance) -> None:
    assert evaluate(guidance, [{"text": "你好", "kind": "chitchat"}]).turned_away == 1
    assert evaluate(guidance, [{"text": "你好", "kind": "labor"}]).turned_away == 0


def test_shares_that_nothing_asks_for_are_none(guidance: Guidance) -> None:
    report = evaluate(guidance, [{"text": "快递丢了怎么赔", "topic": "express_delivery"}])
    assert (report.turned_away, report.turned_away_hard, report.referred_right) == (None, None, None)
    assert evaluate(guidance, []).rows == 0


@pytest.mark.parametrize("row", [{"text": "快递丢了怎么赔", "topic": "express_delivery", "topic2": None}])
def test_a_second_label_may_be_null(guidance: Guidance, row: dict[str, str | None]) -> None:
    assert evaluate(guidance, [row]).top1 == 1
