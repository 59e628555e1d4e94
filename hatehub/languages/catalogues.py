"""The catalogues under `locale/`: brought up to date with the sources, checked, and compiled."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from hatehub.languages.sources import Message, find_messages

NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
REVIEW = "X-Review"
AWAITING = "awaiting a native speaker"
HEADER = """# {language}: the public side of the Online Hate Hub.
# This translation awaits the review of a native speaker.
#"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|%\{\w+\}|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


def catalogue_path(root: Path, language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(root: Path, language: str) -> Catalog:
    """Return the catalogue of a language; an empty one where there is none yet."""
    path = catalogue_path(root, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path, language: str) -> int:
    """Write the catalogue with exactly the texts of the sources; return how many still have no translation."""
    old = read(root, language)
    new = Catalog(locale=language, header_comment=HEADER.format(language=language), fuzzy=False, project="hatehub")
    for message, places in sorted(find_messages(root).items()):
        known = old.get(_identity(message), context=message.context or None)
        translated = known.string if known is not None and not known.fuzzy else None
        new.add(
            _identity(message),
            string=translated,
            locations=[(place, None) for place in places],  # type: ignore[misc]  # without line numbers
            context=message.context or None,
            flags=known.flags - {"fuzzy"} if known is not None else (),
        )
    _write(catalogue_path(root, language), new)
    return sum(1 for entry in _entries(new) if not _is_translated(entry))


def _identity(message: Message) -> str | tuple[str, str]:
    return (message.text, message.plural) if message.plural else message.text


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, catalogue, sort_output=False, ignore_obsolete=True, width=110, omit_header=True)
    header = [
        catalogue.header_comment,
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalogue.locale_identifier}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {catalogue.plural_forms}\\n"',
        f'"{REVIEW}: {AWAITING}\\n"',
    ]
    path.write_text("\n".join(header) + "\n\n" + text.getvalue().decode(), encoding="utf-8")


def compile_catalogue(root: Path, language: str) -> bytes:
    """Return the compiled form of a catalogue, as gettext reads it; the same bytes for the same catalogue."""
    catalogue = read(root, language)
    catalogue.creation_date = catalogue.revision_date = NO_DATE  # Babel would write the time of compiling
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def problems(root: Path, language: str) -> Iterator[str]:
    """Say what is wrong with a catalogue: missing, fuzzy or surplus texts, placeholders, plurals, no review mark."""
    path = catalogue_path(root, language)
    if not path.exists() or f"{REVIEW}:" not in path.read_text(encoding="utf-8"):
        yield f"{language}: no catalogue that says whether it was reviewed"
        return
    catalogue = read(root, language)
    wanted = {(message.text, message.context) for message in find_messages(root)}
    have = {(_first(entry), entry.context or "") for entry in _entries(catalogue)}
    yield from (f"{language}: missing: {text}" for text, _context in sorted(wanted - have))
    yield from (f"{language}: no longer used: {text}" for text, _context in sorted(have - wanted))
    for entry in _entries(catalogue):
        yield from (f"{language}: {wrong}: {_first(entry)}" for wrong in _wrong(entry, catalogue))
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compile_catalogue(root, language):
        yield f"{language}: the compiled catalogue is stale"


def _wrong(entry: Entry, catalogue: Catalog) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if not _is_translated(entry):
        yield "not translated"
        return
    texts = _strings(entry)
    if not isinstance(entry.string, str) and len(texts) != catalogue.num_plurals:
        yield f"{len(texts)} plurals where the language has {catalogue.num_plurals}"
    for text in texts:
        if _marks(text) - _marks(_last(entry)) or (isinstance(entry.id, str) and _marks(text) != _marks(entry.id)):
            yield "other placeholders or tags"
        if text != text.strip() and _first(entry) == _first(entry).strip():
            yield "space at the edge"


def _marks(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text)) | frozenset(TAG.findall(text))


def _is_translated(entry: Entry) -> bool:
    texts = _strings(entry)
    return bool(texts) and all(texts)


def _strings(entry: Entry) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


def _entries(catalogue: Catalog) -> Iterator[Entry]:
    return (entry for entry in catalogue if entry.id)


def _first(entry: Entry) -> str:
    return str(entry.id if isinstance(entry.id, str) else entry.id[0])


def _last(entry: Entry) -> str:
    return str(entry.id if isinstance(entry.id, str) else entry.id[-1])
