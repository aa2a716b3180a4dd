"""Whether this process can serve: asked every few seconds by whatever stands in front."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cocity.kit.web.access import public

PLAIN = "text/plain; charset=utf-8"
# A table every made city has: an embedded database that is not there yet would answer a bare SELECT 1.
ASKED = "SELECT 1 FROM django_migrations LIMIT 1"


@public
@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; nothing else is looked at, and no session."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(ASKED)
    except (DatabaseError, InterfaceError):
        return HttpResponse("no database\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)
