"""Which environment variables the settings read, found in their source."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = ROOT / "hatehub" / "settings"
READERS = {
    "text",
    "token",
    "flag",
    "integer",
    "words",
    "choice",
    "database",
    "redis",
    "is_set",
    "master_keys",
    "signing_key",
    "json_object",
    "receipt_key",
    "receipt_certificate",
    "share",
    "origin",
}


@dataclass(frozen=True)
class Read:
    """One reading of one variable; `is_required` where there is no default to fall back on."""

    module: str
    name: str
    is_required: bool


def list_reads() -> list[Read]:
    """Return every reading in the settings modules, in the order of the source."""
    return [
        read for path in sorted(SETTINGS.glob("*.py")) for read in reads_in(path.stem, path.read_text(encoding="utf-8"))
    ]


def reads_in(module: str, source: str) -> list[Read]:
    """Return the readings in one module: `environment.text("NAME")`, or `text("NAME")` where imported."""
    reads = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (reader := _reader(node.func)) and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                has_default = reader == "is_set" or any(word.arg == "default" for word in node.keywords)
                reads.append(Read(module=module, name=name.value, is_required=not has_default))
    return reads


def names_read() -> set[str]:
    """Return every variable that some settings module reads."""
    return {read.name for read in list_reads()}


def names_required_in_production() -> set[str]:
    """Return the variables without which production does not start."""
    return {read.name for read in list_reads() if read.module == "production" and read.is_required}


def _reader(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        name = function.id
    elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        name = function.attr if function.value.id == "environment" else ""
    else:
        return None
    return name if name in READERS else None
