"""Forms of intel."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import choice_field


class ConsiderForm(forms.Form):
    """What an officer found when considering intelligence."""

    finding = forms.CharField(
        label=_("What did you consider, and what came of it?"),
        max_length=4000,
        error_messages={"required": _("Say what you considered, even if nothing came of it.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "4000"}),
    )


class LinkForm(forms.Form):
    """What an officer says to a link, and why."""

    said = forms.ChoiceField(
        label=_("Is one person or group behind both accounts?"),
        choices=[
            ("confirmed", _("Yes: they belong together")),
            ("refused", _("No, or nothing shows it")),
            ("offered", _("Not decided: take back what was said")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say to it.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        error_messages={"required": _("Say why, for whoever looks at it next.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "2000"}),
    )


class LeadForm(forms.Form):
    """Which force leads, whether the forces agreed to it, and why."""

    force = forms.ChoiceField(
        label=_("Which force leads?"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a force."), "invalid_choice": _("Choose one of these forces.")},
    )
    is_agreed = forms.ChoiceField(
        label=_("Have the forces agreed to it?"),
        choices=[("yes", _("Yes, they have")), ("no", _("Not yet: the hub proposes it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they have agreed.")},
    )
    reason = forms.CharField(
        label=_("Why, or what was agreed and when"),
        help_text=_("The forces read it. Name nobody."),
        max_length=2000,
        error_messages={"required": _("Say why, or what was agreed.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "2000"}),
    )

    def __init__(self, *args: Any, forces: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choice_field(self, "force").choices = list(forces)


class NoteForm(forms.Form):
    """Something more that is known of an account, and where it was seen."""

    what = forms.ChoiceField(
        label=_("What is known"),
        choices=[
            ("email", _("An e-mail address that it shows")),
            ("telephone", _("A telephone number that it shows")),
            ("link", _("A link that it shows")),
            ("former_name", _("A name that it had before")),
            ("number", _("The number that the platform gives it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is known.")},
    )
    value = forms.CharField(label=_("The address, number, link or name"), max_length=200)
    reason = forms.CharField(
        label=_("Where it was seen, and when"),
        max_length=1000,
        error_messages={"required": _("Say where it was seen.")},
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": "1000"}),
    )
