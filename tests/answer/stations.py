"""Real other sides on loopback: a mail server and an SMS gateway that can fail, be slow and answer twice."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """A mail server. `answer` is what it says to DATA; `got` are the messages it took."""

    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answer: str = "250 taken"
    port: int = 0

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        if self.answer.startswith("2"):
            self.got.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.to += envelope.rcpt_tos
        return self.answer

    @contextmanager
    def open(self, port: int = 0, **more: Any) -> Iterator["Post"]:
        controller = Controller(self, hostname="127.0.0.1", port=port or free_port(), **more)
        controller.start()
        self.port = controller.port
        try:
            yield self
        finally:
            controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@dataclass
class Tower:
    """An SMS gateway. `script` are the answers to come: a status, a number of seconds to be slow, or "hang up";
    then 200. It recognises a key it has taken, as a gateway should."""

    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)  # (headers, body)
    script: list[int | float | str] = field(default_factory=list)
    port: int = 0

    @contextmanager
    def open(self, port: int = 0) -> Iterator["Tower"]:
        tower = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                tower.asked.append((dict(self.headers), body))
                step = tower.script.pop(0) if tower.script else 200
                if isinstance(step, float):
                    time.sleep(step)
                    step = 200
                again = body["key"] in tower.taken
                if step == 200 or step == "hang up":
                    tower.taken.setdefault(body["key"], body)
                if step == "hang up":
                    self.connection.close()
                    return
                self.send_response(409 if again and step == 200 else int(step))
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"


def free_port() -> int:
    """A port nobody listens on just now."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port
