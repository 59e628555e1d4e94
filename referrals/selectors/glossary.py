"""Reading the glossary: searched, listed, and one entry with its versions."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import GlossaryEntry
from referrals.rules.glossary import as_searched, prefix_query

PAGE = 20


def search(*, text: str, page: Any, by: Actor) -> Page[Any]:
    """Return a page of the entries in which every word begins so, the best first; all by term where nothing is typed.

    A symbol without letters is found within terms. Two queries. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    rows = GlossaryEntry.objects.filter(replaced_at__isnull=True).select_related("case").defer("search")
    asked, words = as_searched(text), prefix_query(text)
    if not asked:
        return Paginator(rows.order_by("searched", "id"), PAGE).get_page(page)
    found = Q(searched__contains=asked)
    if not words:
        return Paginator(rows.filter(found).order_by("searched", "id"), PAGE).get_page(page)
    query = SearchQuery(words, config="simple", search_type="raw")
    ranked = rows.annotate(rank=SearchRank(F("search"), query)).filter(found | Q(search=query))
    return Paginator(ranked.order_by("-rank", "searched", "id"), PAGE).get_page(page)


def versions(*, entry: UUID, by: Actor) -> list[GlossaryEntry]:
    """Return all versions of an entry, the newest first; none where there is no such. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = GlossaryEntry.objects.filter(entry=entry).select_related("case").defer("search")
    return list(rows.order_by("-version"))
