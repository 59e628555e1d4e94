"""Who reports, how they may safely be reached, and what may be shared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.forms.fields import YES_NO_UNKNOWN, radios, text_field, too_long
from reports.models import Complainant
from reports.rules.telephones import parse_telephone

DANGER = [
    ("danger", _("Yes, someone is in danger")),
    ("child", _("Yes, a child is at risk")),
    ("unsure", _("I'm not sure")),
    ("no", _("No")),
]
KINDS = [
    (Complainant.Kind.VICTIM.value, _("Yes, it was about me")),
    (Complainant.Kind.WITNESS.value, _("No, I saw it")),
    (Complainant.Kind.THIRD_PARTY.value, _("No, I am reporting for someone else")),
    (Complainant.Kind.PROFESSIONAL.value, _("No, I am reporting as part of my work")),
]
AGREEMENTS = [
    (Complainant.Agreement.AGREES.value, _("Yes, they know and agree")),
    (Complainant.Agreement.OBJECTS.value, _("They know, but do not agree")),
    (Complainant.Agreement.UNAWARE.value, _("No, they don't know")),
    (Complainant.Agreement.UNABLE.value, _("They can't say, for example because of age or health")),
]
IDENTITIES = [
    (Complainant.Identity.ANONYMOUS.value, _("Anonymously")),
    (Complainant.Identity.CONFIDENTIAL.value, _("Confidentially")),
    (Complainant.Identity.NAMED.value, _("With my name")),
]
SAFE_HOURS = [
    (Complainant.SafeHours.ANY.value, _("At any time, day or night")),
    (Complainant.SafeHours.DAY.value, _("From 8am to 8pm")),
    (Complainant.SafeHours.WORKING.value, _("From 9am to 5pm, Monday to Friday")),
    (Complainant.SafeHours.EVENING.value, _("From 5pm to 9pm")),
]
NOT_AN_ADDRESS = _("Enter an e-mail address such as name@example.com, or leave it empty.")


class DangerForm(forms.Form):
    """Whether somebody needs help at once."""

    page_heading = "danger"
    danger = radios(_("Is anyone in danger right now, or is a child at risk?"), DANGER)


class KindForm(forms.Form):
    """Who the person is to what happened, and whether the person targeted is a child."""

    kind = radios(_("Was it about you?"), KINDS)
    under_18 = radios(_("Is the person it was about under 18?"), YES_NO_UNKNOWN)


class AgreementForm(forms.Form):
    """Whether the person for whom somebody reports knows of it."""

    page_heading = "agreement"
    agreement = radios(
        _("Does the person it was about know that you are reporting it?"),
        AGREEMENTS,
        hint=_("You can report without their agreement. We then do not get in touch with them unless we must."),
    )


class OrganisationForm(forms.Form):
    """For whom a professional reports."""

    organisation = text_field(_("Which organisation do you work for?"), limit=200)
    job = text_field(_("What is your role there?"), limit=200)
    own_reference = text_field(_("Your own reference for this"), limit=100, hint=_("If you have one."))


class IdentityForm(forms.Form):
    """How far the person wants to be known."""

    page_heading = "identity"
    option_hints = {
        "identity": {
            "anonymous": _("We don't ask who you are. You follow your report with a code that you get at the end."),
            "confidential": _("We know who you are and can reach you. The police force does not learn it from us."),
            "named": _("The police force may learn who you are, if you agree, and can get in touch with you."),
        }
    }
    identity = radios(_("How do you want to report?"), IDENTITIES)


class NameForm(forms.Form):
    """Who the person is."""

    page_heading = "name"
    name = forms.CharField(
        label=_("What is your name?"),
        required=False,
        max_length=200,
        error_messages=too_long(200),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


class MailForm(forms.Form):
    """An e-mail address that updates may safely go to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Use one that nobody else reads. Our e-mails have a neutral subject."),
        required=False,
        max_length=254,
        error_messages={"invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )
    details_in_mail = forms.BooleanField(
        label=_("It is safe to say in the e-mail what has happened with my report"), required=False
    )

    def clean_email(self) -> str:
        """Refuse a domain that no mail server could be found under."""
        email = str(self.cleaned_data["email"])
        try:
            email.rpartition("@")[2].encode("idna")
        except UnicodeError:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
        return email


class HearForm(MailForm):
    """The short way: whether the person wants to hear what comes of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address for updates")
        self.fields["email"].help_text = _(
            "Leave it empty to stay anonymous. You can always follow your report with the code you get at the end."
        )


class ReachForm(MailForm):
    """How the person may be reached."""

    telephone = forms.CharField(
        label=_("Telephone number"),
        help_text=_("Only if an officer may call you."),
        required=False,
        max_length=40,
        error_messages=too_long(40),
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr", "class": "govuk-input--width-20"}
        ),
    )
    may_leave_messages = forms.BooleanField(label=_("You may leave a message if I don't answer"), required=False)

    field_order: Sequence[str] = ("email", "details_in_mail", "telephone", "may_leave_messages")

    def clean_telephone(self) -> str:
        """Accept what can be dialled."""
        typed = str(self.cleaned_data["telephone"])
        if typed and parse_telephone(typed) is None:
            raise ValidationError(_("Enter a telephone number such as 07700 900 982 or +44 20 7946 0000."))
        return typed


class SafeForm(forms.Form):
    """When a message may arrive, and in which language the person can be spoken to."""

    safe_hours = radios(
        _("When is it safe for a message to arrive?"),
        SAFE_HOURS,
        hint=_("If you choose nothing, we write from 8am to 8pm. Times are those of the United Kingdom."),
    )
    needs_interpreter = forms.BooleanField(label=_("I need an interpreter to speak with an officer"), required=False)
    interpreter_language = text_field(_("Which language, or which sign language?"), limit=100)
    contact_note = text_field(
        _("Is there anything we should know before we get in touch?"),
        limit=300,
        hint=_("For example: I share my telephone with somebody."),
    )


ASKED_OF = {
    Complainant.Identity.ANONYMOUS: frozenset({"shares_with_experts"}),
    Complainant.Identity.CONFIDENTIAL: frozenset({"shares_with_support", "shares_with_experts"}),
    Complainant.Identity.NAMED: frozenset({"shares_with_force", "shares_with_support", "shares_with_experts"}),
}
"""Which consents make sense for whom: what nobody knows of a person cannot be shared."""


class ConsentsForm(forms.Form):
    """What may be shared, each for itself. Nothing is ticked beforehand."""

    shares_with_force = forms.BooleanField(
        label=_("The police force may have my name and contact details"), required=False
    )
    shares_with_support = forms.BooleanField(
        label=_("A victim support service may get in touch with me"), required=False
    )
    shares_with_experts = forms.BooleanField(
        label=_("Community experts may read what was posted, without anything that shows who I am"), required=False
    )

    def __init__(self, *args: Any, identity: str = Complainant.Identity.NAMED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - ASKED_OF[Complainant.Identity(identity or "anonymous")]:
            del self.fields[name]
