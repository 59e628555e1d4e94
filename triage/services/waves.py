"""Noting what a report shares with others, and counting the waves that come of it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max, Min
from django.db.models.functions import Greatest, Least

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import DataKey, Purpose
from reports.models import Content, Report
from reports.services.diversion import Diverted
from reports.services.personal import read_words
from triage.models import DuplicateMatch, Trait, Wave
from triage.rules.matching import Found
from triage.rules.sharing import find_targets
from triage.selectors.wave_tables import get_wave_table

KEY_LETTERS = 32
ROOTED = {DuplicateMatch.Kind.SAME_WORDS: Trait.Kind.WORDS, DuplicateMatch.Kind.SAME_PICTURE: Trait.Kind.PICTURE}
Named = tuple[str, str]
STORE = """
INSERT INTO triage_trait (report_id, at, kind, key)
SELECT %s, %s, named.kind, named.key FROM unnest(%s::text[], %s::text[]) AS named (kind, key)
ON CONFLICT DO NOTHING RETURNING kind, key
"""


@transaction.atomic
def write(*, report_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Store what these reports name themselves and lack as a trait, counting no waves; return how many are new.

    Traits of words and pictures come of matches, and with them. What is erased gets none. Doing it twice changes
    nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    reports = Report.objects.filter(id__in=report_ids).exclude(id__in=_erased(report_ids))
    rows = [
        Trait(report=report, kind=kind, key=key, at=report.submitted_at)
        for report in reports.prefetch_related("contents")
        for kind, key in _own_traits(report)
    ]
    before = Trait.objects.filter(report__in=report_ids).count()
    Trait.objects.bulk_create(rows, ignore_conflicts=True)
    return Trait.objects.filter(report__in=report_ids).count() - before


def note(*, report: Report, same: Iterable[Found]) -> bool:
    """Store what a report shares, count it into its waves, and tell whether it came in one.

    `same` is what the finders found: reports with the same words or picture share the trait of the earliest.
    Doing it twice counts nothing twice, also at the same moment. What is erased shares nothing any more. A wave's row
    is locked last, so that workers wait for each other shortly.
    """
    if _erased([report.id]):
        return False
    rooted_already = set(Trait.objects.filter(report=report).values_list("kind", flat=True))
    traits = {*_own_traits(report), *_rooted_traits(report, same, without=rooted_already)}
    for kind, key in _store(report, traits):
        _count(report, kind=kind, key=key)
    return Wave.objects.filter(kind=Trait.Kind.POST, key__in=[key for kind, key in traits if kind == "post"]).exists()


def _erased(report_ids: Collection[UUID]) -> set[UUID]:
    """Return the reports whose material is erased: from what is left of them nothing is derived any more."""
    destroyed = DataKey.objects.filter(owner__in=report_ids, purpose=Purpose.MATERIAL, wrapped__isnull=True)
    return set(destroyed.values_list("owner", flat=True))


def _store(report: Report, traits: set[Named]) -> list[Named]:
    """Store the traits that a report lacks, and return them; who stores the same at this moment is waited for."""
    if not traits:
        return []
    kinds, keys = zip(*sorted(traits), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(STORE, [report.id, report.submitted_at, list(kinds), list(keys)])
        return sorted(cursor.fetchall())


def _wait_for_turn(name: str) -> None:
    """Let one transaction at a time do what has this name; the next sees what it has stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def trait_key(kind: str, value: str) -> str:
    """Return the keyed hash under which a trait is stored."""
    return vault.lookup_hash(value, purpose=f"trait:{kind}")[:KEY_LETTERS]


def _own_traits(report: Report) -> set[Named]:
    named: set[Named] = set()
    posts = list(report.contents.all())
    for post in posts:
        if post.post_key:
            named.add((Trait.Kind.POST.value, post.post_key))
        if post.account_handle:
            named.add((Trait.Kind.ACCOUNT.value, f"{post.platform_code}:{post.account_handle.casefold()}"))
    for platform, handle in _targets(posts):
        named.add((Trait.Kind.TARGET.value, f"{platform}:{handle}"))
    return {(kind, trait_key(kind, value)) for kind, value in named}


