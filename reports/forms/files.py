"""Screenshots and other files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleans to a list of uploaded files."""

    widget = SeveralFilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Clean each file; an empty one is left for the service to refuse by name."""
        return list(data or [])


class FilesForm(forms.Form):
    """Screenshots and other files."""

    files = SeveralFilesField(  # type: ignore[assignment]  # the field of that name
        label=_("Add screenshots or other files"),
        help_text=_("Pictures, videos, sound recordings, PDFs, texts or e-mails: up to 10 files of 25 MB each."),
        required=False,
    )
