"""A filing under way: each message is a way through the form, a question in between, or the answer to a step."""

import re
from datetime import timedelta

from bot.conversations import form as forms
from bot.conversations.form import FilingKind, Form
from bot.conversations.reading import is_question
from bot.core.messages import Reply
from bot.core.numbers import find_number
from bot.handlers import (
    anything,
    browse,
    entry,
    filing_answers,
    filing_words,
    guidance,
    media,
    my_filings,
    privacy,
    small_talk,
    supplement,
)
from bot.handlers.filing_words import ask
from bot.handlers.secrecy import keep_secret
from bot.handlers.submit import submit
from bot.handlers.turn import Turn

PAUSE = timedelta(hours=12)
ASIDES = (supplement, my_filings, privacy, browse, entry, small_talk, guidance, anything)
WITH_WAYS_OF_THEIR_OWN = (supplement, my_filings)
ANSWERING = frozenset({"confirm", "decline", "thanks", "skip"})
LONG_ENOUGH_TO_TELL = 30
HEARD_IN_A_FORM = frozenset({"privacy", "delete_data", "help", "who_are_you", "withdraw"})
GOING_ON_IS_SHORT = 12
DESPAIR = "danger_selfharm"
_GOES_ON = re.compile(r"(?:继续|接着)(?:投诉|举报|登记|来|填|写)?")
_CLAIM = re.compile(r"赔|退钱|退款|退我钱|退货")
_OTHER_KIND = re.compile(
    r"(?:还是|改成?|换成?|不如|干脆)[^，。]{0,4}(?P<kind>举报|投诉)|(?P<both>投诉和举报|举报和投诉|两件都要|两个都要)"
)


def wants(turn: Turn) -> bool:
    return turn.talk.form is not None and not (turn.incoming.is_event and turn.incoming.kind != "click")


def handle(turn: Turn) -> Reply:
    form = filing_words.form_of(turn)
    if form.danger is not None and not (_asks_to_go_on(turn) or turn.says("cancel")):
        told = "filing.after_despair" if form.danger == DESPAIR else "filing.after_danger"
        return turn.reply(told, turn.way("go_on", "go_on:"), turn.way("human", "intent:human"))
    if turn.incoming.kind in media.KINDS and not turn.is_said:
        return _something_sent(turn, form)
    moved = _move(turn, form) or _change(turn, form)
    if moved is not None:
        return moved
    if _came_back_after_pause(turn):
        return resume(turn)
    if turn.incoming.kind == "click" or (turn.chosen("value") is None and _is_aside(turn, form)):
        return _aside(turn, form)
    return filing_answers.take(turn, form)


def resume(turn: Turn) -> Reply:
    """A draft waits: go on with it, or drop it."""
    return turn.reply("filing.resume", turn.way("go_on", "go_on:"), turn.way("drop", "drop:"))


def _move(turn: Turn, form: Form) -> Reply | None:
    """A way through the form (取消, 返回, 跳过, 继续, 提交), or None."""
    if filing_words.is_way(turn, "drop"):
        return filing_answers.drop(turn, form, "filing.dropped")
    if turn.says("cancel"):
        return turn.reply("filing.drop", turn.way("drop", "drop:"), turn.way("go_on", "go_on:"))
    if turn.says("later"):
        return turn.reply("filing.later", turn.way("go_on", "go_on:"))
    if _asks_to_go_on(turn):
        form.danger = None
        return ask(turn)
    if turn.says("complain", "report"):
        wanted = "report" if turn.says("report") else "complaint"
        return resume(turn) if form.kind in (wanted, "both") else _ways_to_other_kind(turn, wanted)
    if turn.says("back"):
        return _back(turn, form)
    if turn.says("skip"):
        return filing_answers.skip(turn, form)
    if form.step == forms.CONFIRM and (turn.chosen("submit") is not None or turn.says("confirm")):
        return submit(turn, form) if _stands_under_the_summary(turn) else ask(turn)
    return None


def _stands_under_the_summary(turn: Turn) -> bool:
    """Whether the summary is what was said last, so that yes means it."""
    return any(action == "submit:" for _, action in turn.talk.choices)


def _asks_to_go_on(turn: Turn) -> bool:
    if filing_words.is_way(turn, "go_on") or turn.says("go_on"):
        return True
    return turn.is_said and len(turn.text) <= GOING_ON_IS_SHORT and bool(_GOES_ON.search(turn.text))


