"""Support for whoever reports: services suggested, asked, answered for, chased, and what they see."""

from referrals.services.support.answers import (
    accept,
    decline,
    end,
    note_contacted,
    note_not_reached,
    say_for_service,
)
from referrals.services.support.chasing import chase
from referrals.services.support.letters import note_failed, write_letter
from referrals.services.support.refusals import DoesNotFit, NoConsent, NoRoute, SupportRefused
from referrals.services.support.sending import (
    ASKED,
    CHASED,
    CONTACT,
    NEXT,
    OUTCOME,
    REMINDER,
    TAKEN_BACK,
    note_seen,
    note_undeliverable,
    send,
    withdraw,
    withdraw_without_consent,
)
from referrals.services.support.showing import Outline, Person, outline, referral_of, show_person, take
from referrals.services.support.suggesting import suggest, suggest_for_all

__all__ = [
    "ASKED",
    "CHASED",
    "CONTACT",
    "NEXT",
    "OUTCOME",
    "REMINDER",
    "TAKEN_BACK",
    "DoesNotFit",
    "NoConsent",
    "NoRoute",
    "Outline",
    "Person",
    "SupportRefused",
    "accept",
    "chase",
    "decline",
    "end",
    "note_contacted",
    "note_failed",
    "note_not_reached",
    "note_seen",
    "note_undeliverable",
    "outline",
    "referral_of",
    "say_for_service",
    "send",
    "show_person",
    "suggest",
    "suggest_for_all",
    "take",
    "withdraw",
    "withdraw_without_consent",
    "write_letter",
]
