"""Decision: which kind of answer the probabilities allow."""

from dataclasses import dataclass

from bot.guidance.answers import Kind

# Calibrated probabilities that the best topic is right: enough to answer outright, enough to offer a choice.
ANSWER, CHOICES = 0.6, 0.22
# How many times likelier than the next topic the best must be to be answered outright.
LEAD = 2.0
# With less of the message known than this, nothing is guessed.
KNOWN = 0.12
# What share of the probability a foreign subject needs to be named, an intent to be followed.
NAMED, INTENDED = 0.3, 0.6
LONGEST_INTENT = 24
BARE_WORD = 4


@dataclass(frozen=True, slots=True)
class Outlook:
    """A message's probabilities summed up: best and second of our topics and all of them, best foreign subject and
    all of them, best intent; `trust` calibrated; `silent` where the best topic has no entry that may speak now."""

    best: float = 0.0
    second: float = 0.0
    ours: float = 0.0
    foreign_best: float = 0.0
    foreign: float = 0.0
    intent: float = 0.0
    trust: float = 0.0
    known: float = 0.0
    length: int = 0
    silent: bool = True


def kind_of(outlook: Outlook) -> Kind:
    """What to do with a message that no danger, pin or fixed phrase decided."""
    if outlook.known < KNOWN:
        return "unknown"
    if outlook.intent >= INTENDED and outlook.length <= LONGEST_INTENT:
        return "intent"
    if outlook.foreign > outlook.ours:
        return "redirect" if outlook.foreign_best >= NAMED else "unknown"
    if outlook.silent or outlook.trust < CHOICES:
        return "unknown"
    if outlook.trust >= ANSWER and outlook.best >= LEAD * outlook.second:
        return "answer"
    return "clarify" if outlook.length <= BARE_WORD else "choices"
