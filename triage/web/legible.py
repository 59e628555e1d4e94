"""Reading what is sealed for a page: an erased text says that it is, instead of failing."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hatehub.vault.services import KeyDestroyed


def legible(read: Callable[..., str], **what: Any) -> str:
    """Return what `read(**what)` gives, or that it has been erased."""
    try:
        return read(**what)
    except KeyDestroyed:
        return erased()


def erased() -> str:
    """Return what stands for a text whose key is destroyed."""
    return _("This text has been erased.")
