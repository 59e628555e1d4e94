"""What the hub recognised in a link, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hatehub.reference.selectors import list_platforms
from reports.rules.post_keys import Recognised, recognise_post
from reports.rules.post_keys.links import parse_link
from reports.selectors.reference_names import in_own_words

LONGEST_SHOWN = 60


def post_title(given: Mapping[str, Any]) -> str:
    """Return one line such as `Post on X by @name`."""
    url = str(given.get("url", ""))
    found = recognise_post(url)
    if found.platform in ("", "other"):
        link = parse_link(url)
        return _("Page on %(site)s") % {"site": link.host if link else _clipped(url)}
    names = {"platform": _platform_name(found.platform), "account": _handle(found.account)}
    return _kind_of(found) % names


def _kind_of(found: Recognised) -> str:
    if not found.post_id:
        return _("Account %(account)s on %(platform)s") if found.account else _("Page on %(platform)s")
    if found.kind == "comment":
        return _("Comment on %(platform)s by %(account)s") if found.account else _("Comment on %(platform)s")
    return _("Post on %(platform)s by %(account)s") if found.account else _("Post on %(platform)s")


def post_card(given: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return what the list of posts shows of one: title, number, link, post id and what was said of it."""
    found = recognise_post(str(given["url"]))
    return {
        "number": number,
        "title": post_title(given),
        "url": given["url"],
        "shown_url": _clipped(str(given["url"])),
        "post_id": found.post_id if found.platform not in ("", "other") else "",
        "words": given.get("words", ""),
        "has_details": any(value for name, value in given.items() if name != "url"),
    }


def _clipped(url: str) -> str:
    return url if len(url) <= LONGEST_SHOWN else f"{url[:LONGEST_SHOWN]}…"


def _handle(account: str) -> str:
    return account if account.startswith("@") or "@" in account or not account else f"@{account}"


def _platform_name(code: str) -> str:
    names = dict(list_platforms().values_list("code", "name"))
    return in_own_words(names.get(code, code))
