"""The questions of the public form: their order, and which of them are this person's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.forms import files, happened, person, posts
from reports.models import Complainant
from reports.rules.posts_given import MOST_POSTS, add_links

Stored = Mapping[str, Any]
ASK_AGAIN = "ask_again"
NEVER_ASKED_AGAIN = ("help", "posts", "files")
NEEDS_HELP = ("danger", "child", "unsure")


def answer(stored: Stored, step: str, name: str) -> Any:
    """Return one answer, or an empty text where it was not given."""
    return stored.get(step, {}).get(name, "")


def posts_of(stored: Stored) -> list[dict[str, Any]]:
    """Return the posts given so far, as they are kept in the draft.

    A link that was given on the short way is one of them when the person goes on with the long form.
    """
    given = list(stored.get("posts", {}).get("posts", ()))
    link = answer(stored, "link", "url")
    if not link or len(given) >= MOST_POSTS:
        return given
    return [dict(post) for post in add_links(given, [link])]


def is_anonymous(stored: Stored) -> bool:
    """Tell whether the person wants to be known to nobody."""
    return answer(stored, "identity", "identity") in ("", Complainant.Identity.ANONYMOUS)


def _always(stored: Stored) -> bool:
    return True


def _is(step: str, name: str, *values: str) -> Callable[[Stored], bool]:
    return lambda stored: answer(stored, step, name) in values


def _has_strands(stored: Stored) -> bool:
    return bool(answer(stored, "why", "strands"))


def _is_known(stored: Stored) -> bool:
    return not is_anonymous(stored)


def _can_be_reached(stored: Stored) -> bool:
    given = answer(stored, "reach", "email") or answer(stored, "reach", "telephone")
    return _is_known(stored) and bool(given)


def _has_posts(stored: Stored) -> bool:
    return bool(posts_of(stored))


def _has_no_posts(stored: Stored) -> bool:
    return not posts_of(stored)


def _nothing(stored: Stored) -> dict[str, Any]:
    return {}


def _strands(stored: Stored) -> dict[str, Any]:
    return {"strands": tuple(answer(stored, "why", "strands") or ())}


def _identity(stored: Stored) -> dict[str, Any]:
    return {"identity": answer(stored, "identity", "identity")}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of the form. `heading` is its h1 where the question itself is not.

    `is_asked` tells from the answers so far whether the question is this person's; `arguments` gives the form
    what it needs to know of them. A step without a form has a view of its own.
    """

    slug: str
    form: type[django_forms.Form] | None = None
    heading: str | Promise = ""
    is_asked: Callable[[Stored], bool] = _always
    arguments: Callable[[Stored], dict[str, Any]] = _nothing


CONSENTS = Step(slug="consents", form=person.ConsentsForm, heading=_("What may we share?"), arguments=_identity)
QUESTIONS = (
    Step(slug="danger", form=person.DangerForm),
    Step(slug="help", is_asked=_is("danger", "danger", *NEEDS_HELP)),
    Step(slug="you", form=person.KindForm, heading=_("You and the person it was about")),
    Step(slug="agreement", form=person.AgreementForm, is_asked=_is("you", "kind", Complainant.Kind.THIRD_PARTY)),
    Step(
        slug="work",
        form=person.OrganisationForm,
        heading=_("Your work"),
        is_asked=_is("you", "kind", Complainant.Kind.PROFESSIONAL),
    ),
    Step(slug="links"),
    Step(slug="posts", is_asked=_has_posts),
    Step(slug="no-link", form=posts.NoLinkForm, heading=_("Where it was"), is_asked=_has_no_posts),
    Step(slug="story", form=happened.StoryForm),
    Step(slug="when", form=happened.WhenForm, heading=_("When it happened")),
    Step(slug="files", form=files.FilesForm, heading=_("Screenshots and files")),
    Step(slug="why", form=happened.WhyForm),
    Step(
        slug="why-more",
        form=happened.WhyMoreForm,
        heading=_("More about why"),
        is_asked=_has_strands,
        arguments=_strands,
    ),
    Step(slug="suspect", form=happened.SuspectForm),
    Step(
        slug="suspect-details",
        form=happened.SuspectDetailsForm,
        heading=_("The person who did it"),
        is_asked=_is("suspect", "suspect_known", "yes"),
    ),
    Step(slug="place", form=happened.PlaceForm, heading=_("The place")),
    Step(slug="impact", form=happened.ImpactForm, heading=_("What it did, and what you hope for")),
    Step(slug="identity", form=person.IdentityForm),
    Step(slug="name", form=person.NameForm, is_asked=_is_known),
    Step(slug="reach", form=person.ReachForm, heading=_("How we can reach you"), is_asked=_is_known),
    Step(slug="safe", form=person.SafeForm, heading=_("Reaching you safely"), is_asked=_can_be_reached),
    CONSENTS,
)
SHORT = (
    Step(slug="link", form=posts.LinkForm),
    Step(slug="hear", form=person.HearForm, heading=_("Do you want to hear what comes of it?")),
)
BY_SLUG = {step.slug: step for step in (*QUESTIONS, *SHORT)}


