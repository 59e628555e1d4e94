"""Adding, changing, pausing and removing the web hooks of a force; every change is audited under `hook:ID`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from referrals.models import FeedEntry, HookAttempt, HookDelivery, WebHook
from referrals.rules.capture.addresses import is_address, why_refused
from referrals.rules.capture.targets import LinkRefused, read_target
from referrals.rules.takedowns.breaker import Standing
from referrals.selectors.hooks import HookNotFound
from referrals.services.hooks.leasing import save
from referrals.services.hooks.queueing import call_next, waiting
from referrals.services.hooks.sealing import USUAL_OVERLAP, begin_secret, destroy_secrets, replace_secret

MOST_HOOKS = 5
LONGEST_URL = 2000
State = WebHook.State


class AddressRefused(Exception):
    """A hook goes to an https address of the public internet; the message says what is wrong with this one."""


class TooManyHooks(Exception):
    """A force has five hooks at most."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A hook and its secret, which is never shown again."""

    hook: WebHook
    secret: str


@transaction.atomic
def add(*, url: str, by: Actor, at: datetime, changes: Iterable[str] = ()) -> Made:
    """Add a hook for the actor's force; it is told of what happens from now on. `changes`: none means all.

    Raises AddressRefused, TooManyHooks, NotPermitted.
    """
    force = _force_of(by)
    check_address(url)
    if WebHook.objects.filter(force=force).count() >= MOST_HOOKS:
        raise TooManyHooks(f"Your force has {MOST_HOOKS} web hooks already. Remove one first.")
    end = FeedEntry.objects.filter(force=force, position__isnull=False).aggregate(end=Max("position"))["end"]
    hook = WebHook(force=force, url=url, changes=_sorted(changes), position=end or 0, made_by=str(by), made_at=at)
    secret = begin_secret(hook, at=at)
    hook.save(force_insert=True)
    _record(hook, "hook_added", by=by, at=at, details=_details(hook))
    return Made(hook=hook, secret=secret)


@transaction.atomic
def change(
    *, hook_id: UUID, by: Actor, at: datetime, url: str | None = None, changes: Iterable[str] | None = None
) -> WebHook:
    """Change the address or the changes wanted; what waits and is not wanted any more is passed over.

    At another address the hook begins as one that is well. Raises AddressRefused, HookNotFound, NotPermitted.
    """
    hook = get_locked(hook_id, by=by)
    if url is not None and url != hook.url:
        check_address(url)
        hook.url = url
        save(hook, Standing())
    if changes is not None:
        hook.changes = _sorted(changes)
        _pass_over_unwanted(hook, at=at)
    hook.save(update_fields=["url", "changes"])
    _record(hook, "hook_changed", by=by, at=at, details=_details(hook))
    return hook


@transaction.atomic
def pause(*, hook_id: UUID, by: Actor, at: datetime) -> WebHook:
    """Send nothing more until the hook is resumed. Raises HookNotFound, NotPermitted."""
    hook = get_locked(hook_id, by=by)
    if hook.state != State.PAUSED:
        hook.state, hook.paused_because = State.PAUSED, "asked"
        hook.save(update_fields=["state", "paused_because"])
        _record(hook, "hook_paused", by=by, at=at, details={"because": "asked"})
    return hook


@transaction.atomic
def resume(*, hook_id: UUID, by: Actor, at: datetime, is_from_now: bool = False) -> WebHook:
    """Go on with what has waited and what has happened since, in order; or `is_from_now`: pass all that over.

    What waits has three days from now on, and is tried at once. Raises HookNotFound, NotPermitted.
    """
    hook = get_locked(hook_id, by=by)
    if is_from_now:
        waiting(hook).update(state=HookDelivery.State.SKIPPED, ended_at=at, leased_until=None)
        end = FeedEntry.objects.filter(force=hook.force_id, position__isnull=False).aggregate(end=Max("position"))
        hook.position = max(hook.position, end["end"] or 0)
    waiting(hook).update(due_since=at, attempts=0)
    waiting(hook).filter(not_before__isnull=False).update(not_before=at)
    hook.state, hook.paused_because = State.ON, ""
    hook.save(update_fields=["state", "paused_because", "position"])
    save(hook, Standing())
    _record(hook, "hook_resumed", by=by, at=at, details={"from_now": is_from_now})
    return hook


