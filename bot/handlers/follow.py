"""Following, leaving and scanning a code; what the platform reports without the person saying anything."""

from bot.core.messages import SILENCE, Reply
from bot.followers.people import note_following
from bot.handlers.small_talk import main_ways
from bot.handlers.turn import Turn

SILENT = ("unsubscribe", "view", "location_event", "other_event")


def wants(turn: Turn) -> bool:
    return turn.incoming.kind in ("subscribe", "scan", *SILENT)


def handle(turn: Turn) -> Reply:
    kind, scene = turn.incoming.kind, turn.incoming.event_key
    if kind in ("subscribe", "unsubscribe"):
        note_following(turn.session, turn.person.id, subscribed=kind == "subscribe", scene=scene)
    if kind in SILENT:
        return SILENCE
    district = turn.knowledge.districts.get((scene or "").removeprefix("district_"))
    if district is not None:
        return turn.reply("follow.district", *main_ways(turn), district=district.name)
    return turn.reply("follow.welcome" if kind == "subscribe" else "follow.scan", *main_ways(turn))
