"""What intel puts into the workbench's navigation."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action, is_allowed
from intel.selectors import intelligence, notices, open_enquiries, products, subjects
from triage.selectors.time_bars import local_day


def register_all() -> None:
    """Add links between accounts, lines of enquiry, intelligence reports, what arises, products and statistics."""
    register_entry(
        NavigationEntry(
            code="subjects",
            text=_("Accounts"),
            url_name="hub_account_links",
            position=25,
            action=Action.LINK_ACCOUNTS,
            waiting=lambda actor: [subjects.waiting(by=actor)],
        )
    )
    register_entry(
        NavigationEntry(
            code="enquiries",
            text=_("Enquiries"),
            url_name="hub_enquiries",
            position=29,
            action=Action.FOLLOW_ENQUIRY,
            waiting=lambda actor: open_enquiries.waiting_rows(by=actor, at=timezone.now()),
        )
    )
    register_entry(
        NavigationEntry(
            code="intelligence",
            text=_("Intelligence"),
            url_name="hub_intelligence",
            position=28,
            action=Action.WRITE_INTELLIGENCE,
            waiting=lambda actor: intelligence.waiting(by=actor, today=local_day(timezone.now())),
        )
    )
    register_entry(
        NavigationEntry(
            code="notices",
            text=_("What arises"),
            url_name="hub_notices",
            position=27,
            action=Action.WORK_NOTICES,
            waiting=lambda actor: [notices.waiting(by=actor)],
        )
    )
    register_entry(
        NavigationEntry(
            code="products",
            text=_("Assessments"),
            url_name="hub_products",
            position=32,
            action=Action.WRITE_PRODUCT,
            waiting=_to_review,
        )
    )
    register_entry(
        NavigationEntry(
            code="statistics",
            text=_("Statistics"),
            url_name="hub_statistics",
            position=33,
            action=Action.VIEW_STATISTICS,
        )
    )


def _to_review(actor: Actor) -> Sequence[QuerySet[Any]]:
    """Return the drafts that a supervisor did not write."""
    return [products.to_review(by=actor)] if is_allowed(role=actor.role, action=Action.REVIEW_PRODUCT) else []
