"""The tab of requests to platforms: what could be asked, what keeps it, and what was asked."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.selectors import reappearances
from referrals.selectors import takedowns as rows
from referrals.selectors.takedown_evidence import Standing, Stands, evidence_of
from referrals.selectors.takedown_posts import CasePost, posts_of
from referrals.services import takedowns
from referrals.web.takedown_words import again_row, takedown_row
from reports.models import Case
from reports.rules.workflow import State
from reports.services.subjects import withholds_subject
from triage.registries import Asked, Tab, register_tab
from triage.selectors.queues import names_of

STANDINGS = {
    Standing.NOTHING: (_("Nothing kept"), "red"),
    Standing.NOT_SEALED: (_("Kept, not sealed"), "yellow"),
    Standing.SEALED: (_("Sealed"), "green"),
}


def register_all() -> None:
    """Add the tab."""
    register_tab(
        Tab(
            code="takedown",
            title=_("Takedown"),
            position=62,
            template="hub/tabs/takedown.html",
            context=takedown_context,
            has_pages=True,
        )
    )


def takedown_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return the platforms of a case with their posts and what is missing, and the requests there are."""
    names, at = names_of()["platforms"], timezone.now()
    is_withheld = withholds_subject(case=case)
    posts = [] if is_withheld else posts_of(case=case)
    standing = evidence_of(case=case, posts=[each.post for each in posts])
    again = reappearances.of_case(case=case, by=asked.by)
    made = rows.of_case(case=case, by=asked.by)
    return {
        "is_withheld": is_withheld,
        "is_unread": case.lead.state == State.RECEIVED,
        "platforms": _platforms(posts, standing, names=names),
        "lacks_evidence": any(each.standing is Standing.NOTHING for each in standing),
        "waits_for_sealing": any(each.standing is Standing.NOT_SEALED for each in standing),
        "may_seal": takedowns.may_seal(case=case),
        "gets_package": takedowns.gets_package(case=case),
        "requests": [takedown_row(each, reference=case.reference, names=names, at=at) for each in made],
        "again": [again_row(each, names=names) for each in again],
        "reports": case.reports.count(),
        "wishing": case.reports.filter(circumstances__wishes__contains="remove").count(),
    }


def _platforms(posts: Sequence[CasePost], standing: Sequence[Stands], *, names: dict[str, str]) -> list[dict[str, Any]]:
    pairs = sorted(zip(posts, standing, strict=True), key=lambda pair: pair[0].platform_code)
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "posts": [_post(post, stands) for post, stands in of_platform],
        }
        for code, of_platform in groupby(pairs, key=lambda pair: pair[0].platform_code)
    ]


def _post(post: CasePost, stands: Stands) -> dict[str, Any]:
    text, colour = STANDINGS[stands.standing]
    return {
        "url": post.post.url,
        "is_shortened": post.post.url != post.typed,
        "standing": {"text": str(text), "colour": colour},
        "exhibits": [item.exhibit for item in stands.exhibits],
    }
