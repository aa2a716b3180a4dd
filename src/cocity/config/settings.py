"""Django settings. What a city may set is in `env.py`; everything else is decided here."""

import secrets
from contextlib import suppress
from pathlib import Path

from cocity.config.apps import component_apps
from cocity.config.env import Environment, database_config
from cocity.kit.logging import logging_config

ENV = Environment()  # type: ignore[call-arg]
ROOT = Path(__file__).resolve().parent.parent
HOME = ENV.home.resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _made_once(name: str) -> str:
    """A secret made at the first start and kept in the home folder, readable by its owner only."""
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its secret is the one
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text()


SECRET_KEY = ENV.secret or _made_once("session.key")
CONTACT_KEY = ENV.contact_key or _made_once("contact.key")
CITY = ENV.city
# A home that was filled with the demo says so whatever the environment says.
SYNTHETIC = ENV.synthetic or (HOME / "synthetic").exists()
CITY_NAME_ZH, CITY_NAME_EN = ENV.city_name_zh, ENV.city_name_en
HELP_PHONE, HELP_ADDRESS, HELP_ADDRESS_EN = ENV.help_phone, ENV.help_address, ENV.help_address_en
CALENDAR = ENV.calendar
KEEP_DAYS = ENV.keep_days
JURISDICTION = ENV.jurisdiction
PUBLIC_URL = ENV.public_url.rstrip("/")
SECURITY_CONTACT = ENV.security_contact
DATA_LICENCE = ENV.data_licence
SMTP, MAIL_FROM = ENV.smtp, ENV.mail_from
SMS_URL, SMS_TOKEN, QUIET_HOURS = ENV.sms_url, ENV.sms_token, ENV.quiet_hours
LOG_ORIGIN, LOG_HOME, LOG_KEY, LOG_POLICY = ENV.log_origin, ENV.log_home, ENV.log_key, ENV.log_policy
LOG_SM2, LOG_SM2_COMMAND = ENV.log_sm2, ENV.log_sm2_command
PROXIES = ENV.proxies
VOICES_PER_HOUR = ENV.voices_per_hour
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.hosts.split(",") if host.strip()]
DATABASES = {"default": database_config(ENV.database, HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    *component_apps(),  # before allauth: our pages take the place of its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
AUTH_USER_MODEL = "ground_people.User"

MIDDLEWARE = [
    "cocity.kit.web.request_id.request_ids",
    "cocity.kit.web.security.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cocity.kit.web.heads.heads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cocity.kit.web.preferences.preferences",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cocity.doors.accounts.who.actors",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cocity.kit.web.errors.CityErrors",
]

AUTHENTICATION_BACKENDS = [
    "cocity.doors.accounts.backends.ByName",
    "cocity.doors.accounts.backends.ByAccount",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "cocity.doors.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # tries are counted in the database, by every process alike: ground/entry
ACCOUNT_FORMS = {
    "login": "cocity.doors.accounts.forms.SignIn",
    "reauthenticate": "cocity.doors.accounts.forms.PasswordAgain",
    "change_password": "cocity.doors.accounts.forms.NewPassword",
}
MFA_ADAPTER = "cocity.doors.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False  # as ACCOUNT_RATE_LIMITS
MFA_TOTP_ISSUER = "CoCity"
MFA_FORMS = {
    "authenticate": "cocity.doors.accounts.forms.SecondFactor",
    "reauthenticate": "cocity.doors.accounts.forms.SecondFactorAgain",
    "activate_totp": "cocity.doors.accounts.forms.SetUp",
    "deactivate_totp": "cocity.doors.accounts.forms.TakeAway",
    "generate_recovery_codes": "cocity.doors.accounts.forms.NewSpareCodes",
    "authenticate_webauthn": "cocity.doors.accounts.passkey_forms.SecondByPasskey",
    "reauthenticate_webauthn": "cocity.doors.accounts.passkey_forms.AgainByPasskey",
    "login_webauthn": "cocity.doors.accounts.passkey_forms.SignInByPasskey",
    "add_webauthn": "cocity.doors.accounts.passkey_forms.NewPasskey",
    "edit_webauthn": "cocity.doors.accounts.passkey_forms.PasskeyName",
}

ROOT_URLCONF = "cocity.config.urls"
WSGI_APPLICATION = "cocity.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "cocity.kit.templatetags.cocity"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cocity.kit.context.page",
            ],
        },
    }
]

# A component sees what it is given and what every page knows, never a stray variable of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
# Messages travel in a signed cookie, so showing a page never loads a session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = ENV.language
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "cocity_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.timezone

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CSRF_FAILURE_VIEW = "cocity.kit.web.errors.csrf_failure"
# SQLite ignores the columns that PostgreSQL keeps beside an index; that is no fault of the city's.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
LOGGING = logging_config(ENV.log_level, plain=DEBUG)

SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600  # a working day
RESIDENT_SESSION_SECONDS = 2 * 3600  # a telephone that is lent, a computer in a hall
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Over TLS only where the city is reached by TLS; a service hall's laptop without it still works.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
