"""Anchoring the audit each day, and checking it against its anchors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Collate
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.models import Anchor, AnchoredHead
from hatehub.audit.registries import Signed, notary
from hatehub.audit.rules.anchors import FIRST, Leaf, Summed, content_of, hash_of, merkle_root

LOCK = 0x616E63686F72  # "anchor"
MOVED = """
    INSERT INTO audit_anchoredhead (anchor_id, subject, sequence, hash)
    SELECT %s, head.subject, head.sequence, head.hash FROM audit_chainhead head
    WHERE head.sequence > 0 AND NOT EXISTS (
        SELECT 1 FROM audit_anchoredhead known WHERE known.subject = head.subject AND known.sequence = head.sequence)
"""
UNTRUE = """
    SELECT leaf.anchor_id FROM audit_anchoredhead leaf
    LEFT JOIN audit_entry entry ON entry.subject = leaf.subject AND entry.sequence = leaf.sequence
    WHERE entry.hash IS DISTINCT FROM leaf.hash ORDER BY leaf.anchor_id LIMIT 1
"""


@transaction.atomic
def anchor(*, by: Actor, at: datetime) -> Anchor | None:
    """Sum up, sign and keep what the audit is now, as the anchor of the day before; None where that day has one.

    The heads are read in one statement and not locked: what is being written at that moment belongs to the next
    anchor. The first anchor holds every chain, each later one those that moved. Raises NotPermitted.
    """
    require(by=by, action=Action.ANCHOR_AUDIT)
    day = timezone.localdate(at) - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    before = Anchor.objects.order_by("-day").first()
    if before is not None and before.day >= day:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_anchor', 'id'))")
        (anchor_id,) = cursor.fetchone()
        cursor.execute(MOVED, [anchor_id])
        heads = cursor.rowcount
    root = merkle_root(_leaves(anchor_id))
    summed = Summed(day=day, at=at, heads=heads, root=root, previous=before.hash if before else FIRST)
    signed = notary().sign(content_of(summed), at=at)
    made = Anchor.objects.create(
        id=anchor_id, **vars(summed), hash=hash_of(summed), key_id=signed.key_id, signature=signed.signature
    )
    notary().ask_stamp(made.hash, day=day, at=at)
    return made


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How many anchors were looked at, and the first that does not hold with the reason; None where all do."""

    anchors: int
    broken: str | None
    reason: str = ""


def check(*, kept: Sequence[Mapping[str, Any]] = ()) -> Checked:
    """Check every anchor: its signature, its place after the one before, its root, and that the entries still say so.

    `kept` are anchors as `audit_anchors` printed them earlier and somebody kept elsewhere: each must be there as it
    was. That finds what nothing inside the database can: that the newest anchors were taken away.
    """
    anchors = list(Anchor.objects.order_by("day"))
    previous = FIRST
    for each in anchors:
        reason = _trouble(each, previous)
        if reason:
            return Checked(anchors=len(anchors), broken=f"anchor:{each.day}", reason=reason)
        previous = each.hash
    with connection.cursor() as cursor:
        cursor.execute(UNTRUE)
        untrue = cursor.fetchone()
    if untrue:
        day = next((each.day for each in anchors if each.pk == untrue[0]), "unknown")
        return Checked(anchors=len(anchors), broken=f"anchor:{day}", reason="an entry is not what was anchored")
    known = {each.day.isoformat(): each.hash for each in anchors}
    for row in kept:
        if known.get(str(row["day"])) != row["hash"]:
            return Checked(anchors=len(anchors), broken=f"anchor:{row['day']}", reason="not the anchor that was kept")
    return Checked(anchors=len(anchors), broken=None)


def as_row(made: Anchor) -> dict[str, Any]:
    """Return an anchor as it is printed and kept elsewhere: what was signed, its hash, the signature and its key."""
    return {
        "day": made.day.isoformat(),
        "at": made.at.isoformat(),
        "heads": made.heads,
        "root": made.root,
        "previous": made.previous,
        "hash": made.hash,
        "key_id": made.key_id,
        "signature": made.signature,
    }


def _trouble(made: Anchor, previous: str) -> str:
    summed = Summed(day=made.day, at=made.at, heads=made.heads, root=made.root, previous=made.previous)
    if made.previous != previous:
        return "it does not follow the one before"
    if made.hash != hash_of(summed):
        return "its hash is not that of its content"
    if not notary().holds(content_of(summed), signed=Signed(key_id=made.key_id, signature=made.signature)):
        return "no key of the hub made its signature"
    counted = AnchoredHead.objects.filter(anchor=made).count()
    if counted != made.heads or merkle_root(_leaves(made.pk)) != made.root:
        return "its root is not that of its heads"
    return ""


def _leaves(anchor_id: int) -> Iterator[Leaf]:
    rows = AnchoredHead.objects.filter(anchor=anchor_id).order_by(Collate("subject", "C"), "sequence")
    for subject, sequence, digest in rows.values_list("subject", "sequence", "hash").iterator(chunk_size=2000):
        yield Leaf(subject=subject, sequence=sequence, hash=digest)
