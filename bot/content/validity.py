"""What time does to entries: reviews that fall due, laws that begin, end or give way."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.loading import Loaded, Placed
from bot.content.models import Case, Law, LawRef, Referral, Tip
from bot.content.problems import Problem
from bot.content.references import of_model

NOTICE = timedelta(days=60)


def validity(loaded: Loaded, on: date) -> Iterator[Problem]:
    """Reviews past or due within 60 days of `on`, and cited laws not in force while the entry speaks.

    Disabled entries and tips that have stopped speaking are left alone; a tip that will begin to
    speak is held against the law of that day.
    """
    laws = {law.id: law for _, law in of_model(loaded, Law)}
    for place, tip in of_model(loaded, Tip):
        if tip.speaks_from and tip.speaks_to and tip.speaks_to < tip.speaks_from:
            yield place.problem(("to",), f"停用日早于启用日{tip.speaks_from}；改为之后的日子")
        if not tip.enabled or (tip.speaks_to is not None and tip.speaks_to < on):
            continue
        yield from _review(place, tip, on)
        begins = max(on, tip.speaks_from or on)
        yield from _laws(place, tip.law, laws, begins, until=tip.speaks_to)
    for place, case in of_model(loaded, Case):
        if case.enabled:
            yield from _laws(place, case.law, laws, on)
    for place, referral in of_model(loaded, Referral):
        if referral.enabled:
            yield from _laws(place, referral.law, laws, on)


def _review(place: Placed, tip: Tip, on: date) -> Iterator[Problem]:
    if tip.review_by < tip.reviewed:
        yield place.problem(("review_by",), f"复核到期日早于复核日{tip.reviewed}；改为之后的日子")
    elif tip.review_by < on:
        message = f"{tip.review_by}就该复核了；对照法条看一遍，再改 reviewed 和 review_by"
        yield place.problem(("review_by",), message)
    elif tip.review_by <= on + NOTICE:
        message = f"还有{(tip.review_by - on).days}天到复核日；对照法条看一遍，再改 reviewed 和 review_by"
        yield place.problem(("review_by",), message, "reminder")


def _laws(
    place: Placed, refs: tuple[LawRef, ...], laws: dict[str, Law], day: date, until: date | None = None
) -> Iterator[Problem]:
    def outlives(last_day: date) -> bool:
        return until is None or until > last_day

    for index, ref in enumerate(refs):
        law = laws.get(ref.law)
        if law is None:
            continue
        path = ("law", index, "law")
        replaced = law.superseded_by is not None and law.in_force_to is None
        if replaced or not law.in_force_on(day):
            yield place.problem(path, _not_in_force(law, laws, day))
        elif law.in_force_to is not None and law.in_force_to <= day + NOTICE and outlives(law.in_force_to):
            mend = f"{_successor(law, laws)}，或给条目写 to: {law.in_force_to}"
            yield place.problem(path, f"{law.short}{law.in_force_to}之后失效；{mend}", "reminder")


def _not_in_force(law: Law, laws: dict[str, Law], day: date) -> str:
    if law.in_force_from is not None and law.in_force_from > day:
        return f"{law.short}{law.in_force_from}才施行；改引现行的，或给条目写 from: {law.in_force_from}"
    ended = f"{law.in_force_to}后" if law.in_force_to else ""
    return f"{law.short}{ended}已不再施行；{_successor(law, laws)}"


def _successor(law: Law, laws: dict[str, Law]) -> str:
    if law.superseded_by is None:
        return "改引现行的法律，或删去这条依据"
    successor = laws.get(law.superseded_by)
    name = successor.name if successor else law.superseded_by
    return f"改引接替它的《{name}》（id：{law.superseded_by}），并核对条号"
