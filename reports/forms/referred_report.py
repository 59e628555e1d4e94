"""A report that somebody else passes on for a person, or sends in the course of their own work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation

from reports.forms.person import OrganisationForm
from reports.forms.whole_report import NO_TEXT, AnswersRefused, Errors, clean
from reports.models import Complainant
from reports.services.submission import Answers

KINDS = (Complainant.Kind.THIRD_PARTY.value, Complainant.Kind.PROFESSIONAL.value)
CONSENTS = ("shares_with_force", "shares_with_support", "shares_with_experts")
DEFAULT_LANGUAGE = "en-gb"
OTHER_FIELDS = ("own_reference", "posts", "language")
AGREED = Complainant.Agreement.AGREES.value

NOT_AN_OBJECT = "A report is a JSON object."
NO_OWN_REFERENCE = "Give your own reference for it, by which a repeat is told."
OTHER_KIND = "Send third_party where you pass it on, professional where you met it in your own work."
ONLY_AGREED = "Say who the person is only where they agree: agreement must be agrees, or identity anonymous."
OWN_CONSENT = "A consent is the person's own: it needs agreement agrees."


@dataclass(frozen=True, kw_only=True)
class Referred:
    """A referred report as it was cleaned, and the referrer's own reference for it."""

    answers: Answers
    own_reference: str

    @property
    def is_own(self) -> bool:
        """Tell whether the sender reports for themselves, and is no go-between."""
        return self.answers.kind == Complainant.Kind.PROFESSIONAL


def clean_referred(given: Any, *, organisation: str) -> Referred:
    """Return a report that an organisation sends, judged by the forms of the public form.

    A person who is not the sender is named, and consents, only where they agree. Whatever is not given is not
    answered: there is no consent that was not sent. Raises AnswersRefused.
    """
    if not isinstance(given, Mapping):
        raise AnswersRefused({"report": [NOT_AN_OBJECT]})
    told = {"kind": KINDS[0], **{name: value for name, value in given.items() if name not in OTHER_FIELDS}}
    errors = _refused(told)
    own_reference = _own_reference(given.get("own_reference", ""), errors)
    is_professional = told["kind"] == Complainant.Kind.PROFESSIONAL
    if is_professional:
        told |= {"organisation": told.get("organisation") or organisation, "own_reference": own_reference}
    try:
        answers = clean(told, posts=given.get("posts", []), language=_text(given.get("language", DEFAULT_LANGUAGE)))
    except AnswersRefused as refusal:
        raise AnswersRefused({**refusal.errors, **errors}) from None
    if errors:
        raise AnswersRefused(errors)
    if not is_professional:
        contact = replace(answers.contact, organisation=organisation, own_reference=own_reference)
        answers = replace(answers, contact=contact)
    return Referred(answers=answers, own_reference=own_reference)


def _refused(told: Mapping[str, Any]) -> Errors:
    """Return what is refused to a referrer and asked of nobody else."""
    kind = told["kind"]
    if kind not in KINDS:
        return {"kind": [OTHER_KIND]}
    if kind != Complainant.Kind.THIRD_PARTY or told.get("agreement") == AGREED:
        return {}
    errors = {name: [OWN_CONSENT] for name in CONSENTS if told.get(name)}
    if told.get("identity", "") not in ("", Complainant.Identity.ANONYMOUS.value):
        errors["identity"] = [ONLY_AGREED]
    return errors


def _own_reference(given: Any, errors: Errors) -> str:
    if not isinstance(given, str):
        errors["own_reference"] = [NO_TEXT]
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            given.encode()
            cleaned = str(OrganisationForm.base_fields["own_reference"].clean(given))
        except UnicodeEncodeError:
            cleaned = ""
        except ValidationError as error:
            errors["own_reference"] = [str(text) for text in error.messages]
            return ""
    if not cleaned:
        errors["own_reference"] = [NO_OWN_REFERENCE]
    return cleaned


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""
