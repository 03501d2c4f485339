"""Looking around: tips, typical cases, who to call."""

from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn

SHOWN = 6


def wants(turn: Turn) -> bool:
    return turn.intent in ("tips", "cases", "hotlines")


def handle(turn: Turn) -> Reply:
    if turn.intent == "hotlines":
        return turn.reply("browse.hotlines", lines=_hotlines(turn))
    return turn.reply(f"browse.{turn.intent}", *_selected(turn, str(turn.intent)))


def _hotlines(turn: Turn) -> str:
    sure = [line for line in turn.knowledge.hotlines.values() if line.confidence != "low"]
    return "\n".join(f"{line.number} {line.purpose}" for line in sure[:14])


def _selected(turn: Turn, intent: str) -> tuple[Choice, ...]:
    """The first entries of the list that staff composed; without one, the first of the kind."""
    chosen = turn.knowledge.lists.get(f"top-{intent}")
    kind = turn.knowledge.tips if intent == "tips" else turn.knowledge.cases
    ids = chosen.entries if chosen else tuple(kind)
    entries = [entry for entry in map(turn.knowledge.entry, ids) if entry is not None and entry.enabled]
    return tuple(Choice(entry.title, f"entry:{entry.id}") for entry in entries[:SHOWN])
