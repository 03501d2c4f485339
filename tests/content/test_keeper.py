"""Staff save a file: what is good is served within a scan, what is broken never is."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.content import Keeper, Knowledge, KnowledgeBroken, load

Write = Callable[..., Path]
Tip = Callable[..., str]


@pytest.fixture
def keeper(folder: Path) -> Iterator[Keeper]:
    kept = Keeper(folder)
    yield kept
    kept.stop()


def title(keeper: Keeper) -> str:
    return keeper.current.tips["deposit-return"].title


def test_an_unchanged_folder_is_not_read_again(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.content.keeper.load", None)
    assert keeper.check() is False


def test_a_saved_file_is_taken(keeper: Keeper, write: Write, tip: Tip) -> None:
    before, moment = keeper.current, keeper.loaded_at
    write("tips", tip(("定金能退吗", "订金能退不")))
    assert keeper.check() is True
    assert title(keeper) == "订金能退不"
    assert before.tips["deposit-return"].title == "定金能退吗"
    assert keeper.loaded_at > moment
    assert keeper.check() is False


def test_an_editor_that_renames_over_the_file_is_seen(keeper: Keeper, folder: Path, tip: Tip) -> None:
    fresh = folder / ".tips.yaml.tmp"
    fresh.write_text(tip(("定金能退吗", "订金能退吗")), encoding="utf-8")
    fresh.replace(folder / "tips.yaml")
    assert keeper.check() is True


def test_a_new_file_in_a_folder_is_seen(keeper: Keeper, write: Write) -> None:
    write("topics/more", "version: 1\ntopics:\n  - {id: pets, label: 宠物}\n")
    assert keeper.check() is True
    assert list(keeper.current.topics) == ["deposit", "pets"]


def test_a_broken_file_keeps_the_last_good(
    keeper: Keeper, write: Write, tip: Tip, caplog: pytest.LogCaptureFixture
) -> None:
    good, moment = keeper.current, keeper.loaded_at
    write("tips", tip(("title:", "titel:")))
    assert keeper.check() is False
    assert keeper.current is good
    assert keeper.loaded_at == moment
    assert [problem.line for problem in keeper.problems] == [3, 5]
    assert "knowledge/tips.yaml:3:5" in caplog.text
    write("tips", tip())
    assert keeper.check() is False
    assert keeper.problems == ()


def test_a_dangling_reference_is_not_served(keeper: Keeper, write: Write, tip: Tip) -> None:
    write("tips", tip(("topic: deposit", "topic: gone")))
    assert keeper.check() is False
    assert "“gone”在topics.yaml里没有" in str(keeper.problems[0])


def test_a_half_written_file_waits_for_the_next_scan(
    keeper: Keeper, write: Write, tip: Tip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_while_writing(folder: Path) -> object:
        loaded = load(folder)
        write("tips", tip(("定金能退吗", "定金能退吗？")))
        return loaded

    write("tips", tip(("定金能退吗", "定金")))
    monkeypatch.setattr("bot.content.keeper.load", load_while_writing)
    assert keeper.check() is False
    assert title(keeper) == "定金能退吗"
    monkeypatch.setattr("bot.content.keeper.load", load)
    assert keeper.check() is True
    assert title(keeper) == "定金能退吗？"


def test_a_file_gone_for_a_moment_is_not_a_loss(keeper: Keeper, folder: Path, tip: Tip) -> None:
    path = folder / "tips.yaml"
    path.unlink()
    assert keeper.check() is False
    path.write_text(tip(("定金能退吗", "订金能退吗")), encoding="utf-8")
    assert keeper.check() is True
    path.unlink()
    assert keeper.check() is False
    assert keeper.check() is True
    assert not keeper.current.tips


def test_the_first_load_must_be_good(folder: Path, write: Write) -> None:
    write("tips", "version: 1\ntips: [")
    with pytest.raises(KnowledgeBroken, match=r"knowledge/tips\.yaml:3:1: ") as broken:
        Keeper(folder)
    assert len(broken.value.problems) == 1


def test_the_watch_calls_back_without_a_lock_and_survives_the_callback(keeper: Keeper, write: Write, tip: Tip) -> None:
    heard: list[Knowledge] = []
    called = threading.Event()

    def on_change(knowledge: Knowledge) -> None:
        keeper.check()
        heard.append(knowledge)
        called.set()
        raise RuntimeError("a callback may fail")

    keeper.watch(every=0.01, on_change=on_change)
    for fresh in ("订金一", "订金二十"):
        write("tips", tip(("定金能退吗", fresh)))
        assert called.wait(5)
        called.clear()
    assert [knowledge.tips["deposit-return"].title for knowledge in heard] == ["订金一", "订金二十"]


def test_a_change_found_by_someone_else_is_still_announced(keeper: Keeper, write: Write, tip: Tip) -> None:
    called = threading.Event()
    keeper.watch(every=0.05, on_change=lambda _: called.set())
    write("tips", tip(("定金能退吗", "订金")))
    keeper.check()
    assert called.wait(5)


def test_readers_never_see_less_than_whole_knowledge(keeper: Keeper, write: Write, tip: Tip) -> None:
    faults: list[str] = []
    done = threading.Event()

    def reader() -> None:
        while not done.is_set():
            if not title(keeper):
                faults.append("empty")

    readers = [threading.Thread(target=reader) for _ in range(2)]
    for thread in readers:
        thread.start()
    for length in range(1, 20):
        write("tips", tip(("定金能退吗", "定" * length)))
        keeper.check()
        time.sleep(0)
    done.set()
    for thread in readers:
        thread.join()
    assert faults == []
