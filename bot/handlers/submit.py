"""提交: store the filing, or both of a mixed one, and tell the number; all in the turn's one transaction."""

from datetime import date
from decimal import Decimal

from bot.complaints import intake
from bot.complaints.intake import Filed, NewComplaint
from bot.conversations import form as forms
from bot.conversations.form import Form
from bot.core.clock import spoken_day
from bot.core.messages import Reply
from bot.core.numbers import next_number
from bot.evidence import records as evidence
from bot.handlers import filing_words, material
from bot.handlers.turn import Turn
from bot.outbox import deliveries as outbox
from bot.reports import intake as report_intake
from bot.reports.intake import FiledReport, NewReport
from bot.reports.keys import report_key


def submit(turn: Turn, form: Form) -> Reply:
    """File what the form holds. With a required field still open, ask for it instead."""
    left = forms.missing(form)
    if left:
        forms.advance(form)
        return filing_words.question(turn, form)
    turn.talk.form, turn.talk.said = None, []
    if form.kind == "report":
        return _told_report(turn, _file_report(turn, form))
    filed, outside = _file_complaint(turn, form), form.answers.get("outside", "")
    if form.kind == "complaint":
        return _told_complaint(turn, filed, outside)
    report = _file_report(turn, form)
    intake.link(turn.session, filed.number, report.number, person_key=turn.person.key)
    told = _told_complaint(turn, filed, outside)
    return Reply(f"{told.text}\n{turn.say('receipt.with_report', number=report.number)}", told.choices)


def _number(turn: Turn) -> str:
    return next_number(turn.session, turn.house.settings.secret_key, turn.now.date())


def _file_complaint(turn: Turn, form: Form) -> Filed:
    settings = turn.house.settings
    filed = intake.file(
        turn.session,
        _complaint_of(turn, form),
        person_key=turn.person.key,
        number=_number(turn),
        mode=settings.intake_mode,
        now=turn.now,
        calendar=turn.house.calendar,
        secret=settings.secret_key,
    )
    evidence.attach(turn.session, form.draft, filed.number)
    if settings.intake_mode == "assist":
        for part in material.parts(turn, filed.number):
            outbox.enqueue(
                turn.session, turn.person.id, turn.person.key, part, kind="material", about=filed.number, now=turn.now
            )
    return filed


def _complaint_of(turn: Turn, form: Form) -> NewComplaint:
    answers = {name: value or None for name, value in form.answers.items()}
    return NewComplaint(
        person_id=turn.person.id,
        name=answers["name"] or "",
        phone=answers["phone"] or "",
        address=answers["address"] or "",
        merchant=answers["merchant"] or "",
        merchant_address=answers["merchant_address"] or "",
        district=answers.get("district"),
        township=answers.get("township"),
        item=answers.get("item"),
        amount=_amount(answers.get("amount")),
        bought_on=_day(answers.get("date")),
        date_text=answers.get("date_text"),
        facts=answers["facts"] or "",
        request=answers["request"] or "other",
        request_text=answers.get("request_text"),
        publish=answers.get("publish") == "yes",
        entrust=answers.get("entrust") == "yes",
        topic=_topic(turn),
    )


def _file_report(turn: Turn, form: Form) -> FiledReport:
    assert form.report_key is not None
    answers = {name: value or None for name, value in form.answers.items()}
    named = answers.get("signed") == "named"
    filed = report_intake.file(
        turn.session,
        NewReport(
            openid=turn.person.openid,
            anonymous=not named,
            name=answers.get("name") if named else None,
            phone=answers.get("phone") if named else None,
            address=answers.get("address") if named else None,
            merchant=answers["merchant"] or "",
            merchant_address=answers["merchant_address"] or "",
            district=answers.get("district"),
            township=answers.get("township"),
            item=answers.get("item"),
            bought_on=_day(answers.get("date")),
            date_text=answers.get("date_text"),
            facts=answers["facts"] or "",
        ),
        key_id=form.report_key,
        key=report_key(turn.session, turn.house.data_keys, form.report_key),
        number=_number(turn),
        mode=turn.house.settings.intake_mode,
        now=turn.now,
        calendar=turn.house.calendar,
        secret=turn.house.settings.secret_key,
    )
    evidence.attach(turn.session, form.report_draft, filed.number)
    return filed


def _told_complaint(turn: Turn, filed: Filed, outside: str) -> Reply:
    if filed.mode == "registered" and filed.accept_by is not None:
        by = spoken_day(filed.accept_by.day)
        if filed.accept_by.provisional:
            by = turn.say("receipt.provisional", day=by)
        return turn.reply(
            "receipt.registered", turn.way("my_filings", "intent:my_filings"), number=filed.number, accept_by=by
        )
    told = turn.reply(
        "receipt.assist",
        turn.way("material", f"material:{filed.number}"),
        turn.way("handed", f"handed:{filed.number}"),
        turn.way("my_filings", "intent:my_filings"),
        number=filed.number,
    )
    return Reply(f"{told.text}\n{turn.say('receipt.outside', place=outside)}", told.choices) if outside else told


def _told_report(turn: Turn, filed: FiledReport) -> Reply:
    key = "receipt.report_anonymous" if filed.anonymous else "receipt.report_named"
    mode = turn.say(f"receipt.report_{filed.mode}")
    ways = [turn.way("my_filings", "intent:my_filings")]
    if filed.mode == "assist":
        ways.insert(0, turn.way("report_material", f"material:{filed.number}"))
    return turn.reply(key, *ways, number=filed.number, mode=mode)


def _topic(turn: Turn) -> str | None:
    tip = turn.knowledge.tips.get(turn.talk.after or "")
    return tip.topic if tip else None


def _amount(value: str | None) -> Decimal | None:
    return Decimal(value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
