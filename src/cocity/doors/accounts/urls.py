"""Addresses of signing in. allauth finds its pages by their plain names, so these have no namespace."""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, include, path

from cocity.doors.accounts import pages, phone
from cocity.kit.web.access import public, worker

by_phone = (
    [path("phone/", phone.phone, name="phone"), path("code/", phone.code, name="code")],
    "accounts",
)
any_worker = worker()
urlpatterns: list[URLPattern | object] = [
    path("", include(by_phone)),
    path("login/", public(pages.Entrance.as_view()), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("closed/", public(account.account_inactive), name="account_inactive"),
    path("again/", any_worker(account.reauthenticate), name="account_reauthenticate"),
    path("password/", any_worker(account.password_change), name="account_change_password"),
    path("second/", any_worker(pages.Safety.as_view()), name="mfa_index"),
    path("second/code/", public(pages.SecondStep.as_view()), name="mfa_authenticate"),
    path("second/again/", any_worker(second.reauthenticate), name="mfa_reauthenticate"),
    path("passkey/", public(pages.SignIn.as_view()), name="mfa_login_webauthn"),
    path("second/passkeys/", any_worker(pages.Listed.as_view()), name="mfa_list_webauthn"),
    path("second/passkeys/add/", any_worker(pages.Add.as_view()), name="mfa_add_webauthn"),
    path(
        "second/passkeys/again/",
        any_worker(pages.Again.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("second/passkeys/<int:pk>/name/", any_worker(pages.Rename.as_view()), name="mfa_edit_webauthn"),
    path(
        "second/passkeys/<int:pk>/remove/",
        any_worker(pages.Remove.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("second/set-up/", any_worker(totp.activate_totp), name="mfa_activate_totp"),
    path("second/take-away/", any_worker(pages.AppOff.as_view()), name="mfa_deactivate_totp"),
    path("second/spare/", any_worker(spare.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second/spare/new/", any_worker(spare.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "second/spare/download/",
        any_worker(spare.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
