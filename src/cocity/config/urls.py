"""Every address of the city, door by door."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from cocity.doors.api.reference import reference
from cocity.doors.api.urls import decided
from cocity.kit.web import gallery, preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("cocity.doors.accounts.urls")),
    path("api/", reference, name="api-reference"),
    path("api/v1/", (decided(), "ninja", "api-1")),
    path("open/", include("cocity.doors.open.urls")),
    path("desk/", include("cocity.doors.desk.urls")),
    path("open311/v2/", include("cocity.doors.open311.urls")),
    path("", include("cocity.doors.machines.urls")),
    path("", include("cocity.doors.resident.urls")),
    path("preferences/", include((preferences.urlpatterns, "kit"))),
]
if settings.DEBUG:
    urlpatterns.append(path("kit/", include((gallery.urlpatterns, "gallery"))))

handler400 = "cocity.kit.web.errors.bad_request"
handler403 = "cocity.kit.web.errors.forbidden"
handler404 = "cocity.kit.web.errors.not_found"
handler500 = "cocity.kit.web.errors.server_error"
