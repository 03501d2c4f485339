"""What was already said becomes fields of a filing: sure values are taken over, unsure ones are asked about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bot.conversations.form import SKIPPED
from bot.conversations.reading import ONLINE
from bot.extraction import Found, Gazetteer, Place, Slots, read

_NO_NAME = re.compile(
    r"^(?:[有一那这某哪](?:家|个|间)|我们?家)[\u4e00-\u9fff]{0,3}(?:店|超市|馆|公司|厂|铺|房)$"
    r"|被|骗|听|[买花去][了的]|进医院|我是|打工"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Fields by name: `sure` ones are taken over and shown, `guesses` are offered at their step."""

    sure: dict[str, str] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)


def known_from(told: Iterable[tuple[str, datetime]], gazetteer: Gazetteer) -> Known:
    """The fields in texts, each with the time it was written; what was said later wins."""
    known = Known()
    for text, at in told:
        slots = read(text, at=at, gazetteer=gazetteer)
        for name, found in _fields(slots).items():
            if found is not None and not (name == "merchant" and _NO_NAME.search(found.value)):
                (known.sure if found.sure else known.guesses)[name] = found.value
        known.sure.update(_companions(slots))
        platform = ONLINE.search(text)
        if platform is not None and "merchant_address" not in known.sure:
            known.sure.update(merchant_address=platform[0], online=platform[0])
    for name in known.sure:
        known.guesses.pop(name, None)
    return known


def _fields(slots: Slots) -> dict[str, Found[str] | None]:
    own = [phone for phone in slots.phones if phone.sure]
    return {
        "merchant": slots.merchant,
        "merchant_address": slots.merchant_address or (_place_as_text(slots.place) if slots.place else None),
        "item": slots.item,
        "amount": _as_text(slots.amount),
        "date": _as_text(slots.date),
        "request": slots.request,
        "phone": own[0] if len(own) == 1 else None,
        "name": slots.name,
        "address": slots.address,
    }


def _companions(slots: Slots) -> dict[str, str]:
    """What comes with a sure field: the words of a day or a request, the codes of a place."""
    told: dict[str, str] = {}
    if slots.date is not None and slots.date.sure:
        told["date_text"] = slots.date.text
    elif slots.date is None and slots.date_text:
        told |= {"date": SKIPPED, "date_text": slots.date_text}
    if slots.request is not None and slots.request.sure and slots.request_text:
        told["request_text"] = slots.request_text
    if slots.place is not None and slots.place.sure:
        place = slots.place.value
        named = {"district": place.district, "township": place.township, "outside": place.outside}
        told |= {name: value for name, value in named.items() if value}
    return told


def _as_text(found: Found[Decimal] | Found[date] | None) -> Found[str] | None:
    """The value as the form keeps it: digits, or an ISO day."""
    return Found(str(found.value), found.start, found.end, found.text, found.sure) if found else None


def _place_as_text(found: Found[Place]) -> Found[str]:
    place = found.value
    named = place.outside or f"{place.district_name or ''}{place.township_name or ''}" or found.text
    return Found(named, found.start, found.end, found.text, found.sure and bool(place.district or place.outside))
