"""What is left of an answer to HEAD."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from cocity.kit.web.heads import heads, taken


def _head() -> HttpRequest:
    request = HttpRequest()
    request.method = "HEAD"
    return request


def test_a_view_meets_get_and_the_log_head() -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.method)
        return HttpResponse("body", headers={"Content-Length": "4"})

    request = _head()
    response = heads(view)(request)
    assert (seen, request.method) == (["GET"], "HEAD")
    assert (response.getvalue(), response["Content-Length"]) == (b"", "4")


def test_a_file_sent_as_it_is_made_is_not_made() -> None:
    begun = []

    def pieces() -> Iterator[bytes]:
        begun.append(1)
        yield b"all matters of the city"

    response = heads(lambda _: StreamingHttpResponse(pieces(), content_type="text/csv"))(_head())
    assert (response.getvalue(), begun, response["Content-Type"]) == (b"", [], "text/csv")


@pytest.mark.parametrize(
    ("methods", "said"),
    [(["GET"], "GET, HEAD"), (["POST"], "POST"), (["POST", "HEAD", "GET"], "GET, HEAD, POST")],
)
def test_who_takes_get_takes_head(methods: list[str], said: str) -> None:
    assert taken(*methods) == said
