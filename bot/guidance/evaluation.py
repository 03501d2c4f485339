"""Evaluation: how guidance does on questions whose topic, or foreign kind, is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.guidance.answers import Answer
from bot.guidance.guide import Guidance

CHIT_CHAT = "chitchat"


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that went wrong, for the errors file."""

    text: str
    expected: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Report:
    """Shares (0..1, None where no row asks for it) and milliseconds. A second label counts as right.

    `answered` and `answered_right` are shares of the questions in scope; `helped` counts a list that offers the right
    topic as well. `turned_away` is the share of foreign messages that got a referral, an honest "unknown" or, for
    chit-chat, an intent; `turned_away_hard` of those marked hard; `referred_right` that named the right kind.
    """

    rows: int = 0
    top1: float | None = None
    top3: float | None = None
    macro_f1: float | None = None
    answered: float | None = None
    answered_right: float | None = None
    helped: float | None = None
    precision: float | None = None
    turned_away: float | None = None
    turned_away_hard: float | None = None
    referred_right: float | None = None
    ms_p50: float = 0.0
    ms_p99: float = 0.0
    misses: tuple[Miss, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Marked:
    text: str
    expected: tuple[str, ...]
    answer: Answer
    foreign: bool
    hard: bool

    @property
    def topics(self) -> list[str]:
        return list(dict.fromkeys(c.topic for c in self.answer.candidates))

    @property
    def answered_right(self) -> bool:
        also = self.answer.also
        told = [a.topic for a in (self.answer, also) if a is not None and a.kind == "answer"]
        return any(topic in self.expected for topic in told)

    @property
    def helped(self) -> bool:
        return self.answered_right or any(c.topic in self.expected for c in self.answer.offered)

    @property
    def turned_away(self) -> bool:
        kind = self.answer.kind
        return kind in ("redirect", "unknown") or (kind == "intent" and CHIT_CHAT in self.expected)

    @property
    def right(self) -> bool:
        return self.turned_away if self.foreign else self.helped


def evaluate(guidance: Guidance, rows: Iterable[Mapping[str, Any]]) -> Report:
    """Over rows `{text, topic, topic2?}` or `{text, kind, hard?}`; each is asked alone, without what came before."""
    marked = [_marked(guidance, row) for row in rows]
    ours = [m for m in marked if not m.foreign]
    foreign = [m for m in marked if m.foreign]
    answered = [m for m in ours if m.answer.kind == "answer"]
    times = np.array([m.answer.ms for m in marked] or [0.0])
    return Report(
        rows=len(marked),
        top1=_share([m.answer.topic in m.expected for m in ours]),
        top3=_share([bool({*m.topics[:3]} & {*m.expected}) for m in ours]),
        macro_f1=_macro_f1([(m.expected, m.answer.topic) for m in ours]),
        answered=_share([m.answer.kind == "answer" for m in ours]),
        answered_right=_share([m.answered_right for m in ours]),
        helped=_share([m.helped for m in ours]),
        precision=_share([m.answered_right for m in answered]),
        turned_away=_share([m.turned_away for m in foreign]),
        turned_away_hard=_share([m.turned_away for m in foreign if m.hard]),
        referred_right=_share([m.answer.referral in m.expected for m in foreign]),
        ms_p50=float(np.percentile(times, 50)),
        ms_p99=float(np.percentile(times, 99)),
        misses=tuple(Miss(m.text, m.expected, m.answer) for m in marked if not m.right),
    )


def _marked(guidance: Guidance, row: Mapping[str, Any]) -> _Marked:
    foreign = "kind" in row
    labels = (row.get("kind"),) if foreign else (row.get("topic"), row.get("topic2"))
    expected = tuple(str(label) for label in labels if label)
    return _Marked(row["text"], expected, guidance.answer(row["text"]), foreign, bool(row.get("hard")))


def _share(hits: list[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _macro_f1(pairs: list[tuple[tuple[str, ...], str | None]]) -> float | None:
    """The mean F1 over the topics that occur; a guess of the second label counts as the first."""
    settled = [(guess if guess in expected else expected[0], guess) for expected, guess in pairs]
    scores = []
    for topic in {right for right, _ in settled}:
        hit = sum(right == guess == topic for right, guess in settled)
        said = sum(guess == topic for _, guess in settled)
        due = sum(right == topic for right, _ in settled)
        scores.append(2 * hit / (said + due))
    return sum(scores) / len(scores) if scores else None
