"""Addresses of the residents' door."""

from django.urls import URLPattern, path

from cocity.doors.resident import acts, home, lookup, matter, own, receipt, record, say, verify

app_name = "resident"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("say/", say.begin, name="begin"),
    path("say/check/", say.check, name="check"),
    path("say/send/", say.send, name="send"),
    path("say/start-over/", say.start_over, name="start_over"),
    path("say/<slug:step>/", say.question, name="question"),
    path("receipt/<slug:number>/", receipt.receipt, name="receipt"),
    path("verify/", verify.verify, name="verify"),
    path("verify/names.json", verify.names, name="verify_names"),
    path("verify/page.html", verify.saved, name="verify_saved"),
    path("look-up/", lookup.lookup, name="lookup"),
    path("my/", own.mine, name="mine"),
    path("my/notices/", own.notices, name="notices"),
    path("my/leave/", own.leave, name="leave"),
    path("my/<slug:number>/words/", own.words, name="words"),
    path("my/<slug:number>/photo/<slug:digest>/", own.photo, name="photo"),
    path("my/<slug:number>/data.json", own.data, name="data"),
    path("my/<slug:number>/record/", record.record, name="record"),
    path("my/<slug:number>/record.json", record.feed, name="feed"),
    path("my/<slug:number>/record/<int:index>/", record.sheet, name="proof_sheet"),
    path("my/<slug:number>/record/<int:index>.tlog-proof", record.proof, name="proof"),
    path("my/<slug:number>/erase/", own.erase, name="erase"),
    path("my/<slug:number>/", matter.matter, name="matter"),
    path("my/<slug:number>/do/<slug:action>/", acts.do, name="do"),
    path("m/<slug:number>/", home.public_matter, name="public"),
]
