"""Writing the prints of texts, and removing them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import TextFingerprint, UncountedText
from triage.rules.words.choosing import to_store
from triage.rules.words.normal import Normal, normalise
from triage.selectors.word_tables import active_version, get_folding
from triage.services.words.counts import counts_of
from triage.services.words.numbering import Numbering, numbering
from triage.services.words.texts import Name, Source, picture_field, read_all

DROPPED_AT_ONCE = 5_000
FORGOTTEN_AT_ONCE = 200


class VersionInUse(Exception):
    """The prints that lookups read are not dropped."""


@transaction.atomic
def write(*, report_ids: Collection[UUID], by: Actor, at: datetime, version: int | None = None) -> int:
    """Write the prints that these reports lack, of the words of their posts and of what was told; return how many.

    Texts of a few letters get none. Doing it twice changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    chosen = active_version() if version is None else version
    written = TextFingerprint.objects.filter(report__in=report_ids, version=chosen)
    done = set(written.values_list("report_id", "source", "position"))
    texts = read_all(report_ids=report_ids, sources=(Source.POST, Source.TOLD), without=done)
    return _write(texts, version=chosen)


@transaction.atomic
def write_read(*, report_id: UUID, position: int, text: str, by: Actor, at: datetime) -> bool:
    """Keep the words that were read in a picture, sealed, with their print; tell whether they were enough for one.

    Doing it again replaces them. Raises NotPermitted, and KeyDestroyed once the material is erased.
    """
    require(by=by, action=Action.TRIAGE)
    name = (report_id, int(Source.PICTURE), position)
    TextFingerprint.objects.filter(report=report_id, source=Source.PICTURE, position=position).delete()
    sealed = vault.seal(text, owner=report_id, purpose=Purpose.MATERIAL, field=picture_field(position))
    return bool(_write({name: text}, version=active_version(), sealed={name: sealed}))


@transaction.atomic
def forget(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Remove every print of a report, as its material key is destroyed; return how many there were."""
    return TextFingerprint.objects.filter(report=report_id).delete()[0]


def forget_some(*, names: Collection[Name]) -> int:
    """Remove the prints of some texts, of all versions, with what was read in pictures; return how many there were."""
    removed, waiting = 0, list(names)
    while waiting:
        batch, waiting = waiting[:FORGOTTEN_AT_ONCE], waiting[FORGOTTEN_AT_ONCE:]
        each = [Q(report=report_id, source=source, position=position) for report_id, source, position in batch]
        removed += TextFingerprint.objects.filter(reduce(or_, each)).delete()[0]
    return removed


@transaction.atomic
def drop_version(*, version: int) -> int:
    """Remove up to 5,000 prints of a version that no lookup reads any more; return how many. Raises VersionInUse."""
    if version == active_version():
        raise VersionInUse(f"Lookups read version {version}.")
    batch = TextFingerprint.objects.filter(version=version).values_list("pk", flat=True)[:DROPPED_AT_ONCE]
    return TextFingerprint.objects.filter(pk__in=list(batch)).delete()[0]


def _write(texts: dict[Name, str], *, version: int, sealed: dict[Name, bytes] | None = None) -> int:
    by_source: dict[int, dict[Name, Normal]] = {}
    for name, text in texts.items():
        by_source.setdefault(name[1], {})[name] = normalise(text, folding=get_folding())
    prints, uncounted = [], []
    for source, normals in by_source.items():
        how = numbering(source=source, version=version)
        grams = {name: found for name, normal in normals.items() if (found := how.grams(normal))}
        counts = counts_of({number for found in grams.values() for number in found}, version=version)
        for name, found in grams.items():
            stored = to_store(found, counts)
            prints.append(_print(name, stored, version=version, sealed=(sealed or {}).get(name)))
            uncounted.append(_uncounted(source, found, normals[name].words, how, version=version))
    TextFingerprint.objects.bulk_create(prints, ignore_conflicts=True)
    UncountedText.objects.bulk_create(uncounted)
    return len(prints)


def _print(name: Name, grams: list[int], *, version: int, sealed: bytes | None) -> TextFingerprint:
    report, source, position = name
    return TextFingerprint(
        report_id=report, source=source, position=position, version=version, sealed_words=sealed, grams=grams
    )


def _uncounted(source: int, grams: list[int], words: Iterable[str], how: Numbering, *, version: int) -> UncountedText:
    return UncountedText(version=version, source=source, grams=grams, words=how.words(dict.fromkeys(words)))
