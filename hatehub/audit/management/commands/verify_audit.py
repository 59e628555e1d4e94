"""`verify_audit [SUBJECT] [--anchors FILE]`: check the audit's chains and anchors, and name what is broken first."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hatehub.audit import anchoring
from hatehub.audit.selectors import verify


class Command(BaseCommand):
    """Prints `{"ok", "entries", "first_broken"}`; exit status 1 where a link or an anchor is broken."""

    help = "Check every link and every anchor of the audit, or one subject's chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one optional subject, and anchors that were kept elsewhere."""
        parser.add_argument("subject", nargs="?")
        parser.add_argument("--anchors", metavar="FILE", help="Lines that audit_anchors printed earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and print."""
        kept = _kept(options["anchors"]) if options["anchors"] else []
        verdict = verify(subject=options["subject"])
        broken, reason = verdict.first_broken, ""
        if options["subject"] is None or kept:
            checked = anchoring.check(kept=kept)
            self.stderr.write(f"Anchors: {checked.anchors}")
            if broken is None:
                broken, reason = checked.broken, checked.reason
        answer = {"ok": broken is None, "entries": verdict.entries, "first_broken": broken}
        self.stdout.write(json.dumps(answer))
        if broken:
            self.stderr.write(f"The audit is broken at {broken}{': ' if reason else '.'}{reason}")
            sys.exit(1)


def _kept(path: str) -> list[dict[str, Any]]:
    """Return the anchors of a file. Raises CommandError, with status 2, for one that does not hold any."""
    try:
        rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
        return [{"day": row["day"], "hash": row["hash"]} for row in rows]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} holds no lines of audit_anchors: {error}", returncode=2) from None
