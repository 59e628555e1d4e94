"""Making the fingerprints of every report again, batch by batch, while the hub runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from reports.models import Report
from reports.services.links import recognise_again
from triage.models import TextFingerprint
from triage.selectors.word_tables import active_version
from triage.services import pictures, waves, words
from triage.services.words import counts, writing

BATCH = 200
FIRST = UUID(int=0)
Write = Callable[..., Any]


@dataclass(frozen=True)
class Kind:
    """One kind of fingerprint: what writes those that some reports lack, and what follows each batch.

    `write` takes report_ids, by and at, does nothing twice, and takes a version where `has_versions`.
    """

    write: Write
    has_versions: bool = False
    afterwards: Callable[[], object] = lambda: None


def _count_all() -> None:
    while counts.count_new():
        pass


KINDS: Mapping[str, Kind] = {
    "links": Kind(write=recognise_again),
    "words": Kind(write=words.write, has_versions=True, afterwards=_count_all),
    "pictures": Kind(write=pictures.write),
    "traits": Kind(write=waves.write),
}


def rebuild(*, kind: str, by: Actor, at: datetime, version: int | None = None) -> Iterator[int]:
    """Write what reports lack, in batches of 200 in the order of their ids; yield how many reports each looked at.

    Each batch is a transaction of its own. Killed and run again, it passes quickly over what is done.
    """
    chosen = KINDS[kind]
    more = {"version": version} if chosen.has_versions else {}
    last = FIRST
    while ids := list(Report.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:BATCH]):
        chosen.write(report_ids=ids, by=by, at=at, **more)
        chosen.afterwards()
        last = ids[-1]
        yield len(ids)


def drop_old() -> Iterator[int]:
    """Remove the prints of words in versions that no lookup reads, with their counts; yield how many at a time."""
    old = TextFingerprint.objects.exclude(version=active_version()).values_list("version", flat=True)
    for version in sorted(set(old.distinct())):
        while dropped := writing.drop_version(version=version):
            yield dropped
        counts.forget_version(version=version)
