"""Working days and statutory holidays: how the law counts time (投诉举报处理办法 art. 45)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

import chinese_calendar

DayKind = Literal["statutory", "rest", "work"]


class Holiday(Protocol):
    """What staff write into holidays.yaml: a stretch of days of one kind."""

    @property
    def date_from(self) -> date: ...
    @property
    def date_to(self) -> date: ...
    @property
    def kind(self) -> DayKind: ...


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is due; provisional while the official calendar of its year is unknown."""

    day: date
    provisional: bool


class Calendar:
    """The official calendar: staff's list first, then the published one, then plain Monday to Friday."""

    def __init__(self, holidays: Iterable[Holiday] = ()) -> None:
        self._kinds: dict[date, DayKind] = {}
        for holiday in holidays:
            day = holiday.date_from
            while day <= holiday.date_to:
                self._kinds[day] = holiday.kind
                day += timedelta(days=1)
        self._years = {day.year for day, kind in self._kinds.items() if kind == "statutory"}

    def is_known(self, day: date) -> bool:
        """Whether the official calendar of that day's year has been published to us."""
        if day.year in self._years:
            return True
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return False
        return True

    def is_workday(self, day: date) -> bool:
        kind = self._kinds.get(day)
        if kind is not None:
            return kind == "work"
        if day.year in self._years:
            return day.weekday() < 5
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether the day is itself a 法定节假日, not merely a day off moved there."""
        if day.year in self._years:
            return self._kinds.get(day) == "statutory"
        try:
            on_holiday, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return False
        return bool(on_holiday and name and not chinese_calendar.is_in_lieu(day))

    def after_workdays(self, start: date, count: int) -> Due:
        """The `count`-th working day after `start`; the first day does not count (art. 45)."""
        day, left, known = start, count, self.is_known(start)
        while left:
            day += timedelta(days=1)
            known = known and self.is_known(day)
            left -= self.is_workday(day)
        return Due(day, provisional=not known)

    def after_days(self, start: date, count: int, *, weekend_moves: bool = True) -> Due:
        """The `count`-th calendar day after `start`; an end on a statutory holiday moves past it (art. 45).

        Whether a plain weekend moves the end too is a documented setting; by default it does.
        """
        day = start + timedelta(days=count)
        while self.is_statutory_holiday(day) or (weekend_moves and not self.is_workday(day)):
            day += timedelta(days=1)
        return Due(day, provisional=not self.is_known(day))
