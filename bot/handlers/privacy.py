"""What we keep of a person, and deleting it as far as the law allows."""

from bot.core.messages import Reply
from bot.followers.people import arrive
from bot.handlers.turn import Turn
from bot.privacy import erase


def wants(turn: Turn) -> bool:
    return turn.intent in ("privacy", "delete_data") or any(turn.chosen(verb) is not None for verb in ("erase", "keep"))


def handle(turn: Turn) -> Reply:
    if turn.chosen("keep") is not None:
        return turn.reply("privacy.kept")
    if turn.chosen("erase") is not None:
        return _erase(turn)
    if turn.intent == "delete_data":
        return turn.reply("privacy.ask_erase", turn.way("erase", "erase:"), turn.way("keep", "keep:"))
    settings = turn.house.settings
    return turn.reply(
        "privacy.notice",
        turn.way("delete_data", "intent:delete_data"),
        days=settings.retain_messages_days,
        drafts=settings.retain_drafts_days,
    )


def _erase(turn: Turn) -> Reply:
    """Destroy the person's key. They are still here, so they go on as somebody new."""
    house = turn.house
    erased = erase(
        turn.session,
        turn.person.id,
        openid=turn.person.openid,
        person_key=turn.person.key,
        settings=house.settings,
        calendar=house.calendar,
        now=turn.now,
        drafts=[turn.talk.form.draft, turn.talk.form.report_draft] if turn.talk.form else [],
        report_key_id=turn.talk.form.report_key if turn.talk.form else None,
    )
    turn.talk.form, turn.talk.said, turn.talk.after, turn.talk.draft = None, [], None, None
    if erased.kept:
        return turn.reply("privacy.partly_erased", numbers="、".join(erased.kept))
    turn.person = arrive(turn.session, house.data_keys, turn.incoming, turn.now)
    return turn.reply("privacy.erased")
