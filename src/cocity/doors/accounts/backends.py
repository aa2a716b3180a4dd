"""Whom a session belongs to: the account and what it stands for, read at once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from cocity.ground.people import api as people


class _SignedIn(ModelBackend):
    def get_user(self, user_id: int) -> Any:
        """None for an account that is closed or gone."""
        account = people.signed_in(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None


class ByName(_SignedIn):
    """Signing in by user name and password, and by telephone."""


class ByAccount(_SignedIn, AuthenticationBackend):  # type: ignore[misc]
    """What allauth adds: by e-mail, by passkey."""
