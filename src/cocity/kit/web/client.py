"""Where a request comes from, for limits only: never stored and never logged."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The sender's network address; of IPv6 the first half, which is what one customer is given.

    Behind `COCITY_PROXIES` proxies of ours, the entry the outermost one wrote; what stands before it in X-Forwarded-For
    was written by the sender and is not believed.
    """
    if settings.PROXIES:
        seen = [
            each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()
        ]
        if len(seen) >= settings.PROXIES:
            return _counted(seen[-settings.PROXIES])
    return _counted(str(request.META.get("REMOTE_ADDR", "")))


def _counted(address: str) -> str:
    """What limits count by: whoever has one IPv6 address has 2⁶⁴ of them."""
    try:
        found = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(found) >> 64 << 64))
