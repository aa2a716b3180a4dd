"""The settings a city may set, read from the environment (`COCITY_…`) or a `.env` file."""

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


class Environment(BaseSettings):
    """Every environment variable CoCity reads. A test holds this list against docs/operators/settings.md."""

    model_config = SettingsConfigDict(env_prefix="COCITY_", env_file=".env", extra="ignore")

    home: Path = Field(Path("var"), description="Folder for the embedded database, keys, files and mail.")
    database: str = Field(
        "", description="postgresql://user:password@host:port/name; empty means SQLite in the home folder."
    )
    debug: bool = Field(False, description="Show technical errors in the browser. Never in a city.")
    hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas.")
    secret: str = Field("", description="Secret for sessions; empty means one is made in the home folder.")
    contact_key: str = Field(
        "", description="Key (base64, 32 bytes) that encrypts contacts; empty means one is made in home/keys."
    )
    city: Path | None = Field(
        None, description="Folder of city data (procedures, categories, rules); empty: built in."
    )
    timezone: str = Field("Asia/Shanghai", description="The city's time zone.")
    calendar: str = Field("CN", description="The city's calendar of working days.")
    language: Literal["zh-hans", "en"] = Field("zh-hans", description="First language: zh-hans or en.")
    synthetic: bool = Field(False, description="Mark every page as showing a synthetic city.")
    city_name_zh: str = Field("共城", description="The serving city's name in Chinese, on every page.")
    city_name_en: str = Field("CoCity", description="The serving city's name in English.")
    help_phone: str = Field("12345", description="Telephone number people may call, on every page.")
    help_address: str = Field(
        "各街道（镇）社区事务受理服务中心",
        description="Address where people are helped face to face, in Chinese.",
    )
    help_address_en: str = Field(
        "The service centre of your street or town", description="The same address in English."
    )
    public_url: str = Field(
        "http://localhost:8000",
        description="Address printed on receipts and letters; passkeys are good there alone (https, or localhost).",
    )
    security_contact: str = Field(
        "",
        description="Whom to tell of a weakness, in /.well-known/security.txt: mailto:…, https://… or tel:+…; empty: the help telephone.",
    )
    proxies: int = Field(
        0,
        ge=0,
        description="Reverse proxies in front of the server; that many entries of X-Forwarded-For count.",
    )
    voices_per_hour: int = Field(
        600,
        ge=0,
        description="Voices one network address may send through web and API in an hour and server process; 0: no limit.",
    )
    smtp: str = Field(
        "",
        description="smtp://user:password@host:port (or smtp+starttls://, smtps://, with ?cafile=…); empty means e-mail waits in the queue.",
    )
    mail_from: str = Field("CoCity <noreply@localhost>", description="Sender of e-mail.")
    sms_url: str = Field(
        "", description="Address of the SMS gateway (HTTP POST); empty means SMS waits in the queue."
    )
    sms_token: str = Field("", description="Bearer token for the SMS gateway.")
    quiet_hours: str = Field(
        "22:00-07:00", description="Hours in which no SMS is sent, local time; empty means none."
    )
    data_licence: str = Field(
        "CC BY 4.0", description="Licence of the public figures and lists, named in each file."
    )
    keep_days: int = Field(
        365,
        ge=30,
        description="Days after a matter ended until its sealed words and the person's contact delete themselves.",
    )
    jurisdiction: str = Field(
        "", description="jurisdiction_id of the Open311 door; empty: any is taken as this city's."
    )
    log_origin: str = Field(
        "localhost/open/log",
        description="Name of the city log: host and path it is served under, chosen once, before its first key.",
    )
    log_home: Path | None = Field(
        None,
        description="Folder of the city log: checkpoints and published files; best another disk than the database's. Empty: home/log.",
    )
    log_key: Path | None = Field(
        None,
        description="File of the city log's signing keys, mode 0600; empty: home/keys/log.key, made once.",
    )
    log_policy: Path | None = Field(
        None,
        description="File that names the log's witnesses and the quorum; empty: policy in the log's folder.",
    )
    log_sm2: Path | None = Field(
        None,
        description="File of the SM2 public key (PEM) whose line stands under each checkpoint too; empty: none.",
    )
    log_sm2_command: str = Field(
        "",
        description="Command that reads a checkpoint's text and writes its SM2 signature (DER); see sm2.md.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        "INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL."
    )

    @field_validator("timezone")
    @classmethod
    def _a_known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(
                "没有这个时区，应像 Asia/Shanghai / no such time zone; it should look like Asia/Shanghai"
            )
        return name

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, hours: str) -> str:
        # Compared as words when an SMS is due: with 7:00 in place of 07:00 none would ever be sent at the right time.
        if hours.strip() and not re.fullmatch(rf"{CLOCK}\s*-\s*{CLOCK}", hours.strip()):
            raise ValueError("应像 22:00-07:00，或留空 / it should look like 22:00-07:00, or be empty")
        return hours

    @field_validator("public_url", "sms_url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("应以 http:// 或 https:// 开头 / it should begin with http:// or https://")
        return url

    @field_validator("security_contact")
    @classmethod
    def _whom_to_tell(cls, contact: str) -> str:
        if contact and not re.fullmatch(
            r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]\S*|tel:\+[\d.()-]+)", contact
        ):
            raise ValueError(
                "应像 mailto:security@city.example、https://… 或 tel:+86… / "
                "it should look like mailto:security@city.example, https://… or tel:+86…"
            )
        return contact

    @field_validator("smtp")
    @classmethod
    def _a_mail_server(cls, url: str) -> str:
        if url and not (
            urlsplit(url).scheme in {"smtp", "smtp+starttls", "smtps"} and urlsplit(url).hostname
        ):
            raise ValueError(
                "应像 smtps://user:password@host:465 / it should look like smtps://user:password@host:465"
            )
        return url


def database_config(url: str, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url`; SQLite in `home` when it is empty.

    Raises ValueError for a scheme that is neither postgresql nor sqlite.
    """
    if not url or url.startswith("sqlite"):
        name = urlsplit(url).path[1:] if url else str(home / "cocity.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was answered is there after a power cut too, and the log never signs what then is gone.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"COCITY_DATABASE: 不认识 {parts.scheme!r}，应以 postgresql:// 开头或留空 / "
            f"{parts.scheme!r} is not known; use postgresql:// or leave it empty"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        # Statements sent through `kit.statements` are planned at their third use on a connection, then kept. No
        # statement here runs long enough to be worth compiling, which costs seconds where one is only thought long.
        "OPTIONS": {"prepare_threshold": 3, "options": "-c jit=off", **_options(parts.query)},
    }


def _options(query: str) -> dict[str, Any]:
    """What stands behind the ? of the address. `prepare_threshold=none` is for a pooler that shares connections between
    transactions, `options=` for one that takes none. Raises ValueError for a threshold that is no number."""
    found: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if "prepare_threshold" in found:
        said = found["prepare_threshold"]
        found["prepare_threshold"] = None if said == "none" else int(said)
    return found
