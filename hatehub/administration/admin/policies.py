"""Versions of the assessment policy: read and loaded here; a supervisor puts one in force in the workbench."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.roles import Action
from hatehub.administration.forms.policies import PolicyFileForm
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.tables import POLICIES, InnerTable, Table
from triage.models import PolicyActivation, PolicyVersion
from triage.rules.policy_file import BadPolicy
from triage.services import policies


class ActivationInline(InnerTable):
    """When a version was put in force, by whom and why. A history, to be read only."""

    model = PolicyActivation
    action = Action.LOAD_POLICY
    fields = ("since", "by", "reason")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("Put in force")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: a supervisor puts a version in force, with a reason, in the workbench."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: it is a history."""
        return False


@admin.register(PolicyVersion)
class PolicyTable(Table):
    """Loading is an administrator's, putting in force a supervisor's: no one person changes how cases are decided."""

    action = Action.LOAD_POLICY
    group = POLICIES
    title = gettext_lazy("Assessment policy")
    says = gettext_lazy(
        "By which questions cases are decided: read the versions, load a new one. A supervisor puts it in force."
    )
    never_deleted = gettext_lazy("No version is deleted: decisions are bound to it.")
    list_display = ("version", "name", "is_in_force", "loaded_by", "loaded_at")
    search_fields = ("version", "name")
    ordering = ("-loaded_at", "version")
    fields = ("version", "name", "is_in_force", "loaded_by", "loaded_at", "digest", "data")
    readonly_fields = fields
    inlines = (ActivationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        """Say of each version whether it is in force, in the same query: the newest activation decides."""
        newest = PolicyActivation.objects.order_by("-id").values("policy")[:1]
        return super().get_queryset(request).annotate(is_newest=Q(pk=Subquery(newest)))

    @admin.display(boolean=True, description=gettext_lazy("in force"))
    def is_in_force(self, version: Any) -> bool:
        """Tell whether decisions are made under it now."""
        return bool(version.is_newest)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who load policies."""
        return may(request, self.action)

    def subject_of(self, row: Model) -> str:
        """Return the subject under which all versions are told."""
        return "policy"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file, and load it through the checks of the command `load_policy`."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = PolicyFileForm(request.POST, request.FILES) if is_sent else PolicyFileForm()
        if is_sent and form.is_valid():
            try:
                return self._load(request, form)
            except BadPolicy as refusal:
                form.add_error("file", str(refusal))
        title = _("Load a version of the policy")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "title": title}
        return TemplateResponse(request, "admin/hub_policy_load.html", context, status=422 if form.errors else 200)

    def _load(self, request: HttpRequest, form: PolicyFileForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        given = policies.PolicyFile(name=cast(str, file.name), content=file.read())
        added = policies.load(policy_files=[given], by=actor_of(request), at=timezone.now())
        if added:
            messages.success(request, _("%s is loaded. A supervisor can put it in force.") % added[0].version)
        else:
            messages.warning(request, _("This version was loaded before, with the same content."))
        return redirect("admin:triage_policyversion_changelist")
