"""The file of a policy, as an administrator gives it."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000


class PolicyFileForm(forms.Form):
    """One file. What it says is checked where it is loaded, by line and reason."""

    file = forms.FileField(
        label=_("File of the policy"),
        help_text=_("A JSON file in the format that docs/deciding.md describes. At most 1 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be a policy, before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This is larger than 1 MB."))
        return file
