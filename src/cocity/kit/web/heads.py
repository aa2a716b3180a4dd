"""HEAD is answered as GET, without the body (RFC 9110, 9.3.2), by every address alike: views meet GET alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse

Respond = Callable[[HttpRequest], HttpResponseBase]


def heads(respond: Respond) -> Respond:
    """Stands around whoever measures the body, so that `Content-Length` is GET's, and within whoever logs the method."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return respond(request)
        request.method = "GET"
        response = respond(request)
        request.method = "HEAD"
        return _without_body(response)

    return middleware


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """A file sent as it is made is not made at all."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.content = b""
    return response


def taken(*methods: str) -> str:
    """`Allow` of an address that takes these: who takes GET takes HEAD."""
    return ", ".join(sorted({*methods, "HEAD"} if "GET" in methods else methods))
