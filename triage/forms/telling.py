"""The forms of reaching a complainant: why, how they were told, and what is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field
from triage.rules.looking_up import Why
from triage.rules.replies import left_unfilled

LONGEST_QUESTION = 2000


WHYS = {
    Why.IN_TOUCH: _("To get in touch with them"),
    Why.RISK: _("Somebody may be in danger"),
    Why.SUPPORT: _("To arrange support"),
    Why.FORCE: _("A police force needs to know"),
    Why.SAME_PERSON: _("To see whether two reports are of the same person"),
    Why.OWN_REQUEST: _("They asked what the hub holds on them, or to change it"),
    Why.OTHER: _("Something else"),
}


class ContactForm(forms.Form):
    """Why the complainant's contact details are needed."""

    why = forms.ChoiceField(
        label=_("Why do you need to know who they are?"),
        choices=[(why.value, words) for why, words in WHYS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need to know who they are.")},
    )
    reason = reason_field(_("Say it for this case, without their name"), required=True)


class ToldForm(forms.Form):
    """How somebody was told of a decision."""

    reason = reason_field(_("How and when were they told?"), required=True)


class AskForm(forms.Form):
    """A question to a complainant."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_("In plain words; say what it is needed for. Sign it with your role, never with your name."),
        max_length=LONGEST_QUESTION,
        error_messages={"required": _("Write the question.")},
        widget=forms.Textarea(attrs={"rows": 8, "data-maxlength": str(LONGEST_QUESTION)}),
    )

    def clean_text(self) -> str:
        """Refuse words in which a placeholder of a reply still stands: the complainant would read it."""
        text = str(self.cleaned_data["text"])
        left = left_unfilled(text)
        if left:
            raise forms.ValidationError(
                _("Write something in place of %s.") % ", ".join(f"{{{name}}}" for name in left)
            )
        return text
