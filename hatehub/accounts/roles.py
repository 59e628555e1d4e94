"""The one table of roles and the actions each may take. Pure: no Django."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person or a program is to the hub."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    REFERENCE_ADMIN = "reference_admin"
    FORCE = "force"
    PARTNER = "partner"
    COMPLAINANT = "complainant"
    PUBLIC = "public"
    HUB = "hub"


class Action(StrEnum):
    """Every action that a service checks before it acts."""

    SUBMIT_REPORT = "report.submit"
    FOLLOW_REPORT = "report.follow"
    WITHDRAW_REPORT = "report.withdraw"
    REQUEST_REVIEW = "report.request_review"
    VIEW_CASE = "case.view"
    VIEW_LATE = "late.view"
    VIEW_FIGURES = "figures.view"
    COUNT_FIGURES = "figures.count"
    ANCHOR_AUDIT = "audit.anchor"
    VIEW_STATISTICS = "statistics.view"
    BUILD_STATISTICS = "statistics.build"
    RELEASE_STATISTICS = "statistics.release"
    APPROVE_RESEARCH = "research.approve"
    VIEW_PERSONAL = "report.view_personal"
    VIEW_MATERIAL = "report.view_material"
    CLAIM = "case.claim"
    GIVE_CASES = "case.give"
    TRIAGE = "report.triage"
    ASSESS = "report.assess"
    DESTROY_SUBJECT = "subject.destroy"
    CHANGE_POLICY = "policy.change"
    LOAD_POLICY = "policy.load"
    ASSIGN = "report.assign"
    SET_PRIORITY = "priority.set"
    OVERRIDE_RESPONSIBILITY = "responsibility.override"
    PROPOSE_TRANSFER = "transfer.propose"
    SETTLE_DISPUTE = "dispute.settle"
    RETURN = "report.return"
    REOPEN = "report.reopen"
    CLOSE = "report.close"
    MARK_GATE = "gate.mark"
    MERGE = "report.merge"
    REFUSE_DUPLICATE = "duplicate.refuse"
    TELL_COMPLAINANT = "update.tell"
    ASK_COMPLAINANT = "complainant.ask"
    NOTE_SHARING = "sharing.note"
    HAND_OVER = "emergency.hand_over"
    DIVERT = "material.divert"
    LIFT_DIVERSION = "material.lift_diversion"
    MAKE_EXHIBIT = "material.make"
    QUARANTINE = "material.quarantine"
    RELEASE_EXHIBIT = "material.release"
    REDACT = "material.redact"
    BUILD_PACKAGE = "package.build"
    DOWNLOAD_PACKAGE = "package.download"
    CHANGE_SIGNING_KEY = "package.change_key"
    MAKE_ANSWER_LINK = "answer_link.make"
    REVOKE_ANSWER_LINK = "answer_link.revoke"
    ASK_TAKEDOWN = "takedown.ask"
    MOVE_TAKEDOWN = "takedown.move"
    WRITE_TO_HUB = "force.write"
    RECORD_OUTCOME = "outcome.record"
    ANSWER_FORCE = "force.answer"
    ASK_ADVICE = "advice.ask"
    ADVISE = "advice.give"
    CHASE_ADVICE = "advice.chase"
    ASK_SUPPORT = "support.ask"
    MOVE_SUPPORT = "support.move"
    GIVE_SUPPORT = "support.give"
    WRITE_GLOSSARY = "glossary.write"
    READ_FORCE_CASES = "force.read_cases"
    ACCEPT_CASE = "force.accept"
    REFUSE_CASE = "force.refuse"
    MANAGE_HOOKS = "force.manage_hooks"
    MANAGE_OWN_CLIENT = "force.manage_own_client"
    FOLLOW_REFERRED = "referred.follow"
    RECORD_INTELLIGENCE = "intelligence.record"
    FOLLOW_ENQUIRY = "enquiry.follow"
    AUTHORISE_ENQUIRY = "enquiry.authorise"
    EDIT_METHODS = "enquiry.edit_methods"
    LINK_ACCOUNTS = "account.link"
    WRITE_GUIDANCE = "guidance.write"
    REVIEW_GUIDANCE = "guidance.review"
    GIVE_GUIDANCE = "guidance.give"
    WRITE_INTELLIGENCE = "intelligence.write"
    SIGN_OFF_INTELLIGENCE = "intelligence.sign_off"
    DISSEMINATE_INTELLIGENCE = "intelligence.disseminate"
    WEED_INTELLIGENCE = "intelligence.weed"
    SEE_SOURCES = "intelligence.see_sources"
    READ_INTELLIGENCE = "intelligence.read"
    WORK_NOTICES = "notice.work"
    WRITE_PRODUCT = "product.write"
    REVIEW_PRODUCT = "product.review"
    RECORD_PREVENTION = "prevention.record"
    READ_SECOND = "reading.read"
    SETTLE_READING = "reading.settle"
    WRITE_NOTE = "note.write"
    STRIKE_NOTE = "note.strike"
    WORK_TASKS = "task.work"
    EDIT_REPLIES = "reply.edit"
    EDIT_REFERENCE = "reference.edit"
    KEEP_PREFERENCES = "preferences.keep"
    VIEW_LOOK_UPS = "contact.view_look_ups"
    VIEW_TEAM_SEEN = "seen.view_team"
    FORGET_SEEN = "seen.forget"
    MANAGE_ACCOUNTS = "accounts.manage"
    VIEW_RETENTION = "retention.view"
    REVIEW_RETENTION = "retention.review"
    DESTROY_CASE = "retention.destroy"
    COUNT_RETENTION = "retention.count"
    HOLD = "retention.hold"
    RECORD_ERASURE = "erasure.record"
    DECIDE_ERASURE = "erasure.decide"
    PREPARE_ACCESS = "access.prepare"
    APPROVE_ACCESS = "access.approve"
    FETCH_ACCESS = "access.fetch"
    BUILD_ACCESS = "access.build"


_OFFICER = frozenset(
    {
        Action.VIEW_CASE,
        Action.VIEW_PERSONAL,
        Action.VIEW_MATERIAL,
        Action.CLAIM,
        Action.TRIAGE,
        Action.ASSESS,
        Action.ASSIGN,
        Action.SET_PRIORITY,
        Action.OVERRIDE_RESPONSIBILITY,
        Action.PROPOSE_TRANSFER,
        Action.REOPEN,
        Action.CLOSE,
        Action.MARK_GATE,
        Action.MERGE,
        Action.REFUSE_DUPLICATE,
        Action.TELL_COMPLAINANT,
        Action.ASK_COMPLAINANT,
        Action.NOTE_SHARING,
        Action.HAND_OVER,
        Action.DIVERT,
        Action.MAKE_EXHIBIT,
        Action.REDACT,
        Action.BUILD_PACKAGE,
        Action.DOWNLOAD_PACKAGE,
        Action.MAKE_ANSWER_LINK,
        Action.REVOKE_ANSWER_LINK,
        Action.ASK_TAKEDOWN,
        Action.MOVE_TAKEDOWN,
        Action.ANSWER_FORCE,
        Action.ASK_ADVICE,
        Action.ASK_SUPPORT,
        Action.MOVE_SUPPORT,
        Action.WRITE_GLOSSARY,
        Action.RECORD_INTELLIGENCE,
        Action.FOLLOW_ENQUIRY,
        Action.LINK_ACCOUNTS,
        Action.WRITE_GUIDANCE,
        Action.WRITE_INTELLIGENCE,
        Action.SIGN_OFF_INTELLIGENCE,
        Action.DISSEMINATE_INTELLIGENCE,
        Action.SEE_SOURCES,
        Action.VIEW_STATISTICS,
        Action.BUILD_STATISTICS,
        Action.WRITE_PRODUCT,
        Action.RECORD_PREVENTION,
        Action.READ_SECOND,
        Action.WRITE_NOTE,
        Action.WORK_TASKS,
        Action.KEEP_PREFERENCES,
        Action.RECORD_ERASURE,
        Action.PREPARE_ACCESS,
        Action.FETCH_ACCESS,
    }
)
_FORCE = frozenset(
    {
        Action.READ_FORCE_CASES,
        Action.DOWNLOAD_PACKAGE,
        Action.ACCEPT_CASE,
        Action.REFUSE_CASE,
        Action.MANAGE_HOOKS,
        Action.MANAGE_OWN_CLIENT,
        Action.SUBMIT_REPORT,
        Action.FOLLOW_REFERRED,
        Action.WRITE_TO_HUB,
        Action.RECORD_OUTCOME,
        Action.READ_INTELLIGENCE,
        Action.RECORD_PREVENTION,
    }
)

ROLE_ACTIONS: Mapping[Role, frozenset[Action]] = {
    Role.OFFICER: _OFFICER,
    Role.SUPERVISOR: _OFFICER
    | {
        Action.RETURN,
        Action.VIEW_LATE,
        Action.GIVE_CASES,
        Action.VIEW_FIGURES,
        Action.CHANGE_POLICY,
        Action.LOAD_POLICY,
        Action.SETTLE_DISPUTE,
        Action.SETTLE_READING,
        Action.LIFT_DIVERSION,
        Action.RELEASE_EXHIBIT,
        Action.STRIKE_NOTE,
        Action.EDIT_REPLIES,
        Action.AUTHORISE_ENQUIRY,
        Action.EDIT_METHODS,
        Action.VIEW_LOOK_UPS,
        Action.VIEW_TEAM_SEEN,
        Action.REVIEW_GUIDANCE,
        Action.WEED_INTELLIGENCE,
        Action.WORK_NOTICES,
        Action.RELEASE_STATISTICS,
        Action.APPROVE_RESEARCH,
        Action.REVIEW_PRODUCT,
        Action.VIEW_RETENTION,
        Action.REVIEW_RETENTION,
        Action.DESTROY_CASE,
        Action.HOLD,
        Action.DECIDE_ERASURE,
        Action.APPROVE_ACCESS,
    },
    Role.REFERENCE_ADMIN: frozenset({Action.EDIT_REFERENCE, Action.MANAGE_ACCOUNTS, Action.LOAD_POLICY}),
    Role.FORCE: _FORCE,
    Role.PARTNER: frozenset(
        {
            Action.ADVISE,
            Action.GIVE_SUPPORT,
            Action.MOVE_SUPPORT,
            Action.SUBMIT_REPORT,
            Action.FOLLOW_REFERRED,
        }
    ),
    Role.COMPLAINANT: frozenset({Action.FOLLOW_REPORT, Action.WITHDRAW_REPORT, Action.REQUEST_REVIEW}),
    Role.PUBLIC: frozenset({Action.SUBMIT_REPORT}),
    Role.HUB: frozenset(
        {
            Action.CLAIM,
            Action.COUNT_FIGURES,
            Action.ANCHOR_AUDIT,
            Action.TRIAGE,
            Action.DESTROY_SUBJECT,
            Action.MERGE,
            Action.TELL_COMPLAINANT,
            Action.NOTE_SHARING,
            Action.HAND_OVER,
            Action.DIVERT,
            Action.MAKE_EXHIBIT,
            Action.QUARANTINE,
            Action.REOPEN,
            Action.BUILD_PACKAGE,
            Action.MAKE_ANSWER_LINK,
            Action.REVOKE_ANSWER_LINK,
            Action.CHASE_ADVICE,
            Action.MOVE_SUPPORT,
            Action.CHANGE_SIGNING_KEY,
            Action.MOVE_TAKEDOWN,
            Action.MARK_GATE,
            Action.RECORD_INTELLIGENCE,
            Action.EDIT_METHODS,
            Action.WRITE_GUIDANCE,
            Action.GIVE_GUIDANCE,
            Action.WEED_INTELLIGENCE,
            Action.WRITE_PRODUCT,
            Action.VIEW_MATERIAL,
            Action.VIEW_PERSONAL,
            Action.RETURN,
            Action.CHANGE_POLICY,
            Action.FORGET_SEEN,
            Action.LOAD_POLICY,
            Action.COUNT_RETENTION,
            Action.DESTROY_CASE,
            Action.HOLD,
            Action.BUILD_ACCESS,
        }
    ),
}


NEEDS_CLEARANCE = frozenset({Action.SEE_SOURCES})
"""What the role alone does not give: an administrator, who sees no case, has cleared the person as well."""


def is_allowed(*, role: Role, action: Action, is_cleared: bool = False) -> bool:
    """Tell whether the table gives this role this action, and the person is cleared where it asks for that."""
    return action in ROLE_ACTIONS[role] and (is_cleared or action not in NEEDS_CLEARANCE)
