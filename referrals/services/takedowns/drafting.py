"""Drafting a request: its posts, its words, and what is refused before anything is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, Takedown, TakedownPost
from referrals.rules.takedowns.door import People
from referrals.rules.takedowns.steps import Asked, State, StepRefused
from referrals.rules.takedowns.wording import Wording, problems_of
from referrals.selectors.takedown_posts import CasePost, posts_of
from referrals.services import answer_links
from referrals.services.takedowns.door import people_of
from referrals.services.takedowns.stepping import lock, note, take_step, words_field
from reports.models import Case
from reports.rules.workflow import State as ReportState
from reports.services.subjects import check_not_withheld
from triage.selectors.offences import decision_in_force, engaged_offences

UNDECIDED = frozenset({ReportState.RECEIVED, ReportState.IN_TRIAGE})
"""Until it is decided that it is a crime, no offence is named: a request rests on the platform's terms."""
OVER = frozenset({State.CANCELLED, State.REFUSED, State.REMOVED, State.RESTRICTED})
"""A post about which a request stands at one of these can be asked about anew."""


class WordingRefused(Exception):
    """The words of a request cannot be taken; `problems` has by field the codes of what is wrong, and no word of it."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems


class NotRead(Exception):
    """Nobody has begun to read the case: until then a platform is only asked to preserve data."""


class NothingToAsk(Exception):
    """The case has no post on this platform that could be asked about and is not asked about already."""


class CaseEmptied(Exception):
    """The case has been merged into another, where its requests are made."""


def draft(*, case_id: UUID, platform_code: str, wording: Wording, by: Actor, at: datetime) -> Takedown:
    """Draft a request to a platform about every post of a case that it holds; it is sent by nobody yet.

    One request covers the case, however many reports are in it. Raises WordingRefused, NothingToAsk, NotRead,
    CaseEmptied, SubjectWithheld, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    people = people_of(case=Case.objects.get(id=case_id), at=at)  # recorded, whatever comes of it
    return _draft(case_id, platform_code, wording, people=people, by=by, at=at)


@transaction.atomic
def _draft(case_id: UUID, platform_code: str, wording: Wording, *, people: People, by: Actor, at: datetime) -> Takedown:
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("lead").get(id=case_id)
    _check_case(case, action=wording.action)
    _check_wording(case, wording, people=people)
    posts = askable(case=case, platform_code=platform_code, action=wording.action, people=people)
    if not posts:
        raise NothingToAsk(platform_code)
    takedown_id = uuid4()
    takedown = Takedown.objects.create(
        id=takedown_id,
        case=case,
        report=case.lead,
        platform_code=platform_code,
        action=wording.action.value,
        state_since=at,
        offences=list(wording.offences),
        sealed_words=_seal(takedown_id, case.lead_id, wording),
        drafted_by=str(by),
        drafted_at=at,
    )
    _keep_posts(takedown, posts)
    note(takedown, step="draft", verb="takedown_drafted", by=by, at=at, details={"posts": len(posts)})
    return takedown


def edit(
    *, takedown_id: UUID, wording: Wording, by: Actor, at: datetime, expected_version: int | None = None
) -> Takedown:
    """Change the words of a draft; its posts are chosen anew. Raises what `draft` does, StepRefused, StaleTakedown."""
    require(by=by, action=Action.ASK_TAKEDOWN)
    people = people_of(case=Case.objects.get(reports__takedowns=takedown_id), at=at)
    return _edit(takedown_id, wording, people=people, expected_version=expected_version, by=by, at=at)


@transaction.atomic
def _edit(
    takedown_id: UUID, wording: Wording, *, people: People, expected_version: int | None, by: Actor, at: datetime
) -> Takedown:
    takedown = lock(takedown_id)
    case = takedown.report.case
    _check_case(case, action=wording.action)
    _check_wording(case, wording, people=people)
    changed = take_step(
        takedown_id=takedown_id,
        step="edit",
        by=by,
        at=at,
        expected_version=expected_version,
        arguments={
            "action": wording.action.value,
            "offences": list(wording.offences),
            "sealed_words": _seal(takedown_id, takedown.report_id, wording),
        },
    )
    posts = askable(
        case=case, platform_code=takedown.platform_code, action=wording.action, people=people, besides=takedown_id
    )
    if not posts:
        raise NothingToAsk(takedown.platform_code)
    changed.posts.all().delete()
    _keep_posts(changed, posts)
    return changed


