"""Fixed phrases, and danger before everything else."""

import pytest

from bot.content.models import Intent
from bot.guidance import Guidance
from bot.guidance.danger import Dangers


@pytest.mark.parametrize(
    ("said", "intent"), [("你好！", "greet"), ("您 好", "greet"), ("转人工。", "human"), ("？", "help")]
)
def test_a_fixed_phrase_is_an_intent_whatever_its_marks(guidance: Guidance, said: str, intent: str) -> None:
    answer = guidance.answer(said)
    assert (answer.kind, answer.intent) == ("intent", intent)
    assert guidance.intent_of(said) == intent


@pytest.mark.parametrize("said", ["快递丢了怎么赔", "", "😭", "你好" * 500])
def test_anything_else_is_no_fixed_phrase(guidance: Guidance, said: str) -> None:
    assert guidance.intent_of(said) is None


def test_a_contained_phrase_counts_in_a_short_message_not_in_a_story(guidance: Guidance) -> None:
    assert guidance.answer("麻烦转人工谢谢了").intent == "human"
    story = "健身房关门跑路了钱怎么要回来，打他们客服电话一直提示转人工，等了半个小时都没有人接听电话"
    assert guidance.answer(story).kind != "intent"


def test_a_free_way_of_saying_an_intent_is_understood(guidance: Guidance) -> None:
    assert guidance.answer("有人值班没有").intent == "greet"


@pytest.mark.parametrize("said", ["我妈喝了农药快来人", "娃娃把老 鼠 药吃了", "中毒了！"])
def test_danger_is_seen_before_anything_else(guidance: Guidance, said: str) -> None:
    answer = guidance.answer(said, pins={"中毒了": "gym-closed"})
    assert (answer.kind, answer.intent, answer.danger) == ("intent", "danger", "danger_poison")
    assert guidance.danger_of(said) == "danger_poison"
    assert answer.entry_id is None


def test_the_first_danger_in_file_order_is_told() -> None:
    first = Intent(id="fire", label="火", danger=True, contains=("着火",), exact=("救命",))
    second = Intent(id="gas", label="气", danger=True, contains=("漏气", "!"), exact=("救命", "救救", "。"))
    dangers = Dangers([first, second])
    assert dangers.of("漏气着火") == "fire"
    assert dangers.of("救命!") == "fire"
    assert dangers.of("救 救 救") == "gas"
    assert dangers.of(".") is None


@pytest.mark.parametrize("said", ["去年有人喝了农药", "喝了假酒中毒怎么赔", "买的农药没有效果", "快递丢了"])
def test_what_is_past_or_only_half_a_sign_is_no_danger(guidance: Guidance, said: str) -> None:
    assert guidance.danger_of(said) is None
