"""One way to log: as sentences for a terminal, or one JSON object per line with the number of the request.

Log lines name endpoints, numbers and kinds of errors; never addresses, names, typed text or links.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_number: ContextVar[str | None] = ContextVar("request_number", default=None)
"""The number of the request that is being handled; None outside a request."""
TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
SERVER_LOGGERS = ("gunicorn.error", "gunicorn.access")
TALKATIVE = ("alembic.runtime.plugins",)
"""Say at every start what nobody asks; only their warnings count."""


class _Number(logging.Filter):
    """Puts the number of the request on every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.verzoek = request_number.get()
        return True


def configure(*, json: bool, level: int = logging.INFO) -> None:
    """Set the root logger, and the server's own loggers, to JSON or text. Repeating it changes nothing."""
    formatter: logging.Formatter = logging.Formatter(TEXT)
    if json:
        formatter = JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "tijd", "levelname": "niveau", "name": "naam", "message": "melding"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
            json_ensure_ascii=False,
        )
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in [*root.handlers, *(h for name in SERVER_LOGGERS for h in logging.getLogger(name).handlers)]:
        handler.setFormatter(formatter)
        if not any(isinstance(found, _Number) for found in handler.filters):
            handler.addFilter(_Number())
