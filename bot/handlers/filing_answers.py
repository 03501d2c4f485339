"""The message as the answer of the step that was asked, or of the one it clearly belongs to."""

import re

from bot.conversations import form as forms
from bot.conversations.form import Form
from bot.conversations.misplaced import is_story, other_step
from bot.conversations.reading import NAMELESS, Given, NotThat, read_answer
from bot.conversations.taking_over import known_from
from bot.core.messages import Reply
from bot.evidence import records as evidence
from bot.handlers import filing_words, guidance, small_talk
from bot.handlers.filing_words import ask
from bot.handlers.turn import Turn

DONE_WITH_PHOTOS = frozenset(
    {
        "好了",
        "没有了",
        "没有",
        "完了",
        "发完了",
        "无",
        "就这些",
        "没得了",
        "没得",
        "发不了照片",
        "发不了",
        "不会发",
        "没有照片",
    }
)
YES_OR_NO = frozenset({"consent", "signed", "publish", "entrust"})
NO_BY_DEFAULT = frozenset({"publish", "entrust"})
FREE_TEXT = frozenset({"facts", "merchant", "item", "name", "address", "request"})
POLITE = frozenset({"thanks", "confirm", "decline", "greet", "bye"})
_ADDS = re.compile(r"(?:我)?(?:还|再)?(?:想|要)?(?:加|补充|添)(?:上)?一?[句点下]?[：:，, ]*")
SURE_ENOUGH = 0.6
A_WHOLE_QUESTION = 10


def take(turn: Turn, form: Form) -> Reply:
    """Read the message as the present step's answer and go on, or say why it is none."""
    if form.step == "photos":
        return _photos_done(turn, form)
    if form.step == forms.CONFIRM:
        return _at_the_summary(turn, form)
    if form.step in FREE_TEXT and turn.command in POLITE:
        return ask(turn)
    chosen = turn.chosen("value")
    if chosen is not None and chosen in forms.ANSWERS.get(form.step, ()):
        given: Given | NotThat = Given(chosen, {"request_text": ""} if form.step == "request" else {})
    else:
        given = _read(turn, form, chosen or turn.text)
        belongs = None if chosen else other_step(form, turn.text, turn.incoming.created, turn.house.gazetteer)
        if belongs is not None:
            return _put_elsewhere(turn, form, *belongs)
    if isinstance(given, NotThat):
        return _not_that(turn, form, given)
    return _accept(turn, form, given)


def _at_the_summary(turn: Turn, form: Form) -> Reply:
    """One more sentence joins the facts; anything else that was not understood leads to the fields."""
    more = _ADDS.match(turn.text)
    if more is not None and (added := turn.text[more.end() :].strip()):
        forms.put(form, "facts", f"{form.answers['facts']}\n{added}"[: forms.LIMITS["facts"]])
        return ask(turn, turn.say("filing.added"))
    listed = filing_words.what_to_edit(turn, form)
    return Reply(f"{turn.say('filing.bad.confirm')}\n\n{listed.text}", (turn.way("submit", "submit:"), *listed.choices))


def edit(turn: Turn, form: Form, step: str, value: str) -> Reply:
    """Change one field; with the new value in the same message (金额错了，是480) at once."""
    forms.edit(form, step)
    if not value:
        return ask(turn)
    given = _read(turn, form, value)
    return _not_that(turn, form, given) if isinstance(given, NotThat) else _accept(turn, form, given)


def skip(turn: Turn, form: Form) -> Reply:
    """不知道, 跳过: leave it open where that is allowed; to a wish about publication it means no."""
    if form.step in NO_BY_DEFAULT:
        forms.answer(form, "no")
        return ask(turn, turn.say("filing.no_by_default"))
    if form.step == "merchant" and not filing_words.is_way(turn, "skip"):
        return _accept(turn, form, Given(NAMELESS))
    return ask(turn) if forms.skip(form) else _stumble(turn, form, turn.say("filing.needed"))


