"""What leaves the hub: the notice of a request as it stands now, and what keeps it from leaving."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from hatehub.reference.models import Offence, Platform
from referrals.models import AnswerLink, Takedown, TakedownPost
from referrals.rules.takedowns.links import clean_link
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.wording import Wording, explained, legal_basis
from referrals.selectors.platforms import asked_by_hand
from referrals.services import answer_links
from referrals.services.takedowns.drafting import read_wording
from reports.models import Case, Content
from reports.services.diversion import marks_of_posts
from reports.services.subjects import check_not_withheld

KIND = "takedown"


class PostsDiverted(Exception):
    """A post of the request is diverted material, or its link is gone: no platform is told of it."""


def subject_of(takedown: Takedown) -> str:
    """Return how links and letters name a request."""
    return f"{KIND}:{takedown.id}"


def platform_of(takedown: Takedown) -> Platform:
    """Return the platform that a request goes to."""
    return Platform.objects.get(code=takedown.platform_code)


def is_by_hand(platform: Platform) -> bool:
    """Tell whether an officer sends a request: by a web form, or because no address or account is known."""
    return asked_by_hand().filter(code=platform.code).exists()


def goes_by_letter(platform: Platform) -> bool:
    """Tell whether a request goes by e-mail to an address that is known."""
    return platform.takedown_channel == Platform.TakedownChannel.EMAIL and bool(platform.takedown_address)


def check_may_leave(takedown: Takedown, *, case: Case) -> None:
    """Raise SubjectWithheld or PostsDiverted where a request may not leave the hub, whatever else holds."""
    check_not_withheld(case=case)
    posts = dict(takedown.posts.values_list("url", "post_key"))
    marked = Content.objects.filter(report__case=case).exclude(diverted_as="")
    links = {clean_link(url) for url in marked.values_list("url", flat=True)}
    if "" in posts or links & posts.keys() or marks_of_posts(key for key in posts.values() if key):
        raise PostsDiverted(case.reference)


def notice_of(takedown: Takedown) -> Notice:
    """Return all that a channel gets of a request, as it stands now, with the link to answer by.

    Call it in a transaction: until that ends nobody diverts its posts. Raises PostsDiverted and SubjectWithheld where
    it may not leave the hub any more, and KeyDestroyed.
    """
    case = Case.objects.select_related("lead").get(reports=takedown.report_id)
    check_may_leave(takedown, case=case)
    return shown_notice(takedown, case=case, answer_address=_answer_address(takedown))


def shown_notice(takedown: Takedown, *, case: Case, answer_address: str) -> Notice:
    """Return a request's notice with this address for answers, for an officer to read. Raises KeyDestroyed."""
    wording = read_wording(takedown=takedown)
    return Notice(
        id=takedown.id,
        case_reference=case.reference,
        action=takedown.action,
        platform_code=takedown.platform_code,
        posts=tuple(post_of(row) for row in takedown.posts.order_by("position")),
        legal_basis=legal_basis(offences=_named(wording), terms=wording.terms),
        explanation=explained(explanation=wording.explanation, harm=wording.harm),
        notifier_name=settings.NOTIFIER_NAME,
        notifier_email=settings.NOTIFIER_EMAIL,
        answer_address=answer_address,
    )


def post_of(row: TakedownPost) -> Post:
    """Return a post of a request as a channel is told of it."""
    return Post(url=row.url, post_key=row.post_key, kind=row.kind, post_id=row.post_id, account=row.account)


def _named(wording: Wording) -> list[str]:
    rows = Offence.objects.filter(code__in=wording.offences).order_by("act", "section")
    return [f"{row.short_name}: {row.act}, {row.section}" for row in rows]


def has_open_link(takedown: Takedown, *, at: datetime) -> bool:
    """Tell whether a platform has a link for its answer that opens."""
    return _open_links(takedown).filter(expires_at__gt=at).exists()


def _open_links(takedown: Takedown) -> QuerySet[AnswerLink]:
    return AnswerLink.objects.filter(subject=subject_of(takedown), used_at__isnull=True, revoked_at__isnull=True)


def _answer_address(takedown: Takedown) -> str:
    link = _open_links(takedown).order_by("-made_at", "-id").first()
    return answer_links.address_of(link) if link is not None else ""
