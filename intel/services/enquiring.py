"""Lines of enquiry: planned, allowed or refused, begun, ended or given up. The only writer of `Enquiry`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Account, Allocation, Enquiry, EnquiryMethod
from intel.rules.enquiries.next_lines import Facts, Missing, Outlook, fits, missing_for
from intel.rules.enquiries.steps import OF_THE_HUB, OPEN, STEPS, Authority, Result, check_step, may_begin
from intel.selectors.lines import facts_of, outlook_of
from intel.services import enquiry_words
from intel.services.enquiry_refusals import CaseClosed, EnquiryRefused, NotACrime, NotAllowedYet, NotYours
from reports.models import Case, Content
from reports.rules.workflow import State as ReportState
from triage.selectors.merges import cases_below
from triage.selectors.time_bars import local_day

WAITS = timedelta(days=7)
"""How long a line may wait for its authority, and then for its beginning, before it is overdue."""
MISSING = {
    Missing.CRIME: "Decide first whether it is a crime: this method is for crimes only.",
    Missing.FORCE: "Only a police force can get this authority, and none is responsible yet. Settle the force first.",
    Missing.VICTIM: "Only the victim can apply for this, and no report of this case is from the victim.",
}


@dataclass(frozen=True, kw_only=True)
class About:
    """What a line is about: a post or an account, or the whole case on one platform, or on none."""

    platform: str = ""
    content: Content | None = None
    account: Account | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """An authority that was given: by which office, on which day, under which reference."""

    by: str = ""
    on: date | None = None
    reference: str = ""


@transaction.atomic
def plan(
    *,
    case_id: UUID,
    method_code: str,
    about: About,
    why: str,
    by: Actor,
    at: datetime,
    allocation: Allocation | None = None,
) -> Enquiry:
    """Plan a line, with why it is necessary and proportionate. Raises EnquiryRefused, NotPermitted."""
    require(by=by, action=Action.FOLLOW_ENQUIRY)
    if not why.strip():
        raise EnquiryRefused("Say why it is necessary and proportionate.")
    case, facts = lock_open_case(case_id, at=at)
    method = EnquiryMethod.objects.get(code=method_code)
    check_open(case=case, facts=facts, method=method, platform=about.platform)
    lead = case.lead
    row = Enquiry(
        case=case,
        report=lead,
        method=method,
        account=about.account,
        content=about.content,
        allocation=allocation,
        platform_code=about.platform,
        is_anonymous=lead.circumstances.get("suspect_known") != "yes",
        strand=lead.strands[0] if lead.strands else "",
        authority=method.authority,
        planned_by=str(by),
        planned_at=at,
        due_on=local_day(at + WAITS),
    )
    enquiry_words.add(row, step="plan", text=why, by=by, at=at)
    row.save(force_insert=True)
    _note(row, verb="enquiry_planned", by=by, at=at, details={"method": method.code, "platform": about.platform})
    return row


@transaction.atomic
def authorise(*, enquiry_id: UUID, given: Given, words: str, by: Actor, at: datetime) -> Enquiry:
    """Allow a line, or record who allowed it: never by whoever planned it. Raises EnquiryRefused, StepRefused."""
    row = _stepping(enquiry_id, "authorise", by=by)
    if by.is_named(row.planned_by):
        raise NotYours
    if row.authority == Authority.NONE:
        raise EnquiryRefused("This line needs no authority: it can begin.")
    _check_case(row, at=at)
    given = _checked(given, authority=row.authority, today=local_day(at))
    row.authorise(
        at=at,
        by=str(by),
        given_by=given.by,
        given_on=given.on,
        reference=given.reference,
        due_on=local_day(at + WAITS),
    )
    return _done(row, "authorise", words=words, by=by, at=at, details={"authority": row.authority})


@transaction.atomic
def refuse(*, enquiry_id: UUID, words: str, by: Actor, at: datetime) -> Enquiry:
    """Do not allow a line, with the reason. Raises EnquiryRefused, StepRefused."""
    row = _stepping(enquiry_id, "refuse", by=by)
    if by.is_named(row.planned_by):
        raise NotYours
    _need(words)
    row.refuse(at=at)
    return _done(row, "refuse", words=words, by=by, at=at)


@transaction.atomic
def begin(*, enquiry_id: UUID, by: Actor, at: datetime) -> Enquiry:
    """Begin a line that may begin. Raises EnquiryRefused, StepRefused."""
    row = _stepping(enquiry_id, "begin", by=by)
    if not may_begin(state=row.state, authority=row.authority):
        raise NotAllowedYet
    _check_case(row, at=at)
    row.begin(at=at, due_on=local_day(at) + timedelta(days=row.method.usual_days))
    return _done(row, "begin", words="", by=by, at=at)


@transaction.atomic
def end(*, enquiry_id: UUID, result: Result, cost: int, words: str, by: Actor, at: datetime) -> Enquiry:
    """Note what came of a line; `cost` is in pence. Raises EnquiryRefused, StepRefused."""
    row = _stepping(enquiry_id, "end", by=by)
    _need(words)
    row.end(at=at, result=result, cost=cost)
    return _done(row, "end", words=words, by=by, at=at, details={"result": result.value, "cost": cost})


@transaction.atomic
def abandon(*, enquiry_id: UUID, words: str, by: Actor, at: datetime, cost: int | None = None) -> Enquiry:
    """Give a line up, with the reason. It counts as not tried. Raises EnquiryRefused, StepRefused."""
    row = _stepping(enquiry_id, "abandon", by=by)
    _need(words)
    row.abandon(at=at, cost=cost)
    return _done(row, "abandon", words=words, by=by, at=at)


@transaction.atomic
def forget(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Forget whom and what lines were about whose words lay under a subject key that is destroyed; return how many."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    return Enquiry.objects.filter(report=report_id).update(account=None, content=None, sealed_words=None)


def note_left(*, case: Case, outlook: Outlook, by: Actor, at: datetime) -> None:
    """Record which lawful lines were left when intelligence was considered; nothing where none was."""
    if not outlook.lines:
        return
    left = sorted({line.method.code for line in outlook.lines})
    record(subject=f"case:{case.reference}", verb="lines_left_untried", by=by, at=at, details={"methods": left})


def look(*, case: Case, by: Actor, at: datetime) -> Outlook:
    """Return which lawful lines are left to a case. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return outlook_of(case=case, at=at)


