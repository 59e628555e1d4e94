"""Writing guidance: drafts by officers, published by a supervisor who did not write them, replaced and withdrawn."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Guidance, GuidanceVersion
from intel.rules.guidance_text import KINDS, BadPiece, Words, check_code, check_life, clean, read_shipped
from intel.selectors.data_files import read_data
from triage.selectors.time_bars import local_day

State = GuidanceVersion.State


class GuidanceRefused(Exception):
    """This cannot be done with a piece of guidance; `field` says what it is about, or is empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def begin(*, code: str, words: Words, by: Actor, at: datetime) -> GuidanceVersion:
    """Begin a piece with its first draft. Raises GuidanceRefused and NotPermitted."""
    require(by=by, action=Action.WRITE_GUIDANCE)
    words = _checked(words)
    try:
        check_code(code)
    except BadPiece as error:
        raise GuidanceRefused(str(error), field="code") from error
    guidance, is_new = Guidance.objects.get_or_create(code=code, defaults={"made_by": str(by), "made_at": at})
    if not is_new:
        raise GuidanceRefused("There is a piece with this code already: write a new version of it.", field="code")
    return _draft(guidance, words, number=1, by=by, at=at)


@transaction.atomic
def edit(*, code: str, words: Words, expected_edits: int, by: Actor, at: datetime) -> GuidanceVersion:
    """Change the draft of a piece, or begin the next version where there is none; whoever saves last has written it.

    `expected_edits` is the draft's count when it was opened, 0 where there was none. Raises GuidanceRefused, also where
    somebody else has saved meanwhile, and NotPermitted.
    """
    require(by=by, action=Action.WRITE_GUIDANCE)
    words, guidance = _checked(words), _locked(code)
    draft = guidance.versions.filter(state=State.DRAFT).first()
    if (draft.edits if draft else 0) != expected_edits:
        raise GuidanceRefused("Somebody else has changed the draft since you opened it. Look at it before you save.")
    if draft is None:
        last = guidance.versions.aggregate(last=Max("number"))["last"] or 0
        return _draft(guidance, words, number=last + 1, by=by, at=at)
    _fill(draft, words)
    draft.written_by, draft.written_at, draft.edits = str(by), at, draft.edits + 1
    draft.save()
    _note(draft, "guidance_edited", by=by, at=at)
    return draft


@transaction.atomic
def publish(*, code: str, expected_edits: int, look_again_by: date, by: Actor, at: datetime) -> GuidanceVersion:
    """Publish the draft of a piece as reviewed by the actor: it goes with cases from now on, in place of the former.

    Raises GuidanceRefused where the actor wrote it, where it was changed since it was read, or the date cannot be
    used; and NotPermitted.
    """
    require(by=by, action=Action.REVIEW_GUIDANCE)
    guidance, today = _locked(code), local_day(at)
    draft = guidance.versions.filter(state=State.DRAFT).first()
    if draft is None:
        raise GuidanceRefused("There is no draft to publish.")
    if draft.edits != expected_edits:
        raise GuidanceRefused("The draft has been changed since you opened it. Read it again.")
    if by.is_named(draft.written_by):
        raise GuidanceRefused("You wrote this draft. Somebody else has to review it.")
    try:
        check_life(look_again_by=look_again_by, today=today)
    except BadPiece as error:
        raise GuidanceRefused(str(error), field=error.field) from error
    former = guidance.versions.filter(state=State.PUBLISHED).first()
    if former is not None:
        _end(former, State.REPLACED, by=by, at=at)
    draft.state, draft.reviewed_by, draft.reviewed_on = State.PUBLISHED, str(by), today
    draft.look_again_by = look_again_by
    draft.save()
    _note(draft, "guidance_published", by=by, at=at)
    return draft


@transaction.atomic
def keep(*, code: str, expected_number: int, look_again_by: date, by: Actor, at: datetime) -> GuidanceVersion:
    """Keep the published version as it is until another day. Raises GuidanceRefused and NotPermitted."""
    require(by=by, action=Action.REVIEW_GUIDANCE)
    published = _published(_locked(code), expected_number)
    if by.is_named(published.written_by):
        raise GuidanceRefused("You wrote this version. Somebody else has to look at it again.")
    try:
        check_life(look_again_by=look_again_by, today=local_day(at))
    except BadPiece as error:
        raise GuidanceRefused(str(error), field=error.field) from error
    published.look_again_by = look_again_by
    published.save(update_fields=["look_again_by"])
    _note(published, "guidance_kept", by=by, at=at)
    return published


@transaction.atomic
def withdraw(*, code: str, expected_number: int, why: str, by: Actor, at: datetime) -> None:
    """Withdraw the published version: it goes with no further case. Raises GuidanceRefused and NotPermitted."""
    require(by=by, action=Action.REVIEW_GUIDANCE)
    published = _published(_locked(code), expected_number)
    if not why.strip():
        raise GuidanceRefused("Say why.", field="why")
    published.withdrawn_why = why.strip()[:300]
    _end(published, State.WITHDRAWN, by=by, at=at)
    _note(published, "guidance_withdrawn", by=by, at=at, reason=published.withdrawn_why)


@transaction.atomic
def load_shipped(*, by: Actor = HUB, at: datetime) -> list[GuidanceVersion]:
    """Add the pieces that ship with the hub and are not there yet, as drafts: a supervisor reads each before it goes.

    Pieces that are there stay as they are. Raises BadPiece and NotPermitted.
    """
    require(by=by, action=Action.WRITE_GUIDANCE)
    shipped = read_shipped(read_data("guidance.json"))
    known = set(Guidance.objects.values_list("code", flat=True))
    return [begin(code=code, words=words, by=by, at=at) for code, words in shipped if code not in known]


def _checked(words: Words) -> Words:
    try:
        return clean(words)
    except BadPiece as error:
        raise GuidanceRefused(str(error), field=error.field) from error


def _locked(code: str) -> Guidance:
    row = Guidance.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise GuidanceRefused("There is no such piece of guidance.")
    return row


def _published(guidance: Guidance, expected_number: int) -> GuidanceVersion:
    row = guidance.versions.filter(state=State.PUBLISHED).first()
    if row is None or row.number != expected_number:
        raise GuidanceRefused("This version is not the published one any more. Look at it again.")
    return row


def _draft(guidance: Guidance, words: Words, *, number: int, by: Actor, at: datetime) -> GuidanceVersion:
    draft = GuidanceVersion(guidance=guidance, number=number, written_by=str(by), written_at=at)
    _fill(draft, words)
    draft.save(force_insert=True)
    _note(draft, "guidance_drafted", by=by, at=at)
    return draft


def _fill(draft: GuidanceVersion, words: Words) -> None:
    draft.title, draft.problem, draft.body, draft.basis = words.title, words.problem, words.body, words.basis
    for kind in KINDS:
        setattr(draft, kind, list(getattr(words, kind)))


def _end(version: GuidanceVersion, state: GuidanceVersion.State, *, by: Actor, at: datetime) -> None:
    version.state, version.ended_by, version.ended_at = state, str(by), at
    version.save(update_fields=["state", "ended_by", "ended_at", "withdrawn_why"])


def _note(version: GuidanceVersion, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    details = {"version": version.number}
    record(subject=f"guidance:{version.guidance.code}", verb=verb, by=by, at=at, reason=reason, details=details)
