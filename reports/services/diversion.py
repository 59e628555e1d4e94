"""Marking material that nobody opens any more, and finding the mark on what comes in later.

The same bytes and the same post are the same material: a mark holds for every report that has them, now and later.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from hatehub.outbox.services import publish_many
from hatehub.reference.models import Material
from reports.events import DiversionChanged
from reports.models import Content, Evidence

HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
HOLD_TO_READ = "SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS held (name)"


class Diverted(Exception):
    """What is asked for is diverted material: it is not opened. `material` says of which kind."""

    def __init__(self, material: str) -> None:
        super().__init__(material)
        self.material = material


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The exhibits and posts whose mark was changed now."""

    exhibits: tuple[Evidence, ...] = ()
    posts: tuple[Content, ...] = ()


def refuse_diverted(item: Evidence | Content) -> None:
    """Return quietly where an exhibit or a post may be opened. Raises Diverted."""
    if item.diverted_as:
        raise Diverted(item.diverted_as)


@transaction.atomic
def mark_exhibit(*, evidence_id: int, material: Material, by: Actor, at: datetime) -> Changed:
    """Mark an exhibit, every other that holds the same bytes, and copies made of them; return those newly marked.

    Afterwards none of them is opened, and DiversionChanged is published for each report. Doing it twice changes
    nothing. Raises NotPermitted and Evidence.DoesNotExist.
    """
    require(by=by, action=Action.DIVERT)
    source = _source(evidence_id)
    _hold(_file(source.file_hash))
    rows = _same_file(source).filter(diverted_as="")
    return _change_exhibits(rows, material=material.value, verb="diverted", by=by, at=at)


@transaction.atomic
def mark_post(*, content_id: int, material: Material, by: Actor, at: datetime) -> Changed:
    """Mark a post wherever it is complained of, as `mark_exhibit` does with a file.

    A link that names no post is marked alone. Raises NotPermitted and Content.DoesNotExist.
    """
    require(by=by, action=Action.DIVERT)
    item = Content.objects.get(id=content_id)
    _hold(_post(item.post_key))
    rows = _same_post(item).filter(diverted_as="")
    return _change_posts(rows, material=material.value, verb="diverted", by=by, at=at)


@transaction.atomic
def clear_exhibit(*, evidence_id: int, by: Actor, at: datetime, reason: str) -> Changed:
    """Take the mark from an exhibit, from every other that holds the same bytes, and from copies; return them.

    Raises NotPermitted and Evidence.DoesNotExist.
    """
    require(by=by, action=Action.LIFT_DIVERSION)
    source = _source(evidence_id)
    _hold(_file(source.file_hash))
    rows = _same_file(source).exclude(diverted_as="")
    return _change_exhibits(rows, material="", verb="diversion_lifted", by=by, at=at, reason=reason)


@transaction.atomic
def clear_post(*, content_id: int, by: Actor, at: datetime, reason: str) -> Changed:
    """Take the mark from a post wherever it is complained of. Raises NotPermitted and Content.DoesNotExist."""
    require(by=by, action=Action.LIFT_DIVERSION)
    item = Content.objects.get(id=content_id)
    _hold(_post(item.post_key))
    rows = _same_post(item).exclude(diverted_as="")
    return _change_posts(rows, material="", verb="diversion_lifted", by=by, at=at, reason=reason)


def marks_of_files(file_hashes: Iterable[str]) -> dict[str, str]:
    """Return as what files that come in now are diverted, by hash; nothing for those that are not.

    Until the transaction ends nobody marks the same bytes: who waits to do so then sees what came in.
    """
    hashes = set(file_hashes)
    _hold_to_read(map(_file, hashes))
    marked = Evidence.objects.filter(file_hash__in=hashes).exclude(diverted_as="")
    return dict(marked.values_list("file_hash", "diverted_as"))


def marks_of_posts(post_keys: Iterable[str | None]) -> dict[str | None, str]:
    """Return as what posts that are reported now are diverted, by key, as `marks_of_files` does with files."""
    keys = {key for key in post_keys if key}
    _hold_to_read(map(_post, keys))
    marked = Content.objects.filter(post_key__in=keys).exclude(diverted_as="")
    return dict(marked.values_list("post_key", "diverted_as"))


def announce_arrival(
    *, exhibits: Iterable[Evidence] = (), posts: Iterable[Content] = (), by: Actor, at: datetime
) -> None:
    """Audit and publish what came in and is diverted already; nothing where nothing is."""
    marked_exhibits = [item for item in exhibits if item.diverted_as]
    marked_posts = [item for item in posts if item.diverted_as]
    if marked_exhibits or marked_posts:
        _announce(marked_exhibits, marked_posts, verb="diverted_on_arrival", by=by, at=at, reason="")


def _source(evidence_id: int) -> Evidence:
    """Return an exhibit; of a copy, what it was made from."""
    item = Evidence.objects.select_related("made_from").get(id=evidence_id)
    return item.made_from or item


def _same_file(source: Evidence) -> QuerySet[Evidence]:
    same = list(Evidence.objects.filter(file_hash=source.file_hash).values_list("id", flat=True))
    return Evidence.objects.filter(Q(id__in=same) | Q(made_from__in=same))


def _same_post(item: Content) -> QuerySet[Content]:
    same = Q(id=item.id) | (Q(post_key=item.post_key) if item.post_key else Q(pk__in=[]))
    return Content.objects.filter(same)


def _change_exhibits(
    rows: QuerySet[Evidence], *, material: str, verb: str, by: Actor, at: datetime, reason: str = ""
) -> Changed:
    chosen = list(rows.order_by("id").select_for_update(of=("self",)).select_related("report", "made_from"))
    for item in chosen:
        item.diverted_as = material
    Evidence.objects.bulk_update(chosen, ["diverted_as"], batch_size=500)
    _announce(chosen, [], verb=verb, by=by, at=at, reason=reason)
    return Changed(exhibits=tuple(chosen))


def _change_posts(
    rows: QuerySet[Content], *, material: str, verb: str, by: Actor, at: datetime, reason: str = ""
) -> Changed:
    chosen = list(rows.order_by("id").select_for_update(of=("self",)).select_related("report"))
    for item in chosen:
        item.diverted_as = material
    Content.objects.bulk_update(chosen, ["diverted_as"], batch_size=500)
    _announce([], chosen, verb=verb, by=by, at=at, reason=reason)
    return Changed(posts=tuple(chosen))


def _announce(
    exhibits: Collection[Evidence], posts: Collection[Content], *, verb: str, by: Actor, at: datetime, reason: str
) -> None:
    """Write one entry of the audit for each item, and publish one event for each report."""
    named = [(item.report, {"exhibit": item.exhibit, "as": item.diverted_as}) for item in exhibits]
    named += [(item.report, {"post": str(item.position), "as": item.diverted_as}) for item in posts]
    notes = (
        Note(subject=f"report:{report.reference}", verb=verb, reason=reason, details=dict(details))
        for report, details in named
    )
    record_many(notes=notes, by=by, at=at)
    reports = {report.id: report for report, _details in named}
    events = (DiversionChanged(report_id=str(each.id), case_id=str(each.case_id)) for each in reports.values())
    publish_many(((event.case_id, event) for event in events), at=at)


def _file(file_hash: str) -> str:
    return f"diverted file {file_hash}"


def _post(post_key: str | None) -> str:
    return f"diverted post {post_key}"


def _hold(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [name])


def _hold_to_read(names: Iterable[str]) -> None:
    chosen = sorted(names)
    if chosen:
        with connection.cursor() as cursor:
            cursor.execute(HOLD_TO_READ, [chosen])
