"""Whoever copies the database finds no telephone and no e-mail in it, nor anything that can be made from one alone."""

import hashlib

from django.db import connection

from tests.world import World

PHONE, EMAIL = "13912345678", "li.hua@example.org"


def everything_stored() -> str:
    """Every cell of every table, as text."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cells = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            cells += [cell for row in cursor.fetchall() for cell in row]
    return "\n".join(
        bytes(cell).hex() if isinstance(cell, bytes | memoryview) else str(cell) for cell in cells
    )


def test_a_copied_database_holds_no_contact(world: World) -> None:
    text = f"路灯不亮，请打{PHONE}或写信到{EMAIL}"
    world.say(text, phone=PHONE, email=EMAIL)
    world.say("再说一次", phone=PHONE)
    stored = everything_stored()
    assert "路灯不亮" in stored, "the search reads what was said"
    for contact in (PHONE, EMAIL, f"+86{PHONE}"):
        for made in (contact, contact.encode().hex(), hashlib.sha256(contact.encode()).hexdigest()):
            assert made not in stored, made
