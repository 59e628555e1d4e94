"""Submitting a report, giving it back, and signing it off by a second person, each time compared anew."""

from datetime import date, datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, destroyed_among
from intel.models import Account, IntelligenceItem, IntelligenceReport
from intel.rules.handles import handle_key
from intel.rules.sanitising.finding import find_all
from intel.rules.sanitising.known import Known
from intel.rules.sanitising.marks import OF_SUBJECT
from intel.services.intelligence import words
from intel.services.intelligence.comparing import check_words, known_of, owners_of
from intel.services.intelligence.frame import items_of, note, stepping
from intel.services.intelligence.refusals import IntelligenceRefused, MarksStand, NotTheWriter, WroteItThemselves
from intel.services.intelligence.sanitising import sheet_of
from intel.services.intelligence.words import Named, Said
from intel.services.intelligence.writing import ERASED
from intel.services.sightings import GATE
from reports.services import gates
from triage.selectors.merges import cases_below, root_of
from triage.selectors.time_bars import local_day

LONGEST_LIFE_YEARS = 6
RESULT = "An intelligence report was submitted: %s"


@transaction.atomic
def submit(*, reference: str, expected_edits: int, by: Actor, at: datetime) -> IntelligenceReport:
    """Ask somebody else to sign a report off; it meets the gate "intelligence considered" of its case.

    Raises MarksStand while anything in it may point back to a source, IntelligenceRefused, StepRefused, NotPermitted.
    """
    row = stepping(reference, "submit", by=by, expected_edits=expected_edits)
    if not by.is_named(*row.writers):
        raise NotTheWriter
    _checked(row, at=at)
    row.submit(by=str(by), at=at)
    row.save()
    case = root_of(case_id=row.case_id)
    gates.meet(report_id=case.lead_id, name=GATE, by=by, at=at, reason=RESULT % row.reference)
    note(row, verb="intelligence_submitted", by=by, at=at)
    return row


@transaction.atomic
def give_back(*, reference: str, why: str, expected_edits: int, by: Actor, at: datetime) -> IntelligenceReport:
    """Give a report back to who wrote it, with the reason. Raises IntelligenceRefused, StepRefused, NotPermitted."""
    row = stepping(reference, "return", by=by, expected_edits=expected_edits)
    if by.is_named(*row.writers):
        raise WroteItThemselves
    sealed = _sealed(check_words(why, row=row, field="why", at=at), row)
    row.give_back(by=str(by), at=at, sealed_why=sealed)
    row.edits += 1
    row.save()
    note(row, verb="intelligence_returned", by=by, at=at)
    return row


@transaction.atomic
def sign_off(
    *, reference: str, review_due_on: date, expected_edits: int, by: Actor, at: datetime
) -> IntelligenceReport:
    """Sign a report off as somebody who did not write it, to be reviewed by a day; all is compared once more.

    Raises WroteItThemselves, MarksStand, IntelligenceRefused, StepRefused, NotPermitted.
    """
    row = stepping(reference, "sign_off", by=by, expected_edits=expected_edits)
    if by.is_named(*row.writers):
        raise WroteItThemselves
    check_review_day(review_due_on, today=local_day(at))
    known, said = _checked(row, at=at)
    for item, text in said:
        _name_accounts(item, text, known)
    row.sign_off(by=str(by), at=at, review_due_on=review_due_on)
    row.sealed_returned_why = None
    row.save()
    note(row, verb="intelligence_signed_off", by=by, at=at, details={"review_due_on": review_due_on.isoformat()})
    return row


def check_review_day(day: date, *, today: date) -> None:
    """Raise IntelligenceRefused where a report cannot be reviewed on a day: it lies in the past, or too far off."""
    if day <= today:
        raise IntelligenceRefused("Choose a day to come.", field="review_due_on")
    if day.year > today.year + LONGEST_LIFE_YEARS:
        raise IntelligenceRefused(f"Choose a day within {LONGEST_LIFE_YEARS} years.", field="review_due_on")


def _checked(row: IntelligenceReport, *, at: datetime) -> tuple[Known, list[tuple[IntelligenceItem, Said]]]:
    """Return what a report says where it may leave the hub; raise MarksStand and IntelligenceRefused where not."""
    items = items_of(row)
    if not items:
        raise IntelligenceRefused("There is no item of information in it yet.")
    gone = destroyed_among(owners=owners_of(row), purpose=Purpose.PERSON)
    told = [item for item in items if item.source.purpose == Purpose.PERSON]
    if erased := [item.position for item in told if item.source.report_id in gone]:
        raise MarksStand(
            f"The source of {_numbers(erased)} has been erased, so that it cannot be compared any more: take it out.",
            items=erased,
        )
    said = words.read_said(items)
    if untouched := [item.position for item in items if item.id not in said]:
        raise MarksStand(f"Sanitise {_numbers(untouched)} first.", items=untouched)
    known = known_of(row, at=at)
    if marked := [item.position for item in items if not sheet_of(item, said[item.id], known).is_settled]:
        raise MarksStand(f"Something in {_numbers(marked)} may point back to a source: settle it first.", items=marked)
    return known, [(item, said[item.id]) for item in items]


def _name_accounts(item: IntelligenceItem, said: Said, known: Known) -> None:
    """Note which of the accounts complained of an item names, as they are now."""
    found = {handle_key(each.said) for each in find_all(said.words, known) if each.kind in OF_SUBJECT}
    cases = cases_below(case_id=root_of(case_id=item.report.case_id).id)
    rows = Account.objects.filter(sightings__report__case__in=cases, handle_key__in=found)
    named = tuple(
        Named(
            platform=account.platform_code,
            handle=account.handle,
            number=account.permanent_id,
            subject=account.own_subject.reference if account.own_subject else "",
        )
        for account in rows.select_related("own_subject").distinct().order_by("platform_code", "handle_key", "id")
    )
    item.names_subject = bool(found)
    words.seal_said(item, Said(words=said.words, conditions=said.conditions, kept=said.kept, named=named))
    item.save(update_fields=["names_subject", "sealed_words"])


def _sealed(text: str, row: IntelligenceReport) -> bytes:
    try:
        return words.seal_of_report(text[: words.LONGEST_REASON], report=row, field=row.field)
    except KeyDestroyed:
        raise IntelligenceRefused(ERASED) from None


def _numbers(positions: list[int]) -> str:
    listed = [str(each) for each in positions]
    whole = f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else listed[0]
    return f"item{'s' if len(listed) > 1 else ''} {whole}"
