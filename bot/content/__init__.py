"""Knowledge: YAML that staff edit, read into checked models with file, line and column of every problem."""

from bot.content.checks import check
from bot.content.keeper import Keeper, KnowledgeBroken
from bot.content.knowledge import Knowledge, MissingFact, UnknownReply
from bot.content.loading import Loaded, load
from bot.content.problems import Problem
from bot.content.sentences import needed_from
from bot.content.stats import stats

__all__ = [
    "Keeper",
    "Knowledge",
    "KnowledgeBroken",
    "Loaded",
    "MissingFact",
    "Problem",
    "UnknownReply",
    "check",
    "load",
    "needed_from",
    "stats",
]
