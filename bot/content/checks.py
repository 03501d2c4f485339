"""Whether well-formed knowledge makes sense: references, wording, and what the day has made stale."""

from datetime import date

from bot.content.loading import Loaded
from bot.content.problems import Problem
from bot.content.references import references
from bot.content.sentences import NOTHING, Needed, sentences
from bot.content.validity import validity
from bot.content.wording import wording


def check(loaded: Loaded, on: date, needed: Needed = NOTHING) -> tuple[Problem, ...]:
    """The problems of meaning on that day, sorted by place; those of form are `loaded.problems`.

    `needed` are the sentences that the program says.
    Works on what could be read, so that a broken entry does not hide the faults of the others.
    """
    return tuple(sorted({*references(loaded), *sentences(loaded, needed), *wording(loaded), *validity(loaded, on)}))
