"""Tables whose rows have more done to them than being changed: with a reason, and perhaps a secret shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise

from hatehub.administration.forms.staff import ReasonForm
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.tables import Table


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that is done to a row with a reason. `run` returns a secret to be shown, or something else.

    It is called with the row's key, what the form asked for, `by` and `at`.
    """

    name: str
    title: str | Promise
    says: str | Promise
    done: str | Promise
    run: Callable[..., Any]
    when_active: bool = True
    form: type[ReasonForm] = ReasonForm


class DeedTable(Table):
    """Names what can be done to a row beside the row, asks why on a page of its own, and does it."""

    deeds: ClassVar[Sequence[Deed]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    secret_says: str | Promise = ""
    secret_after: str | Promise = ""
    change_form_template = "admin/hub_with_deeds.html"

    def deeds_for(self, row: Any, request: HttpRequest) -> list[Deed]:
        """Return what can be done to a row now."""
        return [deed for deed in self.deeds if deed.when_active == row.is_active]

    @property
    def deed_url(self) -> str:
        """Return the name of the address of a deed's page."""
        return f"{self.opts.app_label}_{self.opts.model_name}_deed"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say in a sentence what the service refuses; name what else can be done to the row."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        deeds = self.deeds_for(row, request) if row is not None else []
        context = {**(extra_context or {}), "deeds": deeds, "deed_url": f"admin:{self.deed_url}"}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which something is done to a row with a reason."""
        address = path("<int:row_id>/do/<slug:name>/", self.admin_site.admin_view(self.deed_view), name=self.deed_url)
        return [address, *super().get_urls()]

    def deed_view(self, request: HttpRequest, row_id: int, name: str) -> HttpResponse:
        """Ask why, and do it."""
        if not may(request, self.action):
            raise PermissionDenied
        row = self.model._base_manager.filter(pk=row_id).first()
        deed = next((each for each in self.deeds if each.name == name), None)
        if row is None or deed is None:
            raise Http404
        form = deed.form(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask_why(request, row, deed, form)
        try:
            found = deed.run(row_id, by=actor_of(request), at=timezone.now(), **form.cleaned_data)
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row_id)
        if isinstance(found, str):
            return self.show_secret(request, row, found, done=str(deed.done))
        messages.success(request, f"{row} {deed.done}")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row_id)

    def show_secret(self, request: HttpRequest, row: Model, secret: str, *, done: str) -> HttpResponse:
        """Show a secret this once."""
        context = self._context(request, row, title=f"{row} {done}")
        shown = {"secret": secret, "says": self.secret_says, "after": self.secret_after}
        return TemplateResponse(request, "admin/hub_secret.html", {**context, **shown})

    def _ask_why(self, request: HttpRequest, row: Model, deed: Deed, form: ReasonForm) -> HttpResponse:
        context = {**self._context(request, row, title=str(deed.title)), "deed": deed, "form": form}
        return TemplateResponse(request, "admin/hub_deed.html", context, status=422 if form.is_bound else 200)

    def _context(self, request: HttpRequest, row: Model, *, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "row": row, "title": title}
