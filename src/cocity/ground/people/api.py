"""The door of ground/people."""

from cocity.ground.people.contracts import ANONYMOUS, SYSTEM, Actor, BodyAt, BodyInfo, Held
from cocity.ground.people.directory import directory
from cocity.ground.people.lookup import bodies_above, find_bodies, resident_of_phone
from cocity.ground.people.operations import (
    account_of_phone,
    add_body,
    contact_of,
    erase,
    forget_contacts,
    issue_token,
    normal_phone,
    phone_key,
    resident_by_contact,
    revoke_token,
)
from cocity.ground.people.queries import (
    actor_of,
    actor_of_token,
    bodies,
    body_by_code,
    body_names,
    body_rows,
    intake_body,
    signed_in,
    worker_named,
    worker_today,
)
from cocity.ground.people.staff import NewBody, NewWorker, add_bodies, add_workers, check_workers

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "BodyAt",
    "BodyInfo",
    "Held",
    "NewBody",
    "NewWorker",
    "account_of_phone",
    "actor_of",
    "actor_of_token",
    "add_bodies",
    "add_body",
    "add_workers",
    "bodies",
    "bodies_above",
    "body_by_code",
    "body_names",
    "body_rows",
    "check_workers",
    "contact_of",
    "directory",
    "erase",
    "find_bodies",
    "forget_contacts",
    "intake_body",
    "issue_token",
    "normal_phone",
    "phone_key",
    "resident_by_contact",
    "resident_of_phone",
    "revoke_token",
    "signed_in",
    "worker_named",
    "worker_today",
]
