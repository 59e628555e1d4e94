"""What intel puts into the workbench's navigation."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from intel.selectors import notices, open_enquiries, subjects


def register_all() -> None:
    """Add links between accounts to look at, lines of enquiry that wait, and what arises for supervisors."""
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
            code="notices",
            text=_("What arises"),
            url_name="hub_notices",
            position=28,
            action=Action.WORK_NOTICES,
            waiting=lambda actor: [notices.waiting(by=actor)],
        )
    )
