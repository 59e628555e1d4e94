"""The forms of captures: a link that is to be captured, and an officer's own copy."""

from datetime import UTC, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from referrals.rules.capture.targets import LONGEST_LINK
from referrals.services.capturing.giving import LONGEST_HOW

LONGEST_NOTE = 2000


class LinkForm(forms.Form):
    """A link that is to be captured for the case."""

    link = forms.CharField(
        label=_("Link to capture"),
        help_text=_("Of a post, a profile or a page that matters to this case."),
        max_length=LONGEST_LINK,
        error_messages={"required": _("Paste the link.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url", "dir": "ltr"}),
    )


class OwnCopyForm(forms.Form):
    """What an officer saved, where it stood, and when and how it was seen."""

    file = forms.FileField(
        label=_("Your copy"),
        help_text=_("A screenshot with the address bar, a PDF or a recording: up to 25 MB. It is kept as it is."),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )
    link = forms.CharField(
        label=_("Where it stood"),
        help_text=_("The link in the address bar."),
        max_length=LONGEST_LINK,
        error_messages={"required": _("Paste the link.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url", "dir": "ltr"}),
    )
    seen_date = DatePartsField(label=_("The day on which you saw it (UTC)"))
    seen_time = forms.TimeField(
        label=_("The time at which you saw it (UTC)"),
        help_text=_(
            "Hours and minutes, for example 14:05. In winter UTC is British time; in summer it is an hour less."
        ),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"required": _("Write when you saw it."), "invalid": _("Write a time such as 14:05.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-5"}),
    )
    how = forms.CharField(
        label=_("How you saw it"),
        help_text=_("The browser or app and its version, for example Firefox 140."),
        max_length=LONGEST_HOW,
        error_messages={"required": _("Write with what you saw it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note (optional)"),
        help_text=_(
            "Whatever somebody else needs to get the same copy: signed in or not, what was scrolled or opened."
        ),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": str(LONGEST_NOTE)}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse a time that is still to come."""
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("seen_date") and cleaned.get("seen_time") and self.seen_at() > timezone.now():
            self.add_error("seen_time", _("This is still to come. Write the time in UTC."))
        return cleaned

    def seen_at(self) -> datetime:
        """Return the moment at which it was seen."""
        return datetime.combine(self.cleaned_data["seen_date"], self.cleaned_data["seen_time"], tzinfo=UTC)
