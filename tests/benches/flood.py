"""The flood defence, switched off for a benchmark: this is the one place where that is done.

A benchmark sends thousands of reports from one address in a minute, for which the defence would rightly ask for
work or a wait. What its counting costs is measured all the same: only its thresholds are out of reach.
"""

import json
import os
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "reports" / "data" / "flood.json"
OUT_OF_REACH = 10**9
SWITCHED_OFF = "Flood defence: counts, but asks for nothing (tests/benches/flood.py)."
NONE_THERE = "Flood defence: this version of the hub has none."


def switch_off(var: Path) -> str:
    """Have the settings read a table without thresholds; return what to say of it. Call before the settings."""
    if not SHIPPED.exists():
        return NONE_THERE
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    limits = {kind: dict.fromkeys(scopes, OUT_OF_REACH) for kind, scopes in table["most_an_hour"].items()}
    path = var / "flood.json"
    path.write_text(json.dumps(table | {"levels": [], "most_an_hour": limits}), encoding="utf-8")
    path.chmod(0o644)
    os.environ["FLOOD_TABLE_PATH"] = str(path)
    return SWITCHED_OFF
