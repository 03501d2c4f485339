"""A judgement: what is known of a message before it is decided what to say."""

from dataclasses import dataclass

from bot.guidance.answers import Answer, Candidate, Kind
from bot.guidance.decision import Outlook
from bot.guidance.words import Reading


@dataclass(frozen=True, slots=True)
class Judgement:
    """A message judged. `referral` is kind and entry of the likeliest foreign subject."""

    message: Reading
    outlook: Outlook
    candidates: tuple[Candidate, ...] = ()
    topic: str | None = None
    referral: tuple[str, str] | None = None
    intent: str | None = None
    reasons: tuple[str, ...] = ()

    def answer(self, kind: Kind, *, intent: str | None = None, reason: str | None = None) -> Answer:
        """As an Answer of this kind, holding only what belongs to the kind."""
        referral, referral_id = self.referral if self.referral and kind == "redirect" else (None, None)
        return Answer(
            kind=kind,
            intent=(intent or self.intent) if kind == "intent" else None,
            entry_id=self.candidates[0].entry_id if kind == "answer" else None,
            topic=self.topic,
            score=self.outlook.trust,
            candidates=self.candidates,
            referral=referral,
            referral_id=referral_id,
            reasons=(reason, *self.reasons) if reason else self.reasons,
        )
