"""What an officer notes of an account: its number, a name that it had, an address or a link that it shows."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.services import lookup_hash
from intel.models import Account, AccountLink, Contact, FormerName
from intel.rules.account_links import Kind, Shared, weigh
from intel.rules.contacts import BadContact, normal_contact, shown_of
from intel.rules.handles import bare_key, handle_key, name_key
from intel.services import finding_links
from intel.services.subjects import audited_as
from triage.selectors.word_tables import get_folding

PURPOSE = "contact of an account"
NUMBER = re.compile(r"[\w.:-]{1,200}")


class NotNoted(Exception):
    """What was given cannot be noted; the text says why, and `field` where."""

    def __init__(self, text: str, *, field: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def note_contact(*, account_id: int, kind: str, value: str, by: Actor, at: datetime, reason: str) -> Contact:
    """Note what an account shows, so that others that show it are found. Only a keyed hash and its end are kept.

    Raises NotNoted, NotPermitted.
    """
    require(by=by, action=Action.LINK_ACCOUNTS)
    try:
        normal = normal_contact(kind, value)
    except BadContact as error:
        raise NotNoted(str(error), field="value") from None
    account = _lock(account_id)
    facts = {"shown": shown_of(kind, normal), "noted_by": str(by), "noted_at": at, "reason": _reason(reason)}
    key = lookup_hash(f"{kind}:{normal}", purpose=PURPOSE)
    contact, _ = Contact.objects.get_or_create(account=account, kind=kind, key=key, defaults=facts)
    _record(account, "account_contact_noted", by=by, at=at, reason=reason, details={"kind": kind})
    finding_links.look_again(account_id=account.id, by=by, at=at)
    return contact


@transaction.atomic
def note_number(*, account_id: int, number: str, by: Actor, at: datetime, reason: str) -> Account:
    """Note what the platform numbers an account by. Where another has that number, a link between them is offered.

    Raises NotNoted, NotPermitted.
    """
    require(by=by, action=Action.LINK_ACCOUNTS)
    account, number = _lock(account_id), number.strip()
    if not NUMBER.fullmatch(number):
        raise NotNoted(
            "Enter the number as the platform gives it, in letters and digits, without blanks.", field="number"
        )
    if account.permanent_id and account.permanent_id != number:
        raise NotNoted(
            "This account has another number, and numbers never change. It is another account.", field="number"
        )
    other = Account.objects.filter(platform_code=account.platform_code, permanent_id=number).first()
    _record(account, "account_number_noted", by=by, at=at, reason=reason, details={"is_known": other is not None})
    if other is not None and other.id != account.id:
        _offer_same_number(account, other, at=at)
        return account
    account.permanent_id = number
    try:
        with transaction.atomic():
            account.save(update_fields=["permanent_id"])
    except IntegrityError:
        raise NotNoted("Somebody has just noted this number for another account. Try again.", field="number") from None
    return account


@transaction.atomic
def note_former_name(*, account_id: int, handle: str, by: Actor, at: datetime, reason: str) -> FormerName:
    """Note a name that an account had before, so that it is found under it. Raises NotNoted, NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    account, key = _lock(account_id), handle_key(handle)
    if not key:
        raise NotNoted("Enter the name that it had.", field="handle")
    if key == account.handle_key:
        raise NotNoted("That is the name it has now.", field="handle")
    facts = {
        "handle": handle.strip(),
        "name_key": name_key(handle),
        "bare_key": bare_key(handle, folding=get_folding()),
        "first_seen_at": at,
        "last_seen_at": at,
    }
    name, _ = FormerName.objects.get_or_create(account=account, handle_key=key, defaults=facts)
    _record(account, "account_name_noted", by=by, at=at, reason=reason, details={})
    finding_links.look_again(account_id=account.id, by=by, at=at)
    return name


def _offer_same_number(account: Account, other: Account, *, at: datetime) -> None:
    shared = {str(Kind.SAME_NUMBER): {"held_by": 2, "bits": 0.0}}
    verdict = weigh([Shared(kind=Kind.SAME_NUMBER, held_by=2)], accounts=2)
    one, two = sorted((account.id, other.id))
    facts = {"shared": shared, "score": verdict.score, "is_offered": True, "found_at": at}
    link, is_new = AccountLink.objects.get_or_create(account_id=one, other_id=two, defaults=facts)
    if not is_new and link.state == AccountLink.State.OFFERED:
        link.shared, link.score, link.is_offered = {**link.shared, **shared}, verdict.score, True
        link.save(update_fields=["shared", "score", "is_offered"])


def _lock(account_id: int) -> Account:
    return Account.objects.select_for_update(of=("self",)).select_related("own_subject").get(id=account_id)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NotNoted("Say where it was seen.", field="reason")
    return reason.strip()


def _record(account: Account, verb: str, *, by: Actor, at: datetime, reason: str, details: dict[str, object]) -> None:
    record(subject=audited_as(account), verb=verb, by=by, at=at, reason=_reason(reason), details=details)
