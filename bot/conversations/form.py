"""The filing form: which fields a complaint or a report needs, in what order, and how one moves through them.

Plain data in, plain data out. The fields are those of 投诉举报处理办法 art. 10 and 28 and of the official
forms 投诉登记表 and 举报登记表 (2026-04); consent to the privacy notice comes first (个人信息保护法 art. 17).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FilingKind = Literal["complaint", "report", "both"]
SKIPPED = ""

COMPLAINT = (
    "consent",
    "facts",
    "merchant",
    "merchant_address",
    "item",
    "amount",
    "date",
    "request",
    "name",
    "phone",
    "address",
    "publish",
    "entrust",
    "photos",
)
REPORT = (
    "consent",
    "signed",
    "facts",
    "merchant",
    "merchant_address",
    "item",
    "date",
    "name",
    "phone",
    "address",
    "photos",
)
BOTH = (
    "consent",
    "facts",
    "merchant",
    "merchant_address",
    "item",
    "amount",
    "date",
    "request",
    "name",
    "phone",
    "address",
    "signed",
    "publish",
    "entrust",
    "photos",
)
STEPS: Mapping[str, tuple[str, ...]] = {"complaint": COMPLAINT, "report": REPORT, "both": BOTH}
OPTIONAL = frozenset({"item", "amount", "date", "photos"})
REPORTER_ONLY = frozenset({"name", "phone", "address"})
COMPANIONS = frozenset({"request_text", "date_text", "district", "township", "outside", "online"})
CONFIRM = "confirm"

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "signed": ("anonymous", "named"),
    "publish": ("yes", "no"),
    "entrust": ("yes", "no"),
    "request": ("refund", "return_goods", "replace", "repair", "redo", "make_up", "compensate", "other"),
}
LIMITS: Mapping[str, int] = {
    "facts": 1_500,
    "merchant": 60,
    "merchant_address": 100,
    "item": 60,
    "request_text": 200,
    "name": 30,
    "address": 100,
}


class UnknownField(Exception):
    """A step that this form does not have."""


@dataclass(slots=True)
class Form:
    """A filing being written. `answers` holds what was given or taken over; a skipped field is an empty text.

    `taken` names the fields taken over from what was said before; `asked` the steps in the order they were asked;
    `draft` the token under which photos wait; `report_key` and `report_draft` a report's own key and
    token, which nothing else names; `guesses` unsure values to ask
    about; `unclear` a place given that could be in several counties; `stumbles` how often in a row the
    present step was not answered; `danger` what the person told of: until they go on, nothing is taken as an answer.
    """

    kind: str
    draft: str
    began: str
    step: str = "consent"
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)
    report_key: int | None = None
    report_draft: str = ""
    editing: bool = False
    unclear: str | None = None
    stumbles: int = 0
    danger: str | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of this form, without those that an anonymous report never asks."""
        steps = STEPS[self.kind]
        if self.kind == "report" and self.answers.get("signed") != "named":
            return tuple(step for step in steps if step not in REPORTER_ONLY)
        return steps

    @property
    def holds_report(self) -> bool:
        return self.kind in ("report", "both")

    @property
    def holds_complaint(self) -> bool:
        return self.kind in ("complaint", "both")


def begin(kind: FilingKind, *, draft: str, began: str, taken: Mapping[str, str], guesses: Mapping[str, str]) -> Form:
    """A new form with what the person already said; `guesses` are unsure and will be asked."""
    known = {name: value for name, value in taken.items() if name in STEPS[kind] or name in COMPANIONS}
    shown = [name for name in STEPS[kind] if name in known]
    form = Form(kind, draft, began, answers=known, taken=shown, guesses=dict(guesses))
    form.asked = ["consent"]
    return form


def take_over(form: Form, sure: Mapping[str, str], guesses: Mapping[str, str]) -> list[str]:
    """Fill what is still open with what was told along the way. Returns the steps filled."""
    filled = [step for step in form.steps if step in sure and step not in form.answers]
    with_them = {name: value for name, value in sure.items() if name in COMPANIONS and name not in form.answers}
    form.answers.update({step: sure[step] for step in filled} | with_them)
    form.taken += filled
    form.guesses.update({step: value for step, value in guesses.items() if step not in form.answers})
    return filled


def missing(form: Form) -> tuple[str, ...]:
    """The steps still to be asked, in order."""
    return tuple(step for step in form.steps if step not in form.answers)


def advance(form: Form) -> str:
    """Go to the next unanswered step, or to the confirmation. Returns the step."""
    left = missing(form)
    form.editing, form.unclear, form.stumbles = False, None, 0
    form.step = left[0] if left else CONFIRM
    if form.step in form.asked:
        form.asked.remove(form.step)
    form.asked.append(form.step)
    return form.step


def answer(form: Form, value: str, **extra: str) -> str:
    """Give the present step its value (and any field that came with it) and go on. Returns the next step."""
    if form.step not in form.steps:
        raise UnknownField(form.step)
    form.answers[form.step] = value
    form.answers.update(extra)
    if form.step in form.taken:
        form.taken.remove(form.step)
    return advance(form)


def skip(form: Form) -> bool:
    """Leave an optional step open. Returns whether that is allowed here."""
    if form.step not in OPTIONAL:
        return False
    answer(form, SKIPPED)
    return True


def switch(form: Form, kind: FilingKind) -> None:
    """Make it a filing of another kind; what was answered stays as far as that kind asks for it."""
    form.kind = kind
    form.answers = {name: value for name, value in form.answers.items() if name in (*form.steps, *COMPANIONS)}
    advance(form)


def put(form: Form, step: str, value: str, **extra: str) -> None:
    """Fill a step that is not the one asked."""
    form.answers[step] = value
    form.answers.update(extra)
    form.guesses.pop(step, None)


def back(form: Form) -> bool:
    """Return to the step asked before this one. Returns whether there is one."""
    trail = [step for step in form.asked if step in form.steps and step != form.step]
    if not trail:
        return False
    previous = trail[-1]
    form.asked = trail
    form.answers.pop(previous, None)
    form.step = previous
    return True


def edit(form: Form, name: str) -> None:
    """Ask one field again. Raises UnknownField."""
    if name not in form.steps:
        raise UnknownField(name)
    form.step = name
    form.editing = True
    if name not in form.asked:
        form.asked.append(name)


def editable(form: Form) -> tuple[str, ...]:
    """The fields a person may change now, in the order they are shown."""
    return tuple(step for step in form.steps if step in form.answers and step not in ("consent", "photos"))


def place(form: Form) -> tuple[int, int]:
    """Where one is: (this step, how many), counting only what had to be asked after the consent."""
    asked = [step for step in form.asked if step in form.steps and step != "consent"]
    total = len({*asked, *missing(form)} - {"consent"})
    here = asked.index(form.step) + 1 if form.step in asked else 0 if form.step == "consent" else total
    return here, max(total, here)
