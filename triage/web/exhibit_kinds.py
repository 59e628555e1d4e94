"""What officers call the kinds of exhibits: those that people give, and those that the hub makes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.rules.file_kinds import KINDS
from reports.selectors import refusals

MADE: dict[str, str | Promise] = {
    "application/warc": _("Web page as it was sent (WARC)"),
    "application/warc+gzip": _("Web page as it was sent (WARC)"),
    "application/json": _("Data"),
}


def kind_in_words(media_type: str) -> str:
    """Return what the kind of an exhibit is called, whoever it comes from."""
    return refusals.kind_in_words(media_type) if media_type in KINDS else str(MADE[media_type])
