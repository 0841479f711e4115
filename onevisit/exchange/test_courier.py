"""The built-in test courier: a real HTTP service that plays a courier for demos and tests.

Its page lists the parcels with buttons for what may happen to them next. Parcels stand in a file of their
own, so that stopping it loses nothing. Never connected to a production installation.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import django
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onevisit.config.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402  Django must be set up before its settings are read
from django.conf import settings  # noqa: E402

from onevisit.law.parcels import ParcelState  # noqa: E402
from onevisit.records import clock  # noqa: E402

NEXT = {
    "": (ParcelState.POSTED,),
    "posted": (ParcelState.UNDER_WAY, ParcelState.LOST),
    "under_way": (ParcelState.OUT_FOR_DELIVERY, ParcelState.RETURNED, ParcelState.LOST),
    "out_for_delivery": (ParcelState.SERVED, ParcelState.RETURNED, ParcelState.LOST),
}
TABLES = """
CREATE TABLE IF NOT EXISTS parcel (
    number TEXT PRIMARY KEY, reference TEXT UNIQUE, recipient TEXT, address TEXT,
    cancelled INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS event (number TEXT, code TEXT, at TEXT, signed_by TEXT);
"""


def file() -> Path:
    """Where the parcels stand."""
    return Path(settings.DATA_ROOT) / "test-courier.sqlite3"


def _database() -> sqlite3.Connection:
    file().parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file(), timeout=10, isolation_level=None)
    database.row_factory = sqlite3.Row
    database.executescript(TABLES)
    return database


def order(given: dict[str, Any]) -> str:
    """The number of the parcel with this reference, new or known."""
    with closing(_database()) as database:
        database.execute("BEGIN IMMEDIATE")
        count = database.execute("SELECT count(*) FROM parcel").fetchone()[0]
        database.execute(
            "INSERT OR IGNORE INTO parcel (number, reference, recipient, address) VALUES (?, ?, ?, ?)",
            (f"TEST{10_000_001 + count}CN", given["reference"], given["recipient"], given["address"]),
        )
        found = database.execute("SELECT number FROM parcel WHERE reference = ?", (given["reference"],))
        number = str(found.fetchone()[0])
        database.execute("COMMIT")
        return number


def cancel(reference: str) -> None:
    """Takes the order back, unless the parcel already travels."""
    with closing(_database()) as database:
        database.execute(
            "UPDATE parcel SET cancelled = 1 WHERE reference = ?"
            " AND NOT EXISTS (SELECT 1 FROM event WHERE event.number = parcel.number)",
            (reference,),
        )


def events(number: str) -> list[dict[str, str]]:
    """What happened to a parcel, oldest first."""
    with closing(_database()) as database:
        rows = database.execute(
            "SELECT code, at, signed_by FROM event WHERE number = ? ORDER BY rowid", (number,)
        )
        return [dict(row) for row in rows]


def happen(number: str, code: str, signed_by: str = "") -> bool:
    """Lets something happen to a parcel; False where that can't follow what happened before."""
    with closing(_database()) as database:
        database.execute("BEGIN IMMEDIATE")
        parcel = database.execute("SELECT cancelled FROM parcel WHERE number = ?", (number,)).fetchone()
        last = database.execute(
            "SELECT code FROM event WHERE number = ? ORDER BY rowid DESC LIMIT 1", (number,)
        ).fetchone()
        possible = parcel is not None and not parcel["cancelled"]
        possible = possible and code in NEXT.get(last["code"] if last else "", ())
        if possible:
            database.execute(
                "INSERT INTO event VALUES (?, ?, ?, ?)", (number, code, clock.now().isoformat(), signed_by)
            )
        database.execute("COMMIT")
        return bool(possible)


def _guarded(answer: Callable[[Request, dict[str, Any]], Response]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), settings.COURIER_TOKEN.encode()):
            return JSONResponse({"error": "unknown sender"}, status_code=403)
        body = await request.json() if request.method == "POST" else {}
        return await sync_to_async(answer, thread_sensitive=False)(request, body)

    return endpoint


def _order(request: Request, given: dict[str, Any]) -> Response:
    return JSONResponse({"tracking_number": order(given)})


def _cancel(request: Request, given: dict[str, Any]) -> Response:
    cancel(request.path_params["reference"])
    return JSONResponse({})


def _track(request: Request, given: dict[str, Any]) -> Response:
    return JSONResponse({"events": events(request.path_params["number"])})


async def _page(request: Request) -> Response:
    """The courier's own page: each parcel, and what may happen to it next."""
    return HTMLResponse(await sync_to_async(_listed, thread_sensitive=False)())


def _listed() -> str:
    with closing(_database()) as database:
        parcels = database.execute("SELECT * FROM parcel ORDER BY rowid DESC LIMIT 100").fetchall()
    rows = []
    for parcel in parcels:
        happened = events(parcel["number"])
        last = happened[-1]["code"] if happened else ""
        buttons = "".join(
            f'<button name="code" value="{one.value}">{one.label}</button> ' for one in NEXT.get(last, ())
        )
        words = "已取消" if parcel["cancelled"] else ParcelState(last).label if last else "已下单"
        form = f'<form method="post" action="/play/{escape(parcel["number"])}">{buttons}</form>'
        cells = (parcel["number"], parcel["recipient"], parcel["address"], words)
        rows.append(
            "<tr>"
            + "".join(f"<td>{escape(str(one))}</td>" for one in cells)
            + f"<td>{'' if parcel['cancelled'] else form}</td></tr>"
        )
    return (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>测试快递</title>'
        "<h1>测试快递</h1><p>演示用：按一下，快件就到下一步；平台每分钟来查询一次。</p>"
        '<table border="1" cellpadding="6"><tr><th>单号<th>收件人<th>地址<th>状态<th>下一步</tr>'
        + "".join(rows)
        + "</table></html>"
    )


async def _play(request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("refused", status_code=403)
    code = parse_qs((await request.body()).decode()).get("code", [""])[0]
    await sync_to_async(happen, thread_sensitive=False)(request.path_params["number"], code, "本人")
    return RedirectResponse("/", status_code=303)


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok")


application = Starlette(
    routes=[
        Route("/", _page),
        Route("/health", _health),
        Route("/play/{number}", _play, methods=["POST"]),
        Route("/parcels", _guarded(_order), methods=["POST"]),
        Route("/parcels/{reference}/cancel", _guarded(_cancel), methods=["POST"]),
        Route("/tracking/{number}", _guarded(_track)),
    ]
)
