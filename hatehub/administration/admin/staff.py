"""Accounts: who signs in, with which role. They are made, changed and deactivated, never deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.models import Team, User
from hatehub.accounts.roles import Action
from hatehub.administration.forms.seen import SEEN
from hatehub.administration.forms.staff import AccountForm, ReasonForm
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.services import staff
from hatehub.administration.tables import PEOPLE, Table


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that is done to an account with a reason; `run` returns a password to be shown, or something else."""

    name: str
    title: str | Promise
    says: str | Promise
    done: str | Promise
    run: Callable[..., Any]
    when_active: bool = True


DEEDS = (
    Deed(
        name="password",
        title=gettext_lazy("Give a new password"),
        says=gettext_lazy(
            "The present one stops working and open sessions end. The new one is shown once, and has to be changed at "
            "the next sign-in."
        ),
        done=gettext_lazy("has a new password."),
        run=staff.give_new_password,
    ),
    Deed(
        name="second-factor",
        title=gettext_lazy("Reset the second factor"),
        says=gettext_lazy(
            "For a telephone that was lost. Open sessions end. The account gets a new password too: until another "
            "factor is set up, it is all that protects it. Make sure whom you speak to."
        ),
        done=gettext_lazy("has no second factor, and a new password."),
        run=staff.reset_second_factor,
    ),
    Deed(
        name="deactivate",
        title=gettext_lazy("Deactivate the account"),
        says=gettext_lazy(
            "Its sessions end, and it signs in no more. What it did stays in the audit under its name. It can be "
            "opened again."
        ),
        done=gettext_lazy("is deactivated."),
        run=staff.deactivate,
    ),
    Deed(
        name="reactivate",
        title=gettext_lazy("Open the account again"),
        says=gettext_lazy("It gets a new password, which is shown once."),
        done=gettext_lazy("is open again."),
        run=staff.reactivate,
        when_active=False,
    ),
)


@admin.register(User)
class AccountTable(Table):
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
    list_filter = ("is_active", "role", "team", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("team", "force", "partner")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    change_form_template = "admin/hub_account.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Say of each account whether it has a second factor, in the same query."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
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
        own = ("role", "force", "partner") if obj.pk == request.user.pk else ()
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
        return self._show_password(request, cast(User, obj), vars(obj)["first_password"], done=_("is made."))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say in a sentence what the service refuses; name what else can be done to the account."""
        account = self.get_object(request, unquote(object_id)) if object_id else None
        context = {**(extra_context or {}), "deeds": _deeds_for(account, request)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except staff.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which something is done to an account with a reason."""
        address = path("<int:user_id>/do/<slug:name>/", self.admin_site.admin_view(self.deed_view), name="account_deed")
        return [address, *super().get_urls()]

    def deed_view(self, request: HttpRequest, user_id: int, name: str) -> HttpResponse:
        """Ask why, and do it."""
        if not may(request, self.action):
            raise PermissionDenied
        account = User.objects.filter(pk=user_id).first()
        deed = next((each for each in DEEDS if each.name == name), None)
        if account is None or deed is None:
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask_why(request, account, deed, form)
        try:
            reason = form.cleaned_data["reason"]
            found = deed.run(user_id=user_id, reason=reason, by=actor_of(request), at=timezone.now())
        except staff.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:accounts_user_change", user_id)
        if isinstance(found, str):
            return self._show_password(request, account, found, done=str(deed.done))
        messages.success(request, f"{account.username} {deed.done}")
        return redirect("admin:accounts_user_change", user_id)

    def _ask_why(self, request: HttpRequest, account: User, deed: Deed, form: ReasonForm) -> HttpResponse:
        context = self._context(request, account, title=str(deed.title))
        return TemplateResponse(
            request,
            "admin/hub_deed.html",
            {**context, "deed": deed, "form": form},
            status=422 if form.is_bound else 200,
        )

    def _show_password(self, request: HttpRequest, account: User, password: str, *, done: str) -> HttpResponse:
        context = self._context(request, account, title=f"{account.username} {done}")
        return TemplateResponse(request, "admin/hub_password.html", {**context, "password": password})

    def _context(self, request: HttpRequest, account: User, *, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "account": account, "title": title}


def _deeds_for(account: Model | None, request: HttpRequest) -> list[Deed]:
    """Return what can be done to an account now; nothing to one's own."""
    if not isinstance(account, User) or account.pk == request.user.pk:
        return []
    return [deed for deed in DEEDS if deed.when_active == account.is_active]


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
