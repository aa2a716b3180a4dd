"""robots.txt (RFC 9309) and security.txt (RFC 9116)."""

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.kit.web.access import public

PLAIN = "text/plain; charset=utf-8"
# What is one person's or one worker's, what takes a session, and what is for programs.
NOT_INDEXED = (
    "/desk/", "/account/", "/look-up/", "/my/", "/receipt/", "/say/", "/preferences/", "/api/v1/", "/open311/",
)  # fmt: skip
GOOD_FOR = timedelta(days=180)  # RFC 9116 advises less than a year
A_DAY = 24 * 3600
NO_CONTACT = Text("这座城市没有写明联系方式", "This city names no contact")


@public
@cache_control(max_age=A_DAY)
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed; desk, accounts, receipts and what is a person's own may not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@public
@cache_control(max_age=A_DAY)
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness: `COCITY_SECURITY_CONTACT`, or the city's own telephone."""
    last = timezone.now().astimezone(UTC).date() + GOOD_FOR
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or _telephone()}",
        f"Expires: {datetime.combine(last, time(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
    ]
    if settings.PUBLIC_URL.startswith("https://"):  # the only kind that may stand here
        lines.append(f"Canonical: {settings.PUBLIC_URL}{reverse('machines:security')}")
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


def _telephone() -> str:
    """`HELP_PHONE`, the first if there are several, as RFC 3966 writes it: a number without a country's is good at this
    city alone. Raises NotFound for one without digits."""
    number = "".join(re.findall(r"[\d+.()-]", re.split(r"[/,;、，；]", settings.HELP_PHONE, maxsplit=1)[0]))
    if not re.search(r"\d", number):
        raise NotFound(NO_CONTACT)
    city = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"tel:{number}" if number.startswith("+") else f"tel:{number};phone-context={city}"
