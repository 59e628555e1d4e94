"""The forms of the public side. They validate; the services write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from hatehub.reference.rules.postcodes import parse_postcode
from hatehub.reference.selectors import list_strands
from reports.models import Complainant
from reports.rules.post_keys.links import parse_link

LONGEST_URL = 2000
LONGEST_WORDS = 10_000
LONGEST_STORY = 20_000
LONGEST_NOTE = 2000
KINDS = [
    (Complainant.Kind.VICTIM.value, _("Yes, it was about me")),
    (Complainant.Kind.WITNESS.value, _("No, I saw it")),
    (Complainant.Kind.THIRD_PARTY.value, _("I am reporting for someone else")),
    (Complainant.Kind.PROFESSIONAL.value, _("I am reporting as part of my work")),
]
WHEREABOUTS = [("unknown", _("I don't know")), ("uk", _("In the United Kingdom")), ("abroad", _("Abroad"))]


def _long_text(limit: int, *, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"data-maxlength": str(limit), "rows": rows})


def _too_long(what: str | Promise, limit: int) -> dict[str, Any]:
    return {"max_length": _("%(what)s can have at most %(limit)s characters.") % {"what": what, "limit": f"{limit:,}"}}


class PostForm(forms.Form):
    """The post complained of: its address, its words, or both."""

    url = forms.CharField(
        label=_("Link to the post, if you have it"),
        help_text=_("Copy it from the address bar, or from “Share” and then “Copy link”."),
        required=False,
        max_length=LONGEST_URL,
        error_messages={
            "max_length": _("The link is longer than a link can be. Copy just the address of the post."),
        },
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=_("What does it say?"),
        help_text=_("Copy the words if you can. Leave it empty if you would rather not."),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages=_too_long(_("The words"), LONGEST_WORDS),
        widget=_long_text(LONGEST_WORDS, rows=6),
    )

    def clean_url(self) -> str:
        """Accept what is a link; say what one looks like otherwise."""
        url = str(self.cleaned_data["url"])
        if url and parse_link(url) is None:
            raise ValidationError(
                _("A link looks like https://x.com/name/status/123. If you have none, leave this empty.")
            )
        return url


class LinkForm(PostForm):
    """The short way: just a link."""

    words = None  # type: ignore[assignment]
    page_heading = "url"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].required = True
        self.fields["url"].label = _("What is the link?")
        self.fields["url"].error_messages["required"] = _("Paste the link to the post.")


class StoryForm(forms.Form):
    """What happened, in the person's own words."""

    narrative = forms.CharField(
        label=_("What happened?"),
        help_text=_("In your own words, as much or as little as you like."),
        required=False,
        max_length=LONGEST_STORY,
        error_messages=_too_long(_("Your description"), LONGEST_STORY),
        widget=_long_text(LONGEST_STORY, rows=8),
    )
    happened_on = DatePartsField(
        label=_("When did you see it?"),
        help_text=_("For example, 27 3 2026. Leave it empty if you are not sure."),
        required=False,
        future_allowed=False,
    )


class WhyForm(forms.Form):
    """Which of the protected characteristics it was about, as the person sees it."""

    page_heading = "strands"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strands"] = forms.MultipleChoiceField(
            label=_("What do you think it was about?"),
            help_text=_("Choose all that apply. It is enough that you, or someone else, saw it that way."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(strand.code, strand.name) for strand in list_strands()],
        )


class WhoForm(forms.Form):
    """Who the person is to what happened, and who may have done it."""

    kind = forms.ChoiceField(
        label=_("Was it about you?"),
        required=False,
        choices=KINDS,
        widget=forms.RadioSelect,
    )
    suspect = forms.CharField(
        label=_("Do you know anything about who did it?"),
        help_text=_("A name, an account, how you know them. Leave it empty if you don't know."),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages=_too_long(_("This"), LONGEST_NOTE),
        widget=_long_text(LONGEST_NOTE, rows=3),
    )
    suspect_whereabouts = forms.ChoiceField(
        label=_("Do you know where they are?"),
        required=False,
        choices=WHEREABOUTS,
        initial="unknown",
        widget=forms.RadioSelect,
    )


class PlaceForm(forms.Form):
    """Where the person who was targeted lives: it settles which police force is responsible."""

    page_heading = "postcode"
    postcode = forms.CharField(
        label=_("Where does the person who was targeted live?"),
        help_text=_("A postcode, or just its first half, such as LS6. It decides which police force is responsible."),
        required=False,
        max_length=40,
        error_messages={"max_length": _("A postcode has at most 8 characters, such as LS6 2AB.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code"}),
    )

    def clean_postcode(self) -> str:
        """Accept a whole or partial postcode of the United Kingdom."""
        typed = str(self.cleaned_data["postcode"])
        if typed and parse_postcode(text=typed) is None:
            raise ValidationError(_("Enter a postcode such as LS6 2AB, or its first half, or leave this empty."))
        return typed


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
        help_text=_("Pictures, PDF or text, up to 10 files of 25 MB each."),
        required=False,
    )


class ContactForm(forms.Form):
    """Whether and how the hub may reach the person, and what it may share."""

    email = forms.EmailField(
        label=_("E-mail address for updates"),
        help_text=_(
            "Leave it empty to stay anonymous. You can always follow your report with the code you get at the end."
        ),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e-mail address such as name@example.com, or leave it empty.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    details_in_mail = forms.BooleanField(
        label=_("It is safe to say in the e-mail what has happened with my report"),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=200,
        error_messages=_too_long(_("A name"), 200),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    shares_with_force = forms.BooleanField(
        label=_("The police force may have my name and contact details"), required=False
    )
    shares_with_support = forms.BooleanField(
        label=_("A victim support service may get in touch with me"), required=False
    )

    def clean_email(self) -> str:
        """Refuse a domain that no mail server could be found under."""
        email = str(self.cleaned_data["email"])
        try:
            email.rpartition("@")[2].encode("idna")
        except UnicodeError:
            raise ValidationError(self.fields["email"].error_messages["invalid"], code="invalid") from None
        return email


class FollowForm(forms.Form):
    """Coming back: reference and receipt code."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It starts with OHR."),
        max_length=60,
        error_messages={"required": _("Enter the reference you were given.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_("16 letters and digits, in four groups."),
        max_length=80,
        error_messages={"required": _("Enter the receipt code you were given.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
