"""E-mail over SMTP. `smtp://` is plain (a relay on the same machine or network), `smtp+starttls://` insists on
STARTTLS, `smtps://` speaks TLS from the start; `?cafile=…` names the certificate of a private authority."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from cocity.answer.notices.outcomes import Outage, Parcel, Refused

TIMEOUT = 10.0  # seconds for each answer of the server
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
BUSY = 421  # the server closes


class Mailer:
    """One connection for a round. Raises Outage or Refused from `send`, ValueError for an address it cannot read."""

    def __init__(self, url: str = "", sender: str = "") -> None:
        parts = urlsplit(url or settings.SMTP)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("COCITY_SMTP: use smtp://, smtp+starttls:// or smtps:// and a host")
        self.scheme, self.host = parts.scheme, parts.hostname
        self.port = parts.port or PORTS[parts.scheme]
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.cafile = parse_qs(parts.query).get("cafile", [None])[0]
        self.name, self.address = parseaddr(sender or settings.MAIL_FROM)
        self.domain = self.address.rpartition("@")[2] or "localhost"
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.cafile) if self.scheme != "smtp" else None
        made: smtplib.SMTP
        if self.scheme == "smtps":
            made = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT, context=context, local_hostname=self.domain
            )
        else:
            made = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT, local_hostname=self.domain)
        if self.scheme == "smtp+starttls":
            made.starttls(context=context)
        if self.user:
            made.login(self.user, self.password)
        return made

    def send(self, parcel: Parcel) -> None:
        """Hand over one e-mail."""
        message = self._message(parcel)
        if self.connection is None:
            try:
                self.connection = self._open()
            except (OSError, smtplib.SMTPException) as error:
                raise Outage(f"connect: {_said(error)}") from None
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=550)
            raise _refusal("recipient", code) from None
        except smtplib.SMTPDataError as error:
            raise _refusal("data", error.smtp_code) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError) as error:
            raise Outage(f"sender: {_said(error)}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise Outage(f"send: {_said(error)}", doubtful=True) from None

    def _message(self, parcel: Parcel) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=parcel.to)
        except (ValueError, IndexError):
            raise Refused("address", for_good=True) from None
        message["From"] = Address(self.name, addr_spec=self.address)
        message["Subject"] = parcel.subject
        message["Date"] = formatdate(localtime=False)
        # The same for every try, so that a repeat is recognised.
        message["Message-ID"] = f"<{parcel.key}@{self.domain}>"
        message["Idempotency-Key"] = parcel.key
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(parcel.text, cte="base64")
        message["Content-Language"] = parcel.language  # after set_content, which clears Content-*
        return message


def _refusal(what: str, code: int) -> Outage | Refused:
    if code == BUSY:
        return Outage(f"{what}: {code}")
    return Refused(f"{what}: {code}", for_good=code >= 500)


def _said(error: Exception) -> str:
    """The kind and code of an error: its text may hold an address."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
