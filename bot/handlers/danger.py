"""Danger first: a fraud under way, poisoning, gas, fire, despair. The number to call stands on the first line."""

from bot.core.messages import Reply
from bot.handlers.turn import Turn


def wants(turn: Turn) -> bool:
    return turn.danger is not None


def handle(turn: Turn) -> Reply:
    if turn.talk.form is not None:
        turn.talk.form.danger = turn.danger
    if not turn.private:
        turn.talk.remember(turn.text, turn.incoming.created)
    return turn.reply(f"danger.{turn.danger}")
