"""Building: from the cache, while answers go on, and when training fails."""

import logging
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.content.knowledge import Knowledge
from bot.guidance import Guidance, store
from tests.guidance.conftest import QUESTIONS, made, tip

ASKED = [question for asked in QUESTIONS.values() for question in asked]


def _no_training(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
    raise AssertionError("nothing had to be trained")


def test_the_same_knowledge_is_not_trained_twice(
    guidance: Guidance, knowledge: Knowledge, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.subprocess, "run", _no_training)
    again = Guidance.build(knowledge, cache_dir)
    assert [again.answer(q).candidates for q in ASKED] == [guidance.answer(q).candidates for q in ASKED]


def test_a_new_phone_number_or_title_of_a_reply_needs_no_training(
    guidance: Guidance, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.subprocess, "run", _no_training)
    again = Guidance.build(Knowledge(**{**_parts(made()), "digest": "another"}), cache_dir)
    assert again.answer(ASKED[0]).candidates == guidance.answer(ASKED[0]).candidates


def test_a_damaged_cache_is_trained_anew(
    guidance: Guidance, knowledge: Knowledge, cache_dir: Path, tmp_path: Path
) -> None:
    for kept in cache_dir.glob("guidance-*.npz"):
        (tmp_path / kept.name).write_bytes(kept.read_bytes()[:1000])
    assert Guidance.build(knowledge, tmp_path).answer("快递丢了怎么赔").entry_id == "parcel-lost"
    assert not list(tmp_path.glob("*.json"))


@pytest.mark.parametrize(
    "failure",
    [
        subprocess.CalledProcessError(1, "training", stderr=b"Traceback\nMemoryError: no more"),
        subprocess.TimeoutExpired("training", 300),
        FileNotFoundError("python"),
    ],
)
def test_if_training_fails_questions_are_answered_by_retrieval_and_it_is_logged(
    failure: Exception,
    knowledge: Knowledge,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(store.subprocess, "run", fail)
    with caplog.at_level(logging.ERROR):
        guidance = Guidance.build(knowledge, tmp_path)
    assert "training failed" in caplog.text
    assert guidance.answer("快递丢了怎么赔").entry_id == "parcel-lost"
    assert guidance.answer("我家的快递被弄丢了找谁赔").topic == "express_delivery"
    assert guidance.answer("qwrtp zxcv").kind == "unknown"


def test_knowledge_without_entries_answers_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    guidance = Guidance.build(Knowledge(), tmp_path)
    assert guidance.answer("快递丢了怎么赔").kind == "unknown"
    assert guidance.answer("快递丢了怎么赔").candidates == ()


def test_knowledge_of_a_single_topic_is_answered_too(tmp_path: Path) -> None:
    asked = QUESTIONS["fitness", "gym-closed"]
    guidance = Guidance.build(Knowledge(tips={"gym-closed": tip("gym-closed", "fitness", *asked)}), tmp_path)
    assert guidance.answer(asked[0]).entry_id == "gym-closed"


def test_knowledge_of_foreign_matters_alone_refers(tmp_path: Path) -> None:
    guidance = Guidance.build(Knowledge(referrals=made().referrals), tmp_path)
    answer = guidance.answer("工地干活半年不给工钱")
    assert (answer.kind, answer.referral, answer.candidates) == ("redirect", "labor", ())


def test_threads_that_share_guidance_hear_the_same(guidance: Guidance) -> None:
    alone = [guidance.answer(question).candidates for question in ASKED]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            assert list(threads.map(lambda q: guidance.answer(q).candidates, ASKED)) == alone


def test_only_the_newest_preparations_are_kept(knowledge: Knowledge, tmp_path: Path) -> None:
    for n in range(store.KEPT):
        (tmp_path / f"guidance-{n}.npz").touch()
    Guidance.build(knowledge, tmp_path)
    assert len(list(tmp_path.glob("guidance-*.npz"))) == store.KEPT


def _parts(knowledge: Knowledge) -> dict[str, object]:
    return {name: getattr(knowledge, name) for name in Knowledge.__slots__}
