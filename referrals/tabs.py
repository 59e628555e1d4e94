"""What referrals adds to the case page."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from referrals.models import EvidencePackage, ForceAnswer
from referrals.selectors import stamps
from referrals.selectors import captures
from referrals.selectors.capture_rows import capture_row, origin_in_words, page_of_exhibits
from referrals.services import capturing
from referrals.services.disclosing import holds_diverted
from reports.models import Case
from reports.services.subjects import withholds_subject
from triage.registries import Asked, Tab, register_tab
from triage.web.legible import erased
from triage.web.reported_rows import exhibit_rows


def register_all() -> None:
    """Add the tabs of evidence and of packages."""
    register_tab(
        Tab(
            code="evidence",
            title=gettext_lazy("Evidence"),
            position=55,
            template="hub/tabs/evidence.html",
            context=evidence_context,
            has_pages=True,
        )
    )
    register_tab(
        Tab(code="package", title="Package", position=60, template="hub/tabs/package.html", context=package_context)
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


def package_context(case: Case) -> dict[str, Any]:
    """Return the packages and the force's answers, newest first."""
    packages = list(EvidencePackage.objects.filter(case=case).order_by("-version"))
    stamped = stamps.of_subjects([f"package:{row.id}" for row in packages])
    return {
        "packages": [
            {
                "row": row,
                "holds_diverted": row.state == EvidencePackage.State.SEALED and holds_diverted(package=row),
                "stamps": stamped[f"package:{row.id}"],
            }
            for row in packages
        ],
        "answers": list(ForceAnswer.objects.filter(case=case).select_related("force").order_by("-at")),
    }
