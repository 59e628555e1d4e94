"""What was posted: links, and what the person can say of each post."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.forms.fields import YES_NO_UNKNOWN, LinesField, long_text, open_field, radios, text_field, too_long
from reports.rules.pasted import LONGEST_LINK, LONGEST_PASTE, find_links
from reports.rules.post_keys.links import parse_link

LONGEST_WORDS = 10_000
VISIBILITIES = [
    ("everyone", _("Everyone")),
    ("some", _("Only some people, such as a group or followers")),
    ("private", _("It was a private message")),
    ("unknown", _("I don't know")),
]
NO_LINK = _("A link looks like https://x.com/name/status/123. If you have none, leave this empty.")


class LinksForm(forms.Form):
    """One link, several, or a whole message with links in it."""

    page_heading = "pasted"
    pasted = LinesField(
        label=_("Where is it? Paste the link"),
        help_text=_(
            "One link or several, of posts, comments or accounts. You can paste a whole message: we find the links in "
            "it. Leave it empty if you have no link."
        ),
        required=False,
        max_length=LONGEST_PASTE,
        error_messages=too_long(LONGEST_PASTE),
        widget=forms.Textarea(
            attrs={"rows": 4, "dir": "auto", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Find the links; a text without any is refused, so that it is not taken for a link."""
        cleaned = super().clean() or {}
        text = cleaned.get("pasted", "")
        found = find_links(text)
        links = list(found.links) or ([text] if text and parse_link(text) else [])
        if text and not links:
            self.add_error("pasted", ValidationError(NO_LINK))
        return {**cleaned, "links": links, "pasted": text if found.has_more and found.links else ""}

    @staticmethod
    def too_many(most: int) -> ValidationError:
        """Return the error for more links than a report holds."""
        message = _("You can give up to %(most)s links. Send the others in a second report.")
        return ValidationError(message, params={"most": most})

    @staticmethod
    def too_much(most: int) -> ValidationError:
        """Return the error for more pasted text than a report holds."""
        return ValidationError(too_long(most)["max_length"])


class LinkForm(forms.Form):
    """The short way: just a link."""

    page_heading = "url"
    url = forms.CharField(
        label=_("What is the link?"),
        help_text=_("Copy it from the address bar, or from “Share” and then “Copy link”."),
        max_length=LONGEST_LINK,
        error_messages={
            "required": _("Paste the link to the post."),
            "max_length": _("The link is longer than a link can be. Copy just the address of the post."),
        },
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_url(self) -> str:
        """Accept what is a link, or holds exactly one; say what one looks like otherwise."""
        typed = str(self.cleaned_data["url"])
        found = find_links(typed).links
        if len(found) == 1:
            return found[0]
        if parse_link(typed) is None:
            raise ValidationError(_("A link looks like https://x.com/name/status/123."))
        return typed


class PostForm(forms.Form):
    """What the person can say of one post. Everything here is optional."""

    words = LinesField(
        label=_("What does it say?"),
        help_text=_("Copy the words if you can. Leave it empty if you would rather not."),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages=too_long(LONGEST_WORDS),
        widget=long_text(LONGEST_WORDS, rows=5),
    )
    display_name = text_field(
        _("What name does the account show?"), limit=200, hint=_("The name beside the picture. Names can change.")
    )
    posted = text_field(
        _("When was it posted?"), limit=100, hint=_("As it is shown there, for example 3 March 2026, 21:40.")
    )
    visibility = radios(_("Who could see it?"), VISIBILITIES)
    still_up = radios(_("Is it still there?"), YES_NO_UNKNOWN)
    platform_reference = text_field(
        _("Have you reported it to the site or app?"),
        limit=200,
        hint=_("If you have, write when, and the number that you were given."),
    )


class NoLinkForm(forms.Form):
    """Where it was, for somebody who has no link."""

    platform_name = text_field(_("Which site or app was it on?"), limit=100)
    account = text_field(_("Which account was it?"), limit=200, hint=_("For example @name, if you know it."))
    words = open_field(
        _("What did it say?"),
        limit=LONGEST_WORDS,
        hint=_("As well as you remember. Leave it empty if you would rather not."),
    )
