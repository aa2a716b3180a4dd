"""doors/accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cocity.doors.accounts"
    label = "doors_accounts"

    def ready(self) -> None:
        from cocity.doors.accounts.who import roles_held
        from cocity.kit.web.access import roles_by

        roles_by(roles_held)
