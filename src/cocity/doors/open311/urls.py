"""Addresses of GeoReport v2: the ending chooses the format."""

from django.urls import re_path

from cocity.doors.open311 import views

app_name = "open311"
FORM = r"\.(?P<form>json|xml)$"
urlpatterns = [
    re_path(r"^services" + FORM, views.services, name="services"),
    re_path(r"^services/(?P<code>[^/]{1,80})" + FORM, views.definition, name="definition"),
    re_path(r"^requests" + FORM, views.requests, name="requests"),
    re_path(r"^requests/(?P<number>[^/]{1,40})" + FORM, views.one, name="request"),
    re_path(r"^tokens/(?P<given>[^/]{1,40})" + FORM, views.from_token, name="token"),
    re_path(r"^servicerequestupdates" + FORM, views.updates, name="updates"),
    re_path(r"^(?P<path>.*)$", views.nowhere, name="nowhere"),
]
