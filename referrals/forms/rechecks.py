"""The form by which an officer says what they saw of posts that a platform was asked to remove."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.rules.takedowns.rechecks import Seen
from triage.forms.reasons import choice_field


class SeenForm(forms.Form):
    """What was seen, and of which post where there are several; empty: of all.

    The field is not called `seen`: that is the mark of what a page showed, which every form of a case carries.
    """

    what = forms.ChoiceField(
        label=gettext_lazy("What did you see?"),
        choices=[
            (Seen.UP.value, gettext_lazy("It is still there")),
            (Seen.GONE.value, gettext_lazy("It is gone")),
            (Seen.UNKNOWN.value, gettext_lazy("I cannot tell")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you saw.")},
    )
    post = forms.ChoiceField(label=gettext_lazy("Which post?"), required=False)

    def __init__(self, *args: Any, posts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if posts > 1:
            each = [(str(number), _("Post %(number)s") % {"number": number}) for number in range(1, posts + 1)]
            choice_field(self, "post").choices = [("", _("All of them")), *each]
        else:
            del self.fields["post"]

    def position(self) -> int | None:
        """Return which post was chosen; None for all."""
        chosen = self.cleaned_data.get("post")
        return int(chosen) if chosen else None
