"""The programs of forces that use the API: who they are, and whether they may. Their secrets are never shown."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import ApiClient
from hatehub.accounts.roles import Action
from hatehub.administration.tables import PEOPLE, Table


@admin.register(ApiClient)
class ApiClientTable(Table):
    """A list to be read; `manage.py add_force_client` makes a client and shows its secret once."""

    action = Action.MANAGE_ACCOUNTS
    group = PEOPLE
    title = _("Programs of forces")
    says = _("The programs by which forces fetch their cases. To be read; a command makes them.")
    list_display = ("name", "force", "client_id", "allowed_scopes", "is_active", "created")
    list_filter = ("is_active", "force")
    list_select_related = ("force",)
    search_fields = ("name", "client_id", "force__name")
    ordering = ("name",)
    fields = ("name", "force", "client_id", "allowed_scopes", "is_active", "created", "updated")
    readonly_fields = fields