def answer_question(turn: Turn, form: Form) -> Reply:
    """A question in between: its answer where that is sure, else why this step is asked; then the step again."""
    guess = turn.guess
    elsewhere = guess.kind == "redirect" and len(turn.text) >= A_WHOLE_QUESTION
    if elsewhere or (guess.kind == "answer" and guess.score >= SURE_ENOUGH):
        remembered = list(turn.talk.said)
        said = guidance.handle(turn).text
        turn.talk.said = remembered
        return ask(turn, said)
    return ask(turn, turn.say(f"filing.help.{form.step}"))


def drop(turn: Turn, form: Form, told: str) -> Reply:
    """Throw the draft away, photos too."""
    for draft in (form.draft, form.report_draft):
        evidence.discard(turn.session, draft)
    turn.talk.form = None
    return turn.reply(told, *small_talk.main_ways(turn))


def _accept(turn: Turn, form: Form, given: Given) -> Reply:
    if form.step == "consent" and given.value == "no":
        return drop(turn, form, "filing.no_consent")
    step = form.step
    forms.answer(form, given.value, **given.extra)
    filled = _told_along(turn, form) if step == "facts" else []
    return ask(turn, filing_words.notice_after(turn, form, given, filled))


def _told_along(turn: Turn, form: Form) -> list[str]:
    """Facts often name the shop, the sum and the day: they are not asked again."""
    known = known_from([(turn.text, turn.incoming.created)], turn.house.gazetteer)
    filled = forms.take_over(form, known.sure, known.guesses)
    forms.advance(form)
    return filled


def _read(turn: Turn, form: Form, text: str) -> Given | NotThat:
    """The answer in a text; after a place that could be in several counties, the county settles it."""
    at, gazetteer = turn.incoming.created, turn.house.gazetteer
    if form.unclear is not None:
        settled = read_answer(form.step, f"{text}{form.unclear}", at=at, gazetteer=gazetteer)
        if isinstance(settled, Given):
            return settled
    given = read_answer(form.step, text, at=at, gazetteer=gazetteer)
    if isinstance(given, NotThat) and given.options:
        form.unclear = text
    return given


def _put_elsewhere(turn: Turn, form: Form, step: str, given: Given) -> Reply:
    forms.put(form, step, given.value, **given.extra)
    return ask(turn, turn.say("filing.put", field=turn.say(f"field.{step}"), value=turn.text.strip()))


def _not_that(turn: Turn, form: Form, given: NotThat) -> Reply:
    """A story told where yes or no was asked is kept; anything else is asked again, shorter the second time."""
    if form.step in YES_OR_NO and given.code != "identity" and is_story(turn.text):
        known = known_from([(turn.text, turn.incoming.created)], turn.house.gazetteer)
        told = "\n".join(filter(None, (form.answers.get("facts"), turn.text)))[: forms.LIMITS["facts"]]
        forms.take_over(form, known.sure, known.guesses)
        forms.put(form, "facts", told)
        return ask(turn, turn.say("filing.noted"))
    if given.options:
        return filing_words.which_district(turn, given)
    return _stumble(turn, form, turn.say(f"filing.bad.{given.code}", limit=forms.LIMITS.get(form.step, 0)))


def _stumble(turn: Turn, form: Form, said: str) -> Reply:
    """Ask again; from the second time in a row with ways out, so that nobody turns in circles."""
    form.stumbles += 1
    again = ask(turn, said)
    if form.stumbles < 2:
        return again
    ways = [turn.way("human", "intent:human"), turn.way("cancel", "intent:cancel")]
    if form.step in forms.OPTIONAL:
        ways.insert(0, turn.way("skip", "intent:skip"))
    return Reply(turn.say("filing.stuck", said=said), (*filing_words.question(turn, form).choices, *ways))


def _photos_done(turn: Turn, form: Form) -> Reply:
    plain = turn.text.strip(" 。.!！")
    if plain in DONE_WITH_PHOTOS or turn.says("confirm", "decline") or turn.chosen("value") == "done":
        forms.answer(form, "done")
        return ask(turn)
    return _stumble(turn, form, turn.say("filing.bad.photos"))
