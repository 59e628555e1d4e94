"""Web hooks of forces: keeping them, planning and sending their messages, and sending again (`docs/web-hooks.md`)."""

from referrals.services.hooks.forgetting import forget
from referrals.services.hooks.keeping import (
    AddressRefused,
    Made,
    TooManyHooks,
    add,
    alter,
    change,
    pause,
    remove,
    resume,
    rotate_secret,
)
from referrals.services.hooks.leasing import give_up_old, list_due
from referrals.services.hooks.planning import plan_all
from referrals.services.hooks.replaying import HookPaused, Replayed, ReplayUnclear, replay, send_test
from referrals.services.hooks.sealing import LONGEST_OVERLAP, OverlapTooLong
from referrals.services.hooks.sending import run, send_due, send_one

__all__ = [
    "LONGEST_OVERLAP",
    "AddressRefused",
    "HookPaused",
    "Made",
    "OverlapTooLong",
    "ReplayUnclear",
    "Replayed",
    "TooManyHooks",
    "add",
    "alter",
    "change",
    "forget",
    "give_up_old",
    "list_due",
    "pause",
    "plan_all",
    "remove",
    "replay",
    "resume",
    "rotate_secret",
    "run",
    "send_due",
    "send_one",
    "send_test",
]
