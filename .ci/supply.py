"""`supply.py bill PATH` and `supply.py advisories`: what the hub is made of, and what is known against it.

The bill of materials is CycloneDX 1.6, validated against its schema, of everything that requirements.lock installs,
each with its licence and the hashes of its files. It fails where a package of the lock is not in it, or has a licence
that nobody looked at. The advisories are asked of a public service (PyPI's, then OSV); whatever is known against a
version in the lock fails, unless .ci/accepted-advisories says until when it is accepted and why. Where no service can
be reached this says so and does not fail: it is no reason not to build, and no proof of anything.
"""

import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
AUDITOR = VENV / "auditor"
LOCK = ROOT / "requirements.lock"
ACCEPTED = ROOT / ".ci" / "accepted-advisories"
SERVICES = ("pypi", "osv")
GOOD = re.compile(
    r"MIT(-0|-CMU)?|0?BSD(-[23]-Clause)?|Apache-2\.0|PSF-2\.0|Python-2\.0|ISC|MPL-2\.0|CNRI-Python|Zlib|CC0-1\.0|"
    r"AFL-2\.1|LGPL-3\.0(-only|-or-later)|Unlicense|License :: Public Domain|"
    r"License :: OSI Approved :: (BSD|MIT|Apache Software|Mozilla Public|GNU Library or Lesser|Python Software).*"
)
"""Licences under which the hub may use a library: none of them reaches into the hub's own code by import."""
LOOKED_AT = {
    "aiosmtpd": "Apache-2.0 by its own file; a tool of tests",
    "antlr4-python3-runtime": "BSD-3-Clause by its own file; a tool of tests",
    "djlint": "GPL-3.0-or-later: a checker that is run, never part of the hub",
    "owlrl": "W3C software licence: permissive; a tool of tests",
    "pypdfium2": "BSD-3-Clause or Apache-2.0 by its own file",
    "qrcode": "BSD-3-Clause by its own file",
    "uritemplate": "BSD-3-Clause or Apache-2.0 by its own file",
}


def main() -> int:
    """Do what is asked for; the last line says in short what was found."""
    if not AUDITOR.is_dir():
        print("note: NOT done, since its tools are not installed (make check installs them)")
        return 0
    if sys.argv[1:2] == ["bill"] and len(sys.argv) == 3:
        return bill(Path(sys.argv[2]))
    if sys.argv[1:] == ["advisories"]:
        return advisories()
    print(__doc__)
    return 2


def bill(path: Path) -> int:
    """Write the bill of materials; return 1 where it is not whole, or a licence is unknown."""
    command = ["-m", "cyclonedx_py", "environment", "--of", "JSON", "--spec-version", "1.6", "--output-reproducible"]
    made = _run([*command, "--validate", "-o", str(path), str(VENV / "bin" / "python")])
    if made.returncode:
        print(made.stderr)
        return 1
    document = json.loads(path.read_text(encoding="utf-8"))
    hashes = _hashes()
    parts = {_plain(part["name"]): part for part in document["components"]}
    for name, part in parts.items():
        if found := hashes.get(name):
            part["hashes"] = [{"alg": "SHA-256", "content": found[0]}] if len(found) == 1 else []
            part.setdefault("properties", []).extend({"name": "hatehub:sha256", "value": each} for each in found)
    document["components"] = [part for name, part in parts.items() if name in hashes]
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    missing = sorted(_wanted() - parts.keys())
    unknown = sorted(name for name in hashes.keys() & parts.keys() if not _is_good(name, parts[name]))
    if missing:
        print(f"In the lock, not installed: {', '.join(missing)}")
    if unknown:
        print(f"Nobody looked at the licence of: {', '.join(unknown)} (LOOKED_AT in .ci/supply.py)")
    print(f"note: {len(document['components'])} parts, CycloneDX 1.6")
    return int(bool(missing or unknown))


def advisories() -> int:
    """Ask for what is known against the versions in the lock; return 1 where anything is that nobody accepted."""
    for service in SERVICES:
        found = _ask(service)
        if found:
            return _say(found, service)
    print("note: NOT looked up, since no advisory service could be reached from here")
    return 0


def _ask(service: str) -> list[dict[str, Any]]:
    """Return what a service knows of each package; nothing where it cannot be reached, or knows none of them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        command = ["-m", "pip_audit", "-r", str(LOCK), "--require-hashes", "--disable-pip", "-s", service]
        try:
            _run(
                [*command, "--timeout", "10", "--progress-spinner", "off", "-f", "json", "-o", answer.name], seconds=300
            )
            rows = json.loads(Path(answer.name).read_text(encoding="utf-8"))["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return []
    return [row for row in rows if "vulns" in row]


def _say(rows: list[dict[str, Any]], service: str) -> int:
    accepted, today = _accepted(), datetime.now(tz=UTC).date()
    known = {(row["name"], each["id"]): each.get("fix_versions", []) for row in rows for each in row["vulns"]}
    open_ones = {key: fixes for key, fixes in known.items() if accepted.get(key[1], date.min) < today}
    for (name, identifier), fixes in sorted(open_ones.items()):
        print(f"{name}: {identifier}, mended in {', '.join(fixes) or 'no version yet'}")
    print(f"note: {len(rows)} looked up at {service}, {len(known)} advisories, {len(open_ones)} not accepted")
    return int(bool(open_ones))


def _accepted() -> dict[str, date]:
    """Return until when an advisory is accepted. Each line: its id, a date, and why."""
    lines = [line.split(maxsplit=2) for line in ACCEPTED.read_text(encoding="utf-8").splitlines()]
    return {line[0]: date.fromisoformat(line[1]) for line in lines if len(line) == 3 and not line[0].startswith("#")}


def _hashes() -> dict[str, list[str]]:
    """Return the hashes of each package of the lock."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if begun := re.match(r"([A-Za-z0-9][\w.-]*)(\[.*\])?==", line):
            name = _plain(begun[1])
            found[name] = []
        found.get(name, []).extend(re.findall(r"sha256:([0-9a-f]{64})", line))
    return found


def _wanted() -> set[str]:
    """Return the packages of the lock that belong here, whatever their marker says of other systems."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line and " ; " not in line]
    return {_plain(re.split(r"[\[=]", line)[0]) for line in lines}


def _is_good(name: str, part: dict[str, Any]) -> bool:
    terms: list[str] = []
    for each in part.get("licenses", []):
        licence = each.get("license", {})
        text = each.get("expression") or licence.get("id") or licence.get("name") or ""
        terms += re.split(r"\s+(?:AND|OR)\s+", text.strip("()"))
    return name in LOOKED_AT or any(GOOD.fullmatch(term) for term in terms)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(arguments: list[str], *, seconds: int = 120) -> subprocess.CompletedProcess[str]:
    python = [str(VENV / "bin" / "python"), *arguments]
    return subprocess.run(
        python,
        env={"PYTHONPATH": str(AUDITOR), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
