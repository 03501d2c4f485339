"""Reading facts out of what a person wrote: sums, days, places, parties, requests. Plain text in, plain data out."""

from bot.extraction.amounts import read_amount
from bot.extraction.dates import read_date
from bot.extraction.model import Found, Place, Slots
from bot.extraction.phones import read_phone
from bot.extraction.places import Gazetteer
from bot.extraction.requests import read_request
from bot.extraction.slots import read

__all__ = [
    "Found",
    "Gazetteer",
    "Place",
    "Slots",
    "read",
    "read_amount",
    "read_date",
    "read_phone",
    "read_request",
]
