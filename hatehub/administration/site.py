"""The site under /admin/: one door, a closed list of tables, and a first page that says what is where."""

from collections.abc import Iterable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import WrongTries
from hatehub.accounts.roles import Action
from hatehub.accounts.staff import admin_entrance
from hatehub.administration.permissions import may, may_enter
from hatehub.administration.tables import GROUPS, Table

LEFT_OUT = ("password_change", "password_change_done", "autocomplete", "view_on_site")
"""Addresses of Django's admin that the hub has no use for: each would be one more way to look something up."""


class AdministrationSite(AdminSite):
    """Takes the tables that the hub registers itself. What a library brings along for the admin is passed over."""

    site_header = _("Online Hate Hub: administration")
    site_title = _("Administration")
    index_title = _("Administration")
    site_url = None
    enable_nav_sidebar = False
    index_template = "admin/hub_index.html"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Register a table of the hub's own; pass over accounts' tokens, mail addresses and groups of the libraries."""
        if admin_class is not None and issubclass(admin_class, Table):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever's role has an action here."""
        return may_enter(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse whoever is signed in and has no business here; a stranger signs in, and comes back to the page."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                return admin_entrance(request)
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send a stranger to the one door there is: Django's would ask for a password and no second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        answer: HttpResponseBase = admin_entrance(request, extra_context)
        assert isinstance(answer, HttpResponse)  # noqa: S101 - a redirection or a refusal
        return answer

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out where everybody does."""
        return redirect("account_logout")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the addresses that nothing here needs."""
        return [each for each in super().get_urls() if getattr(each, "name", None) not in LEFT_OUT]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Say in plain words what is where, for those tables that the role may see."""
        places = [
            {
                "name": table.title,
                "says": table.says,
                "url_name": f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist",
                "group": table.group,
            }
            for model, table in self._registry.items()
            if isinstance(table, Table) and table.has_view_permission(request)
        ]
        order = [str(group) for group in GROUPS]
        places.sort(key=lambda place: order.index(str(place["group"])))
        context = {**(extra_context or {}), "places": places, "guessed": self._guessed(request)}
        return super().index(request, context)

    def _guessed(self, request: HttpRequest) -> int:
        """Return for how many accounts and networks there was too much guessing in the last day."""
        if not may(request, Action.MANAGE_ACCOUNTS):
            return 0
        since = timezone.now() - timedelta(days=1)
        return WrongTries.objects.filter(is_alert=True, last_at__gte=since).count()
