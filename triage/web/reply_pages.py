"""The pages of replies: which there are, their versions, and writing one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.forms.replies import NewReplyForm, ReplyForm
from triage.rules.replies import BrokenReply
from triage.selectors.replies import UnknownReply, codes_taken, list_replies, list_versions
from triage.services import replies as services
from triage.services.replies import ReplyRefused

editors = holders_of(Action.EDIT_REPLIES)


@require_safe
@editors
def replies(request: StaffRequest) -> HttpResponse:
    """Show every reply in every language that it has."""
    rows: dict[str, dict[str, Any]] = {}
    for reply in list_replies(by=request.actor):
        row = rows.setdefault(reply.code, {"code": reply.code, "name": reply.name, "languages": []})
        row["languages"].append({"reply": reply, "language": _language(reply.language)})
    return render(request, "hub/replies.html", {"rows": rows.values()})


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def new(request: StaffRequest) -> HttpResponse:
    """Write a reply that is new."""
    form = NewReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            saved = services.add(
                language=given["language"], name=given["name"], text=given["text"], by=request.actor, at=timezone.now()
            )
        except BrokenReply as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The reply is saved, and officers can pick it."))
            return redirect("hub_reply", saved.code, saved.language)
    return render(request, "hub/reply_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def reply(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Show the versions of a reply in one language, and write another; also in a language that it has not yet."""
    versions = list_versions(code=code, language=language, by=request.actor)
    if language not in dict(settings.LANGUAGES) or not (versions or code in codes_taken()):
        raise Http404
    newest = versions[0] if versions else None
    begun: dict[str, Any] = {"based_on": newest.version if newest else 0}
    begun |= {"name": newest.name, "text": newest.text} if newest else {}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            services.save(**form.cleaned_data, code=code, language=language, by=request.actor, at=timezone.now())
        except BrokenReply as broken:
            form.refuse(broken)
        except ReplyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The reply is saved, and officers can pick it."))
            return redirect("hub_reply", code, language)
    context = {
        "form": form,
        "code": code,
        "language": language,
        "language_name": _language(language),
        "newest": newest,
        "versions": versions,
        "others": [{"code": each, "name": name} for each, name in settings.LANGUAGES if each != language],
    }
    return render(request, "hub/reply.html", context, status=422 if form.errors else 200)


@require_POST
@editors
def retire(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Have a reply not be offered any more."""
    typed = request.POST.get("based_on", "")
    based_on = int(typed[:9]) if typed.isascii() and typed.isdecimal() else -1
    try:
        services.retire(code=code, language=language, based_on=based_on, by=request.actor, at=timezone.now())
    except UnknownReply:
        raise Http404 from None
    except ReplyRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Retired. Saving it again brings it back."))
    return redirect("hub_reply", code, language)


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))