def _back(turn: Turn, form: Form) -> Reply:
    if form.editing:
        forms.advance(form)
        return ask(turn)
    return ask(turn) if forms.back(form) else ask(turn, turn.say("filing.first"))


def _change(turn: Turn, form: Form) -> Reply | None:
    """修改 of a field, or of the whole filing into another kind; None for neither."""
    chosen = turn.chosen("edit")
    if chosen is not None and chosen in form.steps:
        forms.edit(form, chosen)
        return ask(turn)
    if turn.says("edit"):
        return filing_words.what_to_edit(turn, form)
    kind = turn.chosen("switch")
    if kind in forms.STEPS:
        return _switch(turn, form, kind)  # type: ignore[arg-type]
    if not turn.is_said or turn.action is not None:
        return None
    named = filing_words.field_to_edit(turn, form)
    if named is not None:
        return filing_answers.edit(turn, form, *named)
    return _offer_other_kind(turn, form)


def _offer_other_kind(turn: Turn, form: Form) -> Reply | None:
    if form.kind == "report" and form.step != "facts" and _CLAIM.search(turn.text):
        return _ways_to_other_kind(turn, "complaint")
    found = _OTHER_KIND.search(turn.text)
    if found is None or len(turn.text) >= LONG_ENOUGH_TO_TELL or form.kind == "both":
        return None
    if found["kind"] == {"report": "举报", "complaint": "投诉"}[form.kind]:
        return None
    return _ways_to_other_kind(turn, "complaint" if form.kind == "report" else "report")


def _ways_to_other_kind(turn: Turn, other: str) -> Reply:
    ways = (
        turn.way(f"switch.{other}", f"switch:{other}"),
        turn.way("both", "switch:both"),
        turn.way("go_on", "go_on:"),
    )
    return turn.reply("filing.switch", *ways)


def _switch(turn: Turn, form: Form, kind: FilingKind) -> Reply:
    forms.switch(form, kind)
    if form.holds_report:
        keep_secret(turn, form)
    return ask(turn, turn.say("filing.switched"))


def _came_back_after_pause(turn: Turn) -> bool:
    before = turn.talk.updated_at
    return before is not None and turn.now - before > PAUSE and turn.action is None


def _is_aside(turn: Turn, form: Form) -> bool:
    """Whether the message is a question in between rather than an answer."""
    if turn.action is not None or find_number(turn.text) is not None:
        return True
    if turn.command is not None and turn.command not in ANSWERING:
        return True
    if form.step == "facts" and len(turn.text) >= LONG_ENOUGH_TO_TELL:
        return False
    return is_question(turn.text)


def _aside(turn: Turn, form: Form) -> Reply:
    """Answer what was asked in between, then repeat the step; what asks for a decision of its own stands alone."""
    named = turn.action is not None or turn.command is not None or find_number(turn.text) is not None
    if turn.is_said and not named and turn.guess.intent not in HEARD_IN_A_FORM:
        return filing_answers.answer_question(turn, form)
    handler = next(handler for handler in ASIDES if handler.wants(turn))
    aside: Reply = handler.handle(turn)
    if turn.talk.form is None:
        return aside
    if handler in WITH_WAYS_OF_THEIR_OWN or turn.intent == "delete_data":
        return Reply(f"{aside.text}\n\n{turn.say('filing.kept')}", aside.choices)
    question = filing_words.question(turn, form)
    return Reply(f"{aside.text}\n\n{question.text}", question.choices)


def _something_sent(turn: Turn, form: Form) -> Reply:
    """A photo becomes evidence at any step; a place answers where the shop is."""
    if turn.incoming.kind == "image" and turn.incoming.media_id:
        count = media.keep_photo(turn, form)
        if form.step == "photos":
            return turn.reply("filing.photo_more", turn.way("photos_done", "value:done"), count=count)
        return ask(turn, turn.say("filing.photo_kept", count=count))
    if turn.incoming.kind == "location" and form.step == "merchant_address" and turn.text:
        return filing_answers.take(turn, form)
    return ask(turn, turn.say(f"filing.sent.{'voice' if turn.incoming.kind == 'voice' else 'other'}"))
