"""The city's addresses with the gallery, which a city itself does not serve."""

from django.urls import include, path

from cocity.config import urls
from cocity.kit.web import gallery

handler404 = urls.handler404
urlpatterns = [*urls.urlpatterns, path("kit/", include((gallery.urlpatterns, "gallery")))]
