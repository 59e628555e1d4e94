"""The reports of a case, opened a slice at a time, with what hides in each of them who may not be named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from referrals.rules.masking import Mask, Value, values_of_account, values_of_person
from referrals.services.contents.blacked_out import BlackedOut, blacked_out
from referrals.services.contents.sharing import SHARED_BY_CONSENT, TAKEN_OUT, is_shared
from reports.models import Case, Content, Evidence, Report
from reports.services.personal import Contact
from reports.services.what_is_left import Left, read_contacts_left, read_texts_left

SLICE = 50
"""Reports that are opened at once: memory holds the texts of so many."""
SUBJECT_REMOVED = "[removed: tells whom it is about]"
STRUCTURE = frozenset(
    {"reference", "report", "submitted_at", "happened_on", "strands", "strand_values", "circumstances", "sha256"}
    | {"exhibit", "path", "type", "hash", "subject", "at", "verb", "role", "platform", "sha256_in_package"}
)
"""What the hub wrote itself and nobody can be told from."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One report of a case, opened. `contact` is None where the person may not be named, or is erased."""

    report: Report
    contact: Contact | None
    is_shared: bool
    is_erased: bool
    narrative: str
    details: dict[str, str]
    suspect: str
    posts: list[tuple[Content, str, dict[str, str]]]
    exhibits: list[Evidence]
    left_out_posts: list[Content]
    blacked_out: BlackedOut
    person: Mask
    subject: Mask

    def hide(self, value: Any) -> Any:
        """Return something JSON-able without what tells who complained, or whom it is about, where that is hidden."""
        return self.subject.everywhere(self.person.everywhere(value, but=STRUCTURE), but=STRUCTURE)

    def hide_text(self, text: str) -> str:
        """Return what a person wrote of themselves without what tells who they are: also what looks like it."""
        return self.subject.known(self.person.text(text))


def list_ids(*, case: Case) -> list[UUID]:
    """Return the reports of a case by id, in the order in which a package tells of them."""
    return list(case.reports.order_by("submitted_at", "id").values_list("id", flat=True))


def open_members(*, ids: list[UUID], is_withheld: bool, by: Actor, at: datetime) -> Iterator[list[Member]]:
    """Yield the reports of a case opened, a slice at a time, with a number of queries a slice that never grows.

    Who is named, and who is read to be taken out of the texts, is recorded. What is erased is empty.
    """
    for start in range(0, len(ids), SLICE):
        rows = Report.objects.filter(id__in=ids[start : start + SLICE]).order_by("submitted_at", "id")
        reports = list(rows.select_related("complainant").prefetch_related("contents", "evidence"))
        yield _opened(reports, is_withheld=is_withheld, by=by, at=at)


def _opened(reports: list[Report], *, is_withheld: bool, by: Actor, at: datetime) -> list[Member]:
    posts = list(chain.from_iterable(report.contents.all() for report in reports))
    left = read_texts_left(reports=reports, posts=posts)
    shared = [report for report in reports if is_shared(report.complainant)]
    hidden = [report for report in reports if not is_shared(report.complainant)]
    contacts = read_contacts_left(reports=shared, by=by, at=at, reason=SHARED_BY_CONSENT)
    unnamed = read_contacts_left(reports=hidden, by=by, at=at, reason=TAKEN_OUT)
    black = blacked_out(reports=[report for report in reports if report.id not in left.erased])
    return [
        _member(report, left=left, contacts=contacts, unnamed=unnamed, black=black, is_withheld=is_withheld)
        for report in reports
    ]


def _member(
    report: Report,
    *,
    left: Left,
    contacts: dict[UUID, Contact],
    unnamed: dict[UUID, Contact],
    black: BlackedOut,
    is_withheld: bool,
) -> Member:
    shown = sorted((post for post in report.contents.all() if not post.diverted_as), key=lambda post: post.position)
    posts = [(post, black.words(post, left.words), black.said(post, left.post_details)) for post in shown]
    shared = is_shared(report.complainant)
    return Member(
        report=report,
        contact=contacts.get(report.id),
        is_shared=shared,
        is_erased=report.id in left.erased,
        narrative=black.narrative(report, left.narratives),
        details=black.details(report, left.details),
        suspect=black.suspect(report, left.suspects),
        posts=posts,
        exhibits=sorted(report.evidence.all(), key=lambda item: item.id),
        left_out_posts=[post for post in report.contents.all() if post.diverted_as],
        blacked_out=black,
        person=Mask(values=_values_of(unnamed.get(report.id)), patterns=not shared),
        subject=Mask(values=_values_of_subject(posts) if is_withheld else (), mark=SUBJECT_REMOVED),
    )


def _values_of(contact: Contact | None) -> tuple[Value, ...]:
    if contact is None:
        return ()
    return values_of_person(
        name=contact.name,
        email=contact.email,
        telephone=contact.telephone,
        postcode=contact.postcode,
        others=(contact.organisation, contact.own_reference),
    )


def _values_of_subject(posts: list[tuple[Content, str, dict[str, str]]]) -> tuple[Value, ...]:
    handles = ((post.account_handle, post.url, said.get("display_name", "")) for post, _words, said in posts)
    return values_of_account(chain.from_iterable(handles))
