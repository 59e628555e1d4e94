"""Where somebody guesses passwords or codes: read, and written by nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from hatehub.accounts.models import WrongTries
from hatehub.accounts.roles import Action
from hatehub.administration.tables import PEOPLE, Table


@admin.register(WrongTries)
class WrongTriesTable(Table):
    """Hours in which an account or a network had too many wrong tries."""

    action = Action.MANAGE_ACCOUNTS
    group = PEOPLE
    title = gettext_lazy("Guessing at the sign-in")
    says = gettext_lazy(
        "Accounts with ten or more wrong tries in an hour, networks with twenty. Ask whose account it is; a new "
        "password or a second factor reset helps where it was not them."
    )
    list_display = ("what", "tries", "began_at", "last_at")
    list_select_related = ("user",)
    ordering = ("-last_at",)
    fields = ("what", "tries", "began_at", "last_at")
    readonly_fields = fields
    never_deleted = gettext_lazy("These rows go by themselves after three months; the audit keeps that it happened.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WrongTries]:
        """Show what was too many; other rows are counts that go on."""
        return super().get_queryset(request).filter(is_alert=True)

    @admin.display(description=gettext_lazy("account or network"), ordering="user__username")
    def what(self, row: Any) -> str:
        """Name the account, or the network by the name it has on its day, which holds no address."""
        return row.user.username if row.user else f"network {row.network[:12]}"

    def subject_of(self, row: Model) -> str:
        """Return the subject that the count writes to."""
        found: Any = row
        return f"account:{found.user_id}" if found.user_id else f"network:{found.network}"
