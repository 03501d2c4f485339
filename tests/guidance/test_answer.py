"""What a person hears: the right entry, a choice, a referral, or an honest 'not sure'."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.guidance import Guidance
from tests.guidance.conftest import QUESTIONS, REFERRALS, made, tip


@pytest.mark.parametrize(("topic", "id"), QUESTIONS)
def test_the_own_question_of_an_entry_always_leads_to_it(guidance: Guidance, topic: str, id: str) -> None:
    for question in QUESTIONS[topic, id]:
        answer = guidance.answer(question)
        assert (answer.kind, answer.entry_id, answer.topic) == ("answer", id, topic)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("健身房老板跑了，会员卡咋个办", "fitness"),
        ("請問超市賣過期牛奶怎麼賠償", "food_safety"),
        ("快弟丢了怎么陪", "express_delivery"),
        ("网购的裤子不合适想退货", "no_reason_return"),
    ],
)
def test_other_words_dialect_traditional_and_homophones_find_the_topic(
    guidance: Guidance, said: str, topic: str
) -> None:
    assert guidance.answer(said).topic == topic


@pytest.mark.parametrize(("kind", "id"), REFERRALS)
def test_foreign_matters_are_sent_to_the_right_authority(guidance: Guidance, kind: str, id: str) -> None:
    answer = guidance.answer(REFERRALS[kind, id][0])
    assert (answer.kind, answer.referral, answer.referral_id, answer.entry_id) == ("redirect", kind, id, None)


@pytest.mark.parametrize("said", ["qwrtp zxcv", "爨巘龘虋", "", "😭😭😭", "\x00\x00"])
def test_what_nobody_could_understand_is_admitted(guidance: Guidance, said: str) -> None:
    assert guidance.answer(said).kind == "unknown"


def test_a_bare_word_is_asked_back(guidance: Guidance) -> None:
    answer = guidance.answer("退款")
    assert answer.kind in ("clarify", "choices")
    assert 2 <= len(answer.offered) <= 4
    assert len({candidate.entry_id for candidate in answer.offered}) == len(answer.offered)


@pytest.mark.parametrize("said", ["快递丢了怎么赔", "退款", "你好", "今天天气真好", "有人喝了农药"])
def test_candidates_cover_three_topics_best_first_whatever_the_kind(guidance: Guidance, said: str) -> None:
    answer = guidance.answer(said)
    scores = [candidate.score for candidate in answer.candidates]
    assert len({candidate.topic for candidate in answer.candidates}) >= 3
    assert scores == sorted(scores, reverse=True)
    assert answer.topic == answer.candidates[0].topic
    assert 0 <= answer.score <= 1


def test_two_questions_get_two_answers(guidance: Guidance) -> None:
    answer = guidance.answer("快递丢了怎么赔？另外健身卡能退吗")
    assert answer.entry_id == "parcel-lost"
    assert answer.also is not None
    assert answer.also.entry_id == "gym-cancel"


def test_a_question_and_a_foreign_one_get_an_answer_and_a_referral(guidance: Guidance) -> None:
    answer = guidance.answer("快递丢了怎么赔？还想问老板拖欠工资怎么办")
    assert answer.also is not None
    assert (answer.entry_id, answer.also.referral) == ("parcel-lost", "labor")


def test_one_story_with_several_sentences_stays_one(guidance: Guidance) -> None:
    assert guidance.answer("我上个月办了健身卡。现在健身房关门了！老板不接电话。钱怎么要回来？").also is None


def test_a_follow_up_stays_with_the_topic_that_was_answered(guidance: Guidance) -> None:
    alone, after = guidance.answer("那要是不给呢"), guidance.answer("那要是不给呢", after="gym-cancel")
    assert after.topic == "fitness"
    assert after.score > alone.score or alone.topic == "fitness"


def test_a_full_question_after_an_answer_is_not_held_back(guidance: Guidance) -> None:
    assert guidance.answer("超市买到过期牛奶怎么赔", after="gym-cancel").entry_id == "food-expired"


def test_a_pin_decides_whatever_the_marks(guidance: Guidance) -> None:
    answer = guidance.answer("你 几岁了？", pins={"你几岁了": "gym-closed"})
    assert (answer.kind, answer.entry_id, answer.topic) == ("answer", "gym-closed", "fitness")
    assert answer.candidates[0].entry_id == "gym-closed"


def test_an_entry_that_is_off_is_never_said_not_even_pinned(guidance: Guidance) -> None:
    off = frozenset({"parcel-lost"})
    for pins in ({}, {"快递丢了怎么赔": "parcel-lost"}):
        answer = guidance.answer("快递丢了怎么赔", off=off, pins=pins)
        assert answer.entry_id != "parcel-lost"
        assert "parcel-lost" not in {candidate.entry_id for candidate in answer.candidates}


def test_a_topic_that_is_off_whole_is_known_but_not_answered(guidance: Guidance) -> None:
    answer = guidance.answer("快递丢了怎么赔", off=frozenset({"parcel-lost", "parcel-village-fee"}))
    assert (answer.kind, answer.topic) == ("unknown", "express_delivery")


def test_entries_speak_on_their_days_only(cache_dir: Path) -> None:
    asked = QUESTIONS["express_delivery", "parcel-lost"]
    festive = tip("parcel-lost", "express_delivery", *asked, speaks_from=date(2027, 1, 1), speaks_to=date(2027, 1, 31))
    guidance = Guidance.build(made(parcel_lost=festive), cache_dir)
    assert guidance.answer(asked[0], on=date(2027, 1, 31)).entry_id == "parcel-lost"
    assert guidance.answer(asked[0], on=date(2027, 2, 1)).entry_id != "parcel-lost"


def test_a_disabled_entry_never_speaks(cache_dir: Path) -> None:
    asked = QUESTIONS["express_delivery", "parcel-lost"]
    guidance = Guidance.build(
        made(parcel_lost=tip("parcel-lost", "express_delivery", *asked, enabled=False)), cache_dir
    )
    assert guidance.answer(asked[0]).entry_id != "parcel-lost"


def test_the_reasons_name_the_question_and_the_words_that_decided(guidance: Guidance) -> None:
    reasons = "\n".join(guidance.answer("我的快递包裹丢了怎么赔偿", explain=True).reasons)
    assert "快递丢了怎么赔" in reasons
    assert "express_delivery" in reasons


@pytest.mark.parametrize("said", [*QUESTIONS["express_delivery", "parcel-lost"], "退款", "老板拖欠工资怎么办", "你好"])
def test_asking_for_reasons_changes_nothing_else(guidance: Guidance, said: str) -> None:
    told, silent = guidance.answer(said, explain=True), guidance.answer(said)
    assert len(told.reasons) > len(silent.reasons)
    assert replace(told, reasons=(), ms=0) == replace(silent, reasons=(), ms=0)


def test_a_very_long_message_is_answered_in_time(guidance: Guidance) -> None:
    answer = guidance.answer("我上个月办了健身年卡，现在健身房关门跑路了，" * 5_000)
    assert answer.topic == "fitness"
    assert answer.ms < 100
