"""The questions of the public form, in order, and how answers become a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import forms
from reports.models import Complainant
from reports.services.personal import Contact
from reports.services.submission import Answers, Post


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of the form. `heading` is its h1 where the question itself is not."""

    slug: str
    form: type[django_forms.Form]
    heading: str | Promise = ""


QUESTIONS = (
    Step(slug="post", form=forms.PostForm, heading=_("The post")),
    Step(slug="story", form=forms.StoryForm, heading=_("What happened")),
    Step(slug="files", form=forms.FilesForm, heading=_("Screenshots and files")),
    Step(slug="why", form=forms.WhyForm),
    Step(slug="who", form=forms.WhoForm, heading=_("You and the person who did it")),
    Step(slug="place", form=forms.PlaceForm),
    Step(slug="contact", form=forms.ContactForm, heading=_("How we can reach you")),
)
SHORT = (
    Step(slug="link", form=forms.LinkForm),
    Step(slug="contact", form=forms.ContactForm, heading=_("How we can reach you")),
)
BY_SLUG = {step.slug: step for step in (*QUESTIONS, *SHORT)}


def path_of(answers: Mapping[str, Any], *, slug: str = "") -> tuple[Step, ...]:
    """Return the pages that this person sees: the short way after a bare link, else all."""
    is_short = slug == "link" or ("link" in answers and "post" not in answers)
    return SHORT if is_short and slug in ("", "link", "contact") else QUESTIONS


def position(slug: str, answers: Mapping[str, Any]) -> tuple[int, int]:
    """Return which page this is, from 1, and how many there are, the last check included."""
    path = path_of(answers, slug=slug)
    return [step.slug for step in path].index(slug) + 1, len(path) + 1


def after(slug: str, answers: Mapping[str, Any]) -> str | None:
    """Return the page after this one, or None where the answers are checked next."""
    slugs = [step.slug for step in path_of(answers, slug=slug)]
    place = slugs.index(slug) + 1
    return slugs[place] if place < len(slugs) else None


def before(slug: str, answers: Mapping[str, Any]) -> str | None:
    """Return the page before this one, or None on the first."""
    slugs = [step.slug for step in path_of(answers, slug=slug)]
    place = slugs.index(slug)
    return slugs[place - 1] if place else None


def storable(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return cleaned data as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def build_answers(stored: Mapping[str, Any], *, language: str) -> Answers:
    """Return what the service takes, from the stored answers of all pages."""
    every: dict[str, Any] = {name: value for answer in stored.values() for name, value in answer.items()}
    contact = Contact(name=every.get("name", ""), email=every.get("email", ""), postcode=every.get("postcode", ""))
    happened_on = every.get("happened_on")
    return Answers(
        posts=_posts(every),
        narrative=every.get("narrative", ""),
        suspect=every.get("suspect", ""),
        suspect_whereabouts=every.get("suspect_whereabouts") or "unknown",
        strands=tuple(every.get("strands", ())),
        happened_on=date.fromisoformat(happened_on) if happened_on else None,
        kind=every.get("kind") or Complainant.Kind.UNSTATED,
        identity=_identity(contact, shared=bool(every.get("shares_with_force"))),
        contact=contact,
        details_in_mail=bool(every.get("details_in_mail")),
        shares_with_force=bool(every.get("shares_with_force")),
        shares_with_support=bool(every.get("shares_with_support")),
        language=language,
    )


def _posts(every: Mapping[str, Any]) -> tuple[Post, ...]:
    post = Post(url=every.get("url", ""), words=every.get("words", ""))
    return (post,) if post != Post() else ()


def _identity(contact: Contact, *, shared: bool) -> str:
    if not (contact.name or contact.email):
        return Complainant.Identity.ANONYMOUS
    return Complainant.Identity.NAMED if shared else Complainant.Identity.CONFIDENTIAL
