"""What referrals puts into the workbench's navigation."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.navigation import NavigationEntry, register_entry
from hatehub.accounts.roles import Action
from referrals.selectors import advice, force_talk, hooks, stamps, support, takedowns


def register_all() -> None:
    """Add requests to platforms, what came back from bodies and services, time stamps and web hooks that fail."""
    register_entry(
        NavigationEntry(
            code="from_forces",
            text=_("From forces"),
            url_name="hub_from_forces",
            position=17,
            action=Action.ANSWER_FORCE,
            waiting=lambda actor: [force_talk.waiting_messages(by=actor), force_talk.waiting_outcomes(by=actor)],
            key="g f",
        )
    )
    register_entry(
        NavigationEntry(
            code="advice",
            text=_("Advice"),
            url_name="hub_advice_waiting",
            position=26,
            action=Action.ASK_ADVICE,
            waiting=lambda actor: [advice.waiting(by=actor)],
            key="g a",
        )
    )
    register_entry(
        NavigationEntry(
            code="support",
            text=_("Support"),
            url_name="hub_support_waiting",
            position=27,
            action=Action.ASK_SUPPORT,
            waiting=lambda actor: [support.waiting(by=actor, at=timezone.now())],
        )
    )
    register_entry(
        NavigationEntry(
            code="glossary",
            text=_("Glossary"),
            url_name="hub_glossary",
            position=28,
            action=Action.WRITE_GLOSSARY,
            key="g g",
        )
    )
    register_entry(
        NavigationEntry(
            code="takedowns",
            text=_("Takedowns"),
            url_name="hub_takedowns",
            position=16,
            action=Action.ASK_TAKEDOWN,
            waiting=_to_ask,
        )
    )
    register_entry(
        NavigationEntry(
            code="failing_hooks",
            text=_("Web hooks"),
            url_name="hub_failing_hooks",
            position=43,
            action=Action.VIEW_LATE,
            waiting=lambda actor: [hooks.failing_hooks(by=actor)],
        )
    )
    if not settings.TIME_STAMP_AUTHORITIES:
        return
    register_entry(
        NavigationEntry(
            code="late_stamps",
            text=_("Time stamps"),
            url_name="hub_late_stamps",
            position=42,
            action=Action.VIEW_LATE,
            waiting=_waiting,
        )
    )


def _to_ask(actor: Actor) -> Sequence[QuerySet[Any]]:
    return takedowns.to_do(by=actor, at=timezone.now())


def _waiting(actor: Actor) -> Sequence[QuerySet[Any]]:
    return [stamps.overdue(by=actor, at=timezone.now())]
