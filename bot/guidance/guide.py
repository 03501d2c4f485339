"""Guidance: from a message to the choice of what to say, without knowing who asks or how it is sent."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

from bot.content.knowledge import Knowledge
from bot.core.text import bare, normalise
from bot.guidance.answers import Answer
from bot.guidance.corpus import corpus_of
from bot.guidance.danger import Dangers
from bot.guidance.decision import kind_of
from bot.guidance.intents import Phrases
from bot.guidance.judge import Judge, View
from bot.guidance.parts import questions
from bot.guidance.store import prepared

DANGER = "danger"
# Two answers are given only where each would be given alone.
SURE_KINDS = ("answer", "redirect")

log = logging.getLogger(__name__)


class Guidance:
    """Immutable once built, shared by threads."""

    def __init__(self, knowledge: Knowledge, judge: Judge) -> None:
        self._knowledge = knowledge
        self._judge = judge
        self._dangers = Dangers(knowledge.intents.values())
        self._phrases = Phrases(knowledge.intents.values())

    @classmethod
    def build(cls, knowledge: Knowledge, cache_dir: Path) -> Self:
        """From the cache where this knowledge was prepared before, else trained in a process of its own.

        If training fails the reason is logged and questions are answered by retrieval alone.
        """
        begun = time.perf_counter()
        corpus = corpus_of(knowledge)
        judge = Judge.of(knowledge, corpus, prepared(corpus, cache_dir) if corpus.rows else None, cache_dir)
        judge.judge("预热", View())
        log.info("guidance: %d questions ready in %.1f s", len(corpus.rows), time.perf_counter() - begun)
        return cls(knowledge, judge)

    def answer(
        self,
        text: str,
        *,
        after: str | None = None,
        pins: Mapping[str, str] = {},
        off: frozenset[str] = frozenset(),
        on: date | None = None,
    ) -> Answer:
        """What to say to `text`.

        `after` is the entry answered last, for short follow-ups; `pins` leads a normalised (or bare) text to an entry
        id; entries in `off` do not speak, nor do those that are disabled or not due on the day `on`.
        """
        begun = time.perf_counter()
        view = View(off=off, on=on, after=after)
        answer = self._decided(text, pins, view)
        return replace(answer, ms=(time.perf_counter() - begun) * 1000)

    def intent_of(self, text: str) -> str | None:
        """The intent whose exact phrase this is; takes microseconds."""
        return self._phrases.exactly(text)

    def danger_of(self, text: str) -> str | None:
        """The id of the danger that shows in the text."""
        return self._dangers.of(text)

    def _decided(self, text: str, pins: Mapping[str, str], view: View) -> Answer:
        guess = self._guess(text, view)
        danger = self._dangers.of(text)
        if danger is not None:
            return replace(guess, kind="intent", intent=DANGER, danger=danger, reasons=(f"危险信号：{danger}",))
        pinned = pins.get(normalise(text)) or pins.get(bare(text)) if pins else None
        if pinned is not None and self._judge.speaks(pinned, view):
            entry = self._knowledge.entry(pinned)
            topic = getattr(entry, "topic", None) or guess.topic
            return replace(guess, kind="answer", entry_id=pinned, topic=topic, score=1.0, reasons=("工作人员指定",))
        intent = self._phrases.exactly(text)
        if intent is not None:
            return replace(guess, kind="intent", intent=intent, reasons=("固定说法",))
        return self._free(text, guess, view)

    def _free(self, text: str, guess: Answer, view: View) -> Answer:
        two = questions(text)
        if two is not None:
            first, second = (self._guess(part, view) for part in two)
            if first.topic != second.topic and {first.kind, second.kind} <= set(SURE_KINDS):
                return replace(first, also=second)
        return guess

    def _guess(self, text: str, view: View) -> Answer:
        judgement = self._judge.judge(text, view)
        said = self._phrases.within(judgement.message.plain)
        if said is not None:
            return judgement.answer("intent", intent=said, reason="含有固定说法")
        return judgement.answer(kind_of(judgement.outlook))
