"""What goes out in place of originals, for a whole case: redacted copies, what is left of texts, what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import Redaction
from referrals.rules.redaction import WHY_IN_WORDS, Span, Why, as_shown, black_out
from referrals.rules.redaction_parts import Kind, PartName, read_name
from referrals.services.redactable import digest_of
from reports.models import Case, Content, Evidence, Report
from reports.services.personal import read_all_details, read_narratives, read_posts, read_suspects

Key = tuple[str, UUID | int | str]
HIDING = (Redaction.Act.BLACKED_OUT, Redaction.Act.LEFT_OUT)


class TextChanged(Exception):
    """A text is no longer the one on which passages were chosen: nothing of it goes out until somebody looks again."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the disclosure list: what is not shown, why, and by which role; never by whom, and no word of it.

    `exhibit` is empty where a text was blacked out, `copy` where nothing goes out in its place, `post` (its position
    in the report) where it is no post.
    """

    report: str
    part: str
    act: str
    exhibit: str
    copy: str
    post: int | None
    marks: int
    why: tuple[Why, ...]
    by_role: str
    at: datetime

    @property
    def what(self) -> str:
        """What it is, in words."""
        return f"{self._name}: {self._deed}"

    @property
    def because(self) -> str:
        """The reasons, in words."""
        return "; ".join(WHY_IN_WORDS[why] for why in self.why)

    @property
    def _deed(self) -> str:
        if self.act == Redaction.Act.LEFT_OUT:
            return "left out"
        parts = "1 part" if self.marks == 1 else f"{self.marks} parts"
        if self.exhibit and not self.copy:
            return "left out, for the copy with parts blacked out cannot be given"
        return f"{parts} blacked out" + (f" in the copy {self.copy}" if self.copy else "")

    @property
    def _name(self) -> str:
        name = read_name(self.part)
        if name is None or self.exhibit:
            return f"exhibit {self.exhibit}"
        names = {
            Kind.NARRATIVE: "what the complainant told",
            Kind.SUSPECT: "the description of the suspect",
            Kind.ANSWER: f"the answer on {name.question.replace('_', ' ')}",
            Kind.POST: f"the words of post {self.post}",
            Kind.POST_ANSWER: f"what was said of post {self.post} on {name.question.replace('_', ' ')}",
        }
        return names[name.kind]


def copies_for(*, reports: Iterable[Report]) -> dict[int, Evidence]:
    """Return, by the id of the original, the copy that goes out in its place; with one query.

    Of the exhibits that are redacted copies, these alone go out. An original that is neither here nor in
    `left_out_for` goes out as it is.
    """
    rows = _of_exhibits(reports)
    return {row.evidence_id: row.copy for row in rows if row.evidence_id and row.copy and _goes_out(row.copy)}


def left_out_for(*, reports: Iterable[Report]) -> set[int]:
    """Return the ids of exhibits of which nothing goes out; with one query.

    Somebody decided so, or only a copy may go out and that one may not be opened: diverted, or in quarantine.
    """
    rows = _of_exhibits(reports)
    return {row.evidence_id for row in rows if row.evidence_id and not (row.copy and _goes_out(row.copy))}


def _of_exhibits(reports: Iterable[Report]) -> QuerySet[Redaction]:
    return _hiding(reports).filter(evidence__isnull=False).select_related("copy")


def _goes_out(copy: Evidence) -> bool:
    return not copy.diverted_as and not copy.is_quarantined


def texts_for(*, reports: Iterable[Report]) -> dict[Key, str]:
    """Return what is left of the texts of which something is blacked out.

    Keys are ("narrative", report id), ("suspect", report id), ("answer", "REPORT-ID:question"), ("post", post id) and
    ("post_answer", "POST-ID:question"). One query where there is nothing, else as many as it takes to open what is
    sealed, whatever the size of the case; the posts have been fetched with the reports. Of what is erased, nothing is
    left. Raises TextChanged, and KeyDestroyed as the readings of the texts do.
    """
    chosen = {report.id: report for report in reports}
    rows = list(_hiding(chosen.values()).filter(evidence__isnull=True))
    if not rows:
        return {}
    notes, texts = notes_of(rows), _Texts([chosen[report_id] for report_id in {row.report_id for row in rows}])
    named = [(row, name) for row in rows if (name := read_name(row.part))]
    return {_key(row, name): _left(texts.find(row, name), notes.get(row.id)) for row, name in named}


def _left(text: str, note: dict[str, Any] | None) -> str:
    """Return what is left of a text. Raises TextChanged."""
    if note is None or not text:
        return ""
    shown = as_shown(text)
    if digest_of(shown) != note["digest"]:
        raise TextChanged
    return black_out(shown, spans_in(note))


def spans_in(note: dict[str, Any]) -> list[Span]:
    """Return the passages that a note of a redaction names."""
    return [Span(start=start, end=end, why=Why(why)) for start, end, why in note["marks"]]


def _key(row: Redaction, name: PartName) -> Key:
    ids: dict[str, UUID | int | str] = {
        Kind.ANSWER: f"{row.report_id}:{name.question}",
        Kind.POST: name.row,
        Kind.POST_ANSWER: f"{name.row}:{name.question}",
    }
    return name.kind.value, ids.get(name.kind, row.report_id)


class _Texts:
    """The texts of some reports, each kind opened at once."""

    def __init__(self, reports: list[Report]) -> None:
        self._narratives = read_narratives(reports=reports)
        self._suspects = read_suspects(reports=reports)
        self._details = read_all_details(reports=reports)
        posts: list[Content] = [post for report in reports for post in report.contents.all()]
        self._posts = read_posts(contents=posts)

    def find(self, row: Redaction, name: PartName) -> str:
        """Return one text; empty where there is none, or none that may be opened."""
        words, said = self._posts.get(name.row, ("", {}))
        texts = {
            Kind.NARRATIVE: self._narratives.get(row.report_id, ""),
            Kind.SUSPECT: self._suspects.get(row.report_id, ""),
            Kind.ANSWER: self._details.get(row.report_id, {}).get(name.question, ""),
            Kind.POST: words,
            Kind.POST_ANSWER: said.get(name.question, ""),
        }
        return texts[name.kind]


def list_redactions(case: Case) -> list[Listed]:
    """Return what is blacked out or left out of a case now, in the order of its reports.

    With one query, and one more where there are posts among it.
    """
    rows = Redaction.objects.filter(report__case=case, replaced_at__isnull=True, act__in=HIDING)
    chosen = list(rows.select_related("report", "evidence", "copy").order_by("report__submitted_at", "report_id", "id"))
    places = _places(chosen)
    return [
        Listed(
            report=row.report.reference,
            part=row.part,
            act=row.act,
            exhibit=row.evidence.exhibit if row.evidence else "",
            copy=row.copy.exhibit if row.copy and _goes_out(row.copy) else "",
            post=places.get(row.id),
            marks=row.marks,
            why=tuple(Why(code) for code in row.reasons),
            by_role=row.decided_by.partition(":")[0],
            at=row.decided_at,
        )
        for row in chosen
    ]


def _places(rows: Iterable[Redaction]) -> dict[int, int]:
    """Return by redaction the position of the post that it is of."""
    kinds = (Kind.POST, Kind.POST_ANSWER)
    posts = {row.id: name.row for row in rows if (name := read_name(row.part)) and name.kind in kinds}
    found = dict(Content.objects.filter(id__in=posts.values()).values_list("id", "position")) if posts else {}
    return {row_id: found[post_id] for row_id, post_id in posts.items() if post_id in found}


def hidden_since(*, case: Case, since: datetime) -> bool:
    """Tell whether something was blacked out or left out after a moment, such as that of a package's sealing."""
    made = Redaction.objects.filter(report__case=case, act__in=HIDING, decided_at__gte=since)
    return made.exists()


def _hiding(reports: Iterable[Report]) -> QuerySet[Redaction]:
    ids = [report.id for report in reports]
    return Redaction.objects.filter(report__in=ids, replaced_at__isnull=True, act__in=HIDING)


def notes_of(rows: Iterable[Redaction]) -> dict[int, dict[str, Any]]:
    """Return what is sealed in redactions (marks, digest, words), by id, with two queries; without what is erased."""
    chosen = list(rows)
    opened: dict[int, dict[str, Any]] = {}
    for purpose in (Purpose.MATERIAL, Purpose.SUBJECT):
        sealed = {
            row.id: (row.report_id, field_of(row.part), row.sealed) for row in chosen if purpose_of(row.part) == purpose
        }
        opened |= vault.unseal_each(sealed, purpose=purpose)
    return opened


def purpose_of(part: str) -> Purpose:
    """Return the key under which what is noted of a part lies: that of the part itself."""
    return Purpose.SUBJECT if part == Kind.SUSPECT else Purpose.MATERIAL


def field_of(part: str) -> str:
    """Return the name under which what is noted of a part is sealed."""
    return f"redaction:{part}"
