"""Addresses that machines know by convention; none ends with a slash."""

from django.urls import URLPattern, path

from cocity.doors.machines import health, notes

app_name = "machines"
urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", notes.robots, name="robots"),
    path(".well-known/security.txt", notes.security, name="security"),
]
