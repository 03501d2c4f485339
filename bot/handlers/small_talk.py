"""Greetings, thanks and questions about the assistant itself."""

from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn

INTENTS = frozenset(
    {"greet", "thanks", "bye", "help", "who_are_you", "offices", "another", "cancel", "decline", "confirm"}
)


def wants(turn: Turn) -> bool:
    return turn.intent in INTENTS


def handle(turn: Turn) -> Reply:
    if turn.intent in ("thanks", "bye", "decline", "confirm", "cancel"):
        return turn.reply(f"talk.{turn.intent}")
    return turn.reply(f"talk.{turn.intent}", *main_ways(turn))


def main_ways(turn: Turn) -> tuple[Choice, ...]:
    """The three things most people come for."""
    return (
        turn.way("complain", "intent:complain"),
        turn.way("my_filings", "intent:my_filings"),
        turn.way("tips", "intent:tips"),
    )
