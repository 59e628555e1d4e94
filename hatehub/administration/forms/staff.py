"""An account as an administrator writes it down, and the reason for what is done to one."""

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import Team, User
from hatehub.accounts.roles import Role
from hatehub.administration.forms.seen import SeenForm

ROLES = (
    (Role.OFFICER, _("Officer: works on cases")),
    (Role.SUPERVISOR, _("Supervisor: as an officer, and answers for the work of others")),
    (Role.REFERENCE_ADMIN, _("Administrator: reference data, policies, texts and accounts; no case")),
    (Role.FORCE, _("Force: somebody of a police force")),
    (Role.PARTNER, _("Partner: somebody of a partner organisation")),
)
WITH_TEAM = (Role.OFFICER, Role.SUPERVISOR)
LONGEST_NAME = 60
NAME = RegexValidator(r"^[\w.@+-]+$", _("Use letters, digits and . @ + - _ only."))


class AccountForm(SeenForm):
    """Who somebody is to the hub. The name to sign in with is chosen once, since the audit holds it."""

    class Meta:
        model = User
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "role",
            "team",
            "force",
            "partner",
            "is_cleared_for_sources",
        )
        labels = {"is_cleared_for_sources": _("Cleared for sources")}
        help_texts = {
            "username": _("To sign in with. It stays: the audit holds it."),
            "email": _("For the hub's own mail to staff."),
            "team": _("Only for officers and supervisors; those of a team share a queue"),
            "force": _("Only for somebody of a force"),
            "partner": _("Only for somebody of a partner organisation"),
            "is_cleared_for_sources": _(
                "May see who the sources of intelligence are, each time with a reason. Only for officers and "
                "supervisors, of whom none may by their role alone."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"] = forms.ChoiceField(choices=[("", "---------"), *ROLES], label=_("Role"))
        if "team" in self.fields:
            teams = Q(is_active=True) | Q(pk=self.instance.team_id)
            choice = cast("forms.ModelChoiceField[Team]", self.fields["team"])
            choice.queryset = Team.objects.filter(teams).order_by("name")
        if "username" in self.fields:
            self.fields["username"] = forms.CharField(
                max_length=LONGEST_NAME,
                validators=[NAME],
                label=_("Username"),
                help_text=_("To sign in with. It stays: the audit holds it."),
            )

    def clean_username(self) -> str:
        """Refuse a name that differs from another one in its case only: people would be mistaken for each other."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Have a force named for somebody of a force, a partner for somebody of a partner, and neither for others."""
        cleaned = super().clean() or {}
        if cleaned.get("team") and cleaned.get("role", self.instance.role) not in WITH_TEAM:
            self.add_error("team", _("Only officers and supervisors are in a team: leave it blank."))
        if cleaned.get("is_cleared_for_sources") and cleaned.get("role", self.instance.role) not in WITH_TEAM:
            self.add_error("is_cleared_for_sources", _("Only officers and supervisors can be cleared."))
        for role, field, missing, too_much in (
            (Role.FORCE, "force", _("Choose the force."), _("Only somebody of a force has one: leave it blank.")),
            (
                Role.PARTNER,
                "partner",
                _("Choose the partner."),
                _("Only somebody of a partner has one: leave it blank."),
            ),
        ):
            is_of_it = cleaned.get("role") == role
            if field in self.fields and cleaned.get("role") and is_of_it != bool(cleaned.get(field)):
                self.add_error(field, missing if is_of_it else too_much)
        return cleaned


class ReasonForm(forms.Form):
    """Why something is done to an account; the audit keeps it."""

    reason = forms.CharField(
        max_length=500,
        label=_("Why?"),
        help_text=_("The audit keeps it, with your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )
