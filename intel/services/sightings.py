"""Noting the accounts that a report names, and that intelligence was considered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Account, Sighting
from intel.services import enquiring
from reports.models import Case, Gate, Report
from reports.services import gates

GATE = "intelligence_considered"


@transaction.atomic
def note_accounts(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Note every account that a report's posts name; return how many. Doing it twice changes nothing."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    report = Report.objects.get(id=report_id)
    named = {(content.platform_code, content.account_handle) for content in report.contents.exclude(account_handle="")}
    for platform, handle in sorted(named):
        account, _ = Account.objects.get_or_create(
            platform_code=platform, handle=handle, defaults={"first_seen_at": at}
        )
        Sighting.objects.get_or_create(account=account, report=report, defaults={"seen_at": at})
    return len(named)


@transaction.atomic
def forget_accounts(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Forget that a report names accounts, and the accounts that no other names; return how many sightings went.

    For when who a non-crime is about is destroyed.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    seen = Sighting.objects.filter(report=report_id)
    accounts = list(seen.values_list("account", flat=True))
    forgotten = seen.delete()[0]
    Account.objects.filter(id__in=accounts, sightings__isnull=True).delete()
    return forgotten


@transaction.atomic
def consider(*, report_id: UUID, finding: str, by: Actor, at: datetime) -> Gate:
    """Record that an officer has considered intelligence, and what came of it: a gate of closing.

    Which lawful lines of enquiry were left then is recorded with it.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    case = Case.objects.select_related("lead__complainant").get(reports=report_id)
    enquiring.note_left(case=case, outlook=enquiring.look(case=case, by=by, at=at), by=by, at=at)
    return gates.meet(report_id=report_id, name=GATE, by=by, at=at, reason=finding)
