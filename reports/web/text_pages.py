"""The pages on which an administrator reads, previews and changes the texts in which complainants are told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from reports.rules.texts import BrokenText
from reports.selectors.previews import Preview, direction_of, language_name, list_previews
from reports.selectors.shipped_texts import TEXTS
from reports.selectors.texts import allowed_names, changed_languages, list_versions, newest_words, shipped_words
from reports.services import texts
from reports.web.text_forms import BackForm, TextForm

administrators_only = holders_of(Action.EDIT_REFERENCE)


@require_safe
@administrators_only
def overview(request: StaffRequest) -> HttpResponse:
    """List the texts by kind, and the languages in which each was changed."""
    changed, read_in = changed_languages(), get_language() or settings.LANGUAGE_CODE
    rows = [
        {
            "kind": kind,
            "title": newest_words(kind=kind, language=read_in).title,
            "languages": [
                {"code": code, "name": name, "version": changed.get(kind, {}).get(code, 0)}
                for code, name in settings.LANGUAGES
            ],
        }
        for kind in TEXTS
    ]
    return render(request, "hub/texts.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def edit(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Show one text in one language, preview what was typed, or save it."""
    _check_address(kind, language)
    if request.method != "POST":
        return _page(request, kind, language, form=_form_of_newest(kind, language))
    form = TextForm(request.POST)
    previews = _previews(form, kind, language) if form.is_valid() else []
    if form.errors or "save" not in request.POST or not _save(request, form, kind, language):
        return _page(request, kind, language, form=form, previews=previews)
    messages.success(request, _("Saved. From now on people are told in these words."))
    return redirect("text", kind, language)


@require_POST
@administrators_only
def go_back(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Add a version with the words of an earlier one."""
    _check_address(kind, language)
    form = BackForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    try:
        texts.go_back(
            kind=kind,
            language=language,
            version=asked["back_to"],
            based_on=asked["version"],
            by=request.actor,
            at=timezone.now(),
        )
    except texts.NoSuchVersion as error:
        raise Http404 from error
    except (texts.StaleText, BrokenText) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("People are told in the words of version %s again.") % asked["back_to"])
    return redirect("text", kind, language)


def _check_address(kind: str, language: str) -> None:
    if kind not in TEXTS or language not in dict(settings.LANGUAGES):
        raise Http404


def _form_of_newest(kind: str, language: str) -> TextForm:
    words = newest_words(kind=kind, language=language)
    return TextForm(initial={"title": words.title, "body": words.body, "version": words.version})


def _previews(form: TextForm, kind: str, language: str) -> list[Preview]:
    """Return what was typed in every language, or put the refusal beside its field."""
    title, body = form.cleaned_data["title"], texts.one_break(form.cleaned_data["body"])
    try:
        texts.check(kind=kind, language=language, title=title, body=body)
    except BrokenText as refusal:
        form.add_error(refusal.field, str(refusal))
        return []
    return list_previews(kind=kind, language=language, title=title, body=body, at=timezone.now())


def _save(request: StaffRequest, form: TextForm, kind: str, language: str) -> bool:
    """Save what was typed; tell whether it was, with the refusal on the form."""
    typed = form.cleaned_data
    try:
        texts.save_text(
            kind=kind,
            language=language,
            title=typed["title"],
            body=typed["body"],
            note=typed["note"],
            based_on=typed["version"],
            by=request.actor,
            at=timezone.now(),
        )
    except texts.StaleText as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(
    request: StaffRequest, kind: str, language: str, *, form: TextForm, previews: list[Preview] | None = None
) -> HttpResponse:
    newest = newest_words(kind=kind, language=language)
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "language": language,
        "language_name": language_name(language),
        "direction": direction_of(language),
        "names": [f"{{{name}}}" for name in sorted(allowed_names(kind))],
        "newest": newest,
        "shipped": shipped_words(kind, language=language),
        "versions": list_versions(kind=kind, language=language),
        "previews": previews or [],
    }
    return render(request, "hub/text.html", context, status=422 if form.errors else 200)
