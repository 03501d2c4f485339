"""What handlers ask of the knowledge."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.content import Knowledge, MissingFact, UnknownReply, load, stats
from bot.content.models import LawRef, ReplyText, Tip

Write = Callable[..., Path]


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    loaded = load(folder).knowledge
    assert loaded is not None
    return loaded


def saying(text: str) -> Knowledge:
    return Knowledge(replies={"a.b": ReplyText(id="a.b", text=text)})


def test_a_sentence_is_filled_once() -> None:
    knowledge = saying("{name}，编号 {number}。")
    assert knowledge.say("a.b", name="{number}", number=7, unused=1) == "{number}，编号 7。"


def test_an_unknown_sentence_and_a_missing_fact_are_named() -> None:
    knowledge = saying("编号 {number}。")
    with pytest.raises(UnknownReply, match=r"a\.c"):
        knowledge.say("a.c")
    with pytest.raises(MissingFact, match="number") as missing:
        knowledge.say("a.b", number=None)
    assert (missing.value.key, missing.value.placeholder) == ("a.b", "number")
    assert isinstance(missing.value, KeyError)


def test_a_placeholder_reaches_into_nothing() -> None:
    assert saying("{a.__class__}").say("a.b", a=1) == "{a.__class__}"


def test_the_basis_is_at_most_two_articles_in_short(knowledge: Knowledge) -> None:
    def ref(law: str, article: int, paragraph: int | None = None) -> LawRef:
        return LawRef(law=law, article=article, paragraph=paragraph)

    assert knowledge.basis([]) == ""
    assert knowledge.basis([ref("民法典", 587, 1), ref("民法典", 587, 2)]) == "民法典第587条"
    assert knowledge.basis([ref("民法典", 587), ref("民法典", 586)]) == "民法典第587条、第586条"
    assert knowledge.basis([ref("民法典", 1), ref("价格法", 2), ref("广告法", 3)]) == "民法典第1条、价格法第2条"


def test_entries_are_found_by_id_and_topic(knowledge: Knowledge) -> None:
    tip = knowledge.tips["deposit-return"]
    assert knowledge.entry("deposit-return") is tip
    assert knowledge.entry("gone") is None
    assert knowledge.tips_of("deposit") == (tip,)
    assert knowledge.cases_of("deposit") == ()


def test_a_tip_speaks_from_its_first_to_its_last_day(knowledge: Knowledge) -> None:
    always = knowledge.tips["deposit-return"]
    window = always.model_copy(update={"speaks_from": date(2026, 12, 1), "speaks_to": date(2026, 12, 31)})
    spoken = [window.speaks_on(date(2026, month, day)) for month, day in ((11, 30), (12, 1), (12, 31))]
    assert spoken == [False, True, True]
    assert not window.speaks_on(date(2027, 1, 1))
    assert always.speaks_on(date(2000, 1, 1))
    assert not always.model_copy(update={"enabled": False}).speaks_on(date(2026, 12, 1))


def test_nothing_can_be_changed(knowledge: Knowledge) -> None:
    with pytest.raises(TypeError):
        knowledge.tips["x"] = knowledge.tips["deposit-return"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        knowledge.digest = ""  # type: ignore[misc]
    with pytest.raises(ValidationError):
        knowledge.tips["deposit-return"].title = "x"


def test_it_travels_to_another_process(knowledge: Knowledge) -> None:
    assert pickle.loads(pickle.dumps(knowledge)) == knowledge
    assert copy.deepcopy(knowledge).digest == knowledge.digest


def test_code_may_name_the_window_in_words(knowledge: Knowledge) -> None:
    known = knowledge.tips["deposit-return"].model_dump(exclude={"speaks_from"})
    tip = Tip.model_validate({**known, "speaks_from": date(2026, 12, 1)})
    assert tip.speaks_from == date(2026, 12, 1)


def test_counts_topic_by_topic(folder: Path, write: Write) -> None:
    write("topics/more", "version: 1\ntopics:\n  - {id: pets, label: 宠物}\n")
    write(
        "cases",
        "version: 1\ncases:\n  - {id: c, topics: [deposit, pets], title: 甲,"
        " happened: 乙, outcome: 丙, source: {name: 报}}\n",
    )
    knowledge = load(folder).knowledge
    assert knowledge is not None
    rows = [(row.topic, row.label, row.tips, row.questions, row.cases) for row in stats(knowledge)]
    assert rows == [("deposit", "定金、订金、押金", 1, 2, 1), ("pets", "宠物", 0, 0, 1)]
