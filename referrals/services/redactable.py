"""What of a report can be redacted, and reading it for that: refused where nobody may see it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record_read
from hatehub.vault.models import Purpose
from referrals.rules.redaction import as_shown
from referrals.rules.redaction_parts import Kind, PartName, read_name
from referrals.services.redacted_pictures import CannotRedact
from reports.models import Content, Evidence, Report
from reports.rules.custody import CustodyVerb
from reports.rules.file_kinds import DRAWN_TYPES, INTERNET_MAIL, READ_TYPES
from reports.rules.mail_text import mail_as_text
from reports.rules.plain_text import decode_beginning
from reports.services import custody, personal
from reports.services.diversion import refuse_diverted
from reports.services.quarantine import refuse_quarantined
from reports.services.subjects import check_not_withheld
from triage.services.seen import note_seen

WHY = "blacking out parts of it for the package"
MOST_CHARACTERS = 200_000
ABOUT_SUBJECT = frozenset({Kind.SUSPECT, Kind.POST_ANSWER, Kind.EXHIBIT})
"""What a package leaves out while who the case is about is withheld: nobody looks at it meanwhile."""


class NoSuchPart(Exception):
    """The report has no such part, or nothing was said there."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a report that may be looked at, with the row that holds it."""

    report: Report
    name: PartName
    evidence: Evidence | None = None
    post: Content | None = None

    @property
    def purpose(self) -> Purpose:
        """The key under which the part lies, and so what is noted of it."""
        return Purpose.SUBJECT if self.name.kind == Kind.SUSPECT else Purpose.MATERIAL

    @property
    def is_picture(self) -> bool:
        """Tell whether boxes are blacked out in it."""
        return self.evidence is not None and self.evidence.content_type in DRAWN_TYPES

    @property
    def is_text(self) -> bool:
        """Tell whether words are blacked out in it."""
        return self.evidence is None or self.evidence.content_type in READ_TYPES


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A text as a page shows it, and the digest by which a redaction knows it again."""

    text: str
    digest: str


def find_part(*, report_id: UUID, part: str, by: Actor) -> Part:
    """Return a part of a report that the actor may redact.

    Raises NotPermitted, NoSuchPart, Diverted, ExhibitQuarantined, SubjectWithheld.
    """
    require(by=by, action=Action.REDACT)
    name = read_name(part)
    report = Report.objects.select_related("case__lead").filter(id=report_id).first()
    if name is None or report is None:
        raise NoSuchPart(part)
    if name.kind in ABOUT_SUBJECT:
        check_not_withheld(case=report.case)
    if name.kind == Kind.EXHIBIT:
        return Part(report=report, name=name, evidence=_exhibit(report, name.row))
    if name.kind in (Kind.POST, Kind.POST_ANSWER):
        return Part(report=report, name=name, post=_post(report, name.row))
    return Part(report=report, name=name)


def find_exhibit(*, evidence_id: int, by: Actor) -> Part:
    """Return an exhibit that the actor may redact or leave out. Raises what `find_part` does."""
    require(by=by, action=Action.REDACT)
    report_id = Evidence.objects.filter(id=evidence_id).values_list("report_id", flat=True).first()
    if report_id is None:
        raise NoSuchPart(str(evidence_id))
    return find_part(report_id=report_id, part=str(PartName(kind=Kind.EXHIBIT, row=evidence_id)), by=by)


def _exhibit(report: Report, row: int) -> Evidence:
    item = report.evidence.exclude(origin=Evidence.Origin.REDACTED).filter(id=row).first()
    if item is None:
        raise NoSuchPart(str(row))
    item.report = report
    refuse_diverted(item)
    refuse_quarantined([item])
    return item


def _post(report: Report, row: int) -> Content:
    post = report.contents.filter(id=row).first()
    if post is None:
        raise NoSuchPart(str(row))
    refuse_diverted(post)
    return post


def show_text(part: Part, *, by: Actor, at: datetime) -> Shown:
    """Return the words of a part as they are shown, and record that they were read; of a file it counts as seen.

    Call it in no transaction. Raises NoSuchPart where nothing was said, CannotRedact, KeyDestroyed, and what custody
    raises.
    """
    if part.evidence is not None:
        note_seen(by=by, at=at, files=1)
    else:
        subject = f"report:{part.report.reference}"
        record_read(subject=subject, what=str(part.name), by=by, at=at, reason=WHY)
    return read_text(part, verb=CustodyVerb.VIEWED, by=by, at=at)


def read_text(part: Part, *, verb: CustodyVerb, by: Actor, at: datetime) -> Shown:
    """Return what `show_text` does; of a file the reading is recorded under this verb, of the rest not."""
    item = part.evidence
    text = _words_in(item, verb=verb, by=by, at=at) if item is not None else _words_of(part)
    if not text.strip():
        raise NoSuchPart(str(part.name))
    shown = as_shown(text)
    return Shown(text=shown, digest=digest_of(shown))


def digest_of(text: str) -> str:
    """Return by what a redaction knows a text again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _words_of(part: Part) -> str:
    report, question = part.report, part.name.question
    if part.post is not None:
        said = personal.read_post_details(content=part.post) if question else {}
        return said.get(question, "") if question else personal.read_words(content=part.post)
    if part.name.kind == Kind.ANSWER:
        return personal.read_details(report=report).get(question, "")
    read = personal.read_suspect if part.name.kind == Kind.SUSPECT else personal.read_narrative
    return read(report=report)


def _words_in(item: Evidence, *, verb: CustodyVerb, by: Actor, at: datetime) -> str:
    """Return all words of a file: where some would be cut off, none are, for what is not shown is not looked at."""
    if item.content_type not in READ_TYPES:
        raise CannotRedact("Only pictures, plain text and e-mail can be blacked out in part.")
    if item.size > 4 * MOST_CHARACTERS:
        raise CannotRedact("It is longer than a page shows.")
    original = b"".join(custody.read(item=item, by=by, at=at, verb=verb, why=WHY))
    text = mail_as_text(original) if item.content_type == INTERNET_MAIL else decode_beginning(original)
    if len(text) > MOST_CHARACTERS:
        raise CannotRedact("It is longer than a page shows.")
    return text
