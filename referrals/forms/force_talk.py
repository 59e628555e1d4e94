"""What an officer answers a force."""

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.forms.advice import words_field


class AnswerForm(forms.Form):
    """The hub's answer to a question of a force, which reads it as it stands."""

    text = words_field(_("Your answer"), rows=6, required=True)
