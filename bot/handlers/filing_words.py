"""How a filing speaks: the question of each step, what was taken over, the summary."""

from collections.abc import Mapping
from decimal import Decimal

from bot.complaints import admissibility
from bot.conversations import form as forms
from bot.conversations.form import Form
from bot.conversations.misplaced import correction, swap
from bot.conversations.reading import Given, NotThat
from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn

SHOWN_FACTS = 160
OF_A_REPORT = {"facts": "clue", "item": "subject", "name": "reporter_name"}
EDITABLE_AT_ONCE = 12
CHOICES: Mapping[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "signed": ("anonymous", "named"),
    "publish": ("yes", "no"),
    "entrust": ("yes", "no"),
    "request": ("refund", "return_goods", "replace", "repair", "compensate", "make_up", "redo"),
}


def form_of(turn: Turn) -> Form:
    assert turn.talk.form is not None
    return turn.talk.form


def ask(turn: Turn, notice: str = "") -> Reply:
    """The question of the present step, after what there is to say first."""
    asked = question(turn, form_of(turn))
    return Reply(f"{notice}\n\n{asked.text}" if notice else asked.text, asked.choices)


def question(turn: Turn, form: Form) -> Reply:
    """The present step: where one is, what is asked, an example, the ways out."""
    if form.step == forms.CONFIRM:
        return _summary(turn, form)
    if form.step == "consent":
        return Reply(_opening(turn, form), _choices(turn, "consent"))
    here, total = forms.place(form)
    text = turn.say(f"filing.ask.{_asked(form)}", place=turn.say("filing.place", here=here, total=total))
    if form.step == "name" and admissibility.is_for_another(form.answers.get("facts", "")):
        text = f"{turn.say('precheck.agent')}\n\n{text}"
    return Reply(text, (*_guess(turn, form), *_choices(turn, form.step)))


def _opening(turn: Turn, form: Form) -> str:
    """What was taken over and the privacy notice in short; the second time only the question."""
    if form.stumbles or len(form.asked) > 1:
        return turn.say("filing.begin.again")
    parts = [taken_lines(turn, form, form.taken)] if form.taken else []
    if form.answers.get("outside"):
        parts.append(turn.say("precheck.outside", place=form.answers["outside"]))
    return "\n\n".join([*parts, turn.say(f"filing.begin.{form.kind}")])


def _guess(turn: Turn, form: Form) -> tuple[Choice, ...]:
    """What was understood without certainty, to be said yes to; not where the choices hold it anyway."""
    guess = form.guesses.get(form.step)
    if guess is None or guess in CHOICES.get(form.step, ()):
        return ()
    return (turn.way("guess", f"value:{guess}", guess=value_shown(turn, form.step, guess)),)


def _asked(form: Form) -> str:
    if form.kind == "report":
        return OF_A_REPORT.get(form.step, form.step)
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


def which_district(turn: Turn, problem: NotThat) -> Reply:
    """A place that lies in several counties is a choice."""
    names = [turn.knowledge.districts[code].name for code in problem.options if code in turn.knowledge.districts]
    ways = (Choice(f"{name}{turn.text}", f"value:{name}{turn.text}") for name in names)
    return turn.reply("filing.bad.which_district", *ways)


def is_way(turn: Turn, name: str) -> bool:
    """Whether this way on was chosen, or its words typed though it was not offered just now."""
    return turn.chosen(name) is not None or (turn.is_said and turn.text.strip() == turn.say(f"way.{name}"))


def field_to_edit(turn: Turn, form: Form) -> tuple[str, str] | None:
    """The field that is to be changed, and its new value where that was said too."""
    named = correction(turn.text, {turn.say(f"field.{name}"): name for name in forms.editable(form)})
    if named is not None or form.step != forms.CONFIRM:
        return named
    return swap(turn.text, {name: _value(turn, form, name) for name in forms.editable(form)})


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
        return form.answers.get("date_text") or turn.say("filing.left_open")
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
