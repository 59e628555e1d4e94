"""Submitting a report: one transaction from a draft to a report that leads a case of its own."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from hatehub.accounts.actors import HUB, PUBLIC, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from hatehub.outbox.services import publish
from hatehub.reference.selectors import find_force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.events import ReportSubmitted
from reports.models import Case, Complainant, Content, Draft, DraftFile, Evidence, Report
from reports.rules.answers import check_circumstances
from reports.rules.clocks import due_at
from reports.rules.post_keys import recognise_post
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, code_from_bytes, new_reference
from reports.rules.workflow import State
from reports.selectors.clocks import get_clocks
from reports.services import diversion, gates
from reports.services.drafts import DraftGone
from reports.services.personal import Contact, seal_contact, sender_keys
from reports.services.updates import tell_of_submission

RECEIPT = "receipt code"
MOST_DRAWS = 4
WEB_FORM = "web_form"
UNIQUE_REFERENCES = frozenset({"reports_case_reference_key", "reports_report_reference_key"})


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post complained of, as it was typed."""

    url: str = ""
    words: str = ""
    account: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All that one person answered, already validated by the forms; empty means not answered."""

    posts: tuple[Post, ...] = ()
    narrative: str = ""
    suspect: str = ""
    suspect_whereabouts: str = "unknown"
    strands: tuple[str, ...] = ()
    strand_values: tuple[str, ...] = ()
    danger: str = ""
    circumstances: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    happened_on: date | None = None
    kind: str = Complainant.Kind.UNSTATED
    agreement: str = ""
    identity: str = Complainant.Identity.ANONYMOUS
    contact: Contact = field(default_factory=Contact)
    safe_hours: str = Complainant.SafeHours.DAY
    may_leave_messages: bool = False
    needs_interpreter: bool = False
    details_in_mail: bool = False
    shares_with_force: bool = False
    shares_with_support: bool = False
    shares_with_experts: bool = False
    language: str = "en-gb"
    is_demonstration: bool = False


@dataclass(frozen=True, kw_only=True)
class Came:
    """How a report came: from whom, by which way, and whether with many from one network."""

    by: Actor
    channel: str
    is_in_burst: bool


class DraftChanged(Exception):
    """Another tab has changed the answers since they were read: show them again before they are sent."""


class NothingToReport(Exception):
    """A report needs at least a link, some words or a file."""


def submit(
    *,
    draft: Draft,
    token: str,
    answers: Answers,
    at: datetime,
    is_in_burst: bool = False,
    by: Actor = PUBLIC,
    channel: str = WEB_FORM,
) -> Report:
    """Turn a draft into a report. Sending the same draft twice gives the same report.

    Afterwards the report is received, leads its own case, its files are exhibits, its story has begun, and
    ReportSubmitted is published. `by` is who sent it, as the audit names them, and `channel` the way it came. Raises
    NotPermitted, NothingToReport, DraftChanged, and DraftGone where it was thrown away meanwhile.
    """
    require(by=by, action=Action.SUBMIT_REPORT)
    came = Came(is_in_burst=is_in_burst, by=by, channel=channel)
    for _ in range(MOST_DRAWS - 1):
        try:
            return _submit(draft=draft, token=token, answers=answers, at=at, came=came)
        except IntegrityError as error:
            if not _is_reference_taken(error):
                raise
    return _submit(draft=draft, token=token, answers=answers, at=at, came=came)


def _is_reference_taken(error: IntegrityError) -> bool:
    """Tell whether a new reference was somebody's already: of 31^7, about one draw in 27,500 at a million reports."""
    violated = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return violated in UNIQUE_REFERENCES


@transaction.atomic
def _submit(*, draft: Draft, token: str, answers: Answers, at: datetime, came: Came) -> Report:
    locked = Draft.objects.select_for_update().filter(id=draft.id).first()
    if locked is None:
        raise DraftGone
    if locked.submitted_at is not None:
        return Report.objects.get(id=draft.id)
    if bytes(locked.sealed_answers or b"") != bytes(draft.sealed_answers or b""):
        raise DraftChanged
    files = list(locked.files.order_by("id"))
    if not (answers.posts or answers.narrative or files):
        raise NothingToReport("Give us a link, some words or a file.")
    keys = vault.open_keys(owner=locked.id)
    report = _create_report(locked.id, token=token, answers=answers, at=at, keys=keys, came=came)
    _create_complainant(report, answers, keys=keys)
    posts = _create_contents(report, answers.posts, keys=keys)
    exhibits = _create_evidence(report, files)
    gates.open_all(report=report)
    locked.submitted_at, locked.sealed_answers = at, None
    locked.resume_hash, locked.sealed_token = None, None
    locked.save(update_fields=["submitted_at", "sealed_answers", "resume_hash", "sealed_token"])
    _announce(report, exhibits=exhibits, by=came.by, at=at)
    diversion.announce_arrival(exhibits=exhibits, posts=posts, by=HUB, at=at)
    return report


def receipt_code(*, token: str) -> str:
    """Return the receipt code that belongs to a draft's token: 80 bits that are stored nowhere."""
    key = settings.LOOKUP_PEPPER.encode()
    return code_from_bytes(hmac.new(key, b"receipt\0" + token.encode(), hashlib.sha256).digest())


