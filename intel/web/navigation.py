"""What intel puts into the workbench's navigation."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from intel.selectors import open_enquiries, subjects


def register_all() -> None:
    """Add links between accounts to look at, and lines of enquiry that are overdue or wait to be allowed."""
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
