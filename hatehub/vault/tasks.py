"""What the vault does by itself, as Celery runs it."""

from celery import shared_task
from django.utils import timezone

from hatehub.vault import erasures


@shared_task(name="vault.write_ledger", ignore_result=True, expires=30)
def write_ledger() -> None:
    """Write what was destroyed to the ledger of erasures, which no copy of the database holds."""
    while erasures.write_due(at=timezone.now()) == erasures.LEDGER_BATCH:
        pass
