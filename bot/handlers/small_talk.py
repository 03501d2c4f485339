"""Greetings, thanks and questions about the assistant itself."""

from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn

CLOSING = frozenset({"thanks", "bye", "decline", "confirm", "cancel", "later", "go_on", "skip"})
OPENING = frozenset({"greet", "help", "who_are_you", "offices", "another"})


def wants(turn: Turn) -> bool:
    return turn.intent in CLOSING | OPENING


def handle(turn: Turn) -> Reply:
    if turn.intent in CLOSING:
        return turn.reply(f"talk.{turn.intent}")
    return turn.reply(f"talk.{turn.intent}", *main_ways(turn))


def main_ways(turn: Turn) -> tuple[Choice, ...]:
    """The three things most people come for."""
    return (
        turn.way("complain", "intent:complain"),
        turn.way("my_filings", "intent:my_filings"),
        turn.way("tips", "intent:tips"),
    )
