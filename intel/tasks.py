"""What Celery runs for intel."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from hatehub.accounts.actors import HUB
from intel.services import products, repeats_noticed, watching_subjects, waves_noticed
from intel.services.statistics import building, releasing, research, snapshots


@shared_task(name="intel.look_for_waves", ignore_result=True, expires=600)
def look_for_waves() -> None:
    """Look whether more arrives against a target or place than is usual."""
    waves_noticed.look(by=HUB, at=timezone.now())


@shared_task(name="intel.look_at_subjects", ignore_result=True, expires=60)
def look_at_subjects() -> None:
    """Look at the subjects of many reports of which something has become since the last minute."""
    watching_subjects.look_at_due(by=HUB, at=timezone.now())


@shared_task(name="intel.review_notices", ignore_result=True, expires=3600)
def review_notices() -> None:
    """Look again whether repeats stand, page by page: what was withdrawn, withheld or told otherwise meanwhile."""
    at = timezone.now()
    while repeats_noticed.review_page(before=at, by=HUB, at=timezone.now()):
        pass


@shared_task(name="intel.draft_week", ignore_result=True, expires=3600)
def draft_week() -> None:
    """Draft the tactical assessment of the last whole week, unless it is there."""
    products.draft_week(by=HUB, at=timezone.now())


@shared_task(name="intel.take_snapshot", ignore_result=True, expires=3600)
def take_snapshot() -> None:
    """Derive and count the figures of the night, then the reports that are due by it; end research projects.

    Where somebody takes a snapshot by hand just now, that one counts.
    """
    with suppress(snapshots.BeingTaken):
        snapshots.take(by=HUB, at=timezone.now())
    building.count_due(by=HUB, at=timezone.now())
    research.end_due(by=HUB, at=timezone.now())


@shared_task(name="intel.make_releases", ignore_result=True, expires=60)
def make_releases() -> None:
    """Make the release of statistics that somebody has asked for."""
    releasing.make_due(by=HUB, at=timezone.now())
