"""What guidance says: plain data, turned into words by the handlers."""

from dataclasses import dataclass
from typing import Literal

FEWEST_OFFERED, MOST_OFFERED = 2, 4
# A choice must be this likely beside the best one to be worth a line.
WORTH_A_LINE = 0.08

Kind = Literal["answer", "choices", "clarify", "intent", "redirect", "unknown"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer; `score` falls from candidate to candidate, and is its topic's probability at most."""

    entry_id: str
    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The choice for one message.

    `topic` and `candidates` (best first, at least three topics where the knowledge has them) are the best guess
    whatever the kind; `score` is the calibrated probability that the first candidate's topic is right. `intent` is an
    id of intents.yaml, or "danger" with `danger` naming which. `referral` is a kind of foreign subject, `referral_id`
    the entry of referrals.yaml. `reasons` say what decided, in Chinese, for --explain. `ms` is the time it took.
    """

    kind: Kind
    intent: str | None = None
    danger: str | None = None
    entry_id: str | None = None
    topic: str | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    referral: str | None = None
    referral_id: str | None = None
    also: "Answer | None" = None
    reasons: tuple[str, ...] = ()
    ms: float = 0.0

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """The two to four candidates to choose from, best first, of different topics before more of one.

        Empty unless the kind is choices or clarify.
        """
        if self.kind not in ("choices", "clarify"):
            return ()
        worth = [c for c in self.candidates if c.score >= self.candidates[0].score * WORTH_A_LINE]
        firsts = [c for n, c in enumerate(worth) if c.topic not in {better.topic for better in worth[:n]}]
        others = [c for c in self.candidates if c not in firsts]
        several = [*firsts, *others][: max(FEWEST_OFFERED, min(len(worth), MOST_OFFERED))]
        return tuple(sorted(several, key=lambda c: -c.score))
