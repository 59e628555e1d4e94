"""A request for access in the demonstration: somebody who reported asks what the hub holds on them."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from reports.models import Report
from triage.rules.access_requests import Kind
from triage.services.access_requests import receiving
from triage.services.access_requests.parts import Asker

CAME_DAYS_AGO = 26


def receive(*, at: datetime) -> None:
    """Take in a request that is due in a few days."""
    report = Report.objects.order_by("submitted_at", "id").first()
    if report is None:
        return
    came = (at - timedelta(days=CAME_DAYS_AGO)).date()
    asker = Asker(
        name="[Invented] Robin Example",
        reach="[Invented] By post: 1 Example Street, Leeds",
        checked="[Invented] Rang the number that the report gives, and asked what it was about.",
    )
    by = actor_for_user(User.objects.get(username="officer2"))
    receiving.receive(
        kind=Kind.COMPLAINANT,
        asker=asker,
        references=[report.reference],
        received_on=came,
        confirmed_on=came,
        by=by,
        at=at,
    )
