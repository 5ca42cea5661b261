"""Structured logs: one line an event, with the request's id, and nothing personal."""

import logging
import re
import sys

import structlog

_ADDRESS = re.compile(r"[^\s<>\"'(){}\[\],;:=]+@[\w.-]+")


def hide_addresses(
    _logger: object, _name: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """No e-mail address reaches a log, also not inside what a mail server or an error said."""
    return {
        key: _ADDRESS.sub("…@…", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def set_up_logging(*, production: bool) -> None:
    """JSON lines in production, readable lines elsewhere."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_addresses,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
