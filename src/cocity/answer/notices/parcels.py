"""The only place where a contact is opened for sending."""

from django.conf import settings

from cocity.answer.notices.models import Delivery
from cocity.answer.notices.outcomes import Parcel, Refused
from cocity.answer.notices.templates import word
from cocity.ground.people import api as people
from cocity.listen.intake import api as intake


def language_of(code: str) -> str:
    """`zh` or `en`: the language of the two that a person reads."""
    return "zh" if code.startswith("zh") else "en"


def parcel_of(delivery: Delivery) -> Parcel | None:
    """What to send and to whom; None when the person has no such contact (any more). Raises Refused."""
    notice = delivery.notice
    person = notice.resident
    if person is None:
        return None
    try:
        phone, email = people.contact_of(person)
        if delivery.channel == "email":
            email = intake.email_of(notice.number) or email
    except ValueError:
        raise Refused("contact cannot be opened", for_good=True) from None
    to = email if delivery.channel == "email" else phone
    if not to:
        return None
    language = language_of(person.language)
    words = notice.words[language]
    if delivery.channel == "sms":
        return Parcel(to, "", words["sms"], language, delivery.key)
    closing = getattr(word("closing"), language).format(url=settings.PUBLIC_URL)
    return Parcel(to, words["subject"], f"{words['text']}\n\n{closing}\n", language, delivery.key)
