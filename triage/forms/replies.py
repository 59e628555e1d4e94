"""The forms of replies: writing a version of one, and picking one for a message."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from triage.rules.replies import LONGEST_NAME, LONGEST_TEXT, BrokenReply


class ReplyForm(forms.Form):
    """The name and the words of a reply."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("For officers only: what they pick it by."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("What the complainant reads"),
        help_text=_(
            "It may hold {reference}, {platform} and {sent_on}, which are filled when it is picked. "
            "Write no names, and nothing that only one report is about."
        ),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write the text.")},
        widget=forms.Textarea(attrs={"rows": 10, "data-maxlength": str(LONGEST_TEXT)}),
    )
    based_on = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)

    def refuse(self, broken: BrokenReply) -> None:
        """Say beside the field what cannot be saved."""
        self.add_error(broken.field, str(broken))


class NewReplyForm(ReplyForm):
    """A reply that is new, and its language."""

    language = forms.ChoiceField(label=_("Language"), choices=[])
    field_order = ("name", "language", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["based_on"]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        self.order_fields(self.field_order)
