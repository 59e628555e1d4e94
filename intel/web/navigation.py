"""What intel puts into the workbench's navigation."""

from django.utils.translation import gettext_lazy as _

from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from intel.selectors import subjects


def register_all() -> None:
    """Add the links between accounts that wait to be looked at."""
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
