"""Whatever nobody else wanted: say honestly that it was not understood."""

from bot.core.messages import Reply
from bot.handlers.small_talk import main_ways
from bot.handlers.turn import Turn


def wants(turn: Turn) -> bool:
    return True


def handle(turn: Turn) -> Reply:
    return turn.reply("anything.unreadable", *main_ways(turn))
