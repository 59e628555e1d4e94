"""What goes into a package, decided by consent: the report as told, the decisions, and what was left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.audit.selectors import list_entries
from hatehub.reference.models import Material
from referrals.services.summary import Section
from reports.models import Case, Complainant, Content, Evidence, Report
from reports.services.personal import (
    Contact,
    read_all_details,
    read_contacts,
    read_narratives,
    read_posts,
    read_suspects,
)
from reports.services.subjects import withholds_subject
from triage.models import Assessment, Responsibility
from triage.services.assessing import latest_assessment, read_flag_reasons, read_reasons

SHARED_BY_CONSENT = "evidence package, shared by consent"
"""The reason in the audit for reading who is named in a package."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The machine-readable files of a package by name, the sections of its summary, and the exhibits that go in.

    `left_out` names what does not because it is diverted.
    """

    files: dict[str, Any]
    sections: list[Section]
    exhibits: list[Evidence]
    left_out: list[str]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What was sealed in the reports of a case, by report, and of their posts by post; empty where nothing was."""

    details: dict[UUID, dict[str, str]]
    narratives: dict[UUID, str]
    suspects: dict[UUID, str]
    posts: dict[int, tuple[str, dict[str, str]]]
    contacts: dict[UUID, Contact]


def gather(*, case: Case, lead: Report, by: Actor, at: datetime) -> Contents:
    """Collect what the complainants of a case consented to share. Reads of contact details are audited."""
    rows = case.reports.order_by("submitted_at", "id").select_related("complainant")
    reports = list(rows.prefetch_related("contents", "evidence"))
    opened = _open(reports, by=by, at=at)
    is_withheld = withholds_subject(case=case)
    told = [_without_subject(each) if is_withheld else each for each in (_told(report, opened) for report in reports)]
    assessment = latest_assessment(report=lead)
    decided = _decided(assessment)
    responsible = _responsible(case)
    files = {
        "reports.json": told,
        "assessment.json": decided,
        "responsibility.json": responsible,
        "custody.json": _custody(case, reports),
        "disclosure.json": [_left_out(report, is_withheld=is_withheld) for report in reports],
    }
    diverted = [name_of(item) for report in reports for item in report.evidence.all() if item.diverted_as]
    diverted += [name_of(post) for report in reports for post in report.contents.all() if post.diverted_as]
    return Contents(
        files=files,
        sections=_sections(case, told, decided, responsible),
        exhibits=[] if is_withheld else _all_exhibits(reports),
        left_out=diverted,
    )


def name_of(item: Evidence | Content) -> str:
    """Return how a package names what it leaves out."""
    return f"exhibit:{item.id}" if isinstance(item, Evidence) else f"post:{item.id}"


def _all_exhibits(reports: list[Report]) -> list[Evidence]:
    return sorted((item for report in reports for item in _exhibits(report)), key=lambda item: item.exhibit)


def _exhibits(report: Report) -> list[Evidence]:
    """Return the exhibits of a report that may be handed on: what is diverted goes to its body alone."""
    return sorted((item for item in report.evidence.all() if not item.diverted_as), key=lambda item: item.id)


def _posts(report: Report) -> list[Content]:
    """Return the posts of a report that may be handed on, in their order."""
    return sorted((post for post in report.contents.all() if not post.diverted_as), key=lambda post: post.position)


def _open(reports: list[Report], *, by: Actor, at: datetime) -> Opened:
    """Unseal everything with a number of queries that does not grow with the reports."""
    shared = [report for report in reports if is_shared(report.complainant)]
    return Opened(
        details=read_all_details(reports=reports),
        narratives=read_narratives(reports=reports),
        suspects=read_suspects(reports=reports),
        posts=read_posts(contents=[post for report in reports for post in _posts(report)]),
        contacts=read_contacts(reports=shared, by=by, at=at, reason=SHARED_BY_CONSENT),
    )


def _told(report: Report, opened: Opened) -> dict[str, Any]:
    contact = opened.contacts.get(report.id)
    return {
        "reference": report.reference,
        "submitted_at": report.submitted_at.isoformat(),
        "happened_on": report.happened_on.isoformat() if report.happened_on else None,
        "strands": report.strands,
        "strand_values": report.strand_values,
        "reporter": report.complainant.kind,
        "agreement_of_person_targeted": report.complainant.agreement,
        "danger": report.danger,
        "circumstances": report.circumstances,
        "details": opened.details.get(report.id, {}),
        "narrative": opened.narratives.get(report.id, ""),
        "suspect": opened.suspects.get(report.id, ""),
        "suspect_whereabouts": report.suspect_whereabouts,
        "posts": [
            {
                "url": content.url,
                "platform": content.platform_code,
                "account": content.account_handle,
                "post_key": content.post_key,
                "words": opened.posts[content.id][0],
                "details": opened.posts[content.id][1],
            }
            for content in _posts(report)
        ],
        "exhibits": [
            {"exhibit": item.exhibit, "sha256": item.sha256, "size": item.size, "type": item.content_type}
            for item in _exhibits(report)
        ],
        "complainant": vars(contact) if contact else None,
    }


