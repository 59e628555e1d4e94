"""From the answers of the pages to what the service takes. Answers on pages that are not this person's are left out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.forms.person import ASKED_OF
from reports.forms.steps import Stored, path_of, posts_of
from reports.models import Complainant
from reports.rules.answers import CIRCUMSTANCES, DETAILS, POST_DETAILS
from reports.services.personal import Contact
from reports.services.submission import Answers, Post

CONTACT = (
    "name",
    "email",
    "telephone",
    "postcode",
    "organisation",
    "job",
    "own_reference",
    "interpreter_language",
    "contact_note",
)
YES_OR_NO = (
    "details_in_mail",
    "may_leave_messages",
    "needs_interpreter",
)
CONSENTS = ("shares_with_force", "shares_with_support", "shares_with_experts")
PLACE_OF_NO_LINK = ("account", "platform_name", "words")


def build_answers(stored: Stored, *, language: str) -> Answers:
    """Return what the service takes, from the stored answers of the pages that are on this person's way."""
    asked = [step.slug for step in path_of(stored) if step.slug not in ("posts", "no-link")]
    every = {name: value for slug in asked for name, value in stored.get(slug, {}).items()}
    contact = Contact(**{name: every.get(name) or "" for name in CONTACT})
    identity = _identity(every, contact)
    may_be_asked = ASKED_OF[Complainant.Identity(identity)]
    happened_on = every.get("happened_on")
    return Answers(
        posts=_posts(stored, every),
        narrative=every.get("narrative", ""),
        suspect=every.get("suspect", ""),
        suspect_whereabouts=every.get("suspect_whereabouts") or "unknown",
        strands=tuple(every.get("strands", ())),
        strand_values=values_of_strands(every),
        happened_on=date.fromisoformat(happened_on) if happened_on else None,
        danger=every.get("danger", ""),
        circumstances={name: every[name] for name in CIRCUMSTANCES if every.get(name)},
        details={name: every[name] for name in DETAILS if every.get(name)},
        kind=every.get("kind") or Complainant.Kind.UNSTATED,
        agreement=every.get("agreement", ""),
        identity=identity,
        contact=contact,
        safe_hours=every.get("safe_hours") or Complainant.SafeHours.DAY,
        language=language,
        **{name: bool(every.get(name)) for name in YES_OR_NO},
        **{name: bool(every.get(name)) and name in may_be_asked for name in CONSENTS},
    )


def values_of_strands(every: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the finer values of the characteristics that are still chosen."""
    strands = set(every.get("strands", ()))
    return tuple(code for code in every.get("strand_values", ()) if code.partition(":")[0] in strands)


def _posts(stored: Stored, every: Mapping[str, Any]) -> tuple[Post, ...]:
    if every.get("url"):
        return (Post(url=every["url"]),)
    given = posts_of(stored)
    if given:
        return tuple(_post(post) for post in given)
    told = stored.get("no-link", {})
    return (_post(told),) if any(told.get(name) for name in PLACE_OF_NO_LINK) else ()


def _post(given: Mapping[str, Any]) -> Post:
    details = {name: given[name] for name in POST_DETAILS if given.get(name)}
    return Post(
        url=given.get("url", ""), words=given.get("words", ""), account=given.get("account", ""), details=details
    )


def _identity(every: Mapping[str, Any], contact: Contact) -> str:
    """Return the identity that was chosen; on the short way, an address makes a report confidential."""
    chosen = every.get("identity")
    if chosen:
        return str(chosen)
    is_known = contact.name or contact.email or contact.telephone
    return Complainant.Identity.CONFIDENTIAL if is_known else Complainant.Identity.ANONYMOUS