def lock_open_case(case_id: UUID, *, at: datetime) -> tuple[Case, Facts]:
    """Lock a case on which a line may be followed, and return what decides which. Raises EnquiryRefused."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("lead__complainant")
    case = rows.get(id=case_id)
    if case.lead.state == ReportState.CLOSED or case.merged_into_id is not None:
        raise CaseClosed
    facts = facts_of(case=case, at=at)
    if facts.is_withheld or facts.is_crime is False:
        raise NotACrime
    return case, facts


def check_open(*, case: Case, facts: Facts, method: EnquiryMethod, platform: str) -> None:
    """Raise EnquiryRefused where a method is not for this case, or is being followed already."""
    rule = method.as_rule
    if rule.is_for_each_platform and platform not in facts.platforms:
        raise EnquiryRefused("This method asks one platform: choose a post or an account on it.")
    tried_on = (platform,) if platform else facts.platforms or ("",)
    if not any(fits(rule, platform=each, facts=facts) for each in tried_on):
        raise EnquiryRefused("This method is not for this platform, or not for this part of the country.")
    missing = missing_for(rule, facts=facts)
    if missing in MISSING:
        raise EnquiryRefused(MISSING[missing])
    running = Enquiry.objects.filter(case__in=cases_below(case_id=case.id), method=method, state__in=sorted(OPEN))
    if (running.filter(platform_code=platform) if rule.is_for_each_platform else running).exists():
        raise EnquiryRefused("This line is being followed already.")


def _stepping(enquiry_id: UUID, step: str, *, by: Actor) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("method", "case__lead").get(id=enquiry_id)
    checked = check_step(step, state=row.state)
    require(by=by, action=Action(checked.action))
    return row


def _check_case(row: Enquiry, *, at: datetime) -> None:
    """Refuse where the case that the line is worked in has come to be no crime, or is closed."""
    case = row.case
    while case.merged_into_id is not None:
        case = Case.objects.select_related("lead").get(id=case.merged_into_id)
    _case, facts = lock_open_case(case.id, at=at)
    if row.method.needs_crime and facts.is_crime is None:
        raise EnquiryRefused(MISSING[Missing.CRIME])


def _checked(given: Given, *, authority: str, today: date) -> Given:
    if authority in OF_THE_HUB:
        return Given(by="supervisor", on=today, reference=given.reference.strip())
    if not given.by.strip() or not given.reference.strip() or given.on is None:
        raise EnquiryRefused("Say which office gave the authority, on which day, and under which reference.")
    if given.on > today:
        raise EnquiryRefused("The authority cannot have been given on a day to come.")
    return Given(by=given.by.strip(), on=given.on, reference=given.reference.strip())


def _need(words: str) -> None:
    if not words.strip():
        raise EnquiryRefused("Write a few words.")


def _done(
    row: Enquiry, step: str, *, words: str, by: Actor, at: datetime, details: Mapping[str, Any] | None = None
) -> Enquiry:
    enquiry_words.add(row, step=step, text=words, by=by, at=at)
    row.save()
    _note(row, verb=STEPS[step].verb, by=by, at=at, details=details)
    return row


def _note(row: Enquiry, *, verb: str, by: Actor, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    facts = {"enquiry": str(row.id), **(details or {})}
    record(subject=f"case:{row.case.reference}", verb=verb, by=by, at=at, details=facts)