@transaction.atomic
def alter(
    *,
    hook_id: UUID,
    by: Actor,
    at: datetime,
    url: str | None = None,
    changes: Iterable[str] | None = None,
    state: str | None = None,
    is_from_now: bool = False,
) -> None:
    """Change a hook, then pause or resume it where `state` says so, all or nothing; None leaves things as they are.

    Raises what `change`, `pause` and `resume` do.
    """
    get_locked(hook_id, by=by)
    if url is not None or changes is not None:
        change(hook_id=hook_id, by=by, at=at, url=url, changes=changes)
    if state == State.PAUSED:
        pause(hook_id=hook_id, by=by, at=at)
    elif state == State.ON:
        resume(hook_id=hook_id, by=by, at=at, is_from_now=is_from_now)


@transaction.atomic
def rotate_secret(*, hook_id: UUID, by: Actor, at: datetime, overlap: timedelta = USUAL_OVERLAP) -> Made:
    """Give a hook a new secret; until the overlap ends messages carry a signature of the one before as well.

    Raises OverlapTooLong, HookNotFound, NotPermitted.
    """
    hook = get_locked(hook_id, by=by)
    secret = replace_secret(hook, overlap=overlap, at=at)
    hook.save(update_fields=["sealed_secret", "sealed_earlier_secret", "earlier_valid_until"])
    _record(hook, "hook_secret_rotated", by=by, at=at, details={"overlap_seconds": round(overlap.total_seconds())})
    return Made(hook=hook, secret=secret)


@transaction.atomic
def remove(*, hook_id: UUID, by: Actor, at: datetime) -> None:
    """Remove a hook with its messages and their log, and destroy its secrets. Raises HookNotFound, NotPermitted."""
    hook = get_locked(hook_id, by=by)
    HookAttempt.objects.filter(delivery__hook=hook).delete()
    HookDelivery.objects.filter(hook=hook).delete()
    destroy_secrets(hook, at=at)
    _record(hook, "hook_removed", by=by, at=at, details=_details(hook))
    hook.delete()


def check_address(url: str) -> None:
    """Return quietly where a hook may go to an address. Raises AddressRefused.

    A name is looked up, and judged again, each time something is sent: here it is only read.
    """
    if len(url) > LONGEST_URL:
        raise AddressRefused(f"The address may have up to {LONGEST_URL} characters.")
    try:
        target = read_target(url)
    except LinkRefused as error:
        raise AddressRefused(f"The hub does not send to this address: {error}.") from None
    if target.scheme != "https":
        raise AddressRefused("The hub sends over https alone. Give an https address.")
    why = why_refused(target.host) if is_address(target.host) else ""
    if why:
        raise AddressRefused(f"The hub sends to public addresses alone; this one is not ({why}).")


def get_locked(hook_id: UUID, *, by: Actor) -> WebHook:
    """Return a hook of the actor's force, locked in the caller's transaction. Raises HookNotFound, NotPermitted."""
    require(by=by, action=Action.MANAGE_HOOKS)
    rows = WebHook.objects.select_for_update(no_key=True, of=("self",)).filter(force__code=by.force_code)
    hook = rows.filter(id=hook_id).first()
    if hook is None:
        raise HookNotFound
    return hook


def _force_of(by: Actor) -> Force:
    """Return the actor's force, locked, so that two who add at one moment do not both add the fifth."""
    require(by=by, action=Action.MANAGE_HOOKS)
    force = Force.objects.select_for_update(no_key=True).filter(code=by.force_code).first()
    if force is None:
        raise NotPermitted(by=by, action=Action.MANAGE_HOOKS)
    return force


def _pass_over_unwanted(hook: WebHook, *, at: datetime) -> None:
    if not hook.changes:
        return
    unwanted = waiting(hook).filter(case__isnull=False, is_replay=False).exclude(change__in=hook.changes)
    cases = list(unwanted.order_by().values_list("case_id", flat=True).distinct())
    unwanted.update(state=HookDelivery.State.SKIPPED, ended_at=at, leased_until=None)
    call_next(hook, cases=[case for case in cases if case], at=at)


def _sorted(changes: Iterable[str]) -> list[str]:
    return sorted(set(changes))


def _details(hook: WebHook) -> dict[str, object]:
    """Return what the audit keeps of a hook: the host, since the rest of an address may hold a key."""
    return {"host": read_target(hook.url).host, "changes": hook.changes}


def _record(hook: WebHook, verb: str, *, by: Actor, at: datetime, details: dict[str, object]) -> None:
    record(subject=f"hook:{hook.id}", verb=verb, by=by, at=at, details=details)
