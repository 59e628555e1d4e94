"""The form that puts a version of the assessment policy in force."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field


class ActivateForm(forms.Form):
    """Why a version is put in force."""

    reason = reason_field(_("Why is this version put in force?"), required=True)
