"""The programs of forces and partners that use the API: made, changed, given new secrets, revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.models import ApiClient
from hatehub.accounts.roles import Action
from hatehub.administration.deeds import Deed, DeedTable
from hatehub.administration.forms.clients import ClientForm, NewSecretForm
from hatehub.administration.forms.seen import SEEN
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.tables import PEOPLE
from referrals.services import api_clients

STANDING = ("client_id", "is_active", "secret_made_at", "earlier_secret_until", "created", "updated")


def _of_client(run: Callable[..., Any]) -> Callable[..., Any]:
    """Return a service of programs as a deed calls it."""
    return lambda row_id, **said: run(client_id=row_id, **said)


def _give_secret(row_id: int, *, overlap: str, **said: Any) -> str:
    return api_clients.give_new_secret(client_id=row_id, overlap=timedelta(hours=int(overlap)), **said)


@admin.register(ApiClient)
class ApiClientTable(DeedTable):
    """Programs by force and partner. No secret and no hash is shown; a new secret once."""

    action = Action.MANAGE_ACCOUNTS
    group = PEOPLE
    title = gettext_lazy("Programs of forces and partners")
    says = gettext_lazy(
        "The programs by which forces fetch their cases and others send reports: made, changed, given new secrets, "
        "revoked."
    )
    never_deleted = gettext_lazy("Programs are not deleted: the audit speaks of them. Revoke it instead.")
    form = ClientForm
    deeds = (
        Deed(
            name="secret",
            title=gettext_lazy("Give a new secret"),
            says=gettext_lazy(
                "The new secret is shown once. The present one works on for as long as you say, so that the program "
                "can be changed without a break. Without that time its tokens end at once."
            ),
            done=gettext_lazy("has a new secret."),
            run=_give_secret,
            form=NewSecretForm,
        ),
        Deed(
            name="revoke",
            title=gettext_lazy("Revoke the program"),
            says=gettext_lazy("Its tokens end at once, and it gets no more. It can be opened again."),
            done=gettext_lazy("is revoked."),
            run=_of_client(api_clients.revoke),
        ),
        Deed(
            name="reopen",
            title=gettext_lazy("Open the program again"),
            says=gettext_lazy("It gets a new secret, which is shown once; the former ones do not work."),
            done=gettext_lazy("is open again."),
            run=_of_client(api_clients.reopen),
            when_active=False,
        ),
    )
    refusals = (api_clients.ClientRefused,)
    secret_says = gettext_lazy("The secret, shown this once:")
    secret_after = gettext_lazy(
        "Give both to those who keep the program, the secret by a way that nobody else reads. The hub stores a hash of "
        "it and cannot show it again; where it was lost, give a new one."
    )
    list_display = ("name", "force", "partner", "client_id", "allowed_scopes", "is_active", "created")
    list_filter = ("is_active", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("force", "partner")
    search_fields = ("name", "client_id", "force__name", "partner__name")
    ordering = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix whose program it is once it stands."""
        return ("force", "partner", *STANDING) if obj is not None else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Show how it stands with its secrets below what can be changed."""
        return (*ClientForm.Meta.fields, SEEN, *(STANDING if obj is not None else ()))

    def subject_of(self, row: Model) -> str:
        """Return the subject that the service writes to."""
        return api_clients.subject_of(cast(ApiClient, row))

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Hand the program to the service; a new one's secret is kept for the page that follows."""
        client, by, at = cast(ApiClient, obj), actor_of(request), timezone.now()
        if change:
            api_clients.change(client=client, fields=form.changed_data, by=by, at=at)
        else:
            vars(obj)["first_secret"] = api_clients.make(client=client, by=by, at=at)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Show the secret of the new program, this once."""
        return self.show_secret(request, obj, vars(obj)["first_secret"], done=_("is made."))
