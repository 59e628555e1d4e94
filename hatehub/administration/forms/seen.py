"""A form that knows in which state its row was when somebody opened it."""

import hashlib
from typing import Any

from django import forms
from django.core.serializers import serialize
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

SEEN = "seen"


class SeenForm(forms.ModelForm):
    """Refuses to overwrite what a colleague has saved meanwhile."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state_of(self.instance) if self.instance.pk else ""
        self.initial[SEEN] = self.state

    def clean(self) -> dict[str, Any]:
        """Compare the state that was seen with the one that stands."""
        cleaned = super().clean() or {}
        if cleaned.get(SEEN) and cleaned[SEEN] != self.state:
            raise forms.ValidationError(
                _("Somebody else has changed this since you opened it. Open it again, and compare before you save.")
            )
        return cleaned

    @property
    def changed_data(self) -> list[str]:
        """Return the fields of the row that were changed."""
        return [name for name in super().changed_data if name != SEEN]


def state_of(row: Model) -> str:
    """Return the SHA-256 of a row's fields as they are stored; when somebody was last here is no change."""
    names = [field.name for field in row._meta.concrete_fields if field.name not in ("last_login", "password")]
    return hashlib.sha256(serialize("json", [row], fields=names).encode()).hexdigest()
