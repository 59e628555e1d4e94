"""What stands for each post of a request as evidence, and whether that is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q

from hatehub.audit.models import Entry
from referrals.models import Capture, EvidenceSealing
from referrals.rules.takedowns.notice import Post
from reports.models import Case, Content, Evidence
from reports.rules.custody import CustodyVerb

PACKAGED = "evidence package "
"""How the custody log says that an exhibit went into a package."""


class Standing(StrEnum):
    """How far the evidence of one post is."""

    NOTHING = "nothing"
    NOT_SEALED = "not_sealed"
    SEALED = "sealed"


@dataclass(frozen=True, kw_only=True)
class Stands:
    """One post with what stands for it: a capture, or a file of a report that is about this post alone."""

    post: Post
    exhibits: tuple[Evidence, ...]
    standing: Standing
    is_capture: bool


def evidence_of(*, case: Case, posts: Sequence[Post]) -> list[Stands]:
    """Return what stands for each post, in their order, with four statements however many reports the case has.

    What is diverted or in quarantine stands for nothing. A file that came with a report stands for its post only where
    the report is about no other, and there is no capture.
    """
    captured = _captures(case, posts)
    given = _given(case, [post.post_key for post in posts if post.post_key and not _of(post, captured)])
    exhibits = {item.id: item for items in (*captured.values(), *given.values()) for item in items}
    sealed = _sealed(case, list(exhibits.values()))
    return [
        _stands(post, captured=_of(post, captured), given=given.get(post.post_key, ()), sealed=sealed) for post in posts
    ]


def _of(post: Post, captured: dict[str, tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    return (captured.get(post.post_key) if post.post_key else None) or captured.get(post.url, ())


def _stands(
    post: Post, *, captured: tuple[Evidence, ...], given: tuple[Evidence, ...], sealed: frozenset[int]
) -> Stands:
    exhibits = captured or given
    is_sealed = any(item.id in sealed for item in exhibits)
    standing = Standing.SEALED if is_sealed else Standing.NOT_SEALED if exhibits else Standing.NOTHING
    return Stands(post=post, exhibits=exhibits, standing=standing, is_capture=bool(captured))


def _captures(case: Case, posts: Sequence[Post]) -> dict[str, tuple[Evidence, ...]]:
    """Return the exhibits of what was captured, by post key and by link; of several captures the newest counts."""
    keys, links = [post.post_key for post in posts if post.post_key], [post.url for post in posts]
    rows = Capture.objects.filter(
        Q(post_key__in=keys) | Q(url__in=links), report__case=case, state=Capture.State.CAPTURED
    ).select_related("warc__report", "picture__report")
    found: dict[str, tuple[Evidence, ...]] = {}
    for row in rows.order_by("finished_at", "id"):
        items = tuple(item for item in (row.warc, row.picture) if item is not None and _counts(item))
        if items:
            found[row.post_key] = found[row.url] = items
    return found


def _given(case: Case, keys: Sequence[str]) -> dict[str, tuple[Evidence, ...]]:
    if not keys:
        return {}
    another = Content.objects.filter(report=OuterRef("report"), position__gt=1)
    rows = Evidence.objects.filter(
        ~Exists(another),
        origin=Evidence.Origin.REPORTED,
        diverted_as="",
        quarantined_at__isnull=True,
        report__case=case,
        report__contents__post_key__in=keys,
    )
    each_once = rows.order_by("report__contents__post_key", "id").distinct("report__contents__post_key")
    keyed = each_once.select_related("report").annotate(of_post=F("report__contents__post_key"))
    return {row.of_post: (row,) for row in keyed}


def _counts(item: Evidence) -> bool:
    return not item.diverted_as and not item.is_quarantined


def _sealed(case: Case, exhibits: Sequence[Evidence]) -> frozenset[int]:
    """Return the exhibits whose bytes went into a package, by the custody log, or into a sealing without one."""
    if not exhibits:
        return frozenset()
    ids = {item.exhibit: item.id for item in exhibits}
    copies = dict(Evidence.objects.filter(made_from__in=exhibits).values_list("exhibit", "made_from_id"))
    packaged = Entry.objects.filter(
        subject__in={f"report:{item.report.reference}" for item in exhibits},
        verb=CustodyVerb.EXPORTED,
        reason__startswith=PACKAGED,
        details__exhibit__in=[*ids, *copies],
    ).values_list("details__exhibit", flat=True)
    wanted = list(ids.values())
    held = EvidenceSealing.objects.filter(report__case=case, exhibits__overlap=wanted).values_list(
        "exhibits", flat=True
    )
    by_name = {**ids, **copies}
    return frozenset({by_name[name] for name in packaged} | {each for row in held for each in row})
