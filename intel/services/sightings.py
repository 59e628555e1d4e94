"""Noting the accounts that a report names, and that intelligence was considered."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.outbox.services import publish
from intel.events import AccountsNoted
from intel.models import Account, AccountPost, Sighting, Subject
from intel.rules.handles import bare_key, handle_key, name_key, permanent_id
from intel.rules.posting_hours import hour_said
from intel.services import enquiring, repeats_noticed
from intel.services import subjects as behind
from reports.models import Case, Content, Gate, Report
from reports.rules.references import new_reference
from reports.services import gates, personal
from triage.selectors.word_tables import get_folding

GATE = "intelligence_considered"
SUBJECT_PREFIX = "OHS"


@transaction.atomic
def note_accounts(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Note every account that a report's posts name; return how many. Doing it twice changes nothing.

    An account that was never met before begins with a subject of its own: whoever is behind it.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    report = Report.objects.get(id=report_id)
    posts: dict[tuple[str, str], list[Content]] = defaultdict(list)
    for content in report.contents.exclude(account_handle="").order_by("position"):
        posts[content.platform_code, content.account_handle].append(content)
    met = [(meet(platform, handle, at=at), posts[platform, handle]) for platform, handle in sorted(posts)]
    noted = {account.id for account, _ in met if account is not None}
    for account, contents in met:
        if account is not None:
            Sighting.objects.get_or_create(account=account, report=report, defaults={"seen_at": at})
            _note_hours(account, report, contents)
    if noted:
        publish(AccountsNoted(report_id=str(report.id), case_id=str(report.case_id)), stream=str(report.case_id), at=at)
    return len(noted)


def meet(platform: str, handle: str, *, at: datetime) -> Account | None:
    """Return the account of a name on a platform, made where it is not known; None where the name says nothing.

    What the platform numbers accounts by finds one whatever it is called now; else it is the one called so now.
    """
    number, key = permanent_id(platform, handle), handle_key(handle)
    if not key:
        return None
    found = Account.objects.filter(platform_code=platform)
    account = found.filter(permanent_id=number).first() if number else None
    account = account or found.filter(handle_key=key).first()
    if account is None:
        return _make(platform, handle, number=number, at=at)
    if account.last_seen_at is None or account.last_seen_at < at:
        Account.objects.filter(id=account.id).update(last_seen_at=at)
    return account


def _note_hours(account: Account, report: Report, contents: list[Content]) -> None:
    """Note at which hours of the day the posts were made, where the complainant said so; each post once."""
    told = [content for content in contents if content.post_key and content.sealed_details and not content.diverted_as]
    for content in told:
        hour = hour_said(personal.read_post_details(content=content).get("posted", ""))
        if hour is not None:
            AccountPost.objects.get_or_create(
                account=account, post_key=content.post_key, defaults={"report": report, "hour": hour}
            )


def _make(platform: str, handle: str, *, number: str, at: datetime) -> Account:
    subject = Subject.objects.create(reference=new_reference(SUBJECT_PREFIX), first_seen_at=at)
    names = {} if number else {"name_key": name_key(handle), "bare_key": bare_key(handle, folding=get_folding())}
    account, is_new = Account.objects.get_or_create(
        platform_code=platform,
        handle_key=handle_key(handle),
        defaults={
            "handle": handle,
            "permanent_id": number,
            "first_seen_at": at,
            "last_seen_at": at,
            "subject": subject,
            "own_subject": subject,
            **names,
        },
    )
    if not is_new:  # somebody else has met it at this moment
        subject.delete()
    return account


@transaction.atomic
def forget_accounts(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Forget that a report names accounts, and the accounts that no other names; return how many sightings went.

    For when who a non-crime is about is destroyed. Names, links and contacts of such an account go with it.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    seen = Sighting.objects.filter(report=report_id)
    accounts = list(seen.values_list("account", flat=True))
    AccountPost.objects.filter(report=report_id).delete()
    forgotten = seen.delete()[0]
    alone = list(Account.objects.filter(id__in=accounts, sightings__isnull=True).order_by("id"))
    for account in alone:
        behind.leave(account=account)
        account.delete()
        if account.own_subject_id:
            Subject.objects.filter(id=account.own_subject_id).delete()
    repeats_noticed.drop_report(report_id=report_id, by=by, at=at)
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