def receipt_hash(code: str) -> str:
    """Return what is stored of a receipt code."""
    return vault.lookup_hash(code, purpose=RECEIPT)


def _create_report(
    report_id: UUID, *, token: str, answers: Answers, at: datetime, keys: vault.OpenKeys, came: Came
) -> Report:
    # Each names the other; PostgreSQL checks the two keys at the commit.
    case = Case.objects.create(reference=new_reference(CASE_PREFIX), lead_id=report_id, opened_at=at)
    return Report.objects.create(
        id=report_id,
        reference=new_reference(REPORT_PREFIX),
        receipt_hash=receipt_hash(receipt_code(token=token)),
        case=case,
        state_since=at,
        due_at=due_at(get_clocks(), state=State.RECEIVED, since=at),
        submitted_at=at,
        channel=came.channel,
        language=answers.language,
        strands=list(answers.strands),
        happened_on=answers.happened_on,
        sealed_narrative=_sealed(keys, answers.narrative, Purpose.MATERIAL, "narrative"),
        sealed_suspect=_sealed(keys, answers.suspect, Purpose.SUBJECT, "suspect"),
        suspect_whereabouts=answers.suspect_whereabouts,
        strand_values=list(answers.strand_values),
        danger=answers.danger,
        circumstances=check_circumstances(answers.circumstances),
        sealed_details=_sealed(keys, dict(answers.details), Purpose.MATERIAL, "details"),
        victim_area=_area(answers.contact.postcode),
        is_demonstration=answers.is_demonstration,
        is_in_burst=came.is_in_burst,
    )


def _sealed(keys: vault.OpenKeys, value: Any, purpose: Purpose, field: str) -> bytes | None:
    return keys.seal(value, purpose=purpose, field=field) if value else None


def _area(postcode: str) -> dict[str, object]:
    """Return the force area of a postcode, without the postcode: that stays sealed."""
    if not postcode:
        return {}
    answer = find_force(postcode)
    return {
        "force": answer.force,
        "unit": answer.unit,
        "candidates": list(answer.candidates),
        "confidence": answer.confidence,
        "source": answer.source,
    }


def _create_complainant(report: Report, answers: Answers, *, keys: vault.OpenKeys) -> None:
    contact = answers.contact
    Complainant.objects.create(
        report=report,
        identity=answers.identity,
        kind=answers.kind,
        agreement=answers.agreement,
        sealed=seal_contact(contact, keys=keys) if contact != Contact() else None,
        **sender_keys(contact),
        has_email=bool(contact.email),
        has_telephone=bool(contact.telephone),
        safe_hours=answers.safe_hours,
        may_leave_messages=answers.may_leave_messages,
        needs_interpreter=answers.needs_interpreter,
        details_in_mail=answers.details_in_mail,
        wants_updates=bool(contact.email),
        shares_with_force=answers.shares_with_force,
        shares_with_support=answers.shares_with_support,
        shares_with_experts=answers.shares_with_experts,
    )


def _create_contents(report: Report, posts: tuple[Post, ...], *, keys: vault.OpenKeys) -> list[Content]:
    rows = []
    found = [recognise_post(post.url) for post in posts]
    marks = diversion.marks_of_posts(each.key for each in found)
    for position, (post, recognised) in enumerate(zip(posts, found, strict=True), start=1):
        rows.append(
            Content(
                report=report,
                position=position,
                url=post.url,
                platform_code=recognised.platform,
                account_handle=recognised.account or post.account,
                post_key=recognised.key,
                sealed_words=_sealed(keys, post.words, Purpose.MATERIAL, f"words:{position}"),
                sealed_details=_sealed(keys, dict(post.details), Purpose.MATERIAL, f"post:{position}"),
                diverted_as=marks.get(recognised.key, ""),
            )
        )
    return Content.objects.bulk_create(rows)


def _create_evidence(report: Report, files: list[DraftFile]) -> list[Evidence]:
    hashes = {file.sha256: vault.lookup_hash(file.sha256, purpose="file") for file in files}
    marks = diversion.marks_of_files(hashes.values())
    return Evidence.objects.bulk_create(
        Evidence(
            report=report,
            exhibit=f"{report.reference}/{number}",
            storage_name=file.storage_name,
            sealed_name=file.sealed_name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            file_hash=hashes[file.sha256],
            received_at=file.received_at,
            diverted_as=marks.get(hashes[file.sha256], ""),
        )
        for number, file in enumerate(files, start=1)
    )


def _announce(report: Report, *, exhibits: list[Evidence], by: Actor, at: datetime) -> None:
    subject, facts = f"report:{report.reference}", {"case": str(report.case_id), "exhibits": len(exhibits)}
    notes = [Note(subject=subject, verb="submitted", details=facts)]
    notes += [Note(subject=subject, verb="received", details=item.as_logged()) for item in exhibits]
    record_many(notes=notes, by=by, at=at)
    tell_of_submission(report=report, by=HUB, at=at)
    publish(ReportSubmitted(report_id=str(report.id), case_id=str(report.case_id)), stream=str(report.case_id), at=at)
