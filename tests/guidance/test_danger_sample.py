"""The project's own sample of dangerous and harmless messages, against the signs that are shipped.

The signs were mended until they held on this sample: it guards what was reached and does not say how they do on words
never seen. Phrasings written after the signs came out lower; see evaluation/README.md.
"""

import json
from pathlib import Path

import pytest

from bot.content import load
from bot.core.text import normalise
from bot.guidance.danger import Dangers

ROOT = Path(__file__).parents[2]
RECALL, RIGHT_DANGER, FALSE_ALARMS = 0.97, 0.97, 0.01


@pytest.fixture(scope="module")
def dangers() -> Dangers:
    knowledge = load(ROOT / "knowledge").knowledge
    assert knowledge is not None
    return Dangers(knowledge.intents.values())


def sample(name: str) -> list[tuple[str, str | None]]:
    lines = (ROOT / "evaluation" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [(row["text"], row["danger"]) for row in map(json.loads, lines)]


def test_the_sample_is_large_and_says_nothing_twice() -> None:
    dangerous, harmless = sample("danger"), sample("harmless")
    assert len(dangerous) >= 130
    assert len(harmless) >= 500
    texts = [text for text, _ in dangerous + harmless]
    assert len(set(texts)) == len(texts)


def test_every_danger_is_in_the_sample() -> None:
    knowledge = load(ROOT / "knowledge").knowledge
    assert knowledge is not None
    known = {intent.id for intent in knowledge.intents.values() if intent.danger}
    assert {danger for _, danger in sample("danger")} == known
    assert {danger for _, danger in sample("harmless")} == {None}


def test_danger_is_heard(dangers: Dangers) -> None:
    rows = sample("danger")
    heard = [(text, danger, dangers.of(normalise(text))) for text, danger in rows]
    missed = [text for text, _, got in heard if got is None]
    mistaken = [(text, danger, got) for text, danger, got in heard if got not in (None, danger)]
    assert len(missed) <= (1 - RECALL) * len(rows), missed
    assert len(missed) + len(mistaken) <= (1 - RIGHT_DANGER) * len(rows), mistaken


def test_the_same_words_without_danger_raise_no_alarm(dangers: Dangers) -> None:
    rows = sample("harmless")
    alarms = [(text, danger) for text, _ in rows if (danger := dangers.of(normalise(text))) is not None]
    assert len(alarms) <= FALSE_ALARMS * len(rows), alarms
