"""Addresses of the open door."""

from django.urls import URLPattern, path

from cocity.doors.open import compare, data, log, matters, one, overview, procedures, samples, suggestions

app_name = "open"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("by/", compare.by_place, name="by_place"),
    path("by/<slug:grouping>/", compare.by, name="by"),
    path("places/<str:code>/", one.place, name="place"),
    path("bodies/<str:code>/", one.body, name="body"),
    path("matters/", matters.matters, name="matters"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<int:sample>/", samples.sample, name="sample"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<slug:name>/", procedures.procedure, name="procedure"),
    path("calendar/", procedures.days, name="calendar"),
    path("log/", log.record, name="record"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/policy", log.policy, name="log_policy"),
    path("log/tile/<path:path>", log.tile, name="log_tile"),
    path("data/", data.data, name="data"),
    path("data/<slug:what>.<slug:kind>", data.download, name="download"),
]
