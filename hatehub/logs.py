"""Structured logs: one JSON object a line, with the request's id and never anything personal."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

ANSWER_LINK = re.compile(r"/answer/[^/\s]+")


def _without_request(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the request that Django hands over with a refusal or a fault: its address may hold what was searched for."""
    event.pop("request", None)
    return event


def without_tokens(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take the tokens of answer links out of addresses: whoever reads the log must not be able to answer."""
    event["event"] = ANSWER_LINK.sub("/answer/...", str(event.get("event", "")))
    return event


def current_request() -> str:
    """Return the id of the request on whose behalf this runs; empty where there is none."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@contextmanager
def on_behalf_of(request_id: str, **more: str) -> Iterator[None]:
    """Have every log line within carry the id of the request that it is done for, and what else is given."""
    bound = {name: value for name, value in {"request_id": request_id, **more}.items() if value}
    with structlog.contextvars.bound_contextvars(**bound):
        yield


def configure(config: dict[str, Any]) -> None:
    """Send every log line, from structlog or the standard library, to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_request,
        without_tokens,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(config["level"])
    for name in ("celery", "PIL", "httpx", "httpcore", "fido2", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
