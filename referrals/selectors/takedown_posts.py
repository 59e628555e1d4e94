"""The posts of a case that a platform can be asked about: each once, however many people reported it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Coalesce

from hatehub.reference.models import Platform
from referrals.rules.takedowns.links import clean_link
from referrals.rules.takedowns.notice import Post
from reports.models import Case, Content
from reports.rules.post_keys import recognise_post

MOST = 100
"""Posts that one case asks about: what is more is a wave, which a platform is better told of by telephone."""
OF_NO_PLATFORM = "other_website"


@dataclass(frozen=True, kw_only=True)
class CasePost:
    """One post of a case: as a platform is told of it, and as it stands in the case."""

    platform_code: str
    post: Post
    content_id: int
    typed: str


def posts_of(*, case: Case, platform_code: str = "") -> list[CasePost]:
    """Return up to 100 different posts of a case, in a fixed order, with three statements however many reports it has.

    Left out are diverted ones, those without a link, and those whose link names nothing.
    """
    contents = Content.objects.filter(report__case=case)
    marked = set(contents.exclude(diverted_as="").values_list("url", flat=True))
    named = contents.filter(diverted_as="").exclude(url="")
    each_once = (
        named.annotate(same=Coalesce("post_key", "url", output_field=TextField()))
        .order_by("same", "id")
        .distinct("same")
    )
    known = set(Platform.objects.values_list("code", flat=True))
    found = [_post(row, known=known) for row in each_once[:MOST] if row.url not in marked]
    posts = _without_doubles([each for each in found if each.post.url])
    return [each for each in posts if platform_code in ("", each.platform_code)]


def _post(row: Content, *, known: Collection[str]) -> CasePost:
    url = clean_link(row.url)
    recognised = recognise_post(url)
    code = recognised.platform or row.platform_code
    return CasePost(
        platform_code=code if code in known else OF_NO_PLATFORM,
        post=Post(
            url=url,
            post_key=row.post_key or "",
            kind=recognised.kind,
            post_id=recognised.post_id,
            account=recognised.account,
        ),
        content_id=row.id,
        typed=row.url,
    )


def _without_doubles(posts: list[CasePost]) -> list[CasePost]:
    """Return each post once by its key, or else by its clean link: two links to it may have been typed differently."""
    return list({each.post.post_key or each.post.url: each for each in reversed(posts)}.values())[::-1]