def is_short(stored: Stored, *, slug: str = "") -> bool:
    """Tell whether this person goes the short way: a bare link, and nothing of the long form."""
    if slug:
        return slug in ("link", "hear")
    return "link" in stored and not any(step.slug in stored for step in QUESTIONS)


def path_of(stored: Stored, *, slug: str = "") -> tuple[Step, ...]:
    """Return the pages that are this person's; the page `slug` is one of them, so that it can be shown."""
    if is_short(stored, slug=slug):
        return SHORT
    asked = tuple(step for step in QUESTIONS if step.is_asked(stored) or step.slug == slug)
    return (*asked, SHORT[1]) if _still_hears(stored) else asked


def _still_hears(stored: Stored) -> bool:
    """Tell whether an address of the short way still counts: until the person has said how they report."""
    return bool(answer(stored, "hear", "email")) and "identity" not in stored


def outdated(step: str, stored: Stored, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that a changed answer puts in question, each marked so that it is asked again."""
    depends = {"identity": ("identity", "consents"), "why": ("strands", "why-more")}
    if step not in depends:
        return {}
    name, other = depends[step]
    if other not in stored or answer(stored, step, name) == kept.get(name, ""):
        return {}
    return {other: {**stored[other], ASK_AGAIN: True}}


def _is_answered(slug: str, stored: Stored) -> bool:
    return slug in stored and not stored[slug].get(ASK_AGAIN)


def position(slug: str, stored: Stored) -> tuple[int, int]:
    """Return which page this is, from 1, and how many there are, the last check included."""
    path = path_of(stored, slug=slug)
    return [step.slug for step in path].index(slug) + 1, len(path) + 1


def after(slug: str, stored: Stored) -> str | None:
    """Return the page after this one, or None where the answers are checked next."""
    slugs = [step.slug for step in path_of(stored, slug=slug)]
    place = slugs.index(slug) + 1
    return slugs[place] if place < len(slugs) else None


def next_unseen(slug: str, stored: Stored) -> str | None:
    """Return the next page after this one that the person has not been asked yet; None where all are answered.

    Changing an answer can open a branch: its pages are asked before the answers are checked again.
    """
    slugs = [step.slug for step in path_of(stored, slug=slug)]
    later = slugs[slugs.index(slug) + 1 :]
    return next((each for each in later if not _is_answered(each, stored) and each not in NEVER_ASKED_AGAIN), None)


def before(slug: str, stored: Stored) -> str | None:
    """Return the page before this one, or None on the first."""
    slugs = [step.slug for step in path_of(stored, slug=slug)]
    place = slugs.index(slug)
    return slugs[place - 1] if place else None


def storable(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return cleaned data as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}
