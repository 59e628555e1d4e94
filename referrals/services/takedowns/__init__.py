"""Requests to platforms: drafted, sent once the evidence is sealed, answered, checked, chased and told of."""

from referrals.services.takedowns.answers import (
    REASONS,
    UnknownReason,
    acknowledge,
    answer_question,
    note_question,
    note_refused,
    note_removed,
    note_restricted,
)
from referrals.services.takedowns.chasing import chase, escalate
from referrals.services.takedowns.checking import note_seen
from referrals.services.takedowns.drafting import (
    CaseEmptied,
    NothingToAsk,
    NotRead,
    WordingRefused,
    cancel,
    draft,
    edit,
    offered_offences,
    read_wording,
)
from referrals.services.takedowns.leaving import (
    PostsDiverted,
    check_may_leave,
    is_by_hand,
    notice_of,
    platform_of,
    shown_notice,
)
from referrals.services.takedowns.reappearing import note_same_picture, note_same_post, settle
from referrals.services.takedowns.sealing import (
    NothingToSeal,
    NotSealed,
    SealedInPackage,
    gets_package,
    may_seal,
    seal_evidence,
)
from referrals.services.takedowns.sending import ask_to_send, make_link, note_sent, note_undeliverable, note_unheard
from referrals.services.takedowns.stepping import StaleTakedown
from referrals.services.takedowns.telling import list_anew, tell_of_step
from referrals.services.takedowns.undoing import forget_subject, hold_back

__all__ = [
    "REASONS",
    "CaseEmptied",
    "NotRead",
    "NotSealed",
    "NothingToAsk",
    "NothingToSeal",
    "PostsDiverted",
    "SealedInPackage",
    "StaleTakedown",
    "UnknownReason",
    "WordingRefused",
    "acknowledge",
    "answer_question",
    "ask_to_send",
    "cancel",
    "chase",
    "check_may_leave",
    "draft",
    "edit",
    "escalate",
    "forget_subject",
    "gets_package",
    "hold_back",
    "is_by_hand",
    "list_anew",
    "make_link",
    "may_seal",
    "note_question",
    "note_refused",
    "note_removed",
    "note_restricted",
    "note_same_picture",
    "note_same_post",
    "note_seen",
    "note_sent",
    "note_undeliverable",
    "note_unheard",
    "notice_of",
    "offered_offences",
    "platform_of",
    "read_wording",
    "seal_evidence",
    "settle",
    "shown_notice",
    "tell_of_step",
]
