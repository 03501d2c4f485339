"""A filing under way: each message is the answer to a step, a way through the form, or a question in between."""

from datetime import timedelta

from bot.conversations import form as forms
from bot.conversations.form import Form
from bot.conversations.reading import Given, NotThat, is_question, read_answer
from bot.conversations.taking_over import known_from
from bot.core.messages import Reply
from bot.core.numbers import find_number
from bot.evidence import records as evidence
from bot.handlers import anything, browse, entry, filing_words, guidance, media, my_filings, privacy, small_talk
from bot.handlers.submit import submit
from bot.handlers.turn import Turn

PAUSE = timedelta(hours=12)
ASIDES = (my_filings, privacy, browse, entry, small_talk, guidance, anything)
DECIDED_ALONE = frozenset({"delete_data", "withdraw", "supplement"})
OWN_WORDS = ("facts",)
LONG_ENOUGH_TO_TELL = 30
LONG_ENOUGH_TO_ASK = 6
DONE_WITH_PHOTOS = frozenset({"好了", "没有了", "没有", "完了", "发完了", "无", "就这些", "没得了"})


def wants(turn: Turn) -> bool:
    return turn.talk.form is not None and not (turn.incoming.is_event and turn.incoming.kind != "click")


def handle(turn: Turn) -> Reply:
    form = _form(turn)
    turn.private = form.holds_report
    if (
        turn.incoming.kind in ("image", "location", "voice", "video", "shortvideo", "link", "unknown")
        and not turn.is_said
    ):
        return _something_sent(turn, form)
    moved = _move(turn, form)
    if moved is not None:
        return moved
    if _came_back_after_pause(turn):
        return _resume(turn)
    if turn.incoming.kind == "click" or (turn.chosen("value") is None and _is_aside(turn, form)):
        return _aside(turn)
    return _take(turn, form)


def ask(turn: Turn, notice: str = "") -> Reply:
    """The question of the present step, after what there is to say first."""
    question = filing_words.question(turn, _form(turn))
    return Reply(f"{notice}\n\n{question.text}" if notice else question.text, question.choices)


def _form(turn: Turn) -> Form:
    assert turn.talk.form is not None
    return turn.talk.form


def _move(turn: Turn, form: Form) -> Reply | None:
    """A way through the form (取消, 返回, 跳过, 修改, 提交), or None."""
    if _typed_way(turn, "drop"):
        return _drop(turn, form)
    if turn.says("cancel"):
        return turn.reply("filing.drop", turn.way("drop", "drop:"), turn.way("go_on", "go_on:"))
    if _typed_way(turn, "go_on"):
        return ask(turn)
    if turn.says("complain", "report"):
        return _resume(turn)
    if turn.says("back"):
        if form.editing:
            forms.advance(form)
            return ask(turn)
        return ask(turn) if forms.back(form) else ask(turn, turn.say("filing.first"))
    if turn.says("skip"):
        return ask(turn) if forms.skip(form) else ask(turn, turn.say("filing.needed"))
    field = turn.chosen("edit") or filing_words.field_to_edit(turn, form)
    if field is not None:
        forms.edit(form, field)
        return ask(turn)
    if turn.says("edit"):
        return filing_words.what_to_edit(turn, form)
    if form.step == forms.CONFIRM and (turn.chosen("submit") is not None or turn.says("confirm")):
        return submit(turn, form)
    return None


def _typed_way(turn: Turn, name: str) -> bool:
    """Whether this way on was chosen, or its words typed though it was not offered just now."""
    return turn.chosen(name) is not None or (turn.is_said and turn.text.strip() == turn.say(f"way.{name}"))


def _drop(turn: Turn, form: Form) -> Reply:
    _forget(turn, form)
    return turn.reply("filing.dropped", *small_talk.main_ways(turn))


def _forget(turn: Turn, form: Form) -> None:
    for draft in (form.draft, form.report_draft):
        evidence.discard(turn.session, draft)
    turn.talk.form = None


def _came_back_after_pause(turn: Turn) -> bool:
    before = turn.talk.updated_at
    return before is not None and turn.now - before > PAUSE and turn.action is None


def _resume(turn: Turn) -> Reply:
    return turn.reply("filing.resume", turn.way("go_on", "go_on:"), turn.way("drop", "drop:"))


def _is_aside(turn: Turn, form: Form) -> bool:
    """Whether the message is a question in between rather than an answer."""
    if turn.action is not None or find_number(turn.text) is not None:
        return True
    if turn.intent is not None and turn.says(str(turn.intent)) and turn.intent not in ("confirm", "decline", "thanks"):
        return True
    if not is_question(turn.text):
        return False
    if form.step in OWN_WORDS and len(turn.text) >= LONG_ENOUGH_TO_TELL:
        return False
    return turn.guess.kind in ("answer", "choices", "intent", "redirect") or "？" in turn.text or "?" in turn.text


def _aside(turn: Turn) -> Reply:
    """Answer what was asked in between, then repeat the step; what asks for a decision of its own stands alone."""
    remembered = list(turn.talk.said)
    aside: Reply = next(handler.handle(turn) for handler in ASIDES if handler.wants(turn))
    turn.talk.said = remembered
    if turn.talk.form is None or turn.intent in DECIDED_ALONE:
        return aside
    question = filing_words.question(turn, turn.talk.form)
    return Reply(f"{aside.text}\n\n{question.text}", question.choices or aside.choices)


def _take(turn: Turn, form: Form) -> Reply:
    """The message as the answer of the present step."""
    if form.step == "photos":
        return _photos_done(turn, form)
    if form.step == forms.CONFIRM:
        return ask(turn, turn.say("filing.bad.confirm"))
    chosen = turn.chosen("value")
    if chosen is not None and chosen in forms.ANSWERS.get(form.step, ()):
        given: Given | NotThat = Given(chosen, {"request_text": ""} if form.step == "request" else {})
    else:
        given = _read(turn, form, chosen or turn.text)
    if isinstance(given, NotThat):
        if given.code != "identity" and chosen is None and _is_known_question(turn):
            return _aside(turn)
        return filing_words.not_that(turn, form, given)
    form.unclear = None
    if form.step == "consent" and given.value == "no":
        return _refused(turn, form)
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


def _is_known_question(turn: Turn) -> bool:
    return len(turn.text) >= LONG_ENOUGH_TO_ASK and turn.guess.kind in ("answer", "redirect")


def _refused(turn: Turn, form: Form) -> Reply:
    _forget(turn, form)
    return turn.reply("filing.no_consent")


def _photos_done(turn: Turn, form: Form) -> Reply:
    plain = turn.text.strip(" 。.!！")
    if plain in DONE_WITH_PHOTOS or turn.says("confirm", "decline") or turn.chosen("value") == "done":
        forms.answer(form, "done")
        return ask(turn)
    return ask(turn, turn.say("filing.bad.photos"))


def _something_sent(turn: Turn, form: Form) -> Reply:
    """A photo becomes evidence at any step; a place answers where the shop is."""
    if turn.incoming.kind == "image" and turn.incoming.media_id:
        count = media.keep_photo(turn, form)
        if form.step == "photos":
            return turn.reply("filing.photo_more", turn.way("photos_done", "value:done"), count=count)
        return ask(turn, turn.say("filing.photo_kept", count=count))
    if turn.incoming.kind == "location" and form.step == "merchant_address" and turn.text:
        return _take(turn, form)
    return ask(turn, turn.say(f"filing.sent.{'voice' if turn.incoming.kind == 'voice' else 'other'}"))
