"""What people type at a step is taken as they mean it; what is no answer is said why."""

from pathlib import Path

import pytest

from bot.content import load
from bot.conversations.form import ANSWERS, LIMITS, SKIPPED, STEPS
from bot.conversations.reading import Given, NotThat, is_question, read_answer, without_identity
from bot.extraction import Gazetteer
from tests.build import NOW

IDENTITY = "532101199001011234"
ALL_STEPS = sorted({step for steps in STEPS.values() for step in steps} - {"photos"})


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    knowledge = load(Path(__file__).resolve().parents[2] / "knowledge").knowledge
    assert knowledge is not None
    return Gazetteer(knowledge.districts.values())


def value(step: str, text: str, gazetteer: Gazetteer) -> str:
    given = read_answer(step, text, at=NOW, gazetteer=gazetteer)
    assert isinstance(given, Given), f"{text!r} was refused: {given}"
    return given.value


def code(step: str, text: str, gazetteer: Gazetteer) -> str:
    refused = read_answer(step, text, at=NOW, gazetteer=gazetteer)
    assert isinstance(refused, NotThat), f"{text!r} was taken: {refused}"
    return refused.code


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        ("consent", "同意", "yes"),
        ("consent", "要得。", "yes"),
        ("consent", " OK ", "yes"),
        ("consent", "不同意", "no"),
        ("publish", "不愿意", "no"),
        ("entrust", "可以！", "yes"),
        ("signed", "匿名", "anonymous"),
        ("signed", "实名举报", "named"),
        ("merchant", "顺发货场", "顺发货场"),
        ("item", "煤", "煤"),
        ("amount", "15000", "15000"),
        ("amount", "15000块", "15000"),
        ("amount", "1.5万", "15000"),
        ("amount", "350.5元", "350.5"),
        ("date", "11月3号", "2026-11-03"),
        ("date", "昨天", "2026-11-23"),
        ("date", "2026-11-03", "2026-11-03"),
        ("name", "我叫李桂芳", "李桂芳"),
        ("name", "姓名：王小明。", "王小明"),
        ("name", "阿依·古丽", "阿依·古丽"),
        ("phone", "13888888888", "13888888888"),
        ("phone", "我的电话是138 8888 8888", "13888888888"),
        ("address", "昭阳区龙泉街道幸福小区", "昭阳区龙泉街道幸福小区"),
        ("facts", "买了煤回家少了九百五十公斤", "买了煤回家少了九百五十公斤"),
    ],
)
def test_an_answer_is_read(step: str, text: str, expected: str, gazetteer: Gazetteer) -> None:
    found = value(step, text, gazetteer)
    if step == "amount":
        assert float(found) == float(expected)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("step", "text", "why"),
    [
        ("consent", "再说吧", "consent"),
        ("signed", "随便", "signed"),
        ("facts", "少了", "facts"),
        ("merchant", "他", "merchant"),
        ("merchant_address", "就在那边", "place"),
        ("amount", "很多", "amount"),
        ("amount", "0元", "amount"),
        ("date", "不记得了", "date"),
        ("name", "138", "name"),
        ("phone", "没有手机", "phone"),
        ("phone", "1388888888", "phone"),
        ("address", "昭阳", "address"),
    ],
)
def test_what_is_no_answer_is_said_why(step: str, text: str, why: str, gazetteer: Gazetteer) -> None:
    assert code(step, text, gazetteer) == why


@pytest.mark.parametrize("step", ALL_STEPS)
def test_a_number_of_an_identity_paper_is_never_taken(step: str, gazetteer: Gazetteer) -> None:
    assert code(step, f"我的身份证{IDENTITY}", gazetteer) == "identity"


@pytest.mark.parametrize("step", sorted(set(LIMITS) & set(ALL_STEPS)))
def test_too_long_an_answer_is_refused(step: str, gazetteer: Gazetteer) -> None:
    assert code(step, "长" * (LIMITS[step] + 1), gazetteer) == "long"


def test_a_day_that_cannot_be_named_keeps_the_persons_words(gazetteer: Gazetteer) -> None:
    given = read_answer("date", "去年冬天", at=NOW, gazetteer=gazetteer)
    assert given == Given(SKIPPED, {"date_text": "去年冬天"})


def test_a_day_keeps_the_words_it_was_read_from(gazetteer: Gazetteer) -> None:
    given = read_answer("date", "昨天买的", at=NOW, gazetteer=gazetteer)
    assert isinstance(given, Given)
    assert given.extra["date_text"] == "昨天"


def test_the_place_of_a_business_brings_its_district(gazetteer: Gazetteer) -> None:
    given = read_answer("merchant_address", "镇雄县泼机镇顺发货场", at=NOW, gazetteer=gazetteer)
    assert isinstance(given, Given)
    assert given.value == "镇雄县泼机镇顺发货场"
    assert given.extra["district"] == "530627"
    assert given.extra["township"]


def test_an_online_shop_needs_no_place(gazetteer: Gazetteer) -> None:
    given = read_answer("merchant_address", "拼多多上的店", at=NOW, gazetteer=gazetteer)
    assert isinstance(given, Given)
    assert given.extra == {"online": "拼多多"}


def test_a_claim_is_read_into_its_kind_and_keeps_its_words(gazetteer: Gazetteer) -> None:
    given = read_answer("request", "把钱退给我", at=NOW, gazetteer=gazetteer)
    assert given == Given("refund", {"request_text": "把钱退给我"})
    other = read_answer("request", "要老板当面说清楚", at=NOW, gazetteer=gazetteer)
    assert isinstance(other, Given)
    assert other.value in ANSWERS["request"]
    assert other.extra == {"request_text": "要老板当面说清楚"}


@pytest.mark.parametrize("text", ["多久有结果？", "要收费吗", "怎么填", "是不是要去现场", "这个有没有用嘛"])
def test_a_question_in_between_is_known(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["同意", "顺发货场", "买了煤少了950公斤", "13888888888"])
def test_an_answer_is_no_question(text: str) -> None:
    assert not is_question(text)


def test_identity_numbers_are_left_out_of_what_is_kept() -> None:
    kept = without_identity(f"身份证{IDENTITY}，电话13888888888，旧证530101900101123")
    assert IDENTITY not in kept
    assert "530101900101123" not in kept
    assert "13888888888" in kept
