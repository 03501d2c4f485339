"""What staff write in `knowledge/`, one model a kind of entry.

Scalars arrive as text (see `reading`), so numbers, days and yes/no are read from text here.
A field that may be null may also be left out. `by_name=False` is given when files are read, so
that only the key of the file (`from`) is known there, while code may write `speaks_from=`.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_A_LEAP_YEAR = "2024"


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"没有{value}这一天；改为日历上有的日期") from None
    raise ValueError(f"日期写成“{value}”；改为年-月-日，例如 2026-11-24")


def _partial_day(value: object) -> object:
    if isinstance(value, str):
        if not _PARTIAL_DAY.fullmatch(value):
            raise ValueError(f"日期写成“{value}”；改为 2026、2026-11 或 2026-11-24 这样的写法，不知道就写 null")
        _day(value + "-01-01"[len(value) - 4 :])
    return value


def _month_day(value: object) -> object:
    if isinstance(value, str):
        if not _MONTH_DAY.fullmatch(value):
            raise ValueError(f"月日写成“{value}”；改为 03-15 这样的写法")
        _day(f"{_A_LEAP_YEAR}-{value}")
    return value


def _none_is_empty(value: object) -> object:
    return () if value is None else value


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else _none_is_empty(value)


def _written(pattern: str, how: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"“{value[:40]}”写法不对；{how}")
        return value

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
EntryId = Annotated[
    str, _written(r"[a-z0-9]+(-[a-z0-9]+)*", "只用小写字母、数字和连字符，例如 no-reason-return-clothes")
]
Name = Annotated[str, _written(r"[a-z0-9]+([-_][a-z0-9]+)*", "只用小写字母、数字、下划线和连字符，例如 food_safety")]
ReplyId = Annotated[str, _written(r"[a-z0-9]+([-_.][a-z0-9]+)*", "只用小写字母、数字、点和下划线，例如 progress.none")]
DistrictCode = Annotated[str, _written(r"[0-9]{6}", "写6位行政区划代码，例如 530627")]
TownCode = Annotated[str, _written(r"[0-9]{9}", "写9位行政区划代码，例如 530602001")]
Day = Annotated[date, BeforeValidator(_day)]
PartialDay = Annotated[str, BeforeValidator(_partial_day)]
MonthDay = Annotated[str, BeforeValidator(_month_day)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_none_is_empty)]
SomeTexts = Annotated[tuple[Text, ...], Field(min_length=1)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Questions = Annotated[tuple[Question, ...], BeforeValidator(_none_is_empty)]
SomeQuestions = Annotated[tuple[Question, ...], Field(min_length=1)]
Quotes = Annotated[tuple[Text, ...], BeforeValidator(_one_or_several)]
Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], BeforeValidator(_none_is_empty)]
Confidence = Literal["high", "medium", "low"]

ForeignKind = Literal[
    "chitchat", "other_gov", "labor", "criminal", "family", "debt", "traffic", "injury", "land", "ip",
    "business", "tax", "insurance_finance", "construction", "tenancy", "real_estate_law", "franchise",
    "tech", "other_law",
]  # fmt: skip


class Entry(BaseModel):
    """Ground of all models: nothing can be changed after reading, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class LawRef(Entry):
    """An article of a registered law; `law` is an id of laws.yaml."""

    law: Text
    article: Annotated[int, Field(ge=1)]
    paragraph: Annotated[int, Field(ge=1)] | None = None
    item: Annotated[int, Field(ge=1)] | None = None


LawRefs = Annotated[tuple[LawRef, ...], BeforeValidator(_none_is_empty)]


class Source(Entry):
    """Where a statement comes from; `url` only where it may be published."""

    name: Text
    url: Text | None = None
    confidence: Confidence | None = None


class Fact(Entry):
    """A number or phone of an answer that no law contains, with where it was found."""

    text: Text
    source: Text


Facts = Annotated[tuple[Fact, ...], BeforeValidator(_none_is_empty)]


class Tip(Entry):
    """Guidance for one question: the direct answer, the steps, what to keep, the basis."""

    id: EntryId
    topic: Name
    title: Text
    questions: SomeQuestions
    answer: Text
    steps: Texts
    evidence: Texts
    law: LawRefs
    source: Source | None = None
    reviewed: Day
    review_by: Day
    facts: Facts = ()
    quote: Quotes = ()
    season: Months = ()
    districts: Annotated[tuple[DistrictCode, ...], BeforeValidator(_none_is_empty)] = ()
    urgent: bool = False
    related: Texts = ()
    enabled: bool = True
    speaks_from: Day | None = Field(default=None, alias="from")
    speaks_to: Day | None = Field(default=None, alias="to")

    def speaks_on(self, day: date) -> bool:
        """Whether the tip may answer on `day`; both `from` and `to` are days on which it speaks."""
        begun = self.speaks_from is None or self.speaks_from <= day
        ended = self.speaks_to is not None and self.speaks_to < day
        return self.enabled and begun and not ended


