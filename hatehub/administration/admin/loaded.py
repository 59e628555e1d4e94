"""What the tables were filled with: editions of the files, and what was set by hand against them. To be read only."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.administration.permissions import actor_of, may
from hatehub.administration.services import reference_rows
from hatehub.administration.tables import LOADED, Table
from hatehub.reference.models import Correction, LoadedData, PostcodeEdition


@admin.register(Correction)
class CorrectionTable(Table):
    """What was set by hand. Each can be given back to the files."""

    group = LOADED
    title = gettext_lazy("Set by hand")
    says = gettext_lazy(
        "What administrators have set by hand. New files leave it alone until you let them decide again."
    )
    list_display = ("table", "row", "field", "by", "at")
    list_filter = ("table",)
    search_fields = ("row", "field", "by")
    ordering = ("table", "row", "field")
    fields = ("table", "row", "field", "by", "at")
    readonly_fields = fields
    change_form_template = "admin/hub_correction.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the address that gives a field back to the files."""
        view = self.admin_site.admin_view(self.files_decide_view)
        return [path("<int:correction_id>/files-decide/", view, name="files_decide"), *super().get_urls()]

    def files_decide_view(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        """Let the files decide again."""
        if not may(request, self.action) or request.method != "POST":
            raise PermissionDenied
        try:
            reference_rows.let_files_decide(correction_id=correction_id, by=actor_of(request), at=timezone.now())
        except Correction.DoesNotExist:
            messages.warning(request, _("The files decide there already."))
        else:
            messages.success(request, _("The next load of the reference data brings back what the files say."))
        return redirect("admin:reference_correction_changelist")


@admin.register(LoadedData)
class LoadedDataTable(Table):
    """Which edition of the files is loaded."""

    group = LOADED
    title = gettext_lazy("Editions of the files")
    says = gettext_lazy("Which edition of the hub's own files the tables hold.")
    list_display = ("name", "digest", "loaded_at")
    ordering = ("name",)
    fields = ("name", "digest", "loaded_at")
    readonly_fields = fields


@admin.register(PostcodeEdition)
class PostcodeEditionTable(Table):
    """Which postcode directory is imported."""

    group = LOADED
    title = gettext_lazy("Postcode directory")
    says = gettext_lazy("Which postcode directory is imported; the command load_postcodes replaces it as a whole.")
    list_display = ("name", "issued", "postcodes", "live", "left_out", "loaded_at")
    fields = ("name", "issued", "postcodes", "live", "left_out", "digest", "loaded_at")
    readonly_fields = fields
