"""Structured logs to stderr in which personal data is masked."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.core.masking import mask_text

NEVER_LOGGED = frozenset({"body", "text", "xml", "openid", "name", "phone", "address", "facts", "secret", "token"})


def mask_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop fields that hold what a person said or a secret; mask what looks personal in the rest."""
    for key, value in event.items():
        if key in NEVER_LOGGED:
            event[key] = "[hidden]"
        elif isinstance(value, str):
            event[key] = mask_text(value)
    return event


def set_up_logs(level: str = "INFO", *, terminal: bool | None = None) -> None:
    """Send every log, ours and the libraries', to stderr: colour on a terminal, one JSON object a line elsewhere."""
    on_terminal = sys.stderr.isatty() if terminal is None else terminal
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    # Tracebacks are plain: local variables hold what people said, and keys.
    render = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, mask_event, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_event,
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("jieba", "werkzeug", "huey", "httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that speaks in events and fields: log.info("complaint.filed", number=…)."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
