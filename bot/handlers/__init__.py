"""What a person can do in the chat: one file each, tried in this order."""

from pathlib import Path

from bot.content import needed_from
from bot.core.messages import Reply
from bot.handlers import (
    anything,
    browse,
    complaint,
    danger,
    entry,
    filing,
    follow,
    guidance,
    human,
    media,
    my_filings,
    privacy,
    small_talk,
    supplement,
)
from bot.handlers.turn import House, Turn, chosen_action

ORDER = (
    danger,
    follow,
    human,
    filing,
    supplement,
    my_filings,
    complaint,
    privacy,
    media,
    browse,
    entry,
    small_talk,
    guidance,
    anything,
)

SENTENCES = needed_from(Path(__file__).with_name("sentences.txt"))

__all__ = ["ORDER", "SENTENCES", "House", "Turn", "answer", "chosen_action"]


def answer(turn: Turn) -> Reply:
    """What the first handler that wants this turn says. What we asked last holds for this one turn."""
    turn.asked, turn.talk.asked = turn.talk.asked, None
    reply: Reply = next(handler.handle(turn) for handler in ORDER if handler.wants(turn))
    return reply
