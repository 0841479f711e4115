"""Live updates: a small process of its own that tells open pages that something changed.

Pages are served by threads, which can't hold thousands of open connections; this process can. It relays what
acts have put into the outbox as notifications, hears those of every relay, and tells each page those of its
channels. Nothing is remembered: after a reconnect a page simply asks again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import AsyncIterator, Iterator

import django
import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402  Django must be set up before its apps are imported
from django.conf import settings  # noqa: E402
from django.db import Error, close_old_connections, connections  # noqa: E402

from onevisit.records import outbox  # noqa: E402
from onevisit.web.live_tokens import read_token  # noqa: E402

RELAY_SECONDS = 0.2
HEARTBEAT_SECONDS = 15
RETRY_SECONDS = 1
LONGEST_QUEUE = 100
logger = logging.getLogger(__name__)


class Audience:
    """The open pages and the channels each of them hears."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[str], frozenset[str]] = {}

    @contextlib.contextmanager
    def page(self, channels: frozenset[str]) -> Iterator[asyncio.Queue[str]]:
        """The queue of one open page, for as long as it stays open."""
        queue: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._pages[queue] = channels
        try:
            yield queue
        finally:
            del self._pages[queue]

    def tell(self, subject_kind: str, subject_id: int) -> None:
        """Tells every page that hears this subject; a page too slow to follow is told later changes only."""
        wanted = {f"{subject_kind}:{subject_id}", f"{subject_kind}:*"}
        for queue, channels in self._pages.items():
            if channels & wanted and not queue.full():
                queue.put_nowait(f"{subject_kind}:{subject_id}")


audience = Audience()


def connection_parameters() -> dict[str, object]:
    """How Django reaches the database, for a connection of this process's own."""
    parameters: dict[str, object] = connections["default"].get_connection_params()
    for own_to_django in ("cursor_factory", "context"):
        parameters.pop(own_to_django, None)
    return parameters


async def hear() -> None:
    """Passes notifications on to the pages, for ever; connects again when the database was away."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                **connection_parameters(),  # type: ignore[arg-type]
                autocommit=True,
            ) as connection:
                await connection.execute(f"LISTEN {outbox.CHANNEL}")
                async for notice in connection.notifies():
                    for _kind, subject_kind, subject_id in json.loads(notice.payload):
                        audience.tell(subject_kind, subject_id)
        except psycopg.OperationalError as error:
            logger.warning("Live updates wait for the database: %s", error)
            await asyncio.sleep(RETRY_SECONDS)


def relay_once() -> int:
    """Relays what waits in the outbox; returns how much it was."""
    close_old_connections()
    return outbox.relay()


async def relay() -> None:
    """Relays the outbox several times a second, for ever; an error is logged and tried again."""
    pause = RELAY_SECONDS
    while True:
        try:
            await sync_to_async(relay_once)()
            pause = RELAY_SECONDS
        except Error as error:
            logger.warning("The outbox can't be relayed: %s", error)
            pause = RETRY_SECONDS
        await asyncio.sleep(pause)


async def events(channels: frozenset[str]) -> AsyncIterator[str]:
    """The event stream of one page: `changed` with the channel; a comment now and then keeps it open."""
    with audience.page(channels) as queue:
        yield f"retry: {RETRY_SECONDS * 1000}\nevent: open\ndata: \n\n"
        while True:
            try:
                changed = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            yield f"event: changed\ndata: {changed}\n\n"


async def listen(request: Request) -> Response:
    """`GET /live?token=…`: the changes of the token's channels, as server-sent events."""
    channels = read_token(request.query_params.get("token", ""))
    if not channels:
        return PlainTextResponse("请刷新页面。", status_code=403, headers=cross_origin(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **cross_origin(request)}
    return StreamingResponse(events(channels), media_type="text/event-stream", headers=headers)


def cross_origin(request: Request) -> dict[str, str]:
    """Lets pages of this site listen from the pages' own port."""
    origin = request.headers.get("origin", "")
    if origin in settings.LIVE_ORIGINS:
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    return {}


async def health(request: Request) -> Response:
    """Answers as soon as the process serves."""
    return PlainTextResponse("ok")


@contextlib.asynccontextmanager
async def running(application: Starlette) -> AsyncIterator[None]:
    """Hears and relays as long as the process serves."""
    tasks = [asyncio.create_task(hear()), asyncio.create_task(relay())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


application = Starlette(routes=[Route("/live", listen), Route("/health", health)], lifespan=running)
