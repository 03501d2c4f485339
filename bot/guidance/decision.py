"""Decision: which kind of answer the probabilities allow."""

from dataclasses import dataclass

from bot.guidance.answers import Kind

# Probabilities that the best topic is right, which err on the low side (see `exams`): enough to answer outright,
# enough to offer a choice.
ANSWER, CHOICES = 0.5, 0.2
# How many times likelier than the next topic the best must be to be answered outright.
LEAD = 1.5
# With less of the message known than this, nothing is guessed.
KNOWN = 0.12
# What probability a foreign subject needs to be named, an intent to be followed.
NAMED, INTENDED = 0.2, 0.6
LONGEST_INTENT = 24
# So short (退款, 健身卡) a message names a matter and asks nothing yet.
BARE_WORD = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """The probabilities of a message: `best` and `second` of our topics, the best `foreign` subject, the best `intent`.

    `trust` is calibrated, `known` the part (0..1) of the message that the knowledge has words for, `length` in
    characters; `own_words` where it is an entry's question word for word; `silent` where the best topic has no entry
    that may speak now.
    """

    best: float = 0.0
    second: float = 0.0
    foreign: float = 0.0
    intent: float = 0.0
    trust: float = 0.0
    known: float = 0.0
    length: int = 0
    own_words: bool = False
    silent: bool = True


def kind_of(outlook: Outlook) -> Kind:
    """What to do with a message that no danger, pin or fixed phrase decided."""
    if outlook.known < KNOWN:
        return "unknown"
    if outlook.intent >= INTENDED and outlook.length <= LONGEST_INTENT:
        return "intent"
    if outlook.foreign > outlook.best:
        return "redirect" if outlook.foreign >= NAMED else "unknown"
    if outlook.silent or outlook.trust < CHOICES:
        return "unknown"
    if outlook.length <= BARE_WORD and not outlook.own_words:
        return "clarify"
    return "answer" if outlook.trust >= ANSWER and outlook.best >= LEAD * outlook.second else "choices"
