"""Photos, voices, places, links sent outside a filing."""

import secrets

from bot.conversations.form import Form
from bot.conversations.requests import hand_over
from bot.core.messages import Reply
from bot.evidence import records as evidence
from bot.handlers.turn import Turn
from bot.reports.keys import report_key

KINDS = frozenset({"image", "voice", "video", "shortvideo", "location", "link", "unknown"})


def wants(turn: Turn) -> bool:
    return turn.incoming.kind in KINDS and not turn.is_said


def handle(turn: Turn) -> Reply:
    ways = (turn.way("complain", "intent:complain"), turn.way("human", "intent:human"))
    match turn.incoming.kind:
        case "image":
            return _photo(turn)
        case "voice":
            return _voice(turn)
        case "location":
            return _place(turn)
        case "link":
            return turn.reply("media.link", *ways)
        case "video" | "shortvideo":
            return turn.reply("media.video", *ways)
        case _:
            return turn.reply(
                "media.unknown", turn.way("complain", "intent:complain"), turn.way("human", "intent:human")
            )


def _photo(turn: Turn) -> Reply:
    """Kept under a draft, so that a complaint made afterwards takes it along."""
    if not turn.incoming.media_id:
        return turn.reply("media.unknown", turn.way("human", "intent:human"))
    turn.talk.draft = turn.talk.draft or secrets.token_hex(16)
    _commit(turn, turn.talk.draft, "image")
    return turn.reply(
        "media.photo",
        turn.way("complain", "intent:complain"),
        turn.way("report", "intent:report"),
        count=evidence.count(turn.session, turn.talk.draft),
    )


def _voice(turn: Turn) -> Reply:
    if turn.incoming.media_id:
        token = secrets.token_hex(16)
        _commit(turn, token, "voice")
        hand_over(turn.session, turn.person.id, turn.person.key, "voice", turn.now, media=token)
    return turn.reply("media.voice", turn.way("human", "intent:human"))


def _commit(turn: Turn, draft: str, media_kind: str, report_key_id: int | None = None) -> None:
    """Keep what was sent under a draft: sealed for the person, or under the report's own key."""
    if report_key_id is None:
        owner_kind, owner_id, key = "person", turn.person.id, turn.person.key
    else:
        owner_kind, owner_id = "report", report_key_id
        key = report_key(turn.session, turn.house.data_keys, report_key_id)
    evidence.commit(
        turn.session,
        draft=draft,
        owner_kind=owner_kind,
        owner_id=owner_id,
        key=key,
        media_kind=media_kind,
        media_id=str(turn.incoming.media_id),
        now=turn.now,
    )


def keep_photo(turn: Turn, form: Form) -> int:
    """Keep a photo for each filing being written, under its own key. Returns how many there are now."""
    if form.holds_complaint:
        _commit(turn, form.draft, "image")
    if form.holds_report:
        _commit(turn, form.report_draft, "image", form.report_key)
    return evidence.count(turn.session, form.draft if form.holds_complaint else form.report_draft)


def add_to_filing(turn: Turn, number: str, report_key_id: int | None) -> None:
    """Put a photo on the timeline of a filing already made."""
    token = secrets.token_hex(16)
    _commit(turn, token, "image", report_key_id)
    evidence.attach(turn.session, token, number)


def _place(turn: Turn) -> Reply:
    found = turn.house.gazetteer.find(turn.text)
    if found is None or (found.value.district is None and found.value.outside is None):
        return turn.reply("media.place_unknown", turn.way("complain", "intent:complain"))
    if found.value.outside:
        return turn.reply("media.place_outside", turn.way("another", "intent:another"), place=found.value.outside)
    office = turn.knowledge.districts[str(found.value.district)].office
    return turn.reply(
        "media.place",
        turn.way("complain", "intent:complain"),
        turn.way("report", "intent:report"),
        district=str(found.value.district_name),
        office=office.name,
        phone=office.phone or turn.say("office.phone_unknown"),
    )
