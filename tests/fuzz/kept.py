"""Cases that were found: kept beside this file, and tried in every test run."""

import hashlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "cases"


def kept_cases(name: str) -> list[Path]:
    """Return the files that were kept of one target."""
    return sorted((FOLDER / name).glob("*.bin"))


def keep(name: str, content: bytes) -> Path:
    """Keep what made a target fail."""
    path = FOLDER / name / f"{hashlib.sha256(content).hexdigest()[:16]}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
