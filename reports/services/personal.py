"""The only door to what is sealed in a report. Reading who complained is audited with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, ReasonRequired, record_many, record_read
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant, Content, Evidence, Report
from reports.rules.telephones import parse_telephone, same_number
from reports.services.diversion import refuse_diverted
from reports.services.subjects import check_not_withheld

Name = TypeVar("Name")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who somebody is and how to reach them; empty where not given."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    postcode: str = ""
    organisation: str = ""
    job: str = ""
    own_reference: str = ""
    interpreter_language: str = ""
    contact_note: str = ""


def seal_contact(contact: Contact, *, keys: vault.OpenKeys) -> bytes:
    """Return a contact sealed under the report's person key."""
    return keys.seal(asdict(contact), purpose=Purpose.PERSON, field="contact")


def sender_keys(contact: Contact) -> dict[str, str]:
    """Return the fields by which reports of one person are found without opening anything; empty for what is missing.

    Addresses are compared without regard to case: in practice no provider tells two people apart by it.
    """
    email, telephone = contact.email.strip().casefold(), parse_telephone(contact.telephone)
    return {
        "email_key": vault.lookup_hash(email, purpose="sender:email") if email else "",
        "telephone_key": vault.lookup_hash(same_number(telephone), purpose="sender:phone") if telephone else "",
    }


def forget_sender_keys(*, report: Report, by: Actor, at: datetime) -> int:
    """Empty the keys by which other reports of the same person are found, as the person key is destroyed.

    Returns 1 where there were any, else 0. The caller records it. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    keyed = Complainant.objects.filter(report=report).exclude(email_key="", telephone_key="")
    return keyed.update(email_key="", telephone_key="")


def read_contact(
    *, report: Report, by: Actor, at: datetime, reason: str, why: str = "", action: Action = Action.VIEW_PERSONAL
) -> Contact:
    """Return who complained, and record that it was read and why; `why` is a code beside the words.

    `action` is another one only for a service that the person agreed to hear from, and that may read nothing else.
    Raises NotPermitted, ReasonRequired, and KeyDestroyed once the person has been erased.
    """
    require(by=by, action=action)
    record_read(subject=f"report:{report.reference}", what="contact", by=by, at=at, reason=reason, why=why)
    complainant = Complainant.objects.get(report=report)
    if complainant.sealed is None:
        return Contact()
    return Contact(**vault.unseal(complainant.sealed, owner=report.id, purpose=Purpose.PERSON, field="contact"))


def read_contacts(*, reports: Iterable[Report], by: Actor, at: datetime, reason: str) -> dict[UUID, Contact]:
    """Return who complained, by report, each reading recorded as `read_contact` does; with eight queries for 1,000.

    The complainants have been fetched with the reports. Raises NotPermitted, ReasonRequired, and KeyDestroyed once
    one of them has been erased.
    """
    require(by=by, action=Action.VIEW_PERSONAL)
    if not reason.strip():
        raise ReasonRequired("Say why contact is read.")
    chosen = list(reports)
    details = {"what": "contact"}
    notes = [Note(subject=f"report:{row.reference}", verb="read", reason=reason, details=details) for row in chosen]
    record_many(notes=notes, by=by, at=at)
    sealed = {row.id: (row.id, "contact", row.complainant.sealed) for row in chosen}
    opened = _unseal_all(sealed, purpose=Purpose.PERSON)
    return {row.id: Contact(**opened.get(row.id, {})) for row in chosen}


def read_narratives(*, reports: Iterable[Report]) -> dict[UUID, str]:
    """Return what each person told in their own words, by report, with one query. Raises KeyDestroyed."""
    sealed = {report.id: (report.id, "narrative", report.sealed_narrative) for report in reports}
    return _unseal_all(sealed, purpose=Purpose.MATERIAL)


def read_narratives_left(*, reports: Iterable[Report]) -> dict[UUID, str]:
    """Return what `read_narratives` does, without those that have been erased: the others can be read all the same."""
    sealed = {report.id: report.sealed_narrative for report in reports if report.sealed_narrative is not None}
    return vault.unseal_many(sealed, purpose=Purpose.MATERIAL, field="narrative")


def read_suspects(*, reports: Iterable[Report]) -> dict[UUID, str]:
    """Return what each person said about who did it, by report, with one query. Raises KeyDestroyed."""
    sealed = {report.id: (report.id, "suspect", report.sealed_suspect) for report in reports}
    return _unseal_all(sealed, purpose=Purpose.SUBJECT)


def read_all_details(*, reports: Iterable[Report]) -> dict[UUID, dict[str, str]]:
    """Return the open answers beside the story, by report, with one query. Raises KeyDestroyed."""
    sealed = {report.id: (report.id, "details", report.sealed_details) for report in reports}
    return _unseal_all(sealed, purpose=Purpose.MATERIAL)


def read_posts(*, contents: Iterable[Content]) -> dict[int, tuple[str, dict[str, str]]]:
    """Return by id the words of posts, and what else was said of each, with two queries; diverted ones are left out.

    Raises KeyDestroyed.
    """
    chosen = [row for row in contents if not row.diverted_as]
    words = {row.id: (row.report_id, f"words:{row.position}", row.sealed_words) for row in chosen}
    details = {row.id: (row.report_id, f"post:{row.position}", row.sealed_details) for row in chosen}
    read, said = (_unseal_all(each, purpose=Purpose.MATERIAL) for each in (words, details))
    return {row.id: (read.get(row.id, ""), said.get(row.id, {})) for row in chosen}


def _unseal_all(
    values: Mapping[Name, tuple[UUID, str, bytes | memoryview | None]], *, purpose: Purpose
) -> dict[Name, Any]:
    """Return what was sealed, by name; nothing for what was not given. Raises KeyDestroyed where any was erased."""
    given = {name: (owner, field, sealed) for name, (owner, field, sealed) in values.items() if sealed is not None}
    opened = vault.unseal_each(given, purpose=purpose)
    if len(opened) < len(given):
        raise vault.KeyDestroyed(f"the {purpose} key of one of {len(given)} was destroyed")
    return opened


def read_narrative(*, report: Report) -> str:
    """Return what the person told in their own words; empty where nothing was."""
    if report.sealed_narrative is None:
        return ""
    text = vault.unseal(report.sealed_narrative, owner=report.id, purpose=Purpose.MATERIAL, field="narrative")
    return str(text)


def read_suspect(*, report: Report, is_review: bool = False) -> str:
    """Return what the person said about who did it; empty where nothing was.

    Whoever reviews a decision sees what that withholds. Raises SubjectWithheld where it is restricted, and
    KeyDestroyed.
    """
    if not is_review:
        check_not_withheld(case=report.case)
    if report.sealed_suspect is None:
        return ""
    return str(vault.unseal(report.sealed_suspect, owner=report.id, purpose=Purpose.SUBJECT, field="suspect"))


def read_words(*, content: Content) -> str:
    """Return the words of the post complained of, as the person gave them. Raises Diverted."""
    refuse_diverted(content)
    return read_words_to_digest(content=content)


def read_words_to_digest(*, content: Content) -> str:
    """Return the words of a post, diverted or not, for a digest alone: a person's receipt holds for what they gave."""
    if content.sealed_words is None:
        return ""
    return str(
        vault.unseal(
            content.sealed_words,
            owner=content.report_id,
            purpose=Purpose.MATERIAL,
            field=f"words:{content.position}",
        )
    )


