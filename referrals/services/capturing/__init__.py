"""Capturing what was reported: asked for, taken by a worker, kept as exhibits; or given by an officer."""

from referrals.services.capturing.asking import CaptureRefused, ask, ask_by_itself, ask_missing
from referrals.services.capturing.diverting import divert_captures, forget_subject
from referrals.services.capturing.giving import give, read_notes
from referrals.services.capturing.tools import Tools, configured
from referrals.services.capturing.working import lease_due, run

__all__ = [
    "CaptureRefused",
    "Tools",
    "ask",
    "ask_by_itself",
    "ask_missing",
    "configured",
    "divert_captures",
    "forget_subject",
    "give",
    "lease_due",
    "read_notes",
    "run",
]
