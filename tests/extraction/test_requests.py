import pytest

from bot.extraction import read_request
from bot.extraction.requests import find_request


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("修好", "repair"),
        ("重新做", "redo"),
        ("换一个", "replace"),
        ("退货退款", "return_goods"),
        ("把少的补给我", "make_up"),
        ("退钱", "refund"),
        ("退", "refund"),
        ("把钱退给我", "refund"),
        ("把手机退了", "return_goods"),
        ("当面赔礼道歉", "other"),
        ("退还押金", "refund"),
        ("退一赔三", "compensate"),
        ("赔我", "compensate"),
        ("给个说法", "other"),
        ("我不要修，要退钱", "refund"),
        ("不要换货只要退款", "refund"),
    ],
)
def test_an_answer_is_put_on_its_official_kind(text: str, kind: str) -> None:
    assert read_request(text) == kind


@pytest.mark.parametrize("text", ["", "不知道", "你好", "退休"])
def test_words_that_ask_for_nothing_have_no_kind(text: str) -> None:
    assert read_request(text) is None


def test_the_clause_that_asks_is_found_in_a_story() -> None:
    story = "我在店里退货，老板说流程要三天才能退款。现在要求全额退款，请有关部门调查。"
    found = find_request(story)
    assert found is not None
    assert (found.value, found.text, found.sure) == ("refund", "全额退款", True)


def test_a_refusal_is_only_a_guess_of_what_was_wanted() -> None:
    found = find_request("鞋子穿一天就开胶，老板不换")
    assert found is not None
    assert (found.value, found.sure) == ("replace", False)
