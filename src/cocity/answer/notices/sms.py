"""SMS by a gateway over HTTP: POST of JSON `{to, text, key}` with `Authorization: Bearer …` and `Idempotency-Key`.

2xx means taken; 409 means taken before under the same key. 401, 403, 404, 502, 503, 504 mean that nobody's message can go now;
408, 425, 429 and other 5xx that this one may be tried again; any other code that it never will be taken.
"""

import http.client
import json
import ssl
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

from cocity.answer.notices.outcomes import Outage, Parcel, Refused

TIMEOUT = 10.0  # seconds for each answer of the gateway
TAKEN_BEFORE = 409
AWAY = frozenset({401, 403, 404, 502, 503, 504})
LATER = frozenset({408, 425, 429})


class Gateway:
    """One connection a message, no redirects. Raises Outage or Refused from `send`, ValueError for a wrong address."""

    def __init__(self, url: str = "", token: str = "", timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url or settings.SMS_URL)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("COCITY_SMS_URL: use http:// or https:// and a host")
        query = dict(parse_qsl(parts.query))
        self.cafile = query.pop("cafile", None)
        self.secure, self.host, self.port = parts.scheme == "https", parts.hostname, parts.port
        self.path = (parts.path or "/") + (f"?{urlencode(query)}" if query else "")
        self.token = token or settings.SMS_TOKEN
        self.timeout = timeout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def _connection(self) -> http.client.HTTPConnection:
        if self.secure:
            context = ssl.create_default_context(cafile=self.cafile)
            return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)

    def send(self, parcel: Parcel) -> None:
        """Hand over one SMS."""
        body = json.dumps({"to": parcel.to, "text": parcel.text, "key": parcel.key}, ensure_ascii=False)
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": parcel.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            raise Outage(f"connect: {type(error).__name__}") from None
        try:
            connection.request("POST", self.path, body.encode(), headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Outage(f"send: {type(error).__name__}", doubtful=True) from None
        finally:
            connection.close()
        _judge(status)


def _judge(status: int) -> None:
    if 200 <= status < 300 or status == TAKEN_BEFORE:
        return
    if status in AWAY:
        raise Outage(f"gateway: {status}")
    raise Refused(f"gateway: {status}", for_good=status < 500 and status not in LATER)
