"""What can be read out of a story, and where in it each fact stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A fact with its span `text[start:end]`; when not `sure` it is asked about, never assumed."""

    value: T
    start: int
    end: int
    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened.

    `district` is a six-digit and `township` a nine-digit code; `outside` names a place that is not in Zhaotong
    ("四川省宜宾市"). When a name fits several districts all are None and `candidates` holds the district codes.
    Zhaotong alone leaves everything None.
    """

    district: str | None
    district_name: str | None
    township: str | None
    township_name: str | None
    outside: str | None
    candidates: tuple[str, ...] = ()


class Township(Protocol):
    """A 乡镇 or 街道 as the knowledge describes it; nine-digit code."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Iterable[str]: ...


class District(Protocol):
    """A 县市区 as the knowledge describes it; six-digit code. Landmarks are clues found only there."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Iterable[str]: ...
    @property
    def landmarks(self) -> Iterable[str]: ...
    @property
    def towns(self) -> Iterable[Township]: ...


@dataclass(frozen=True, slots=True)
class Slots:
    """Everything a filing asks for that one message already tells; what it does not tell is None.

    `request` holds the official kind (repair, redo, replace, return_goods, make_up, refund, compensate, other) and
    `request_text` the person's own words for it. `date_text` is the time in the person's words, also when it names
    no single day ("2018年11月").
    """

    amount: Found[Decimal] | None = None
    date: Found[date] | None = None
    merchant: Found[str] | None = None
    merchant_address: Found[str] | None = None
    place: Found[Place] | None = None
    item: Found[str] | None = None
    request: Found[str] | None = None
    request_text: str | None = None
    phones: tuple[Found[str], ...] = ()
    name: Found[str] | None = None
    address: Found[str] | None = None
    date_text: str | None = None
