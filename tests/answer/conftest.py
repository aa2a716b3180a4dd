"""What the tests of answers share: a mail server and an SMS gateway to send by."""

from tests.support.delivery import post, tower

__all__ = ["post", "tower"]
