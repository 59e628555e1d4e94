"""Taking reports in that programs of forces and partners send, and telling those programs what becomes of them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force, Partner
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import InboundReport
from referrals.rules.referred_states import Told
from referrals.selectors.referred import (
    OWN_REFERENCE,
    Following,
    ReferredPage,
    find_by_own_key,
    following_of,
    get_inbound,
    list_referred,
)
from referrals.services.numbering import number_waiting
from reports.forms.referred_report import clean_referred
from reports.models import Report
from reports.services import drafts, submission
from reports.services.submission import Answers

NUMBERING_LOCK = 0x696E626F  # "inbo": one numberer at a time
CHANNEL = "api"
# A counter of its own: each report has its newest position alone, so the highest one may be gone.
NUMBER = """
UPDATE referrals_inboundreport SET position = nextval('referrals_inbound_order')
FROM (
    SELECT id FROM referrals_inboundreport WHERE position IS NULL ORDER BY changed_at, id LIMIT %s
) AS waiting
WHERE referrals_inboundreport.id = waiting.id
"""
NEEDS_HELP = frozenset({"danger", "child", "unsure"})


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A report that was taken in. `code` is its receipt code, given once and only to who reports for themselves.

    `case` is the reference of the case that it began as. `is_new` is false for one that had been sent before; `is_same`
    then tells whether with the same contents.
    """

    reference: str
    case: str
    state: Told
    is_new: bool
    is_same: bool
    code: str
    needs_help: bool


def organisation_of(*, by: Actor) -> str:
    """Return the name of the force or the partner whose program it is."""
    if by.force_code:
        return Force.objects.values_list("name", flat=True).get(code=by.force_code)
    return Partner.objects.values_list("name", flat=True).get(code=by.partner_code)


def subject_of(by: Actor) -> str:
    """Return the audit's subject for what a program does that is about no single report."""
    return f"force:{by.force_code}" if by.force_code else f"partner:{by.partner_code}"


def refer_given(*, given: Any, by: Actor, at: datetime) -> tuple[Taken, str]:
    """Take in a report as a program sent it; return also its own reference.

    Raises AnswersRefused, and what `refer` raises.
    """
    judged = clean_referred(given, organisation=organisation_of(by=by))
    taken = refer(answers=judged.answers, own_reference=judged.own_reference, is_own=judged.is_own, by=by, at=at)
    return taken, judged.own_reference


@transaction.atomic
def refer(*, answers: Answers, own_reference: str, is_own: bool, by: Actor, at: datetime) -> Taken:
    """Take in a report as if it came by the form; under a reference that the program sent before, return that report.

    Of two that come at once under one reference the second waits for the first. `is_own` says that the sender reports
    for themselves. Raises NotPermitted, and NothingToReport where there is neither a link nor words.
    """
    require(by=by, action=Action.SUBMIT_REPORT)
    own_key = vault.lookup_hash(f"{by.identifier}:{own_reference}", purpose="inbound:own reference")
    content_hash = _content_hash(answers)
    earlier = find_by_own_key(own_key=own_key, by=by)
    if earlier is not None:
        return _again(earlier, content_hash, answers, by=by)
    with transaction.atomic():
        draft, token = drafts.start(at=at)
        sealed = vault.seal(own_reference, owner=draft.id, purpose=Purpose.PERSON, field=OWN_REFERENCE)
        row, is_new = InboundReport.objects.get_or_create(
            client_id=by.identifier,
            own_key=own_key,
            defaults={
                "content_hash": content_hash,
                "report_id": draft.id,  # the draft's id becomes the report's; checked at the commit
                "sealed_own_reference": sealed,
                "sent_at": at,
                "changed_at": at,
            },
        )
        if is_new:
            report = submission.submit(draft=draft, token=token, answers=answers, at=at, by=by, channel=CHANNEL)
            row.first_case = report.case.reference
            row.save(update_fields=["first_case"])
            return _new(report, token if is_own else "", answers)
        transaction.set_rollback(True)  # the draft that is not needed
    return _again(row, content_hash, answers, by=by)


def _new(report: Report, token: str, answers: Answers) -> Taken:
    return Taken(
        reference=report.reference,
        case=report.case.reference,
        state=Told.RECEIVED,
        is_new=True,
        is_same=True,
        code=submission.receipt_code(token=token) if token else "",
        needs_help=answers.danger in NEEDS_HELP,
    )


def _again(row: InboundReport, content_hash: str, answers: Answers, *, by: Actor) -> Taken:
    stands = following_of([row], by=by)[0]
    return Taken(
        reference=stands.reference,
        case=row.first_case,
        state=stands.state,
        is_new=False,
        is_same=row.content_hash == content_hash,
        code="",
        needs_help=answers.danger in NEEDS_HELP,
    )


def _content_hash(answers: Answers) -> str:
    text = json.dumps(asdict(answers), sort_keys=True, default=str)
    return vault.lookup_hash(hashlib.sha256(text.encode()).hexdigest(), purpose="inbound:content")


def read_referred(*, reference: str, by: Actor, at: datetime) -> Following:
    """Return how one referred report stands, and record that its referrer looked.

    Raises NotPermitted and ReferredNotFound.
    """
    number_changes()
    row = get_inbound(reference=reference, by=by)
    record(subject=f"report:{row.report.reference}", verb="referred_read", by=by, at=at)
    return following_of([row], by=by)[0]


def read_referred_page(*, since: int, limit: int, by: Actor, at: datetime) -> ReferredPage:
    """Return a page of the program's reports, and record that it was read, with counts alone. Raises NotPermitted."""
    number_changes()
    page = list_referred(since=since, limit=limit, by=by)
    details = {"since": since, "next": page.following, "reports": len(page.reports)}
    record(subject=subject_of(by), verb="referred_listed", by=by, at=at, details=details)
    return page


def note_changed(*, case_id: UUID, at: datetime) -> int:
    """Have the referred reports of a case come again in their referrers' feeds; return how many there are."""
    rows = InboundReport.objects.filter(report__case_id=case_id)
    return rows.update(position=None, changed_at=at)


def number_changes() -> int:
    """Give up to 5,000 reports that changed their new positions, after the commit; return how many there were.

    One numberer works at a time, so that no position appears below one that was read. Readers call it first.
    """
    return number_waiting(InboundReport, lock=NUMBERING_LOCK, statement=NUMBER)
