"""What is written in the log: events with plain facts; never a token, a query string, an address or a body."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

LONG_SECRET = re.compile(r"[A-Za-z0-9_\-:.]{24,}")
QUERY = re.compile(r"\?[^\s\"']*")
HIDDEN = "…"

Event = MutableMapping[str, Any]


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Take query strings and anything long enough to be a token out of paths and messages."""
    for key in ("event", "path"):
        if isinstance(event.get(key), str):
            event[key] = _hide(event[key])
    return event


def _hide(text: str) -> str:
    return LONG_SECRET.sub(
        lambda found: HIDDEN if "/" not in found[0] else found[0], QUERY.sub("?" + HIDDEN, text)
    )


def configure(level: str, form: str) -> None:
    """Send everything, Django's own log included, to standard error as text or as JSON lines.

    level: DEBUG, INFO, WARNING or ERROR; form: "text" or "json".
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    last: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ]
        if form == "json"
        else [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"accord": formatter},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "accord"}},
            "root": {"handlers": ["console"], "level": level},
            "loggers": {"procrastinate": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
        }
    )
