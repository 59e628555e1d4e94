"""What referrals adds to the case page."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.roles import Action, is_allowed
from referrals.models import EvidencePackage
from referrals.selectors import advice, answer_links, captures, stamps
from referrals.selectors.advice_words import advice_row
from referrals.selectors.capture_rows import capture_row, origin_in_words, page_of_exhibits
from referrals.services import capturing
from referrals.services.advice_talk import open_all
from referrals.services.packaging import may_be_asked_for
from referrals.services.versions import list_versions
from reports.models import Case
from reports.services.subjects import withholds_subject
from triage.registries import Asked, Tab, register_tab
from triage.web.legible import erased
from triage.web.reported_rows import exhibit_rows

State, Step = EvidencePackage.State, EvidencePackage.Step
STEPS = {
    Step.WAITING: _("Waiting for a worker"),
    Step.READING: _("Reading reports"),
    Step.COPYING: _("Copying exhibits"),
    Step.WRITING: _("Writing the case files and the summary"),
    Step.SEALING: _("Sealing"),
}
FAILURES = {
    "ExhibitChanged": _(
        "An exhibit is not what was received. It is in quarantine now, and a supervisor has been told."
    ),
    "ExhibitQuarantined": _("An exhibit went into quarantine while it was copied."),
    "StorageAway": _("The place where files are kept did not answer."),
    "NothingLeft": _("Every report of the case has been erased."),
    "TextChanged": _("A text has changed since parts of it were blacked out. Look at what is blacked out again."),
}
"""What an officer reads of a failure, by the name of the error."""


def register_all() -> None:
    """Add the tabs of evidence and of packages."""
    register_tab(
        Tab(
            code="evidence",
            title=_("Evidence"),
            position=55,
            template="hub/tabs/evidence.html",
            context=evidence_context,
            has_pages=True,
        )
    )
    register_tab(
        Tab(
            code="advice",
            title=_("Advice"),
            position=75,
            template="hub/tabs/advice.html",
            context=advice_context,
            has_pages=True,
        )
    )
    register_tab(
        Tab(
            code="package",
            title="Package",
            position=60,
            template="hub/tabs/package.html",
            context=package_context,
            has_pages=True,
        )
    )


def evidence_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return the posts that nobody has captured, a page of the captures, and a page of the exhibits."""
    is_withheld = withholds_subject(case=case)
    page = captures.page_of_case(case=case, after=asked.get("captures"), by=asked.by)
    exhibits = page_of_exhibits(case=case, after=asked.get("exhibits"), by=asked.by)
    rows, notes = exhibit_rows(exhibits.rows), capturing.read_notes(captures=page.rows)
    return {
        "can_fetch": settings.CAPTURE and not is_withheld,
        "is_withheld": is_withheld,
        "posts": None if is_withheld else captures.posts_without(case=case, by=asked.by),
        "captures": [
            capture_row(each, note=notes.get(each.id, erased() if each.sealed_note else ""), is_withheld=is_withheld)
            for each in page.rows
        ],
        "captures_next": page.following,
        "captures_further_on": bool(asked.get("captures")),
        "exhibits": [{**row, "origin": origin_in_words(row["item"])} for row in rows],
        "exhibits_total": exhibits.total,
        "exhibits_next": exhibits.following,
        "exhibits_further_on": bool(asked.get("exhibits")),
    }


def advice_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return a page of the requests for advice with their words and links, newest first."""
    page = advice.page_of_case(case=case, after=asked.get("advice"), by=asked.by)
    at = timezone.now()
    links = answer_links.of_subjects(subjects=[row.subject for row in page.rows], by=asked.by, at=at)
    return {
        "requests": [
            advice_row(
                opened.row,
                talk=opened.talk,
                answer=opened.answer,
                is_erased=opened.is_erased,
                links=links[opened.row.subject],
            )
            for opened in open_all(page.rows)
        ],
        "next": page.following,
        "is_further_on": bool(asked.get("advice")),
        "may_ask": case.merged_into_id is None,
    }


def package_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return the packages, newest first."""
    versions = list_versions(case=case)
    stamped = stamps.of_subjects([f"package:{each.row.id}" for each in versions])
    packages = [
        {
            "row": each.row,
            "is_kept_back": each.is_kept_back,
            "superseded_by": each.superseded_by,
            "percent": each.percent,
            "step": STEPS[Step(each.row.step)],
            "failure": FAILURES.get(each.row.last_error, _("Something went wrong in the hub.")),
            "stamps": stamped[f"package:{each.row.id}"],
        }
        for each in versions
    ]
    return {
        "packages": packages,
        "is_running": any(each.row.state == State.REQUESTED for each in versions),
        "may_ask": is_allowed(role=asked.by.role, action=Action.BUILD_PACKAGE) and may_be_asked_for(case=case),
        "has_failed": bool(versions) and versions[0].row.state == State.FAILED,
    }
