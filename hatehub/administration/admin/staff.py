"""Accounts: who signs in, with which role. They are made, changed and deactivated, never deleted."""

from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.adapter import FACTORS
from hatehub.accounts.models import Team, User
from hatehub.accounts.roles import Action
from hatehub.administration.deeds import Deed, DeedTable
from hatehub.administration.forms.seen import SEEN
from hatehub.administration.forms.staff import AccountForm
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.services import identities, staff
from hatehub.administration.tables import PEOPLE, Table


def _of_account(run: Callable[..., Any]) -> Callable[..., Any]:
    """Return a service of accounts as a deed calls it."""
    return lambda row_id, **said: run(user_id=row_id, **said)


IDENTITY, LET_IN = "identity", "let-in"
DEEDS = (
    Deed(
        name="password",
        title=gettext_lazy("Give a new password"),
        says=gettext_lazy(
            "The present one stops working and open sessions end. The new one is shown once, and has to be changed at "
            "the next sign-in."
        ),
        done=gettext_lazy("has a new password."),
        run=_of_account(staff.give_new_password),
    ),
    Deed(
        name="second-factor",
        title=gettext_lazy("Reset the second factor"),
        says=gettext_lazy(
            "For a telephone that was lost. Open sessions end. The account gets a new password too: until another "
            "factor is set up, it is all that protects it. Make sure whom you speak to."
        ),
        done=gettext_lazy("has no second factor, and a new password."),
        run=_of_account(staff.reset_second_factor),
    ),
    Deed(
        name=IDENTITY,
        title=gettext_lazy("Detach from the identity outside"),
        says=gettext_lazy(
            "For somebody who has a new account at the provider of OpenID Connect. Open sessions end. Whoever next "
            "signs in there under this name or address gets this account: make sure that it is them."
        ),
        done=gettext_lazy("belongs to no identity outside."),
        run=_of_account(identities.detach),
    ),
    Deed(
        name=LET_IN,
        title=gettext_lazy("Let somebody in from outside again"),
        says=gettext_lazy(
            "The account was closed for a time, and its name at the provider of OpenID Connect may be somebody else's "
            "by now. Whoever next signs in there under this name or address gets this account: make sure that it is "
            "the same person."
        ),
        done=gettext_lazy("can be signed in to from outside again."),
        run=_of_account(identities.allow),
    ),
    Deed(
        name="deactivate",
        title=gettext_lazy("Deactivate the account"),
        says=gettext_lazy(
            "Its sessions end, it belongs to no identity outside any more, and it signs in no more. What it did stays "
            "in the audit under its name. It can be opened again."
        ),
        done=gettext_lazy("is deactivated."),
        run=_of_account(staff.deactivate),
    ),
    Deed(
        name="reactivate",
        title=gettext_lazy("Open the account again"),
        says=gettext_lazy(
            "It gets a new password, which is shown once. Where staff sign in by OpenID Connect, the person has to be "
            "let in from outside again afterwards."
        ),
        done=gettext_lazy("is open again."),
        run=_of_account(staff.reactivate),
        when_active=False,
    ),
)


@admin.register(User)
class AccountTable(DeedTable):
    """Accounts by role. No hash, no secret and no permission of Django's is shown or can be asked for."""

    action = Action.MANAGE_ACCOUNTS
    group = PEOPLE
    title = gettext_lazy("Accounts")
    says = gettext_lazy(
        "Who signs in, with which role, force or partner: made, changed, deactivated, given a new way in."
    )
    never_deleted = gettext_lazy("Accounts are not deleted: the audit speaks of their names. Deactivate it instead.")
    form = AccountForm
    list_display = (
        "username",
        "first_name",
        "last_name",
        "role",
        "team",
        "force",
        "partner",
        "is_open",
        "last_login",
        "factor",
    )
    list_filter = ("is_active", "role", "is_cleared_for_sources", "team", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("team", "force", "partner")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    deeds = DEEDS
    refusals = (staff.Refused,)
    secret_says = gettext_lazy("The first password, shown this once:")
    secret_after = gettext_lazy(
        "Give it to the person by a way that nobody else reads. It has to be changed at the next sign-in. Nobody can "
        "look it up again; where it was lost, give a new one."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Say of each account whether it has a second factor, in the same query."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(has_factor=Exists(factors)).defer("password")

    @admin.display(boolean=True, description=gettext_lazy("active"), ordering="is_active")
    def is_open(self, account: Any) -> bool:
        """Tell whether somebody can sign in with it."""
        return bool(account.is_active)

    @admin.display(boolean=True, description=gettext_lazy("second factor"))
    def factor(self, account: Any) -> bool:
        """Tell whether the account has set up a second factor."""
        return bool(account.has_factor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix the name of an account that stands; one's own role is for a colleague to change."""
        if obj is None:
            return ()
        own = ("role", "force", "partner", "is_cleared_for_sources") if obj.pk == request.user.pk else ()
        return ("username", *own, "is_open", "last_login", "date_joined", "factor")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Show when somebody was last here on an account that stands."""
        more = ("is_open", "last_login", "date_joined", "factor") if obj else ()
        return (*AccountForm.Meta.fields, SEEN, *more)

    def subject_of(self, row: Model) -> str:
        """Return the subject that the service writes to."""
        return staff.subject_of(cast(User, row))

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Hand the account to the service; a new one's first password is kept for the page that follows."""
        account, by, at = cast(User, obj), actor_of(request), timezone.now()
        if change:
            staff.change(user=account, fields=form.changed_data, by=by, at=at)
        else:
            vars(obj)["first_password"] = staff.add(user=account, by=by, at=at)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Show the first password of the new account, this once."""
        return self.show_secret(request, obj, vars(obj)["first_password"], done=_("is made."))

    def deeds_for(self, row: Any, request: HttpRequest) -> list[Deed]:
        """Return what can be done to an account now; nothing to one's own.

        One is detached only if it is attached, and let in again from outside if it was closed and there is an outside.
        """
        if row.pk == request.user.pk:
            return []
        sensible = {
            IDENTITY: SocialAccount.objects.filter(user=row).exists(),
            LET_IN: settings.OIDC is not None and not row.is_attachable,
        }
        return [deed for deed in super().deeds_for(row, request) if sensible.get(deed.name, True)]


@admin.register(Team)
class TeamTable(Table):
    """Teams: those of a team share a queue."""

    action = Action.MANAGE_ACCOUNTS
    group = PEOPLE
    title = gettext_lazy("Teams")
    says = gettext_lazy("Officers who share a queue. Who is in a team is said with the account.")
    never_deleted = gettext_lazy(
        "Teams are not deleted: cases were theirs. Take the mark of an active team away instead."
    )
    list_display = ("name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "is_active")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who manage accounts."""
        return may(request, self.action)

    def subject_of(self, row: Model) -> str:
        """Return the subject that the service writes to."""
        return staff.subject_of(cast(Team, row))

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Hand the team to the service."""
        team = cast(Team, obj)
        staff.save_team(team=team, fields=form.changed_data, by=actor_of(request), at=timezone.now())
