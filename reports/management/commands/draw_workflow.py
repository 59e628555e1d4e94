"""`draw_workflow`: write docs/workflow.md from the table of steps."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reports.rules.workflow import OWNING_QUEUE, draw
from reports.selectors.clocks import get_clocks

PAGE = """# The workflow of a report

Drawn from `reports/rules/workflow.py` by `manage.py draw_workflow`; a test fails when this page is stale. An officer,
a force, the complainant or the hub itself takes a step; each one is audited and published. A merged report goes back to
where it stood.

```mermaid
{drawing}
```

Nothing belongs to nobody: every open state has a queue and a clock. Hours are those of version {version}
of `reports/data/clocks.json`.

| state | queue | hours |
|---|---|---|
{rows}
"""


class Command(BaseCommand):
    """Overwrites the page."""

    help = "Draw the workflow into docs/workflow.md."
    needs_servers = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw."""
        clocks = get_clocks()
        rows = "\n".join(f"| {state} | {queue} | {clocks.hours[state]} |" for state, queue in OWNING_QUEUE.items())
        page = PAGE.format(drawing=draw(), version=clocks.version, rows=rows)
        (settings.BASE_DIR / "docs" / "workflow.md").write_text(page, encoding="utf-8")
