"""The reports of a case as a force may read them: with what was blacked out, and who may not be named, taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import HUB, Actor
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroyed_among
from referrals.rules.masking import Mask, values_of_account, values_of_person
from referrals.selectors.force_cases import has_whole, visible_reports, visible_responsibilities
from referrals.services import disclosing
from referrals.services.contents import is_shared
from referrals.services.contents.blacked_out import BlackedOut, blacked_out
from referrals.services.contents.members import SUBJECT_REMOVED
from reports.models import Case, Content, Evidence, Report
from reports.services.personal import Contact, read_narratives_left
from reports.services.subjects import withholds_subject
from reports.services.what_is_left import read_contacts_left
from triage.models import Responsibility
from triage.selectors.keyset import cursor_of, read_cursor, rows_after

PAGE = 100
WHY_READ = "case read by a force, to take out of texts who is not to be named"


class BadCursor(Exception):
    """The cursor is none that the hub gave."""


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """Up to 100 reports of a case as JSON, who is responsible as far as these go, and the cursor of those after."""

    reports: list[dict[str, Any]]
    responsibilities: list[Responsibility]
    following: str | None


def read_reports(*, case: Case, after: str, by: Actor, at: datetime) -> ReportPage:
    """Return a page of the reports that the actor's force sees of a case, and note for their people that it read them.

    What was erased is empty; of diverted posts and exhibits nothing is given but that they are there. Costs the same
    number of statements whatever the number of reports. Raises BadCursor, NotPermitted, and redacting.TextChanged.
    """
    if after and read_cursor(after, read_key=UUID) is None:
        raise BadCursor("Take the cursor from `next` of the page before.")
    rows = rows_after(visible_reports(case=case, by=by), after, moment="submitted_at", read_key=UUID)
    found = list(rows.select_related("complainant").prefetch_related("contents", "evidence")[: PAGE + 1])
    shown = found[:PAGE]
    disclosing.note_reading(reports=shown, by=by, at=at)
    texts = _Texts(shown, is_withheld=withholds_subject(case=case), at=at)
    gets_evidence = has_whole(case=case, by=by)
    responsible = visible_responsibilities(case=case, by=by, reports=[report.id for report in shown])
    return ReportPage(
        reports=[_report(report, texts, gets_evidence=gets_evidence) for report in shown],
        responsibilities=list(responsible),
        following=cursor_of(shown[-1].submitted_at, shown[-1].id) if len(found) > PAGE else None,
    )


class _Texts:
    """What is left of the stories of some reports, and what hides in them who may not be told."""

    def __init__(self, reports: list[Report], *, is_withheld: bool, at: datetime) -> None:
        self.is_withheld = is_withheld
        self.erased = destroyed_among(owners=[report.id for report in reports], purpose=Purpose.MATERIAL)
        self._narratives = read_narratives_left(reports=reports)
        hidden = [report for report in reports if not is_shared(report.complainant)]
        self._unnamed = read_contacts_left(reports=hidden, by=HUB, at=at, reason=WHY_READ)
        self.black: BlackedOut = blacked_out(reports=[report for report in reports if report.id not in self.erased])

    def narrative(self, report: Report) -> str:
        """Return what a force reads of a story."""
        person = Mask(values=_of_person(self._unnamed.get(report.id)), patterns=not is_shared(report.complainant))
        text = person.text(self.black.narrative(report, self._narratives))
        if not self.is_withheld:
            return text
        accounts = values_of_account(
            handle for post in report.contents.all() for handle in (post.account_handle, post.url)
        )
        return Mask(values=accounts, mark=SUBJECT_REMOVED).known(text)


def _of_person(contact: Contact | None) -> Any:
    if contact is None:
        return ()
    return values_of_person(
        name=contact.name,
        email=contact.email,
        telephone=contact.telephone,
        postcode=contact.postcode,
        others=(contact.organisation, contact.own_reference),
    )


def _report(report: Report, texts: _Texts, *, gets_evidence: bool) -> dict[str, Any]:
    posts = [] if texts.is_withheld else sorted(report.contents.all(), key=lambda post: post.position)
    exhibits: Iterable[Evidence] = report.evidence.all() if gets_evidence else ()
    return {
        "reference": report.reference,
        "submitted_at": report.submitted_at,
        "happened_on": report.happened_on,
        "strands": report.strands,
        "narrative": texts.narrative(report),
        "urls": [post.url for post in posts if post.url and not post.diverted_as],
        "posts": [_post(post) for post in posts],
        "exhibits": [
            _exhibit(item, texts, is_erased=report.id in texts.erased)
            for item in sorted(exhibits, key=lambda item: item.id)
            if item.origin != Evidence.Origin.REDACTED
        ],
    }


def _post(post: Content) -> dict[str, Any]:
    if post.diverted_as:
        return {"position": post.position, "url": "", "platform": "", "account": "", "left_out": "diverted"}
    return {
        "position": post.position,
        "url": post.url,
        "platform": post.platform_code,
        "account": post.account_handle,
        "left_out": None,
    }


def _exhibit(item: Evidence, texts: _Texts, *, is_erased: bool) -> dict[str, Any]:
    """Return an exhibit as the disclosure list of a package names it; of what is diverted, its number alone."""
    left_out = _why_left_out(item, texts, is_erased=is_erased)
    named = {"exhibit": item.exhibit, "left_out": left_out}
    if left_out == "diverted":
        unknown = dict.fromkeys(("kind", "type", "size", "sha256", "received_at"))
        return {**named, **unknown, "is_redacted": False}
    return {
        **named,
        "kind": item.origin,
        "type": item.content_type,
        "size": item.size,
        "sha256": item.sha256,
        "received_at": item.received_at,
        "is_redacted": item.id in texts.black.copies,
    }


def _why_left_out(item: Evidence, texts: _Texts, *, is_erased: bool) -> str | None:
    causes = {
        "diverted": bool(item.diverted_as),
        "subject_withheld": texts.is_withheld,
        "erased": is_erased,
        "quarantine": item.is_quarantined,
        "redacted": item.id in texts.black.left_out,
    }
    return next((why for why, holds in causes.items() if holds), None)