class Case(Entry):
    """A typical case 典型案例 that warns; `date` is YYYY, YYYY-MM or YYYY-MM-DD.

    `law_then` is the basis when it was decided, in words, not checked against the register.
    """

    id: EntryId
    topics: Annotated[tuple[Name, ...], Field(min_length=1)]
    title: Text
    date: PartialDay | None = None
    place: Text | None = None
    happened: Text
    outcome: Text
    law: LawRefs = ()
    source: Source
    law_then: Text | None = None
    related: Texts = ()
    enabled: bool = True


class Law(Entry):
    """A registered law; `in_force_to` is the last day of this text, null while it stands."""

    id: Text
    name: Text
    short: Text
    number: Text | None = None
    in_force_from: Day | None = Field(default=None, alias="from")
    in_force_to: Day | None = Field(default=None, alias="to")
    superseded_by: Text | None = None
    articles: Annotated[int, Field(ge=1)]

    def in_force_on(self, day: date) -> bool:
        """Whether this text may be relied on that day; an unknown day of commencement counts as begun."""
        begun = self.in_force_from is None or self.in_force_from <= day
        ended = self.in_force_to is not None and self.in_force_to < day
        return begun and not ended


class Topic(Entry):
    """A subject that tips and cases belong to."""

    id: Name
    label: Text


class Sign(Entry):
    """A danger sign: every group of `all` has a member in the message and no word of `unless` is in it."""

    all: Annotated[tuple[SomeTexts, ...], Field(min_length=1)]
    unless: Texts = ()


class Intent(Entry):
    """Something a person asks the bot to do, or a danger that overrides everything."""

    id: Name
    label: Text
    exact: Texts = ()
    contains: Texts = ()
    questions: Questions = ()
    danger: bool = False
    signs: Annotated[tuple[Sign, ...], BeforeValidator(_none_is_empty)] = ()


class Referral(Entry):
    """A matter of another authority: what to do first, whom to turn to, under which number."""

    id: Name
    kind: ForeignKind
    title: Text
    questions: SomeQuestions
    authority: Text
    number: Text | None = None
    answer: Text
    law: LawRefs = ()
    enabled: bool = True


class Word(Entry):
    """A word to keep whole; each of `same` is read as `word`."""

    word: Text
    same: Texts = ()
    kind: Literal["term", "goods", "merchant", "place", "dialect", "filler"] = "term"


class Hotline(Entry):
    """A public telephone number and what it is for."""

    id: Name
    name: Text
    number: Text
    purpose: Text
    hours: Text | None = None
    confidence: Confidence | None = None


class Town(Entry):
    """A township or street of a district; nine-digit code."""

    code: TownCode
    name: Text
    aliases: Texts = ()


class Office(Entry):
    """The regulator's office that receives a district's filings."""

    name: Text
    phone: Text | None = None
    address: Text | None = None


class District(Entry):
    """A county 县市区; six-digit code."""

    code: DistrictCode
    name: Text
    aliases: Texts = ()
    landmarks: Texts = ()
    towns: Annotated[tuple[Town, ...], BeforeValidator(_none_is_empty)] = ()
    office: Office


class Station(Entry):
    """A 12315 service station; `district` is a district's code, `town` a township's code or name."""

    id: Name
    name: Text
    district: DistrictCode
    town: Text | None = None
    address: Text | None = None
    phone: Text | None = None


class ReplyText(Entry):
    """A sentence the bot says; `{name}` marks a place that `Knowledge.say` fills."""

    id: ReplyId
    text: Text
    note: Text | None = None


class MenuButton(Entry):
    """A button of the account's menu; one with `buttons` opens them and does nothing else."""

    name: Text
    type: Literal["click", "view", "scancode_push"] | None = None
    key: Text | None = None
    url: Text | None = None
    buttons: tuple["MenuButton", ...] = ()


class Holiday(Entry):
    """Days (both ends included): statutory 法定节假日本日, rest 调休放假, work 调休上班."""

    date_from: Day = Field(alias="from")
    date_to: Day = Field(alias="to")
    name: Text
    kind: Literal["statutory", "rest", "work"]


class Selection(Entry):
    """A list of entries to show together, such as 十大消费提示."""

    id: Name
    title: Text
    intro: Text | None = None
    entries: SomeTexts


class Occasion(Entry):
    """A day of the year to speak on: every year (`month_day`, MM-DD) or once (`date`)."""

    id: Name
    name: Text
    month_day: MonthDay | None = None
    date: PartialDay | None = None
    note: Text | None = None
    topics: Annotated[tuple[Name, ...], BeforeValidator(_none_is_empty)] = ()
    entries: Texts = ()
