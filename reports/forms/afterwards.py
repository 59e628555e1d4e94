"""What a complainant can still say and change after the report was sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hatehub.design.templatetags.design import own_name
from reports.forms.fields import LinesField, long_text, too_long
from reports.forms.files import SeveralFilesField
from reports.forms.person import SAFE_HOURS, ConsentsForm, ReachForm
from reports.services.messaging import LONGEST_MESSAGE


class AddForm(forms.Form):
    """Words and files to add to a report."""

    text = LinesField(
        label=_("What would you like to add?"),
        help_text=_("What you told us before stays as it is."),
        required=False,
        max_length=LONGEST_MESSAGE,
        error_messages=too_long(LONGEST_MESSAGE),
        widget=long_text(LONGEST_MESSAGE, rows=6),
    )
    files = SeveralFilesField(  # type: ignore[assignment]  # the field of that name
        label=_("Add screenshots or other files"), help_text=_("Up to 25 MB each."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        cleaned = super().clean() or {}
        if not cleaned.get("text", "").strip() and not cleaned.get("files") and not self.errors:
            self.add_error("text", ValidationError(_("Write something, or choose a file.")))
        return cleaned


class ReplyForm(forms.Form):
    """The answer to a question of the hub."""

    text = LinesField(
        label=_("Your answer"),
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Write your answer."), **too_long(LONGEST_MESSAGE)},
        widget=long_text(LONGEST_MESSAGE, rows=6),
    )


class ContactForm(ReachForm):
    """How the person may be reached from now on."""

    safe_hours = forms.ChoiceField(
        label=_("When is it safe for a message to arrive?"),
        required=False,
        choices=SAFE_HOURS,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Which language should we write in?"), choices=())

    field_order = ("email", "details_in_mail", "telephone", "may_leave_messages", "safe_hours", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, own_name(code, name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]


class ConsentsAgainForm(ConsentsForm):
    """The consents as they stand, to be changed."""


class SupportForm(forms.Form):
    """Whether a support service may get in touch."""

    wants = forms.ChoiceField(
        label=_("Would you like a support service to get in touch with you?"),
        choices=[("yes", _("Yes, a support service may get in touch with me")), ("no", _("No, I do not want that"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
