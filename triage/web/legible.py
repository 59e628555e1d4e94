"""Reading what is sealed for a page: an erased or a diverted text says that it is, instead of failing."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hatehub.vault.services import KeyDestroyed
from reports.services.diversion import Diverted
from triage.web.diverted_rows import all_placeholders, diverted


def legible(read: Callable[..., str], **what: Any) -> str:
    """Return what `read(**what)` gives, or that it has been erased or diverted."""
    try:
        return read(**what)
    except KeyDestroyed:
        return erased()
    except Diverted as refusal:
        return diverted(refusal.material)


def erased() -> str:
    """Return what stands for a text whose key is destroyed."""
    return _("This text has been erased.")


def is_placeholder(text: str) -> bool:
    """Tell whether a text stands only for one that cannot be read."""
    return text == erased() or text in all_placeholders()
