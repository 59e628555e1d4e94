"""Releases to the public: asked for, made safe by a worker, read, published by somebody else, never changed."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import ReleaseCounts, Snapshot, StatisticsRelease
from intel.rules.disclosure.attack import attack
from intel.rules.disclosure.protecting import NothingProtects, protect
from intel.rules.disclosure.relations import relations_of
from intel.rules.disclosure.releases import BadTables, Protected
from intel.rules.statistics.published import POPULATIONS, RULES, Population
from intel.selectors import release_counts

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=30)
MOST_ATTEMPTS = 3
NOT_IN_TIME = "It could not be made in time. Whoever runs the hub finds more in its log."
State = StatisticsRelease.State
OPEN = (State.ASKED, State.DRAFTED, State.UNSAFE)


class ReleaseRefused(Exception):
    """It cannot be asked for, published or discarded; the message says why."""


@transaction.atomic
def ask(*, note: str, by: Actor, at: datetime) -> StatisticsRelease:
    """Ask for the next release, of the newest snapshot. Raises NotPermitted, ReleaseRefused."""
    require(by=by, action=Action.BUILD_STATISTICS)
    snapshot = Snapshot.objects.order_by("-taken_at").first()
    if snapshot is None:
        raise ReleaseRefused("Nothing was counted yet. Figures are counted each night.")
    if snapshot.differs:
        raise ReleaseRefused("The newest figures differ from the case tables. Nothing can be released from them.")
    if StatisticsRelease.objects.select_for_update().filter(state__in=OPEN).exists():
        raise ReleaseRefused("A release is being made or read. Publish or discard it first.")
    last = StatisticsRelease.objects.filter(state=State.PUBLISHED).order_by("-number").first()
    number = last.number + 1 if last else 1
    if last and snapshot.day < last.day:
        raise ReleaseRefused("The newest figures are older than the last release.")
    release = StatisticsRelease.objects.create(
        number=number, note=note, day=snapshot.day, asked_by=str(by), asked_at=at, not_before=at
    )
    record(subject=f"statistics_release:{number}", verb="asked", by=by, at=at)
    return release


def make_due(*, by: Actor, at: datetime) -> int:
    """Make the release that was asked for, if there is one; return how many were made. Raises NotPermitted."""
    require(by=by, action=Action.COUNT_FIGURES)
    with transaction.atomic():
        due = StatisticsRelease.objects.select_for_update(skip_locked=True)
        release = due.filter(state=State.ASKED, not_before__lte=at).first()
        if release is None:
            return 0
        release.not_before, release.attempts = at + LEASE, release.attempts + 1
        release.save(update_fields=["not_before", "attempts"])
    if release.attempts > MOST_ATTEMPTS:
        _keep(
            release, trouble="It could not be made in time. Whoever runs the hub finds more in its log.", by=by, at=at
        )
        return 0
    made, trouble = _made(release)
    _keep(release, made=made, trouble=trouble, by=by, at=at)
    return 1


def _made(release: StatisticsRelease) -> tuple[dict[str, Protected], str]:
    """Make every population of a release safe, and attack it; return them, or what is in the way."""
    first = release_counts.first_month()
    if first is None:
        return {}, "There is no report yet."
    made: dict[str, Protected] = {}
    for population in POPULATIONS.values():
        earlier = _earlier(population, before=release.number)
        tables = release_counts.tables_of(population, first=first, day=release.day)
        relations = relations_of(each.frame for each in tables)
        try:
            done = protect(tables, relations, RULES, earlier)
        except (BadTables, NothingProtects):
            logger.exception("release %s cannot be made safe", release.number)
            return {}, f"Of {population.code} no safe figures can be made."
        found = attack([each.release for each in (*earlier, done)])
        if found:
            logger.error("release %s: the attack found %d cells", release.number, len(found))
            return {}, f"Of {population.code} the attack worked out {len(found)} counts that are protected."
        made[population.code] = done
    return made, ""


def _earlier(population: Population, *, before: int) -> list[Protected]:
    kept = ReleaseCounts.objects.filter(release__state=State.PUBLISHED, release__number__lt=before)
    rows = kept.order_by("release__number").values_list("counts", flat=True)
    return [Protected.read(counts[population.code]) for counts in rows]


@transaction.atomic
def _keep(
    release: StatisticsRelease,
    *,
    trouble: str,
    by: Actor,
    at: datetime,
    made: dict[str, Protected] | None = None,
) -> None:
    row = StatisticsRelease.objects.select_for_update().get(id=release.id)
    if row.state != State.ASKED:
        return
    if trouble or not made:
        row.state, row.trouble = State.UNSAFE, trouble
    else:
        row.state, row.public = State.DRAFTED, _public(row, made)
        kept = {code: each.as_dict() for code, each in made.items()}
        ReleaseCounts.objects.create(release=row, counts=kept)
    row.made_at = at
    row.save()
    record(subject=f"statistics_release:{row.number}", verb="made", by=by, at=at, details={"state": row.state})


def _public(release: StatisticsRelease, made: dict[str, Protected]) -> dict[str, Any]:
    """Return all that the public sees: the safe tables, and medians in whole days where they are of enough reports."""
    first = release_counts.first_month()
    medians = [] if first is None else list(release_counts.medians(first=first, day=release.day))
    return {
        "populations": {code: each.release.as_dict() for code, each in made.items()},
        "medians": [
            {
                "measure": each.measure,
                "period": each.period,
                "days": round(each.days) if each.days is not None and each.of >= 2 * RULES.threshold else None,
            }
            for each in medians
        ],
    }


@transaction.atomic
def publish(*, number: int, by: Actor, at: datetime) -> StatisticsRelease:
    """Publish a release that somebody else has asked for. Raises NotPermitted, ReleaseRefused."""
    require(by=by, action=Action.RELEASE_STATISTICS)
    release = _open(number)
    if release.state != State.DRAFTED:
        raise ReleaseRefused("It is not ready to be published.")
    if by.is_named(release.asked_by):
        raise ReleaseRefused("You asked for it: somebody else has to read and publish it.")
    release.state, release.settled_by, release.settled_at = State.PUBLISHED, str(by), at
    release.save()
    record(subject=f"statistics_release:{number}", verb="published", by=by, at=at)
    return release


@transaction.atomic
def discard(*, number: int, by: Actor, at: datetime) -> None:
    """Discard a release that nobody has seen; its number is given again. Raises NotPermitted, ReleaseRefused."""
    require(by=by, action=Action.BUILD_STATISTICS)
    release = _open(number)
    ReleaseCounts.objects.filter(release=release).delete()
    release.state, release.settled_by, release.settled_at = State.DISCARDED, str(by), at
    release.public = None
    release.save()
    record(subject=f"statistics_release:{number}", verb="discarded", by=by, at=at)


def _open(number: int) -> StatisticsRelease:
    release = StatisticsRelease.objects.select_for_update().filter(number=number, state__in=OPEN).first()
    if release is None:
        raise ReleaseRefused("It was published or discarded meanwhile.")
    return release
