"""One form for comparing: however a person types it, it is the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import MOST_CHARACTERS, bare, normalise


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("１２３１５", "12315"),
        ("ＡＰＰ", "app"),
        ("退貨運費", "退货运费"),
        ("退 钱\n  吧", "退 钱 吧"),
        ("为什么！！！！", "为什么!"),
        ("好好好好", "好好"),
        ("😡😡😡", "😡"),
        ("退\u200b钱", "退钱"),
        ("\ufeff你好", "你好"),
        ("1000000元", "1000000元"),
        ("", ""),
    ],
)
def test_the_same_words_become_the_same_text(typed: str, same: str) -> None:
    assert normalise(typed) == same


def test_the_bare_text_has_letters_and_digits_only() -> None:
    assert bare("定金、能退吗？  😡 500元！") == "定金能退吗500元"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_the_result_is_one_short_line(text: str) -> None:
    once = normalise(text)
    assert len(once) <= MOST_CHARACTERS
    assert "\n" not in once
    assert once == once.strip()


def test_a_very_long_text_is_cut() -> None:
    assert len(normalise("退钱" * 50_000)) <= MOST_CHARACTERS
