"""Diverting material: marked on sight, what was derived of it removed, and the body that deals with it told."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, ReasonRequired, record_many
from hatehub.outbox.services import nudge
from hatehub.reference.models import Material
from hatehub.reference.selectors import body_for
from reports.models import Content, Evidence
from reports.services import diversion
from triage.models import Diversion, TextFingerprint
from triage.services import pictures, words
from triage.services.picture_matching import number_of

Source = TextFingerprint.Source


class AlreadyLifted(Exception):
    """Somebody has lifted this mark meanwhile."""


@transaction.atomic
def divert_exhibit(*, evidence_id: int, material: Material, by: Actor, at: datetime) -> Diversion:
    """Divert an exhibit and every other with the same bytes; return its row.

    Afterwards nobody opens it, its prints are gone, and the body of the reference data is to be told. Doing it twice
    changes nothing: what it was first marked as stays. Raises NotPermitted and Evidence.DoesNotExist.
    """
    changed = diversion.mark_exhibit(evidence_id=evidence_id, material=material, by=by, at=at)
    _note(changed.exhibits, changed.posts, by=by, at=at)
    item = Evidence.objects.get(id=evidence_id)
    take_in(report_id=item.report_id, by=by, at=at)
    return Diversion.objects.get(evidence=item, lifted_at__isnull=True)


@transaction.atomic
def divert_post(*, content_id: int, material: Material, by: Actor, at: datetime) -> Diversion:
    """Divert a post wherever it is complained of, as `divert_exhibit` does. Raises Content.DoesNotExist as well."""
    changed = diversion.mark_post(content_id=content_id, material=material, by=by, at=at)
    _note(changed.exhibits, changed.posts, by=by, at=at)
    item = Content.objects.get(id=content_id)
    take_in(report_id=item.report_id, by=by, at=at)
    return Diversion.objects.get(content=item, lifted_at__isnull=True)


@transaction.atomic
def take_in(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Note what of a report is marked and has no row yet, such as what came in marked; return how many were new.

    Doing it twice changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.DIVERT)
    known = Diversion.objects.filter(report=report_id, lifted_at__isnull=True)
    exhibits = Evidence.objects.filter(report=report_id).exclude(diverted_as="").select_related("made_from")
    posts = Content.objects.filter(report=report_id).exclude(diverted_as="")
    before = known.count()
    _note(list(exhibits), list(posts), by=by, at=at)
    return known.count() - before


@transaction.atomic
def note_told(*, diversion_id: int, reference: str, by: Actor, at: datetime) -> int:
    """Note that the body has been told of a thing, with its own reference; return how many reports that holds for.

    What comes in of the same thing later has to be told again: it may stand at another address. Doing it twice
    changes nothing. Raises NotPermitted and Diversion.DoesNotExist.
    """
    require(by=by, action=Action.DIVERT)
    rows = _locked(diversion_id)
    told = [row for row in rows if row.told_at is None and row.lifted_at is None]
    for row in told:
        row.told_by, row.told_at, row.body_reference = str(by), at, reference
    Diversion.objects.bulk_update(told, ["told_by", "told_at", "body_reference"], batch_size=500)
    details = {"to": told[0].body.code if told and told[0].body else "", "reference": reference}
    _record(told, verb="diversion_told", by=by, at=at, details=details)
    return len(told)


@transaction.atomic
def lift(*, diversion_id: int, by: Actor, at: datetime, reason: str) -> int:
    """Take the mark from a thing, wherever it is; return how many rows that ended.

    It can be opened again from then on, and is printed again. Raises NotPermitted, ReasonRequired, AlreadyLifted and
    Diversion.DoesNotExist.
    """
    require(by=by, action=Action.LIFT_DIVERSION)
    if not reason.strip():
        raise ReasonRequired("Say why the mark is lifted.")
    row = Diversion.objects.get(id=diversion_id)
    if row.evidence_id is not None:
        diversion.clear_exhibit(evidence_id=row.evidence_id, by=by, at=at, reason=reason)
    elif row.content_id is not None:
        diversion.clear_post(content_id=row.content_id, by=by, at=at, reason=reason)
    rows = [each for each in _locked(diversion_id) if each.lifted_at is None]
    if not rows:
        raise AlreadyLifted("This mark has been lifted already.")
    for each in rows:
        each.lifted_by, each.lifted_at, each.lifted_reason = str(by), at, reason
    Diversion.objects.bulk_update(rows, ["lifted_by", "lifted_at", "lifted_reason"], batch_size=500)
    _derive_again({each.report_id for each in rows}, by=by, at=at)
    return len(rows)


def thing_of(item: Evidence | Content) -> str:
    """Return what is equal for the same bytes, for what was made of them, and for the same post."""
    if isinstance(item, Evidence):
        return f"file:{(item.made_from or item).file_hash}"
    return f"post:{item.post_key}" if item.post_key else f"content:{item.id}"


def _note(exhibits: Collection[Evidence], posts: Collection[Content], *, by: Actor, at: datetime) -> None:
    """Write the rows of what was marked, and remove what was derived of it."""
    marked: list[Evidence | Content] = [*exhibits, *posts]
    bodies = {material: body_for(material=material) for material in {item.diverted_as for item in marked}}
    rows = [
        Diversion(
            report_id=item.report_id,
            evidence=item if isinstance(item, Evidence) else None,
            content=item if isinstance(item, Content) else None,
            thing=thing_of(item),
            material=item.diverted_as,
            body=bodies[item.diverted_as],
            marked_by=str(by),
            marked_at=at,
        )
        for item in marked
    ]
    Diversion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    _forget_derived(exhibits, posts)


def _forget_derived(exhibits: Collection[Evidence], posts: Collection[Content]) -> None:
    pictures.forget_exhibits(evidence_ids=[item.id for item in exhibits])
    printed = (item for item in exhibits if item.origin == Evidence.Origin.REPORTED)
    read_in_pictures = [(item.report_id, int(Source.PICTURE), number_of(item)) for item in printed]
    of_posts = [(item.report_id, int(Source.POST), item.position) for item in posts]
    words.forget_some(names=[*read_in_pictures, *of_posts])


def _derive_again(reports: Collection[UUID], *, by: Actor, at: datetime) -> None:
    words.write(report_ids=reports, by=by, at=at)
    for report_id in reports:
        transaction.on_commit(lambda chosen=str(report_id): nudge("triage.print_pictures", chosen))  # type: ignore[misc]


def _locked(diversion_id: int) -> list[Diversion]:
    """Return every row of the thing that one row is about, locked in one order."""
    thing = Diversion.objects.values_list("thing", flat=True).get(id=diversion_id)
    rows = Diversion.objects.filter(thing=thing).select_related("report", "body")
    return list(rows.order_by("id").select_for_update(of=("self",)))


def _record(rows: Iterable[Diversion], *, verb: str, by: Actor, at: datetime, details: dict[str, str]) -> None:
    subjects = dict.fromkeys(f"report:{row.report.reference}" for row in rows)
    record_many(notes=(Note(subject=subject, verb=verb, details=dict(details)) for subject in subjects), by=by, at=at)
