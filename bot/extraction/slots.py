"""All facts of one story at once."""

from datetime import datetime

from bot.extraction.amounts import find_amount
from bot.extraction.dates import find_time
from bot.extraction.items import find_item
from bot.extraction.model import Slots
from bot.extraction.phones import find_phones
from bot.extraction.places import Gazetteer
from bot.extraction.requests import find_request

MOST_CHARACTERS = 2_000


def read(text: str, *, at: datetime, gazetteer: Gazetteer) -> Slots:
    text = text[:MOST_CHARACTERS]
    request = find_request(text)
    amount = find_amount(text)
    time = find_time(text, at)
    return Slots(
        amount=amount,
        date=time.day if time else None,
        date_text=time.text if time else None,
        place=gazetteer.find(text),
        item=find_item(text, amount),
        request=request,
        request_text=request.text if request else None,
        phones=find_phones(text),
    )
