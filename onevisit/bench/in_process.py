"""Sending a request to the site inside this process, to record or count its statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from onevisit.bench.figures import BenchError
from onevisit.bench.load import Journey, Request
from onevisit.bench.replay import Recording, recording, rolled_back


@cache
def _application() -> Any:
    # The connection of the recording transaction must outlive the requests made in it.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    return get_wsgi_application()


def send(request: Request) -> bytes:
    """The body of the answer. Raises BenchError for another status than the expected one."""
    head, _, body = request.wire.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    method, path, _version = first.split(" ")
    path, _, query = path.partition("?")
    environment: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    for name, value in (line.split(": ", 1) for line in lines):
        key = name.upper().replace("-", "_")
        environment[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    statuses: list[str] = []
    answer = _application()(environment, lambda status, headers: statuses.append(status))
    content = b"".join(answer)
    answer.close()
    if int(statuses[0].split(" ")[0]) != request.expected:
        raise BenchError(f"{request.name}: answered {statuses[0]} to {method} {path}")
    return content


def recorded(journeys: Sequence[Journey]) -> list[Recording]:
    """What each journey asks of the database, done here and rolled back."""
    found = []
    with rolled_back():
        for journey in journeys:
            with recording() as kept:
                for request in journey.requests:
                    send(request)
            found.append(kept)
    return found


def recorded_requests(journey: Journey) -> list[tuple[str, Recording]]:
    """The statements of every single request of a journey, with its name."""
    found = []
    with rolled_back():
        for request in journey.requests:
            with recording() as kept:
                send(request)
            found.append((request.name, kept))
    return found
