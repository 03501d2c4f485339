"""Guidance: from a message to the choice of what to say, without knowing who asks or how it is sent."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

from bot.content.knowledge import Knowledge
from bot.core.text import letters, normalise
from bot.guidance.answers import Answer, Candidate
from bot.guidance.corpus import corpus_of
from bot.guidance.danger import Dangers
from bot.guidance.decision import kind_of
from bot.guidance.intents import Phrases
from bot.guidance.judge import Judge
from bot.guidance.parts import questions
from bot.guidance.roster import Roster, View
from bot.guidance.store import prepared

DANGER = "danger"
# Two answers are given only where each would be given alone.
SURE_KINDS = ("answer", "redirect")

log = logging.getLogger(__name__)


class Guidance:
    """Immutable once built, shared by threads."""

    def __init__(self, knowledge: Knowledge, roster: Roster, judge: Judge) -> None:
        self._roster = roster
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
        roster = Roster(knowledge)
        judge = Judge.of(roster, corpus, prepared(corpus, cache_dir) if corpus.rows else None, cache_dir)
        judge.judge("预热", View())
        log.info("guidance: %d questions ready in %.1f s", len(corpus.rows), time.perf_counter() - begun)
        return cls(knowledge, roster, judge)

    def answer(
        self,
        text: str,
        *,
        after: str | None = None,
        pins: Mapping[str, str] = {},
        off: frozenset[str] = frozenset(),
        on: date | None = None,
        explain: bool = False,
        brief: bool = False,
    ) -> Answer:
        """What to say to `text`.

        `after` is the entry answered last, for short follow-ups; `pins` leads a normalised (or bare) text to an entry
        id; entries in `off` do not speak, nor do those that are disabled or not due on the day `on`. Reasons are given
        if asked to `explain`; `brief` leaves out the candidates that a clear answer has no use for.
        """
        begun = time.perf_counter()
        view = View(off=off, on=on, after=after, explain=explain, brief=brief)
        answer = self._decided(text, pins, view)
        return replace(answer, ms=(time.perf_counter() - begun) * 1000)

    def intent_of(self, text: str) -> str | None:
        """The intent whose exact phrase this is; takes microseconds."""
        return self._phrases.exactly(normalise(text))

    def danger_of(self, text: str) -> str | None:
        """The id of the danger that shows in the text."""
        return self._dangers.of(normalise(text))

    def _decided(self, text: str, pins: Mapping[str, str], view: View) -> Answer:
        normal = normalise(text)
        danger = self._dangers.of(normal)
        if danger is not None:
            return replace(self._intended(normal, DANGER, f"危险信号：{danger}", view), danger=danger)
        pinned = pins.get(normal) or pins.get(letters(normal)) if pins else None
        if pinned is not None and self._roster.speaks(pinned, view):
            return self._pinned(pinned, self._guess(normal, view))
        intent = self._phrases.exactly(normal)
        if intent is not None:
            return self._intended(normal, intent, "固定说法", view)
        return self._both(text, view) or self._guess(normal, view)

    def _pinned(self, entry_id: str, guess: Answer) -> Answer:
        topic = self._roster.topic_of(entry_id) or guess.topic or ""
        others = tuple(c for c in guess.candidates if c.entry_id != entry_id)
        first = Candidate(entry_id, topic, 1.0)
        return Answer(
            kind="answer",
            entry_id=entry_id,
            topic=topic,
            score=1.0,
            candidates=(first, *others),
            reasons=("工作人员指定",),
        )

    def _both(self, text: str, view: View) -> Answer | None:
        """Two answers, where a message asks two questions and each would be answered if it came alone."""
        two = questions(text)
        if two is None:
            return None
        first = self._guess(normalise(two[0]), view)
        if first.kind not in SURE_KINDS:
            return None
        second = self._guess(normalise(two[1]), view)
        return replace(first, also=second) if second.kind in SURE_KINDS and _differ(first, second) else None

    def _intended(self, normal: str, intent: str, reason: str, view: View) -> Answer:
        if view.brief:
            return Answer("intent", intent=intent, reasons=(reason,))
        return self._judge.judge(normal, view).answer("intent", intent=intent, reason=reason)

    def _guess(self, normal: str, view: View) -> Answer:
        judgement = self._judge.judge(normal, view)
        said = self._phrases.within(judgement.message.plain)
        if said is not None:
            return judgement.answer("intent", intent=said, reason="含有固定说法")
        return judgement.answer(kind_of(judgement.outlook))


def _differ(first: Answer, second: Answer) -> bool:
    subjects = [answer.referral or answer.topic for answer in (first, second)]
    return subjects[0] != subjects[1]
