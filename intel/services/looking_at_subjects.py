"""Opening a subject's page: it is recorded who looked, as whoever is named there has a right to know that it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Account, Subject
from intel.rules.escalation import Pace
from intel.rules.lead_force import Share
from intel.selectors import subjects
from intel.selectors.shared_subjects import shares_of
from intel.selectors.subjects import CaseRow, LinkRow, Month


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the page shows."""

    accounts: list[Account]
    links: list[LinkRow]
    cases: list[CaseRow]
    months: list[Month]
    pace: Pace
    named: set[tuple[int, UUID]]
    shares: list[Share]


@transaction.atomic
def look(*, subject: Subject, by: Actor, at: datetime) -> Seen:
    """Return what is known of a subject, and record that it was read. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    accounts = subjects.accounts_of(subject=subject, by=by)
    record(subject=f"subject:{subject.reference}", verb="viewed", by=by, at=at)
    links = subjects.links_of(accounts=accounts, by=by)
    cases = subjects.cases_of(subject=subject, by=by)
    drawn = {each.id: each for each in (*accounts, *(link.other for link in links))}.values()
    return Seen(
        accounts=accounts,
        links=links,
        cases=cases,
        months=subjects.months_of(subject=subject, by=by),
        pace=subjects.pace_of(subject=subject, at=at, by=by),
        named=subjects.named_in(accounts=drawn, cases=[each.case.id for each in cases], by=by),
        shares=shares_of(subjects=[subject.id]).get(subject.id, []),
    )
