"""The hub's accounts at platforms: what it signs in with to ask for removal. Secrets go in, and never come out."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hatehub.accounts.roles import Action
from hatehub.administration.forms.platform_account import WhichPlatformForm, sign_in_form
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.tables import PEOPLE, Table
from referrals.models import PlatformAccount
from referrals.services import platform_accounts


@admin.register(PlatformAccount)
class PlatformAccountTable(Table):
    """Accounts by platform and server. An account that a platform takes no more says so."""

    action = Action.EDIT_REFERENCE
    group = PEOPLE
    title = gettext_lazy("Accounts at platforms")
    says = gettext_lazy(
        "What the hub signs in with at platforms that take requests by their interface. Without one, officers send by "
        "hand."
    )
    list_display = ("platform", "server", "is_whole", "refused_at", "changed_at", "changed_by")
    list_select_related = ("platform",)
    ordering = ("platform__name", "server")
    readonly_fields = ("platform", "is_whole", "refused_at", "refused_code", "changed_by", "changed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who keep reference data."""
        return may(request, self.action)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who keep reference data."""
        return may(request, self.action)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who keep reference data: the key of what it signed in with is destroyed."""
        return may(request, self.action)

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Any]]":
        """Ask for the platform first, then for what it signs in with."""
        return sign_in_form(obj) if obj else WhichPlatformForm

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        """Show what stands above what is typed."""
        if obj is None:
            return ("platform",)
        return (*self.readonly_fields, *sign_in_form(obj).base_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix the platform of an account that stands."""
        return self.readonly_fields if obj else ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Look once more where another account was kept at the same moment: now the form says so beside its field."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except platform_accounts.AccountExists:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Hand what was typed to the service."""
        account = cast(PlatformAccount, obj)
        kept = platform_accounts.keep(
            platform=account.platform,
            values=form.cleaned_data if change else {},
            account_id=account.id if change else None,
            by=actor_of(request),
            at=timezone.now(),
        )
        obj.pk = kept.pk

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Have the service remove it."""
        platform_accounts.remove(account=cast(PlatformAccount, obj), by=actor_of(request), at=timezone.now())

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to what it signs in with."""
        return redirect("admin:referrals_platformaccount_change", obj.pk)

    def subject_of(self, row: Model) -> str:
        """Return the subject that the service writes to."""
        return f"platform:{cast(PlatformAccount, row).platform.code}"
