"""What the city wrote to this worker's body: what was decided, refused, or taken by others on its matters."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cocity.answer.notices import api as notices
from cocity.doors.desk.pages import page
from cocity.doors.desk.who import actor_of, now_of
from cocity.kit.numbers import whole
from cocity.kit.web.access import worker


@worker()
@require_http_methods(["GET", "POST"])
def news(request: HttpRequest) -> HttpResponse:
    """The body's notices, newest first; sending the form marks those shown read, for everybody of the body."""
    actor = actor_of(request)
    if request.method == "POST":
        shown = [n for each in request.POST.getlist("notice") if (n := whole(each)) is not None]
        notices.mark_read(now=now_of(request), actor=actor, ids=shown)
        return redirect("desk:news")
    found = notices.notices_of(actor, cursor=request.GET.get("after", "")[:200])
    next_url = f"?{urlencode({'after': found.next})}" if found.next else ""
    unread = [notice.id for notice in found.rows if notice.read_at is None]
    return page(request, "news", {"notices": found.rows, "unread": unread, "next_url": next_url})
