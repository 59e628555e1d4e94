"""A message to a complainant in the active language: neutral subject, neutral text, and the way to the page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.selectors.story import Line


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What the person sees in the list of their mail, and when they open it."""

    sender_name: str
    subject: str
    body: str


def write_letter(*, reference: str, line: Line | None, is_first: bool = False) -> Letter:
    """Return the message. `line` is given only where the person chose to have details in it. The first
    message also says that there is advice on the page.

    An officer's own words are never in it: they are sealed, and mail is not.
    """
    parts = [_("There is an update on something you sent us. Your reference: %s") % reference]
    if line is not None:
        parts += [line.title, line.body]
        if line.note:
            parts.append(_("There is also a note to you, which you can read on the page."))
    if is_first:
        parts.append(_("The page also says what you can do meanwhile."))
    parts.append(_("To read it, open this page and enter your reference and your receipt code:"))
    link = settings.PUBLIC_URL + reverse("status")
    body = "\n\n".join(parts) + f"\n{link}\n"
    return Letter(sender_name=_("Updates"), subject=_("An update for you"), body=body)
