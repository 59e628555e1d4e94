"""The base of every table under /admin/: rights from the role, filters from a closed list, history from the audit."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.forms import Field as FormField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.roles import Action
from hatehub.administration.permissions import may
from hatehub.administration.selectors import list_changes

COMPARISONS = frozenset({"exact", "id__exact", "isnull", "year", "month", "day", "gte", "lt"})
"""How Django's own filters ask, of a field that is offered as a filter. Anything else would be a way to search
what no page shows, such as the hash of a password letter by letter."""


REFERENCE = gettext_lazy("Reference data")
PEOPLE = gettext_lazy("People and programs")
POLICIES = gettext_lazy("Policies and texts")
LOADED = gettext_lazy("What was loaded")
GROUPS = (REFERENCE, POLICIES, PEOPLE, LOADED)
"""The headings of the first page, in their order."""


class Table(admin.ModelAdmin):
    """A table that can be read by those whose role has `action`; a subclass says what may be written, and how.

    `title` and `says` are its name and sentence on the first page, `group` the heading they stand under.
    """

    action = Action.EDIT_REFERENCE
    says: str | Promise = ""
    group: str | Promise = REFERENCE
    title: str | Promise = ""
    actions = None
    list_per_page = 50
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    object_history_template = "admin/hub_history.html"
    never_deleted: str | Promise = gettext_lazy(
        "Nothing is deleted here: cases, the audit and other organisations keep pointing at it. Retire it instead."
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table to those who may read it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those whose role has the action."""
        return may(request, self.action)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse, unless a subclass says otherwise."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse, unless a subclass says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse, unless a subclass says otherwise."""
        return False

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Offer no pop-up windows beside a choice: the other table has a page of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow what the page's own filters ask, of the fields that they are for, and nothing else."""
        offered = self.list_filter if request is None else self.get_list_filter(request)
        for each in offered:
            name = getattr(each, "parameter_name", None) or (each[0] if isinstance(each, tuple) else each)
            if lookup == name or (isinstance(name, str) and lookup.removeprefix(f"{name}__") in COMPARISONS):
                return True
        day = self.date_hierarchy
        return bool(day) and lookup.removeprefix(f"{day}__") in COMPARISONS

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete, or say in a sentence why that is not done."""
        row = self.get_object(request, unquote(object_id))
        if row is None or self.has_delete_permission(request, row) or not self.has_view_permission(request, row):
            return super().delete_view(request, object_id, extra_context)
        messages.error(request, str(self.never_deleted))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the audit says of a row: Django's own log is not kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("What was changed: %s") % row,
            "opts": self.opts,
            "object": row,
            "changes": list_changes(subject=self.subject_of(row)),
        }
        return TemplateResponse(request, str(self.object_history_template), context)

    def subject_of(self, row: Model) -> str:
        """Return the subject under which the audit keeps what is done to a row."""
        return f"{self.opts.model_name}:{row.pk}"

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Leave it: the service has written the audit. The entry is made, and not kept."""
        return LogEntry(action_flag=ADDITION)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Leave it, as above."""
        return LogEntry(action_flag=CHANGE)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[LogEntry]:
        """Leave it, as above."""
        return []


class InnerTable(admin.TabularInline):
    """Rows below another row, with the rights of that row's table. Nothing is deleted."""

    template = "admin/hub_inline.html"
    extra = 1
    can_delete = False
    action = Action.EDIT_REFERENCE

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those whose role has the action."""
        return may(request, self.action)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those whose role has the action."""
        return may(request, self.action)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those whose role has the action."""
        return may(request, self.action)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: cases keep pointing at it."""
        return False
