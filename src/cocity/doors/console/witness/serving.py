"""A witness over HTTP: `POST /add-checkpoint`, and for people and monitors `GET /`, `/heads`, `/evidence`,
`/refused`.

Waitress reads every request whole, off to the side, before one of a few threads weighs it; here is what it leaves open:
how long a request may take to come, and who makes room when too many come at once.
"""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from cocity.doors.console.witness.keeping import Keeper, Reply

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LONGEST_BODY = 1_000_000
LONGEST_HEAD = 4_096  # also keeps a length too short for Python to refuse to read it
PATIENCE = 10  # seconds for a request to be there whole, and again for its answer to be read
THREADS = 4  # weigh side by side; the record is written by one at a time
AT_ONCE = 32  # requests that wait for a thread; others are asked to come again
ROOM = 500  # connections; one more, and the one that has been at its request longest goes
SPOOLED = 16_384  # bytes of a body in memory, more of it in a temporary file


class WitnessServer(TcpWSGIServer):
    """Serves one keeper until told to stop."""

    def __init__(self, address: tuple[str, int], keeper: Keeper) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it would tell of each that waits
        self.channel_class = _Timed
        super().__init__(
            Answers(keeper, lambda: len(self.task_dispatcher.queue)), host=address[0], port=address[1],
            threads=THREADS, connection_limit=2 * ROOM, asyncore_use_poll=True, cleanup_interval=1,
            channel_timeout=PATIENCE, max_request_body_size=LONGEST_BODY, max_request_header_size=LONGEST_HEAD,
            inbuf_overflow=SPOOLED, ident="",
        )  # fmt: skip

    @property
    def port(self) -> int:
        """The port it listens on, also where any was asked for."""
        return int(self.getsockname()[1])

    def handle_accept(self) -> None:
        """One more connection; where that is too many, the slowest makes room: an honest request is there whole in no
        time, so crowding never keeps it out."""
        super().handle_accept()
        slow = [each for each in self._slow() if not each.will_close]
        if len(slow) > ROOM:
            min(slow, key=lambda each: each.begun).will_close = True

    def maintenance(self, now: float) -> None:
        """Close what is not there whole in time, however busily it drips; waitress itself asks only for some activity."""
        for channel in self._slow():
            if now - channel.begun > PATIENCE:
                channel.will_close = True

    def _slow(self) -> "list[_Timed]":
        """Connections that no thread is to answer: still asking, still reading, or idle."""
        channels = cast("dict[int, _Timed]", self.active_channels)  # the stubs give the type of one
        return [each for each in channels.values() if not each.requests]


class _Timed(HTTPChannel):
    """A connection that knows since when it is on its present way: to a request that is whole, or to an answer read."""

    def __init__(self, *given: Any, **more: Any) -> None:
        self.begun = time.time()
        super().__init__(*given, **more)

    def service(self) -> None:
        self.begun = time.time()
        super().service()


class Answers:
    """The WSGI application. `waiting` tells how many requests wait for a thread."""

    def __init__(self, keeper: Keeper, waiting: Callable[[], int]) -> None:
        self.keeper, self.waiting = keeper, waiting

    def __call__(self, asked: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        head = asked["REQUEST_METHOD"] == "HEAD"  # as GET, without the body
        reply = self.reply({**asked, "REQUEST_METHOD": "GET"} if head else asked)
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        start(status, [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body)))])
        return [] if head else [reply.body]

    def reply(self, asked: "WSGIEnvironment") -> Reply:
        """What one request is answered."""
        keeper = self.keeper
        match asked["REQUEST_METHOD"], asked["PATH_INFO"]:
            case "POST", "/add-checkpoint":
                if self.waiting() > AT_ONCE:
                    return Reply(503, b"busy\n")
                return keeper.add_checkpoint(asked["wsgi.input"].read(), at=int(time.time()))
            case "GET", "/":
                return Reply(200, f"witness {keeper.key.name}\n{keeper.key.public.text}\n".encode())
            case "GET", "/heads":
                return Reply(200, b"\n".join(keeper.heads()))
            case "GET", "/evidence":
                return _listed(keeper.evidence())
            case "GET", "/refused":
                return _listed(keeper.refused())
        return Reply(404, b"not found\n")


def _listed(pairs: Iterable[tuple[bytes, bytes]]) -> Reply:
    """Notes one after the other, two to a pair, parted by empty lines."""
    return Reply(200, b"\n".join(note + b"\n" + against for note, against in pairs))
