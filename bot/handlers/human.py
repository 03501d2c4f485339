"""转人工: note for staff that somebody wants to be spoken with, and say when that can be."""

from datetime import datetime, timedelta

from bot.conversations.requests import hand_over
from bot.core.clock import spoken_day
from bot.core.messages import Reply
from bot.core.settings import Hours
from bot.core.workdays import Calendar
from bot.handlers.turn import Turn


def wants(turn: Turn) -> bool:
    return turn.intent == "human"


def handle(turn: Turn) -> Reply:
    hand_over(turn.session, turn.person.id, turn.person.key, "asked", turn.now)
    if is_open(turn.now, turn.house.settings.hours, turn.house.calendar):
        told = turn.say("human.open")
    else:
        opens = next_opening(turn.now, turn.house.settings.hours, turn.house.calendar)
        told = turn.say("human.closed", opens=f"{spoken_day(opens.date())}{opens:%H:%M}")
    return Reply(f"{told}\n{turn.say('filing.kept')}" if turn.talk.form else told)


def is_open(now: datetime, hours: tuple[Hours, ...], calendar: Calendar) -> bool:
    """Whether somebody is at the desk now."""
    return calendar.is_workday(now.date()) and any(h.opens <= now.time() < h.closes for h in hours)


def next_opening(now: datetime, hours: tuple[Hours, ...], calendar: Calendar) -> datetime:
    """When somebody is at the desk next."""
    day = now.date()
    while True:
        for stretch in sorted(hours, key=lambda stretch: stretch.opens):
            opens = datetime.combine(day, stretch.opens, now.tzinfo)
            if opens > now and calendar.is_workday(day):
                return opens
        day += timedelta(days=1)
