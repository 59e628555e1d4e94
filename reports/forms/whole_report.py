"""A report that is given in one piece, by a program: asked the questions of the form, by the form's own forms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation

from hatehub.design.fields import DatePartsField
from reports.forms.lodging import build_answers
from reports.forms.posts import LinkForm, NoLinkForm, PostForm
from reports.forms.steps import QUESTIONS, Step, storable
from reports.rules.posts_given import MOST_POSTS, TooManyPosts, add_links, change_post
from reports.services.submission import Answers

Errors = dict[str, list[str]]

LISTS = ("strands", "strand_values")
WITHOUT = ("files",)
TAKEN_APART = ("no-link",)
FIELDS: dict[str, forms.Field | None] = {
    **{
        name: field
        for step in QUESTIONS
        if step.form is not None and step.slug not in (*WITHOUT, *TAKEN_APART)
        for name, field in step.form.base_fields.items()
    },
    **dict.fromkeys(LISTS),
}
"""What can be answered, with the field of the form that takes it; those of `LISTS` depend on the strands there are."""
POST_FIELDS: dict[str, forms.Field] = {**LinkForm.base_fields, **PostForm.base_fields, **NoLinkForm.base_fields}

NO_SUCH_FIELD = "There is no such field."
NOT_ASKED = "This is not asked with what else you answered. Leave it out."
NO_TEXT = "This must be a text."
NO_CHARACTERS = "This holds half of a character, which cannot be kept."
NO_YES_NO = "This must be true or false."
NO_LIST = "This must be a list of texts."
NO_DATE = "Write the date like 2026-03-27."
NO_POSTS = "This must be a list of objects."


class AnswersRefused(Exception):
    """Some of the answers cannot be used; `errors` says why, in English, by field, such as `posts[0].url`."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def clean(given: Mapping[str, Any], *, posts: Any, language: str) -> Answers:
    """Return what the form would have made of the same answers.

    `given` holds values of JSON by the names of `FIELDS`, `posts` a list of those of `POST_FIELDS`; whatever is left
    out is not answered. What is not asked with what else was answered is refused, lest a consent or a name got lost.
    Raises AnswersRefused.
    """
    with translation.override(settings.LANGUAGE_CODE):
        errors = _check_types(given)
        if language not in dict(settings.LANGUAGES):
            errors["language"] = [f"Not known. Known: {', '.join(dict(settings.LANGUAGES))}."]
        stored, refused = _posts(posts)
        errors |= refused
        if not errors:
            errors |= _ask_all(given, stored)
        if errors:
            raise AnswersRefused(errors)
        return build_answers(stored, language=language)


def _ask_all(given: Mapping[str, Any], stored: dict[str, Any]) -> Errors:
    """Ask every question that is this person's, keep the answers in `stored`, and return what is wrong with them."""
    errors: Errors = {}
    asked: set[str] = set()
    for step in QUESTIONS:
        if step.form is None or step.slug in (*WITHOUT, *TAKEN_APART) or not step.is_asked(stored):
            continue
        form = step.form(_as_typed(step, given, stored), **step.arguments(stored))
        names = {_public_name(name) for name in form.fields}
        asked |= names
        if form.is_valid():
            stored[step.slug] = storable(form.cleaned_data)
        for name, texts in form.errors.items():
            errors.setdefault(_public_name(name), []).extend(str(text) for text in texts)
    errors |= _unchosen_values(given, asked)
    return errors | {name: [NOT_ASKED] for name, value in given.items() if value and name not in asked | errors.keys()}


