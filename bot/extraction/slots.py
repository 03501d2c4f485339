"""All facts of one story at once."""

from dataclasses import replace
from datetime import datetime

from bot.extraction.amounts import find_amount
from bot.extraction.dates import find_time
from bot.extraction.items import find_item
from bot.extraction.merchants import find_merchant, names_nobody
from bot.extraction.model import Found, Place, Slots
from bot.extraction.people import find_address, find_merchant_address, find_name
from bot.extraction.phones import find_phones
from bot.extraction.places import Gazetteer
from bot.extraction.requests import find_request

MOST_CHARACTERS = 2_000

_SHORTEST_NAME = 3


def read(text: str, *, at: datetime, gazetteer: Gazetteer) -> Slots:
    """What a story tells of the things a filing asks for; never raises.

    Words of time are read against `at` (Asia/Shanghai), when the message was written. Only the first 2,000 characters
    are read.
    """
    text = text[:MOST_CHARACTERS]
    amount, time, request, place = find_amount(text), find_time(text, at), find_request(text), gazetteer.find(text)
    return Slots(
        amount=amount,
        date=time.day if time else None,
        date_text=time.text if time else None,
        merchant=_without_place(find_merchant(text), place),
        merchant_address=find_merchant_address(text),
        place=place,
        item=find_item(text, amount),
        request=request,
        request_text=request.text if request else None,
        phones=find_phones(text),
        name=find_name(text),
        address=find_address(text),
    )


def _without_place(merchant: Found[str] | None, place: Found[Place] | None) -> Found[str] | None:
    """The trader's name without the place before it (泼机顺发货场 is 顺发货场); None when it is a place only."""
    if merchant is None or place is None or place.start > merchant.start or place.end <= merchant.start:
        return merchant
    name = merchant.text[place.end - merchant.start :]
    if not name:
        return None
    if len(name) < _SHORTEST_NAME or names_nobody(name):
        return replace(merchant, sure=False)
    return replace(merchant, value=name, text=name, start=place.end)
