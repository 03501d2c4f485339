"""Staff may change how a sentence sounds, but not take it away or ask it for facts it never gets."""

from pathlib import Path

import pytest

from bot.content import Keeper, KnowledgeBroken, load
from bot.content.sentences import needed_from, sentences

NEEDED = {"talk.hello": frozenset(), "filing.told": frozenset({"number"})}


def folder(tmp_path: Path, replies: str, intents: str = "") -> Path:
    (tmp_path / "replies.yaml").write_text(f"version: 1\nreplies:\n{replies}", "utf-8")
    if intents:
        (tmp_path / "intents.yaml").write_text(f"version: 1\nintents:\n{intents}", "utf-8")
    return tmp_path


def problems(tmp_path: Path, replies: str, intents: str = "") -> list[str]:
    return [str(problem) for problem in sentences(load(folder(tmp_path, replies, intents)), NEEDED)]


HELLO = "  - id: talk.hello\n    text: 您好\n"
TOLD = "  - id: filing.told\n    text: 编号{number}\n"


def test_all_there_is_well(tmp_path: Path) -> None:
    assert problems(tmp_path, HELLO + TOLD) == []


def test_a_sentence_taken_away_is_named(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, HELLO)
    assert "filing.told" in problem
    assert "补回来" in problem


def test_a_misspelt_fact_is_named_with_those_that_may_be_used(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, HELLO + "  - id: filing.told\n    text: 编号{nubmer}\n")
    assert "replies.yaml:6:" in problem
    assert "{nubmer}" in problem
    assert "{number}" in problem


def test_a_danger_without_words_is_named(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, HELLO + TOLD, "  - id: danger_flood\n    label: 水灾\n    danger: true\n")
    assert "danger.danger_flood" in problem


def test_the_running_bot_does_not_take_up_such_files(tmp_path: Path) -> None:
    keeper = Keeper(folder(tmp_path, HELLO + TOLD), NEEDED)
    folder(tmp_path, HELLO)
    assert not keeper.check()
    assert keeper.current.say("filing.told", number="ZT1") == "编号ZT1"
    with pytest.raises(KnowledgeBroken):
        Keeper(tmp_path, NEEDED)


def test_the_list_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text("talk.hello\n\nfiling.told number\n", "utf-8")
    assert needed_from(file) == NEEDED
