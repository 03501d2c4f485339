"""How a filing speaks: the question of each step, what was taken over, the summary, what is wrong with an answer."""

from collections.abc import Mapping
from decimal import Decimal

from bot.complaints import admissibility
from bot.conversations import form as forms
from bot.conversations.form import Form
from bot.conversations.reading import Given, NotThat
from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn

SHOWN_FACTS = 160
EDITABLE_AT_ONCE = 12
CHOICES: Mapping[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "signed": ("anonymous", "named"),
    "publish": ("yes", "no"),
    "entrust": ("yes", "no"),
    "request": ("refund", "return_goods", "replace", "repair", "compensate", "make_up", "redo"),
}


def question(turn: Turn, form: Form) -> Reply:
    """The present step: where one is, what is asked, an example, the ways out."""
    if form.step == forms.CONFIRM:
        return _summary(turn, form)
    if form.step == "consent":
        begin = turn.say(f"filing.begin.{form.kind}")
        taken = f"{taken_lines(turn, form, form.taken)}\n\n" if form.taken else ""
        return Reply(f"{taken}{begin}", _choices(turn, "consent"))
    here, total = forms.place(form)
    text = turn.say(f"filing.ask.{_asked(form)}", place=turn.say("filing.place", here=here, total=total))
    guess = form.guesses.get(form.step)
    if guess is not None:
        label = value_shown(turn, form.step, guess)
        return Reply(text, (turn.way("guess", f"value:{guess}", guess=label), *_choices(turn, form.step)))
    return Reply(text, _choices(turn, form.step))


def _asked(form: Form) -> str:
    if form.step == "facts" and form.kind == "report":
        return "clue"
    return form.step


def _choices(turn: Turn, step: str) -> tuple[Choice, ...]:
    return tuple(turn.way(f"{step}.{value}", f"value:{value}") for value in CHOICES.get(step, ()))


def taken_lines(turn: Turn, form: Form, names: list[str]) -> str:
    """The fields taken over from what was said, shown for confirmation."""
    return turn.say("filing.taken", lines="\n".join(_line(turn, form, name) for name in names))


def notice_after(turn: Turn, form: Form, given: Given, filled: list[str]) -> str:
    """What there is to say before the next question."""
    if filled and form.step != forms.CONFIRM:
        return taken_lines(turn, form, filled)
    if given.extra.get("outside"):
        return turn.say("precheck.outside", place=given.extra["outside"])
    if given.extra.get("online") and not form.answers.get("district"):
        return turn.say("precheck.online")
    return ""


def not_that(turn: Turn, form: Form, problem: NotThat) -> Reply:
    """Why the words do not answer the step, and the step again; a place that could be several is a choice."""
    if problem.code == "which_district":
        names = [turn.knowledge.districts[code].name for code in problem.options if code in turn.knowledge.districts]
        return turn.reply("filing.bad.which_district", *(Choice(name, f"value:{name}{turn.text}") for name in names))
    said = turn.say(f"filing.bad.{problem.code}", limit=forms.LIMITS.get(form.step, 0))
    again = question(turn, form)
    return Reply(f"{said}\n\n{again.text}", again.choices)


def field_to_edit(turn: Turn, form: Form) -> str | None:
    """The field that 修改电话 or 改金额 names."""
    text = turn.text.strip()
    if turn.action is not None or not text.startswith(("修改", "改", "更改")) or len(text) > 8:
        return None
    names = {turn.say(f"field.{name}"): name for name in forms.editable(form)}
    return next((name for label, name in names.items() if text.endswith(label)), None)


def what_to_edit(turn: Turn, form: Form) -> Reply:
    fields = forms.editable(form)[:EDITABLE_AT_ONCE]
    if not fields:
        return question(turn, form)
    return turn.reply("filing.edit", *(Choice(turn.say(f"field.{name}"), f"edit:{name}") for name in fields))


def _summary(turn: Turn, form: Form) -> Reply:
    lines = "\n".join(_line(turn, form, name) for name in form.steps if name not in ("consent", "photos"))
    warnings = "\n".join(turn.say(f"precheck.{finding.code}", **finding.facts) for finding in review(turn, form))
    text = turn.say(f"filing.confirm.{form.kind}", lines=lines)
    if warnings:
        text = f"{text}\n{turn.say('filing.warnings', lines=warnings)}"
    return Reply(
        text, (turn.way("submit", "submit:"), turn.way("edit", "intent:edit"), turn.way("cancel", "intent:cancel"))
    )


def _line(turn: Turn, form: Form, name: str) -> str:
    return turn.say("filing.line", field=turn.say(f"field.{name}"), value=_value(turn, form, name))


def _value(turn: Turn, form: Form, name: str) -> str:
    value = form.answers.get(name, forms.SKIPPED)
    if name == "date" and not value:
        value = form.answers.get("date_text", "")
    if name == "request" and form.answers.get("request_text"):
        return form.answers["request_text"]
    if not value:
        return turn.say("filing.left_open")
    return value_shown(turn, name, value)


def value_shown(turn: Turn, name: str, value: str) -> str:
    """A field's value in a reader's words."""
    if name in CHOICES:
        return turn.say(f"way.{name}.{value}")
    if name == "amount":
        return turn.say("filing.yuan", amount=f"{Decimal(value):f}".removesuffix(".00"))
    if name == "date" and value[:4].isdigit():
        year, month, day = value.split("-")
        return turn.say("filing.day", year=year, month=int(month), day=int(day))
    if name == "facts" and len(value) > SHOWN_FACTS:
        return turn.say("filing.facts_cut", head=value[:SHOWN_FACTS], count=len(value))
    return value


def review(turn: Turn, form: Form) -> tuple[admissibility.Finding, ...]:
    """What may stand in the way of a complaint, said before it is made; never a refusal."""
    if not form.holds_complaint:
        return ()
    answers = {name: value or None for name, value in form.answers.items()}
    return admissibility.review(admissibility.Draft.of(answers), turn.now.date())
