"""The tab on how long a case is kept."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.roles import Action, is_allowed
from reports.models import Case
from triage.registries import Asked, Tab, register_tab
from triage.selectors.merges import cases_below
from triage.selectors.retention_table import get_table
from triage.selectors.time_bars import local_day
from triage.web import retention_rows


def retention_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return how long a case is kept, what holds it, and who asked for erasure."""
    today = local_day(timezone.now())
    shown = retention_rows.about(case, case_ids=cases_below(case_id=case.id), table=get_table(on=today), today=today)
    role = asked.by.role
    return {
        **shown,
        "may_review": is_allowed(role=role, action=Action.REVIEW_RETENTION),
        "may_hold": is_allowed(role=role, action=Action.HOLD),
        "may_decide": is_allowed(role=role, action=Action.DECIDE_ERASURE),
    }


def register_all() -> None:
    """Add the tab."""
    register_tab(
        Tab(
            code="retention",
            title=_("Retention"),
            position=95,
            template="hub/tabs/retention.html",
            context=retention_context,
            has_pages=True,
        )
    )
