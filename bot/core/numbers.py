"""Filing numbers: ZT + YYYYMMDD + five scrambled digits + a Luhn digit, one daily series for complaints and reports."""

import hashlib
import hmac
import re
from datetime import date

from sqlalchemy import Date, Integer
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.core.db import Base

DAILY = 100_000
PATTERN = re.compile(r"ZT(\d{8})(\d{5})(\d)", re.IGNORECASE)
_HALF_BITS = 9


class SeriesFull(Exception):
    """A hundred thousand filings were made on one day."""


class FilingSeries(Base):
    """How many numbers were given out on a day."""

    __tablename__ = "filing_series"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


def next_number(session: Session, secret: str, day: date) -> str:
    """The day's next filing number, unique once the transaction commits. Raises SeriesFull."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    given = dialect.insert(FilingSeries).values(day=day, last=1)
    given = given.on_conflict_do_update(index_elements=["day"], set_={"last": FilingSeries.last + 1})
    count = session.execute(given.returning(FilingSeries.last)).scalar_one()
    if count > DAILY:
        raise SeriesFull
    return format_number(day, scramble(secret, day, count - 1))


def format_number(day: date, serial: int) -> str:
    digits = f"{day:%Y%m%d}{serial:05d}"
    return f"ZT{digits}{luhn(digits)}"


def find_number(text: str) -> str | None:
    """The first well-formed filing number in a text (spaces and hyphens forgiven), else None."""
    match = PATTERN.search(re.sub(r"[\s-]", "", text))
    if match and luhn(match[1] + match[2]) == int(match[3]):
        return match[0].upper()
    return None


def luhn(digits: str) -> int:
    """The check digit (Luhn, ISO/IEC 7812-1) that catches a mistyped or swapped digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def scramble(secret: str, day: date, index: int) -> int:
    """A keyed permutation of 0…99,999 (a Feistel network walked until it lands inside), another one each day."""
    value = index
    while True:
        left, right = value >> _HALF_BITS, value & ((1 << _HALF_BITS) - 1)
        for turn in range(6):
            message = f"{day:%Y%m%d}:{turn}:{right}".encode()
            mixed = int.from_bytes(hmac.digest(secret.encode(), message, hashlib.sha256)[:4], "big")
            left, right = right, left ^ (mixed & ((1 << _HALF_BITS) - 1))
        value = (left << _HALF_BITS) | right
        if value < DAILY:
            return value