@transaction.atomic
def cancel(*, takedown_id: UUID, by: Actor, at: datetime, why: str) -> Takedown:
    """Give up a request of which a platform has nothing; its link for answers opens no more.

    Raises StepRefused, also where the platform took a part of it; NotPermitted.
    """
    if lock(takedown_id).deliveries.exists():
        raise StepRefused(step="cancel", state="partly_sent")
    takedown = take_step(takedown_id=takedown_id, step="cancel", by=by, at=at, words=why)
    if AnswerLink.objects.filter(subject=f"takedown:{takedown_id}").exists():
        answer_links.revoke(subject=f"takedown:{takedown_id}", by=by, at=at, why="The request was given up.")
    return takedown


def read_wording(*, takedown: Takedown) -> Wording:
    """Return what an officer wrote for a request. Raises KeyDestroyed."""
    kept: dict[str, Any] = vault.unseal(
        takedown.sealed_words,
        owner=takedown.report_id,
        purpose=Purpose.MATERIAL,
        field=words_field(takedown.id),
    )
    return Wording(action=Asked(takedown.action), offences=tuple(takedown.offences), good_faith=True, **kept)


def askable(
    *, case: Case, platform_code: str, action: Asked, people: People, besides: UUID | None = None
) -> list[CasePost]:
    """Return the posts of a case on a platform that no request of the same kind asks about, and that tell of nobody.

    `besides` is a request that does not count.
    """
    asked = TakedownPost.objects.filter(
        takedown__report__case=case, takedown__platform_code=platform_code, takedown__action=action.value
    ).exclude(takedown__state__in=OVER)
    if besides is not None:
        asked = asked.exclude(takedown=besides)
    links = {key or url for key, url in asked.values_list("post_key", "url")}
    posts = posts_of(case=case, platform_code=platform_code)
    fresh = (each for each in posts if (each.post.post_key or each.post.url) not in links)
    return [each for each in fresh if not people.told_by_link(each.post.url)]


def offered_offences(*, case: Case) -> list[Offence]:
    """Return the offences that a request may name: those that the case engages, and the one it was decided by."""
    if case.lead.state in UNDECIDED:
        return []
    decision = decision_in_force(case_id=case.id)
    found = [row.offence for row in engaged_offences(case_id=case.id)]
    decided = decision.offence if decision is not None else None
    return list({each.code: each for each in (*([decided] if decided else []), *found)}.values())


def _check_case(case: Case, *, action: Asked) -> None:
    if case.merged_into_id is not None:
        raise CaseEmptied(case.reference)
    check_not_withheld(case=case)
    if case.lead.state == ReportState.RECEIVED and action is not Asked.PRESERVE:
        raise NotRead(case.reference)


def _check_wording(case: Case, wording: Wording, *, people: People) -> None:
    offered = {each.code for each in offered_offences(case=case)}
    problems = problems_of(wording, offered=offered, people=people)
    if problems:
        raise WordingRefused(problems)


def _seal(takedown_id: UUID, owner: UUID, wording: Wording) -> bytes:
    return vault.seal(wording.texts, owner=owner, purpose=Purpose.MATERIAL, field=words_field(takedown_id))


def _keep_posts(takedown: Takedown, posts: Sequence[CasePost]) -> None:
    TakedownPost.objects.bulk_create(
        TakedownPost(
            takedown=takedown,
            position=position,
            post_key=each.post.post_key,
            url=each.post.url,
            kind=each.post.kind,
            post_id=each.post.post_id,
            account=each.post.account,
        )
        for position, each in enumerate(posts, start=1)
    )
