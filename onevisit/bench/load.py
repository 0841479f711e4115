"""The load generator: browsers that keep their connection, in processes of their own, on plain sockets.

Standard library only, so that it takes little of the machine that it measures.
"""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

PROCESSES = 2
ANSWER_SECONDS = 60
HEAD_END = b"\r\n\r\n"

Job = TypeVar("Job")


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire. ``name`` is what the figures call it, ``expected`` its status."""

    name: str
    wire: bytes
    expected: int


@dataclass(frozen=True)
class Journey:
    """Requests that one browser sends one after another, not before ``at`` seconds after the start."""

    requests: tuple[Request, ...]
    at: float = 0.0


@dataclass(frozen=True)
class Answered:
    """One answer: what was asked, when it was sent (seconds of the machine's clock), how long it took."""

    name: str
    sent: float
    seconds: float


@dataclass
class Load:
    """What came of a round: answers, faults, its length and the processor time of the generator."""

    answers: list[Answered] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    generator_seconds: float = 0.0


def get(name: str, path: str, cookies: str = "", *, host: str = "127.0.0.1") -> Request:
    """A page to read."""
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n"
    return Request(name, head.encode("ascii"), 200)


def post(
    name: str, path: str, cookies: str, fields: Sequence[tuple[str, str]], *, host: str = "127.0.0.1"
) -> Request:
    """A form to send; a command that was done answers with a redirect."""
    body = urlencode(fields).encode("ascii")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Request(name, head.encode("ascii") + body, 302)


class Browser:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: Request) -> int:
        """Sends a request and reads the whole answer; gives its status. Raises OSError."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=ANSWER_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(request.wire)
            return self._answer(self._socket)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Ends the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _answer(self, connection: socket.socket) -> int:
        received = b""
        while HEAD_END not in received:
            received += _more(connection)
        head, _, body = received.partition(HEAD_END)
        lines = head.split(b"\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in lines[1:])
        if b"content-length" in fields:
            left = int(fields[b"content-length"]) - len(body)
            while left > 0:
                left -= len(_more(connection))
        elif fields.get(b"transfer-encoding") == b"chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body = body[-8:] + _more(connection)
        if fields.get(b"connection") == b"close":
            self.close()
        return int(lines[0].split(b" ", 2)[1])


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionResetError("the server closed the connection")
    return part


class Generator:
    """Processes that are kept between rounds; each runs its share of the clients as threads."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
        list(self._pool.map(time.sleep, [0.2] * PROCESSES))

    def close(self) -> None:
        """Ends the processes."""
        self._pool.shutdown()

    def __enter__(self) -> Generator:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def run(self, port: int, journeys: Sequence[Journey], clients: int) -> Load:
        """Sends all journeys with so many clients at once and waits for the last answer."""
        return self.share(partial(_browse, port), journeys, clients)

    def share(
        self, work: Callable[[Sequence[Job], int, float], Load], jobs: Sequence[Job], clients: int
    ) -> Load:
        """Deals jobs and clients out to the processes, all starting at one moment; gives the sum."""
        begin = time.monotonic() + 0.1
        per_process = max(1, clients // PROCESSES)
        processes = min(PROCESSES, clients)
        shares = [
            self._pool.submit(work, jobs[number::processes], per_process, begin)
            for number in range(processes)
        ]
        whole = Load()
        for one in (share.result() for share in shares):
            whole.answers += one.answers
            whole.faults += one.faults
            whole.seconds = max(whole.seconds, one.seconds)
            whole.generator_seconds += one.generator_seconds
        return whole


def in_threads(
    jobs: Sequence[Job], clients: int, begin: float, client: Callable[[Callable[[], Job | None], Load], None]
) -> Load:
    """Runs clients as threads that take jobs in order; measured from the first job to the last end."""
    load = Load()
    waiting = iter(jobs)
    lock = threading.Lock()

    def following() -> Job | None:
        with lock:
            return next(waiting, None)

    def guarded() -> None:
        try:
            client(following, load)
        except Exception as error:  # a thread's error would be lost, and its figure wrong
            load.faults.append(repr(error))

    cpu_before = time.process_time()
    threads = [threading.Thread(target=guarded) for _ in range(clients)]
    time.sleep(max(0.0, begin - time.monotonic()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - min((one.sent for one in load.answers), default=begin)
    load.generator_seconds = time.process_time() - cpu_before
    return load


def _browse(port: int, journeys: Sequence[Journey], clients: int, begin: float) -> Load:
    def client(following: Callable[[], Journey | None], load: Load) -> None:
        browser = Browser(port)
        while (journey := following()) is not None:
            time.sleep(max(0.0, begin + journey.at - time.monotonic()))
            for request in journey.requests:
                if not _ask(browser, request, load):
                    break
        browser.close()

    return in_threads(journeys, clients, begin, client)


def _ask(browser: Browser, request: Request, load: Load) -> bool:
    sent = time.monotonic()
    try:
        status = browser.send(request)
    except OSError as error:
        load.faults.append(f"{request.name}: {error}")
        return False
    load.answers.append(Answered(request.name, sent, time.monotonic() - sent))
    if status != request.expected:
        load.faults.append(f"{request.name}: answered {status}")
        return False
    return True