def _without_subject(told: dict[str, Any]) -> dict[str, Any]:
    """Return what was told without who it is about: no account, link or exhibit says so."""
    posts = [{**post, "url": "", "account": "", "post_key": None, "details": {}} for post in told["posts"]]
    return {**told, "suspect": "", "suspect_whereabouts": "unknown", "posts": posts, "exhibits": []}


def is_shared(complainant: Complainant) -> bool:
    """Tell whether a complainant may be named to the force: named, and consented."""
    return complainant.identity == Complainant.Identity.NAMED and complainant.shares_with_force


def _left_out(report: Report, *, is_withheld: bool) -> dict[str, Any]:
    items = [{"what": "names of uploaded files", "why": "they may identify the complainant"}]
    if not is_shared(report.complainant):
        items.append({"what": "complainant's name and contact", "why": "no consent to share them with the force"})
    if is_withheld:
        why = "not a crime, and the threshold for keeping the subject's data is not met"
        items.append({"what": "the subject: description, account, links and exhibits", "why": why})
    items += [
        {"what": f"exhibit {item.exhibit}", "why": _why(item)} for item in report.evidence.all() if item.diverted_as
    ]
    items += [
        {"what": f"post {post.position}", "why": _why(post)} for post in report.contents.all() if post.diverted_as
    ]
    return {"report": report.reference, "left_out": items}


def _why(item: Evidence | Content) -> str:
    """Return why diverted material is left out: by its kind alone."""
    return f"{Material(item.diverted_as).label.lower()}, diverted to the body that deals with it"


def _decided(assessment: Assessment | None) -> dict[str, Any]:
    if assessment is None:
        return {}
    return {
        "outcome": assessment.outcome,
        "disposal": assessment.disposal,
        "flags": read_flag_reasons(assessment=assessment),
        "policy": assessment.policy_version,
        "offence": str(assessment.offence) if assessment.offence else None,
        "path": assessment.path,
        "reasons": read_reasons(assessment=assessment),
        "decided_at": assessment.decided_at.isoformat(),
    }


def _responsible(case: Case) -> list[dict[str, Any]]:
    current = Responsibility.objects.filter(case=case, replaced_at__isnull=True).select_related("force", "report")
    rows = current.order_by("role", "report__submitted_at", "id")
    return [
        {
            "role": row.role,
            "report": row.report.reference if row.report else None,
            "force": row.force.code if row.force else None,
            "force_name": row.force.name if row.force else None,
            "rule": row.rule,
            "rule_version": row.rule_version,
            "sentence": row.sentence,
            "override_reason": row.override_reason,
        }
        for row in rows
    ]


def _custody(case: Case, reports: list[Report]) -> list[dict[str, Any]]:
    """The log of who handled what, from the audit; accounts by role only."""
    subjects = [f"case:{case.reference}", *(f"report:{report.reference}" for report in reports)]
    return [
        {
            "subject": entry.subject,
            "sequence": entry.sequence,
            "at": entry.at.isoformat(),
            "role": entry.actor.partition(":")[0],
            "verb": entry.verb,
            "hash": entry.hash,
        }
        for entry in list_entries(subjects=subjects)
    ]


def _sections(
    case: Case, told: list[dict[str, Any]], decided: dict[str, Any], responsible: list[dict[str, Any]]
) -> list[Section]:
    facts = (("Case", case.reference), ("Opened", case.opened_at.isoformat()), ("Reports", str(len(told))))
    sections = [Section(title="The case", rows=facts)]
    if decided:
        reasons = tuple(reason for reason in decided["reasons"].values() if reason)
        rows = (
            ("Decision", decided["outcome"].replace("_", " ")),
            ("Offence", decided["offence"] or "none"),
            ("Policy", decided["policy"]),
        )
        sections.append(Section(title="Assessment", rows=rows, paragraphs=reasons))
    named = ((row["role"].replace("_", " "), row["force_name"] or "the hub") for row in responsible)
    who = tuple(dict.fromkeys(named))
    why = tuple({row["sentence"]: None for row in responsible})
    sections.append(Section(title="Which force is responsible", rows=who, paragraphs=why))
    sections += [_report_section(report) for report in told]
    return sections


def _report_section(report: dict[str, Any]) -> Section:
    rows = [("Received", report["submitted_at"]), ("Strands", ", ".join(report["strands"]) or "not stated")]
    if report["happened_on"]:
        rows.append(("Happened on", report["happened_on"]))
    for post in report["posts"]:
        rows += [("Post", post["url"]), ("Its words", post["words"])]
    rows += [(f"Exhibit {item['exhibit']}", f"{item['type']}, SHA-256 {item['sha256']}") for item in report["exhibits"]]
    paragraphs = (report["narrative"],) if report["narrative"] else ()
    return Section(
        title=f"Report {report['reference']}",
        rows=tuple((what, value) for what, value in rows if value),
        paragraphs=paragraphs,
    )
