"""Parts that apps downstream add to packages: general matter beside the evidence, filled in when the process starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from referrals.models import EvidencePackage
from reports.models import Case


@dataclass(frozen=True, kw_only=True)
class Added:
    """What a part adds to one package: files by their path below data/, and a section of the summary.

    `texts` are headings of that section with their paragraphs. `kept` is handed to `sealed` once the package is.
    """

    files: Mapping[str, bytes]
    title: str
    use: str
    texts: Sequence[tuple[str, Sequence[str]]]
    kept: Any = None


class WritePart(Protocol):
    """Returns what is added to the package of a case: the same for the same case and moment; None for nothing."""

    def __call__(self, *, case: Case, at: datetime) -> Added | None:
        """Say nothing of anybody: what it adds is seen by whoever gets the package."""
        ...


class OnSealed(Protocol):
    """Told that a package with the part is sealed, in the transaction that seals it."""

    def __call__(self, *, package: EvidencePackage, kept: Any, at: datetime) -> None:
        """Remember what went out."""
        ...


@dataclass(frozen=True, kw_only=True)
class PackagePart:
    """One part by its name."""

    name: str
    write: WritePart
    sealed: OnSealed


_parts: dict[str, PackagePart] = {}


def register_package_part(part: PackagePart) -> None:
    """Add a part to every package from now on; registering the same one again replaces it."""
    _parts[part.name] = part


def write_parts(*, case: Case, at: datetime) -> dict[str, Added]:
    """Return by name what the parts add to a case's package, in the order of their names."""
    written = {name: _parts[name].write(case=case, at=at) for name in sorted(_parts)}
    return {name: added for name, added in written.items() if added is not None}


def note_sealed(*, package: EvidencePackage, kept: Mapping[str, Any], at: datetime) -> None:
    """Tell the parts that a package is sealed, with what each asked to keep."""
    for name, value in kept.items():
        _parts[name].sealed(package=package, kept=value, at=at)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """All that parts add to one bag."""

    parts: Mapping[str, Added] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        """The files by path, in a fixed order."""
        return {path: part.files[path] for part in self.parts.values() for path in sorted(part.files)}

    @property
    def in_summary(self) -> list[dict[str, Any]]:
        """The sections of the summary, as data."""
        return [
            {"title": part.title, "use": part.use, "texts": [[heading, list(lines)] for heading, lines in part.texts]}
            for part in self.parts.values()
        ]

    @property
    def kept(self) -> dict[str, Any]:
        """What each part asked to keep."""
        return {name: part.kept for name, part in self.parts.items()}
