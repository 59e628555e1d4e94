"""What was reported, as rows: posts and exhibits, with what stands in place of those that are diverted."""

from collections.abc import Iterable, Sequence
from typing import Any

from reports.models import Content, Evidence
from reports.rules.file_kinds import DRAWN_TYPES, PDF, PLAYED_TYPES, READ_TYPES
from reports.services.personal import read_file_names, read_words
from triage.web import diverted_rows, told_rows
from triage.web.exhibit_kinds import kind_in_words
from triage.web.legible import erased, legible

Row = dict[str, Any]


def post_rows(posts: Sequence[Content], *, is_withheld: bool = False) -> list[Row]:
    """Return the posts with their words, and what else was said of each unless who it is about is withheld."""
    diverted = diverted_rows.notices_of_posts(posts)
    return [
        {"post": post, "diverted": diverted[post.id]}
        if post.id in diverted
        else {
            "post": post,
            "words": legible(read_words, content=post),
            "rows": [] if is_withheld else told_rows.post_rows(post),
        }
        for post in posts
    ]


def exhibit_rows(items: Iterable[Evidence]) -> list[Row]:
    """Return the exhibits with their names, and whether and how each can be looked at."""
    chosen = list(items)
    names, diverted = read_file_names(evidence=chosen), diverted_rows.notices_of_exhibits(chosen)
    return [
        {
            "item": item,
            "name": names.get(item.id, erased()),
            "diverted": diverted.get(item.id),
            "kind": kind_in_words(item.content_type),
            "is_drawn": item.content_type in DRAWN_TYPES,
            "is_played": item.content_type in PLAYED_TYPES,
            "is_paged": item.content_type == PDF,
            "is_read": item.content_type in READ_TYPES,
        }
        for item in chosen
    ]
