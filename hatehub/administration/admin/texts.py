"""The way from the first page to the pages on which texts are changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from hatehub.administration.tables import POLICIES, Table
from reports.models import MessageText


@admin.register(MessageText)
class TextTable(Table):
    """Leads whoever may edit reference data to the pages for texts; nothing is shown or changed in the admin itself."""

    group = POLICIES
    title = _("Texts")
    says = _("What complainants are told at each step, in eight languages; every version is kept.")
    fields = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the list of texts, which has its own door."""
        return redirect("texts")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Go to the list of texts: one of them is read and changed there."""
        return redirect("texts")
