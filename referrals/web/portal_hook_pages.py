"""The web hooks of a force in its portal: kept, tried, paused, and what came of each message."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.forms.portal_hooks import HookForm, HookSecretForm, LogForm
from referrals.models import HookDelivery, WebHook
from referrals.rules.capture.targets import read_target
from referrals.selectors import hooks as rows_of
from referrals.services import hooks as services
from referrals.web.portal_frame import for_force, sent, show
from referrals.web.portal_words import change_words

STATES = {"on": ("On", "green"), "paused": ("Paused", "grey"), "failing": ("Failing", "red")}
MESSAGE_STATES = {
    "waiting": ("Waiting", "blue"),
    "delivered": ("Taken", "green"),
    "given_up": ("Given up", "red"),
    "replayed": ("Sent again since", "grey"),
    "skipped": ("Passed over", "grey"),
}


@require_safe
@for_force
def hooks(request: StaffRequest) -> HttpResponse:
    """List the hooks of the force."""
    found = [_row(each) for each in rows_of.hooks_of(by=request.actor)]
    return show(request, "hooks", {"hooks": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def new(request: StaffRequest) -> HttpResponse:
    """Add a hook, and show its secret, this once."""
    form = HookForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add(by=request.actor, at=timezone.now(), **form.cleaned_data)
        except services.AddressRefused as refusal:
            form.add_error("url", str(refusal))
        except services.TooManyHooks as refusal:
            form.add_error(None, str(refusal))
        else:
            return _secret(request, made)
    return show(request, "hook_new", {"form": form}, status=422 if form.errors else 200)


@require_safe
@for_force
def hook(request: StaffRequest, hook_id: UUID) -> HttpResponse:
    """Show how a hook goes, and a page of its messages."""
    return _hook_page(request, hook_id)


@require_POST
@for_force
def do(request: StaffRequest, hook_id: UUID) -> HttpResponse:
    """Try, pause, resume or remove a hook, send again, or make a new secret: as the button says."""
    asked = request.POST.get("do", "")
    whose: dict[str, Any] = {"hook_id": hook_id, "by": request.actor, "at": timezone.now()}
    if asked == "rotate":
        return _rotate(request, whose)
    if asked == "remove":
        services.remove(**whose)
        messages.success(request, "The web hook is removed, with its messages and its secrets.")
        return redirect("force_hooks")
    act = ACTS.get(asked)
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request.POST, **whose))
    except services.HookPaused as refusal:
        messages.error(request, str(refusal))
    return redirect("force_hook", hook_id)


@require_safe
@for_force
def delivery(request: StaffRequest, hook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Show one message and what came of each try."""
    found = rows_of.get_delivery(hook_id=hook_id, delivery_id=delivery_id, by=request.actor)
    context = {"hook_id": hook_id, "each": _message(found), "log": rows_of.attempts_of(delivery=found)}
    return show(request, "delivery", context)


def _rotate(request: StaffRequest, whose: dict[str, Any]) -> HttpResponse:
    form = HookSecretForm(request.POST)
    if not form.is_valid():
        return _hook_page(request, whose["hook_id"], form=form)
    return _secret(request, services.rotate_secret(overlap=form.overlap(), **whose))


def _secret(request: StaffRequest, made: services.Made) -> HttpResponse:
    return show(request, "hook_secret", {"hook": made.hook, "secret": made.secret})


def _hook_page(request: StaffRequest, hook_id: UUID, *, form: HookSecretForm | None = None) -> HttpResponse:
    found = rows_of.get_hook(hook_id=hook_id, by=request.actor)
    filter_form = LogForm(request.GET)
    chosen = filter_form.chosen()
    page = rows_of.deliveries_of(hook_id=hook_id, by=request.actor, **chosen)
    state = {"state": chosen["state"]} if chosen["state"] else {}
    context = {
        "each": _row(found),
        "form": form or HookSecretForm(),
        "filter_form": filter_form,
        "deliveries": [_message(each) for each in page.deliveries],
        "is_further_on": chosen["before"] is not None,
        "first": f"?{urlencode(state)}",
        "following": f"?{urlencode({**state, 'before': page.before})}" if page.before else "",
    }
    return show(request, "hook", context, status=422 if form is not None else 200)


def _row(found: WebHook) -> dict[str, Any]:
    state, colour = STATES[found.state]
    ends = rows_of.earlier_secret_ends(found, at=timezone.now())
    return {"hook": found, "host": read_target(found.url).host, "state": state, "colour": colour, "earlier_until": ends}


def _message(found: HookDelivery) -> dict[str, Any]:
    state, colour = MESSAGE_STATES[found.state]
    words = "A test" if found.case is None else change_words(found.change)
    return {"row": found, "state": state, "colour": colour, "change": words, "has_ended": found.ended_at is not None}


# What the buttons do ------------------------------------------------------------------------------
def _test(post: Mapping[str, str], **whose: Any) -> str:
    services.send_test(**whose)
    return "A test message is on its way. Load this page again to see what came of it."


def _pause(post: Mapping[str, str], **whose: Any) -> str:
    services.pause(**whose)
    return "The web hook is paused. What happens meanwhile waits."


def _resume(post: Mapping[str, str], **whose: Any) -> str:
    services.resume(**whose)
    return "The web hook goes on with what has waited."


def _resume_from_now(post: Mapping[str, str], **whose: Any) -> str:
    services.resume(is_from_now=True, **whose)
    return "The web hook goes on from now. What had waited is passed over; your feed still has it."


def _replay_given_up(post: Mapping[str, str], **whose: Any) -> str:
    return _queued(services.replay(is_given_up=True, **whose))


def _replay_one(post: Mapping[str, str], **whose: Any) -> str:
    try:
        chosen = UUID(post.get("delivery", ""))
    except ValueError:
        raise rows_of.HookNotFound from None
    return _queued(services.replay(deliveries=[chosen], **whose))


def _queued(done: services.Replayed) -> str:
    if not done.count:
        return "There was nothing to send again."
    more = "" if done.is_all else " There are more: press it again."
    return f"{done.count} {'message is' if done.count == 1 else 'messages are'} on the way again.{more}"


ACTS: Mapping[str, Callable[..., str]] = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "resume_from_now": _resume_from_now,
    "replay_given_up": _replay_given_up,
    "replay": _replay_one,
}
