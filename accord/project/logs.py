"""What is written in the log: plain facts; never a token, a query string, an e-mail address or a body."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")
QUERY = re.compile(r"\?[^\s\"']*=[^\s\"']*")
ADDRESS = re.compile(r"[^\s@<>\"'=(:,]+@[\w.-]+\w")
HIDDEN = "…"

Event = MutableMapping[str, Any]


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Take query strings, e-mail addresses and anything that looks like a token out of every text."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "logger"):
            event[key] = TOKEN.sub(HIDDEN, ADDRESS.sub(HIDDEN, QUERY.sub("?" + HIDDEN, value)))
    return event


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
        structlog.processors.format_exc_info,
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
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
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
