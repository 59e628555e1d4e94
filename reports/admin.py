"""The way from the admin's first page to the pages on which texts are changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hatehub.accounts.roles import Action, Role, is_allowed
from reports.models import MessageText


@admin.register(MessageText)
class MessageTextAdmin(admin.ModelAdmin):
    """Leads whoever may edit reference data to the pages for texts; nothing is changed in the admin itself."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to those who may edit texts."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the link to those who may edit texts."""
        role = getattr(request.user, "role", "")
        return role in set(Role) and is_allowed(role=Role(role), action=Action.EDIT_REFERENCE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the service adds versions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: versions are never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was told stays readable."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go to the list of texts, which has its own door."""
        return redirect("texts")
