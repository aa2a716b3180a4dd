"""What every page knows without asking the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from cocity.kit.text import Text
from cocity.kit.web.preferences import large_type
from cocity.kit.web.request_id import request_id

SYSTEM = Text("共城", "CoCity")
HTML_LANG = {"zh-hans": "zh-Hans", "en": "en"}


def page(request: HttpRequest) -> dict[str, Any]:
    """City, help line, switches and request number for `kit/base.html`."""
    language = get_language() or settings.LANGUAGE_CODE
    city = Text(settings.CITY_NAME_ZH, settings.CITY_NAME_EN)
    return {
        "city_name": city,
        # A city that has not named itself yet bears the system's name, and it is said once.
        "site_title": " · ".join(dict.fromkeys((str(city), str(SYSTEM)))),
        "help_phone": settings.HELP_PHONE,
        "help_address": Text(settings.HELP_ADDRESS, settings.HELP_ADDRESS_EN or settings.HELP_ADDRESS),
        "synthetic": settings.SYNTHETIC,
        "html_lang": HTML_LANG.get(language, language),
        "is_chinese": language.startswith("zh"),
        "large_type": large_type(request),
        "this_page": request.get_full_path() if request.method == "GET" else request.path,
        "request_id": request_id(request),
    }
