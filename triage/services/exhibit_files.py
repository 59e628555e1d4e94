"""Giving out an exhibit's own bytes: a copy of the original for a reason, or a film and a sound to a player."""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose as KeyPurpose
from reports.clients import tallies
from reports.models import Evidence
from reports.rules.byte_ranges import Span, asked_span
from reports.rules.custody import CustodyVerb
from reports.rules.file_kinds import PLAYED_TYPES, kind_of
from reports.services import custody, files, opening
from triage.services import file_addresses
from triage.services.file_addresses import AddressUseless, Purpose, Ticket
from triage.services.looking import reviews
from triage.services.seen import note_seen

PLAY_SECONDS = 15 * 60
LONGEST_WHY = 300
WHY_FIELD = "exhibit-copy"
ANY_BYTES = "application/octet-stream"


class WhyRequired(Exception):
    """An original is copied for a reason, and none was given, or one that is too long."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a file is fetched: the signed part, and the name that it gets."""

    token: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is given out. `span` is the part of `size` bytes that `pieces` holds; None where it is the whole file."""

    name: str
    content_type: str
    size: int
    span: Span | None
    pieces: Iterator[bytes]
    takes_ranges: bool


def address_of_copy(*, evidence_id: int, why: str, reading_id: int | None, by: Actor, at: datetime) -> Address:
    """Return the address of an original, good for a minute and for this person.

    The copy is recorded when it is fetched. Raises WhyRequired, KeyDestroyed and what `opening.find` does.
    """
    item = _find(evidence_id, reading_id=reading_id, by=by, at=at)
    if not why.strip() or len(why) > LONGEST_WHY:
        raise WhyRequired
    sealed = vault.seal(why, owner=item.report_id, purpose=KeyPurpose.MATERIAL, field=WHY_FIELD).hex()
    return _address(item, Purpose.COPY, settings.FILES_SECONDS, reading_id=reading_id, by=by, at=at, why=sealed)


def address_to_play(*, evidence_id: int, reading_id: int | None, by: Actor, at: datetime) -> Address:
    """Return the address that a player takes a film or a sound from, good for 15 minutes and for this person.

    Nothing is recorded until it is played. Raises AddressUseless for other files, and what `opening.find` does.
    """
    item = _find(evidence_id, reading_id=reading_id, by=by, at=at)
    if item.content_type not in PLAYED_TYPES:
        raise AddressUseless
    return _address(item, Purpose.PLAY, PLAY_SECONDS, reading_id=reading_id, by=by, at=at)


def fetch(*, token: str, name: str, asked: str, at: datetime) -> Given:
    """Return the file that an address stands for, or the part that the Range header `asked` names, to be sent as it is.

    Whoever the address was made for must still be allowed to open the file. Its custody says "copied", with the
    reason, or "viewed". Raises AddressUseless, byte_ranges.Unsatisfiable, and what `opening.find` and `custody.read`
    do.
    """
    ticket = file_addresses.read(token, at=at)
    by = _actor(ticket)
    item = _find(ticket.evidence_id, reading_id=ticket.reading_id, by=by, at=at)
    if name != _name(item):
        raise AddressUseless
    if ticket.purpose is Purpose.COPY:
        return _copy(item, ticket, by=by, at=at)
    return _part(item, token, asked, by=by, at=at)


def _find(evidence_id: int, *, reading_id: int | None, by: Actor, at: datetime) -> Evidence:
    is_review = reviews(evidence_id, reading_id, by=by)
    return opening.find(evidence_id=evidence_id, by=by, at=at, is_review=is_review)


def _address(
    item: Evidence, purpose: Purpose, seconds: int, *, reading_id: int | None, by: Actor, at: datetime, why: str = ""
) -> Address:
    if by.user_id is None:
        raise AddressUseless
    ticket = Ticket(
        evidence_id=item.id,
        user_id=by.user_id,
        purpose=purpose,
        expires=int((at + timedelta(seconds=seconds)).timestamp()),
        reading_id=reading_id,
        why=why,
    )
    return Address(token=file_addresses.sign(ticket), name=_name(item))


def _actor(ticket: Ticket) -> Actor:
    """Return who the address was made for, as they are now."""
    user = User.objects.select_related("force").filter(id=ticket.user_id, is_active=True).first()
    if user is None:
        raise AddressUseless
    return actor_for_user(user)


def _name(item: Evidence) -> str:
    """Return a name that says nothing but which exhibit it is, and never ends as something that runs or is drawn."""
    return f"{item.exhibit.replace('/', '-')}.{kind_of(item.content_type).ending}"


def _copy(item: Evidence, ticket: Ticket, *, by: Actor, at: datetime) -> Given:
    why = vault.unseal(bytes.fromhex(ticket.why), owner=item.report_id, purpose=KeyPurpose.MATERIAL, field=WHY_FIELD)
    pieces = custody.read(item=item, by=by, at=at, verb=CustodyVerb.COPIED, why=why)
    return _given(item, pieces, content_type=ANY_BYTES, span=None, takes_ranges=False)


def _part(item: Evidence, token: str, asked: str, *, by: Actor, at: datetime) -> Given:
    if item.content_type not in PLAYED_TYPES:
        raise AddressUseless
    span = asked_span(asked, size=item.size)
    _check_once(item, token, by=by, at=at)
    whole = Span(start=0, stop=item.size)
    pieces = opening.read_part(item, start=(span or whole).start, stop=(span or whole).stop, at=at)
    return _given(item, pieces, content_type=item.content_type, span=span, takes_ranges=True)


def _given(
    item: Evidence, pieces: Iterator[bytes], *, content_type: str, span: Span | None, takes_ranges: bool
) -> Given:
    """Return what is given out, begun."""
    return Given(
        name=_name(item),
        content_type=content_type,
        size=item.size,
        span=span,
        pieces=files.begun(pieces),
        takes_ranges=takes_ranges,
    )


def _check_once(item: Evidence, token: str, *, by: Actor, at: datetime) -> None:
    """Check the hash of the whole before its first byte is given to an address, and record the viewing then.

    It is remembered as long as the address is good: a player asks for dozens of parts.
    """
    known = f"played:{hashlib.sha256(token.encode()).hexdigest()}"
    if tallies.read([known])[0]:
        return
    deque(custody.read(item=item, by=by, at=at, verb=CustodyVerb.VIEWED, why=""), maxlen=0)
    note_seen(by=by, at=at, files=1)
    tallies.keep(known, 1, seconds=PLAY_SECONDS)
