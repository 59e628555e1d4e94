"""The files of a person's reports: what they gave goes into the bundle byte for byte, what the hub made is named."""

from functools import partial

from hatehub.vault.models import Purpose
from hatehub.vault.services import destroyed_among
from reports.models import Evidence
from reports.rules.file_kinds import kind_of
from reports.services import custody
from reports.services.personal import read_file_names
from triage.services.access_requests.parts import OF_SENDER, About, Entry, Held, HeldFile, Part, register_part
from triage.services.access_requests.words import given, moment

MADE_BY_HUB = "The hub made this of what you reported. It shows what others wrote, so it is named and not given."
NOT_GIVEN = "not given: "


def write(about: About) -> Held:
    """Return the files: named all, and given where the person gave them and they can be opened."""
    items = list(Evidence.objects.filter(report__in=about.own).select_related("report").order_by("id"))
    names = read_file_names(evidence=items)
    erased = destroyed_among(owners=about.own, purpose=Purpose.MATERIAL)
    entries, files = [], []
    for item in items:
        why = _why_not(item, is_erased=item.report_id in erased)
        entries.append(_entry(item, names.get(item.id, ""), why))
        if not why:
            files.append(_file(item, names.get(item.id, ""), about))
    return Held(entries=entries, files=files)


def _why_not(item: Evidence, *, is_erased: bool) -> str:
    causes = {
        "it was material of child abuse or terrorism, and was diverted": bool(item.diverted_as),
        "it has been erased": is_erased,
        "it lies in quarantine, because it is not safe or not what was received": item.is_quarantined,
        MADE_BY_HUB: item.origin != Evidence.Origin.REPORTED,
    }
    return next((why for why, holds in causes.items() if holds), "")


def _entry(item: Evidence, name: str, why: str) -> Entry:
    lines = [
        ("Report", item.report.reference),
        ("Name", name if item.origin == Evidence.Origin.REPORTED else ""),
        ("Kind", item.content_type),
        ("Bytes", str(item.size)),
        ("SHA-256", item.sha256 if not item.diverted_as else ""),
        ("Received", moment(item.received_at)),
        ("In this bundle", f"{NOT_GIVEN}{why}" if why else path_of(item)),
    ]
    return Entry(title=f"Exhibit {item.exhibit}", lines=given(lines))


def path_of(item: Evidence) -> str:
    """Return where a file is in the bundle: by its exhibit number, never by a name that somebody gave it."""
    return f"files/{item.exhibit.replace('/', '-')}.{kind_of(item.content_type).ending}"


def _file(item: Evidence, name: str, about: About) -> HeldFile:
    return HeldFile(
        path=path_of(item),
        title=name or item.exhibit,
        media_type=item.content_type,
        size=item.size,
        sha256=item.sha256,
        read=partial(custody.pieces, item=item, at=about.at),
        item=item,
    )


def register() -> None:
    """Add the files."""
    register_part(Part(code="files", title="Your files", position=70, kinds=OF_SENDER, write=write))