def read_post_details(*, content: Content) -> dict[str, str]:
    """Return what else the person said about a post, by question; empty where nothing was. Raises Diverted."""
    refuse_diverted(content)
    if content.sealed_details is None:
        return {}
    field = f"post:{content.position}"
    sealed = content.sealed_details
    return dict(vault.unseal(sealed, owner=content.report_id, purpose=Purpose.MATERIAL, field=field))


def read_post_details_left(*, contents: Iterable[Content]) -> dict[int, dict[str, str]]:
    """Return what else was said of posts, by id, with one query; without those that have been erased."""
    sealed = {
        row.id: (row.report_id, f"post:{row.position}", row.sealed_details)
        for row in contents
        if row.sealed_details is not None
    }
    return vault.unseal_each(sealed, purpose=Purpose.MATERIAL)


def read_details(*, report: Report) -> dict[str, str]:
    """Return the open answers beside the story, by question; empty where nothing was."""
    if report.sealed_details is None:
        return {}
    return dict(vault.unseal(report.sealed_details, owner=report.id, purpose=Purpose.MATERIAL, field="details"))


def first_words(*, contents: Iterable[Content]) -> dict[UUID, str]:
    """Return, by report, the words of each report's first post, with one query for the keys; of no diverted one."""
    sealed = {
        content.report_id: content.sealed_words
        for content in contents
        if content.position == 1 and content.sealed_words is not None and not content.diverted_as
    }
    return vault.unseal_many(sealed, purpose=Purpose.MATERIAL, field="words:1")


def read_file_names(*, evidence: Iterable[Evidence]) -> dict[int, str]:
    """Return, by id, the names of exhibits' files, with one query for the keys; erased and diverted are left out."""
    shown = (item for item in evidence if not item.diverted_as)
    sealed = {item.id: (item.report_id, f"file-name:{item.sha256}", item.sealed_name) for item in shown}
    return vault.unseal_each(sealed, purpose=Purpose.MATERIAL)
