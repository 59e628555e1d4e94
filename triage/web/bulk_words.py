"""What officers read about work in bulk: what each act does, who is told, what stays, why a case is left out."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from triage.models import BulkItem, BulkRun
from triage.rules.bulk import Refusal

MERGE = "merge"
"""Merging has runs of its own, with a page of their own."""
ACTS: Mapping[str, str | Promise] = {
    "claim": gettext_lazy("Claim them"),
    "give": gettext_lazy("Give them to an officer"),
    "release": gettext_lazy("Release them"),
    "start": gettext_lazy("Begin triage"),
    "assess": gettext_lazy("Decide the same on all"),
    "ask": gettext_lazy("Ask the complainants something"),
    "priority": gettext_lazy("Set the priority by hand"),
    MERGE: gettext_lazy("Merge them into one case"),
    "close": gettext_lazy("Close them"),
    "reopen": gettext_lazy("Look at them again"),
}
HINTS: Mapping[str, str | Promise] = {
    "claim": gettext_lazy("What nobody works on yet."),
    "release": gettext_lazy("Nobody works on them until somebody claims them."),
    "assess": gettext_lazy("The questions of the policy, asked once. What somebody has to read by itself is left out."),
    "ask": gettext_lazy("One question, to whoever sent the report that leads each case."),
    MERGE: gettext_lazy("Reports of the same thing."),
    "close": gettext_lazy("Out of scope, or recorded as a non-crime, with all that is owed to the person done."),
    "reopen": gettext_lazy("What was decided or closed and no force has."),
}
_NOBODY = gettext_lazy("Nobody outside the hub.")
_ALL_UNDONE = gettext_lazy("All of it can be undone, unless somebody has changed it since.")
_LOOKED_AT_AGAIN = gettext_lazy(
    "Undoing looks at each case again. What people have been told stays on their pages; they are told that it is "
    "looked at again. A case that somebody has taken further stays."
)
UNDOING: Mapping[str, str | Promise] = {
    "claim": _ALL_UNDONE,
    "give": _ALL_UNDONE,
    "release": _ALL_UNDONE,
    "start": gettext_lazy("This cannot be undone: a case that is in triage is decided."),
    "assess": _LOOKED_AT_AGAIN,
    "ask": gettext_lazy("A question is taken back while nobody has answered. A message that was sent stays sent."),
    "priority": _ALL_UNDONE,
    "close": _LOOKED_AT_AGAIN,
    "reopen": gettext_lazy("This cannot be undone: each case has to be decided again."),
}
STATES: Mapping[str, str | Promise] = {
    BulkRun.State.PLANNED: gettext_lazy("Not confirmed"),
    BulkRun.State.QUEUED: gettext_lazy("About to begin"),
    BulkRun.State.RUNNING: gettext_lazy("Being done"),
    BulkRun.State.DONE: gettext_lazy("Done"),
    BulkRun.State.STOPPED: gettext_lazy("Stopped"),
    BulkRun.State.UNDOING: gettext_lazy("Being undone"),
    BulkRun.State.UNDONE: gettext_lazy("Undone"),
}
ITEM_STATES: Mapping[str, str | Promise] = {
    BulkItem.State.REFUSED: gettext_lazy("Left out"),
    BulkItem.State.KEPT: gettext_lazy("Not undone"),
}
REFUSALS: Mapping[str, str | Promise] = {
    Refusal.GONE: gettext_lazy("Merged into another case since"),
    Refusal.CHANGED: gettext_lazy("Changed since: somebody has worked on it"),
    Refusal.WRONG_STATE: gettext_lazy("Stands where this cannot be done"),
    Refusal.OF_A_COLLEAGUE: gettext_lazy("A colleague works on it"),
    Refusal.ALREADY: gettext_lazy("It is so already"),
    Refusal.NOBODYS: gettext_lazy("Nobody works on it"),
    Refusal.FOR_A_SUPERVISOR: gettext_lazy("Nobody works on it: claim it, or have a supervisor give it"),
    Refusal.DANGER: gettext_lazy("Somebody may be in danger: it is worked by itself"),
    Refusal.UNDER_REVIEW: gettext_lazy("The decision is reviewed: it is read by itself"),
    Refusal.DECIDED_BEFORE: gettext_lazy("Was decided before and is looked at again: it is read by itself"),
    Refusal.UNREAD: gettext_lazy("The complainant has written, and nobody has read it yet"),
    Refusal.VICTIM_UNSEEN: gettext_lazy("A victim sent it, and you have not opened it"),
    Refusal.DIVERTED: gettext_lazy("Holds diverted material: it is worked by itself"),
    Refusal.OFFENCE_ELSEWHERE: gettext_lazy("The offence is none where or when it happened"),
    Refusal.FLAG_NOT_NAMED: gettext_lazy("Its complainant did not name a strand that you confirm"),
    Refusal.POLICY_CHANGED: gettext_lazy("Another policy has come into force since"),
    Refusal.WITH_FORCE: gettext_lazy("A force has it, or is offered it"),
    Refusal.GATES_OPEN: gettext_lazy("Something is still owed to the person before it is closed"),
    Refusal.READ_FIRST: gettext_lazy("A second officer reads it first"),
    Refusal.WAITS_FOR_ANSWER: gettext_lazy("A question waits for an answer already"),
    Refusal.ANSWERED: gettext_lazy("The question was answered, or taken back before"),
    Refusal.ERASED: gettext_lazy("What is needed for it has been erased"),
    Refusal.NOT_PERMITTED: gettext_lazy("Whoever asked for it may not do this any more"),
    Refusal.FAILED: gettext_lazy("It failed, and the failure is in the log"),
}


def told(act: str, *, cases: int, people: int) -> str:
    """Return who will be told what, in one sentence."""
    told_of = _TOLD.get(act)
    if told_of is not None:
        return told_of(people)
    if act == "give":
        return _("Your colleague, who reads your reason. Nobody outside the hub.")
    if act == "ask":
        text = ngettext("%d complainant gets the question.", "%d complainants get the question.", cases)
        return text % cases
    return str(_NOBODY)


_TOLD: Mapping[str, Callable[[int], str]] = {
    "start": lambda n: (
        ngettext("%d person: that somebody has begun to look.", "%d people: that somebody has begun to look.", n) % n
    ),
    "assess": lambda n: (
        ngettext("%d person: the decision, and their rights.", "%d people: the decision, and their rights.", n) % n
    ),
    "close": lambda n: ngettext("%d person: that it is closed.", "%d people: that it is closed.", n) % n,
    "reopen": lambda n: (
        ngettext("%d person: that it is looked at again.", "%d people: that it is looked at again.", n) % n
    ),
}
