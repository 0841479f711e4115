"""The built-in test payment provider: a real HTTP service that plays one for demos and tests.

Its page lists the bills; each has the page on which it is paid. A payment is told to the platform by a signed
message, again and again until it is answered. Bills stand in a file of their own. Never connected to a
production installation.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

import django
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402  Django must be set up before its settings are read
from django.conf import settings  # noqa: E402

from onevisit.exchange.payments import signature  # noqa: E402
from onevisit.law.fees import fen_in_yuan  # noqa: E402
from onevisit.records import clock  # noqa: E402

AGAIN_AFTER = 3.0
TABLES = """
CREATE TABLE IF NOT EXISTS bill (
    reference TEXT PRIMARY KEY, title TEXT, amount_fen INTEGER, return_url TEXT, notify_url TEXT,
    state TEXT DEFAULT 'open', paid_at TEXT, number TEXT, answered TEXT DEFAULT '');
"""


def file() -> Path:
    """Where the bills stand."""
    return Path(settings.DATA_ROOT) / "test-payments.sqlite3"


def _database() -> sqlite3.Connection:
    file().parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file(), timeout=10, isolation_level=None)
    database.row_factory = sqlite3.Row
    database.executescript(TABLES)
    return database


def order(given: dict[str, Any]) -> None:
    """Keeps a bill; the same reference is the same bill."""
    names = ("reference", "title", "amount_fen", "return_url", "notify_url")
    with closing(_database()) as database:
        database.execute(
            "INSERT OR IGNORE INTO bill (reference, title, amount_fen, return_url, notify_url)"
            " VALUES (?, ?, ?, ?, ?)",
            tuple(given[name] for name in names),
        )


def close(reference: str) -> None:
    """Takes a bill back that nobody paid."""
    with closing(_database()) as database:
        database.execute(
            "UPDATE bill SET state = 'closed' WHERE reference = ? AND state = 'open'", (reference,)
        )


def pay(reference: str) -> bool:
    """Somebody pays; False for a bill that is unknown, closed or paid."""
    with closing(_database()) as database:
        found = database.execute(
            "UPDATE bill SET state = 'paid', paid_at = ?, number = ? WHERE reference = ? AND state = 'open'",
            (clock.now().isoformat(), reference[:20].upper(), reference),
        )
        return found.rowcount == 1


def message(bill: sqlite3.Row) -> bytes:
    """What the platform is told of a paid bill."""
    return json.dumps(
        {
            "reference": bill["reference"],
            "transaction": f"T{bill['number']}",
            "amount_fen": bill["amount_fen"],
            "receipt_number": f"E{bill['number']}",
            "paid_at": bill["paid_at"],
        }
    ).encode()


def tell(bill: sqlite3.Row) -> None:
    """Sends the signed message of one bill; whatever is answered below 500 is an answer."""
    body, moment = message(bill), clock.now().isoformat()
    headers = {
        "Content-Type": "application/json",
        "Onevisit-Timestamp": moment,
        "Onevisit-Signature": signature(settings.PAYMENT_SECRET, moment, body),
    }
    request = urllib.request.Request(bill["notify_url"], data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            code = str(answer.status)
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            return
        code = str(error.code)
    except OSError:
        return
    with closing(_database()) as database:
        database.execute("UPDATE bill SET answered = ? WHERE reference = ?", (code, bill["reference"]))


def tell_all() -> None:
    """Tells of every paid bill that was not answered yet."""
    with closing(_database()) as database:
        bills = database.execute("SELECT * FROM bill WHERE state = 'paid' AND answered = ''").fetchall()
    for bill in bills:
        tell(bill)


@contextlib.asynccontextmanager
async def _telling(application: Starlette) -> AsyncIterator[None]:
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(AGAIN_AFTER):
            with contextlib.suppress(sqlite3.Error):
                tell_all()

    threading.Thread(target=go_on, daemon=True, name=f"telling-{time.monotonic()}").start()
    yield
    ended.set()


def _guarded(answer: Callable[[Request, dict[str, Any]], Response]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), settings.PAYMENT_SECRET.encode()):
            return JSONResponse({"error": "unknown sender"}, status_code=403)
        return await sync_to_async(answer, thread_sensitive=False)(request, await request.json())

    return endpoint


def _order(request: Request, given: dict[str, Any]) -> Response:
    order(given)
    return JSONResponse({"pay_url": f"{request.base_url}pay/{given['reference']}"})


def _close(request: Request, given: dict[str, Any]) -> Response:
    close(request.path_params["reference"])
    return JSONResponse({})


WORDS = {"open": "待支付", "paid": "已支付", "closed": "已关闭"}
PAGE = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>测试缴费</title>'
    "<h1>测试缴费平台</h1><p>演示用，不会真的扣款。</p>%s</html>"
)


def _bill(reference: str) -> sqlite3.Row | None:
    with closing(_database()) as database:
        found: sqlite3.Row | None = database.execute(
            "SELECT * FROM bill WHERE reference = ?", (reference,)
        ).fetchone()
        return found


def _bill_page(reference: str) -> str:
    bill = _bill(reference)
    if bill is None:
        return PAGE % "<p>没有这笔账单。</p>"
    button = '<form method="post"><button>确认支付</button></form>' if bill["state"] == "open" else ""
    back = f'<p><a href="{escape(bill["return_url"])}">回到政务服务网</a></p>'
    words = f"<h2>{escape(bill['title'])} {fen_in_yuan(bill['amount_fen'])} 元</h2>"
    return PAGE % f"{words}<p>{WORDS[bill['state']]}</p>{button}{back}"


def _listed() -> str:
    with closing(_database()) as database:
        bills = database.execute("SELECT * FROM bill ORDER BY rowid DESC LIMIT 100").fetchall()
    rows = "".join(
        f'<tr><td><a href="/pay/{escape(one["reference"])}">{escape(one["reference"])}</a><td>'
        f"{escape(one['title'])}<td>{fen_in_yuan(one['amount_fen'])}<td>{WORDS[one['state']]}<td>"
        f"{escape(one['answered'])}"
        for one in bills
    )
    return (
        PAGE % f'<table border="1" cellpadding="6"><tr><th>账单<th>项目<th>金额<th>状态<th>回执{rows}</table>'
    )


async def _page(request: Request) -> Response:
    """The provider's own list."""
    return HTMLResponse(await sync_to_async(_listed, thread_sensitive=False)())


async def _pay_page(request: Request) -> Response:
    """The page on which a bill is paid."""
    reference = request.path_params["reference"]
    return HTMLResponse(await sync_to_async(_bill_page, thread_sensitive=False)(reference))


async def _pay(request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("refused", status_code=403)
    reference = request.path_params["reference"]
    if await sync_to_async(pay, thread_sensitive=False)(reference):
        bill = await sync_to_async(_bill, thread_sensitive=False)(reference)
        assert bill is not None
        await sync_to_async(tell, thread_sensitive=False)(bill)
    return RedirectResponse(f"/pay/{reference}", status_code=303)


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok")


application = Starlette(
    lifespan=_telling,
    routes=[
        Route("/", _page),
        Route("/health", _health),
        Route("/pay/{reference}", _pay_page),
        Route("/pay/{reference}", _pay, methods=["POST"]),
        Route("/orders", _guarded(_order), methods=["POST"]),
        Route("/orders/{reference}/close", _guarded(_close), methods=["POST"]),
    ],
)
