"""The tables of every room as the code of today wants them: what the newest step has to arrive at."""

from importlib import import_module

from sqlalchemy import MetaData

from bot.core.db import Base

MODULES_WITH_TABLES = (
    "bot.core.numbers",
    "bot.wechat.token",
    "bot.followers.model",
    "bot.staff.audit",
    "bot.conversations.model",
    "bot.complaints.model",
    "bot.reports.model",
    "bot.outbox.model",
    "bot.evidence.model",
)


def wanted() -> MetaData:
    """Every table of the bot."""
    for module in MODULES_WITH_TABLES:
        import_module(module)
    return Base.metadata


def append_only() -> tuple[str, ...]:
    """The tables whose rows may only be added: what their rooms name in APPEND_ONLY."""
    modules = (import_module(module) for module in MODULES_WITH_TABLES)
    return tuple(table for module in modules for table in getattr(module, "APPEND_ONLY", ()))
