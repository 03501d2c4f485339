"""However a person goes through the form, they are never lost in it and nothing they said is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.conversations import form as forms
from bot.conversations.form import ANSWERS, CONFIRM, OPTIONAL, REPORTER_ONLY, SKIPPED, STEPS, Form, UnknownField

KINDS = st.sampled_from(["complaint", "report", "both"])
TOLD_BEFORE = st.sampled_from([*forms.COMPLAINT[1:], "date_text", "district"])
TAKEN = st.dictionaries(TOLD_BEFORE, st.text(min_size=1, max_size=5))


def begun(kind: Any = "complaint", **taken: str) -> Form:
    return forms.begin(kind, draft="d", began="2026-11-24T10:00:00+08:00", taken=taken, guesses={})


def answer_all(form: Form, **chosen: str) -> list[str]:
    """Answer every step as it comes. Returns the steps that were asked."""
    asked = []
    while form.step != CONFIRM:
        asked.append(form.step)
        assert len(asked) <= 20, "the form does not end"
        forms.answer(form, chosen.get(form.step) or ANSWERS.get(form.step, ("话",))[0])
    return asked


@pytest.mark.parametrize("kind", ["complaint", "both"])
def test_every_field_is_asked_in_the_order_of_the_official_form(kind: str) -> None:
    assert tuple(answer_all(begun(kind))) == STEPS[kind]


def test_an_anonymous_report_never_asks_who_one_is() -> None:
    asked = answer_all(begun("report"), signed="anonymous")
    assert not REPORTER_ONLY & set(asked)
    assert set(answer_all(begun("report"), signed="named")) >= REPORTER_ONLY


def test_consent_comes_first_even_when_much_is_known() -> None:
    form = begun(facts="煤少了", merchant="顺发货场", phone="13888888888")
    assert form.step == "consent"
    assert forms.missing(form)[0] == "consent"


def test_what_was_said_before_is_not_asked_again() -> None:
    form = begun(facts="煤少了", merchant="顺发货场", date_text="11月3号", nonsense="x")
    assert form.taken == ["facts", "merchant"]
    assert "nonsense" not in form.answers
    asked = answer_all(form)
    assert not {"facts", "merchant"} & set(asked)
    assert form.answers["date_text"] == "11月3号"


@pytest.mark.parametrize("step", sorted(set(forms.COMPLAINT)))
def test_only_what_the_law_leaves_open_can_be_skipped(step: str) -> None:
    form = begun()
    form.answers = {name: "话" for name in forms.COMPLAINT if name != step}
    assert forms.advance(form) == step
    assert forms.skip(form) is (step in OPTIONAL)
    assert (form.step == CONFIRM) is (step in OPTIONAL)
    if step in OPTIONAL:
        assert form.answers[step] == SKIPPED


def test_back_asks_the_step_before_again() -> None:
    form = begun()
    forms.answer(form, "yes")
    forms.answer(form, "煤少了950公斤")
    assert form.step == "merchant"
    assert forms.back(form)
    assert (form.step, "facts" in form.answers) == ("facts", False)
    assert forms.back(form)
    assert form.step == "consent"
    assert not forms.back(form)


def test_an_edited_field_leads_back_to_where_one_was() -> None:
    form = begun()
    answer_all(form)
    forms.edit(form, "phone")
    assert form.editing
    assert forms.answer(form, "13999999999") == CONFIRM
    assert form.answers["phone"] == "13999999999"
    assert not form.editing


def test_editing_half_way_goes_on_with_what_is_missing() -> None:
    form = begun()
    forms.answer(form, "yes")
    forms.answer(form, "煤少了950公斤")
    forms.edit(form, "facts")
    assert forms.answer(form, "煤少了九百五十公斤") == "merchant"


def test_a_field_taken_over_and_then_given_is_the_persons_own() -> None:
    form = begun(merchant="顺发")
    forms.edit(form, "merchant")
    forms.answer(form, "顺发货场")
    assert form.taken == []


def test_who_turns_anonymous_is_not_led_back_to_their_name() -> None:
    form = begun("report")
    answer_all(form, signed="named")
    forms.edit(form, "signed")
    assert forms.answer(form, "anonymous") == CONFIRM
    seen = []
    while forms.back(form):
        seen.append(form.step)
        here, total = forms.place(form)
        assert int(form.step not in ("consent", CONFIRM)) <= here <= total < len(form.steps)
    assert not REPORTER_ONLY & set(seen)


def test_strange_fields_are_refused() -> None:
    form = begun()
    for name in ("identity", CONFIRM, "signed"):
        with pytest.raises(UnknownField):
            forms.edit(form, name)
    answer_all(form)
    with pytest.raises(UnknownField):
        forms.answer(form, "话")


def test_an_answer_brings_what_came_with_it() -> None:
    form = begun()
    form.answers = {name: "话" for name in forms.COMPLAINT if name != "merchant_address"}
    forms.advance(form)
    forms.answer(form, "泼机镇", district="530627", township="530627103")
    assert (form.answers["district"], form.answers["township"]) == ("530627", "530627103")


@given(KINDS, TAKEN)
def test_the_count_of_steps_only_rises(kind: str, taken: dict[str, str]) -> None:
    form, before = begun(kind, **taken), -1
    while form.step != CONFIRM:
        here, total = forms.place(form)
        assert before < here <= total < len(STEPS[kind])
        before = here
        forms.answer(form, ANSWERS.get(form.step, ("话",))[0])


class AnyWayThrough(RuleBasedStateMachine):
    """A person who answers, skips, goes back and edits as they like."""

    form: Form

    @initialize(kind=KINDS, taken=TAKEN)
    def start(self, kind: str, taken: dict[str, str]) -> None:
        self.form = begun(kind, **taken)

    @precondition(lambda self: self.form.step != CONFIRM)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        step = self.form.step
        value = data.draw(st.sampled_from(ANSWERS.get(step, ("话",))))
        forms.answer(self.form, value)
        assert self.form.answers.get(step) == value or step not in self.form.steps

    @precondition(lambda self: self.form.step != CONFIRM)
    @rule()
    def skip(self) -> None:
        step = self.form.step
        assert forms.skip(self.form) is (step in OPTIONAL)

    @rule()
    def back(self) -> None:
        before = self.form.step
        assert forms.back(self.form) is (self.form.step != before)

    @precondition(lambda self: forms.editable(self.form))
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        forms.edit(self.form, data.draw(st.sampled_from(forms.editable(self.form))))

    @invariant()
    def the_step_can_be_answered(self) -> None:
        assert self.form.step == CONFIRM or self.form.step in self.form.steps

    @invariant()
    def the_end_is_reached_only_with_everything_answered(self) -> None:
        assert self.form.step != CONFIRM or not forms.missing(self.form)

    @invariant()
    def one_knows_where_one_is(self) -> None:
        here, total = forms.place(self.form)
        assert int(self.form.step not in ("consent", CONFIRM)) <= here <= total < len(STEPS[self.form.kind])

    @invariant()
    def no_step_is_remembered_twice(self) -> None:
        assert len(self.form.asked) == len(set(self.form.asked))

    def teardown(self) -> None:
        if hasattr(self, "form"):
            answer_all(self.form)


TestAnyWayThrough = AnyWayThrough.TestCase