def _as_typed(step: Step, given: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as a browser would send them: a date in three boxes, values of strands box by box."""
    typed: dict[str, Any] = {name: value for name, value in given.items() if value not in ("", None)}
    for name, field in FIELDS.items():
        if isinstance(field, DatePartsField) and typed.get(name):
            day = date.fromisoformat(typed[name])
            typed |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": f"{day.year:04}"}
    for value in given.get("strand_values") or ():
        typed.setdefault(f"values_{value.partition(':')[0]}", []).append(value)
    return typed


def _public_name(name: str) -> str:
    return "strand_values" if name.startswith("values_") else name


def _unchosen_values(given: Mapping[str, Any], asked: set[str]) -> Errors:
    """Refuse values of strands that were not chosen: the form has no box for them."""
    chosen = set(given.get("strands") or ())
    values = given.get("strand_values") or ()
    loose = [value for value in values if value.partition(":")[0] not in chosen]
    return {"strand_values": [f"Of a strand that is not chosen: {loose[0][:80]}."]} if loose else {}


# Posts --------------------------------------------------------------------------------------------
def _posts(posts: Any) -> tuple[dict[str, Any], Errors]:
    """Return the posts as the form keeps them, and what is wrong with them, such as at `posts[0].url`."""
    if not isinstance(posts, list) or not all(isinstance(post, Mapping) for post in posts):
        return {}, {"posts": [NO_POSTS]}
    if len(posts) > MOST_POSTS:
        return {}, {"posts": [f"A report has {MOST_POSTS} posts at most. Send the others in a second one."]}
    errors: Errors = {}
    cleaned = []
    for number, post in enumerate(posts):
        said, wrong = _post(post, is_alone=len(posts) == 1)
        errors |= {f"posts[{number}].{name}": texts for name, texts in wrong.items()}
        cleaned.append(said)
    if errors:
        return {}, errors
    if cleaned and "url" not in cleaned[0]:
        return {"no-link": cleaned[0]}, {}
    return {"posts": {"posts": _gathered(cleaned)}}, {}


def _post(post: Mapping[str, Any], *, is_alone: bool) -> tuple[dict[str, Any], Errors]:
    wrong = {_shown(name): [NO_SUCH_FIELD] for name in post if name not in POST_FIELDS}
    wrong |= {name: found for name, value in post.items() if name in POST_FIELDS and (found := _no_text(value))}
    if wrong:
        return {}, wrong
    has_link = bool(post.get("url"))
    if not has_link and not is_alone:
        return {}, {"url": ["Only a post that is the only one can come without a link."]}
    own = (LinkForm, PostForm) if has_link else (NoLinkForm,)
    said: dict[str, Any] = {}
    for form in (kind(post) for kind in own):
        wrong |= {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        said |= form.cleaned_data
    known = {name for kind in own for name in kind.base_fields}
    wrong |= {name: [NOT_ASKED] for name, value in post.items() if value and name not in known}
    return said, wrong


def _gathered(cleaned: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the posts as the form lists them: two links to one post are one, and the first one's words hold."""
    gathered: list[Mapping[str, Any]] = []
    for said in cleaned:
        try:
            more = add_links(gathered, [said["url"]])
        except TooManyPosts:
            break
        if len(more) > len(gathered):
            gathered = change_post(more, url=said["url"], said=said)
    return gathered


# Values of JSON -----------------------------------------------------------------------------------
def _check_types(given: Mapping[str, Any]) -> Errors:
    errors = {_shown(name): [NO_SUCH_FIELD] for name in given if name not in FIELDS}
    known = {name: value for name, value in given.items() if name in FIELDS}
    return errors | {name: found for name, value in known.items() if (found := _wrong_type(name, value))}


def _wrong_type(name: str, value: Any) -> list[str]:
    field = FIELDS[name]
    if name in LISTS or isinstance(field, forms.MultipleChoiceField):
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return next(filter(None, map(_no_text, value)), []) if is_list else [NO_LIST]
    if isinstance(field, forms.BooleanField):
        return [] if isinstance(value, bool) else [NO_YES_NO]
    if isinstance(field, DatePartsField):
        return _no_text(value) or _no_date(value)
    return _no_text(value)


def _no_text(value: Any) -> list[str]:
    if not isinstance(value, str):
        return [NO_TEXT]
    try:
        value.encode()
    except UnicodeEncodeError:
        return [NO_CHARACTERS]
    return []


def _no_date(value: str) -> list[str]:
    try:
        if value:
            date.fromisoformat(value)
    except ValueError:
        return [NO_DATE]
    return []


def _shown(name: Any) -> str:
    """Return a name that somebody made up as an answer can hold it."""
    return str(name)[:40].encode(errors="replace").decode()