def _targets(posts: list[Content]) -> Iterable[tuple[str, str]]:
    authors = [post.account_handle for post in posts]
    for post in posts:
        for handle in find_targets([_words(post)], authors=authors):
            yield post.platform_code, handle


def _words(post: Content) -> str:
    try:
        return read_words(content=post)
    except (vault.KeyDestroyed, Diverted):
        return ""


def _rooted_traits(report: Report, same: Iterable[Found], *, without: set[str]) -> set[Named]:
    """Return the traits of words and picture: those of the earliest report that has the same."""
    rooted: set[Named] = set()
    for kind, trait in ROOTED.items():
        others = [found.report_id for found in same if found.kind == kind]
        if others and trait.value not in without:
            rooted.add((trait.value, _root(report, others, kind=trait)))
    return rooted


def _root(report: Report, others: list[UUID], *, kind: Trait.Kind) -> str:
    """Return the key that all of these share, so that two that find each other name it alike."""
    known = Trait.objects.filter(report__in=others, kind=kind).order_by("at", "id").first()
    if known is not None:
        return known.key
    first = Report.objects.filter(id__in=[report.id, *others]).order_by("submitted_at", "id")[0]
    key = trait_key(kind, str(first.id))
    if first != report:
        _store(first, {(kind.value, key)})
    return key


def _count(report: Report, *, kind: str, key: str) -> None:
    """Count a report into the wave of a trait, and begin the wave where this makes it one.

    Of those that arrive at one moment each sees the others, or the wave would begin without them.
    """
    if _add(report, kind=kind, key=key):
        return
    _wait_for_turn(f"wave of {kind} {key}")
    if not _add(report, kind=kind, key=key) and _is_enough(kind=kind, key=key, at=report.submitted_at):
        _begin(kind=kind, key=key)


def _add(report: Report, *, kind: str, key: str) -> bool:
    return bool(
        Wave.objects.filter(kind=kind, key=key).update(
            reports=F("reports") + 1,
            first_at=Least("first_at", report.submitted_at),
            last_at=Greatest("last_at", report.submitted_at),
            settled_at=None,
            settled_by="",
        )
    )


def _is_enough(*, kind: str, key: str, at: datetime) -> bool:
    table = get_wave_table()
    near = Trait.objects.filter(kind=kind, key=key, at__gt=at - table.within, at__lte=at + table.within)
    return len(near.values_list("id")[: table.from_reports]) >= table.from_reports


def _begin(*, kind: str, key: str) -> None:
    sharing = Trait.objects.filter(kind=kind, key=key)
    span = sharing.aggregate(first=Min("at"), last=Max("at"))
    wave = Wave(kind=kind, key=key, reports=sharing.count(), first_at=span["first"], last_at=span["last"])
    wave.sample_id = sharing.order_by("at", "id").values_list("report_id", flat=True)[0]
    Wave.objects.bulk_create([wave], ignore_conflicts=True)


@transaction.atomic
def settle(*, wave_id: int, by: Actor, at: datetime, reason: str) -> Wave:
    """Note that nothing more is to be done about a wave; the next report of it brings it back. Raises NotPermitted."""
    require(by=by, action=Action.MERGE)
    wave = Wave.objects.select_for_update().get(id=wave_id)
    if wave.settled_at is None:
        wave.settled_at, wave.settled_by = at, str(by)
        wave.save(update_fields=["settled_at", "settled_by"])
        record(subject=f"wave:{wave.id}", verb="wave_settled", by=by, at=at, reason=reason)
    return wave


def forget(*, report_id: UUID) -> int:
    """Remove what was derived from a report whose keys are destroyed; return how much. A wave keeps its number."""
    return Trait.objects.filter(report=report_id).delete()[0]
