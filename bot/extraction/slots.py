"""All facts of one story at once."""

from datetime import datetime

from bot.extraction.amounts import read_amount
from bot.extraction.dates import read_date
from bot.extraction.model import Slots
from bot.extraction.phones import find_phones
from bot.extraction.places import Gazetteer
from bot.extraction.requests import find_request

MOST_CHARACTERS = 2_000


def read(text: str, *, at: datetime, gazetteer: Gazetteer) -> Slots:
    text = text[:MOST_CHARACTERS]
    request = find_request(text)
    return Slots(
        amount=read_amount(text),
        date=read_date(text, at),
        place=gazetteer.find(text),
        request=request,
        request_text=request.text if request else None,
        phones=find_phones(text),
    )
