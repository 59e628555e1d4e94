"""What stands at the head of a copy, and what of it has to fit the hub that takes it in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from hatehub.vault import keyring, ledger
from hatehub.vault.models import DataKey
from hatehub.vault.services import lookup_hash

FORM = 1
SOFTWARE = "0.1.0"
PROOF = "is the look-up pepper the same?"


class DoesNotFit(Exception):
    """This hub cannot take the copy in; the message says why and what to do."""


def head(*, tables: Iterable[str], at: datetime) -> dict[str, Any]:
    """Return what the copy is of: nothing in it is personal, and no secret. Raises StoreAway."""
    return {
        "form": FORM,
        "software": SOFTWARE,
        "taken_at": at.isoformat(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "tables": list(tables),
        "master_keys": sorted(
            DataKey.objects.filter(wrapped__isnull=False).values_list("master_key_id", flat=True).distinct()
        ),
        "pepper": lookup_hash(PROOF, purpose="proof of the pepper"),
        "ledger": ledger.ledger_id(is_made=True),
    }


def check_secrets(facts: dict[str, Any]) -> None:
    """Raise DoesNotFit where this hub lacks a secret without which what is in the copy stays noise."""
    if facts.get("form") != FORM:
        raise DoesNotFit("The copy has a form that this version of the software does not know.")
    for key_id in facts["master_keys"]:
        try:
            keyring.master_key(key_id)
        except keyring.UnknownMasterKey:
            raise DoesNotFit(
                f"VAULT_MASTER_KEYS does not hold the key {key_id}: without it nobody's words could be opened again."
            ) from None
    if facts["pepper"] != lookup_hash(PROOF, purpose="proof of the pepper"):
        raise DoesNotFit("LOOKUP_PEPPER is another one: receipt codes and look-ups would find nothing.")


def check_ledger(facts: dict[str, Any], *, is_lost: bool) -> None:
    """Raise DoesNotFit where the ledger is not the one of the hub that was copied, unless it is said to be lost."""
    if not is_lost and ledger.ledger_id() != facts["ledger"]:
        raise DoesNotFit(
            "The ledger of erasures that is configured here is not that of this copy, so what was erased since would "
            "come back. Set ERASURE_LEDGER_ROOT or ERASURE_LEDGER_URL to it; only if it is lost for good, say "
            "--ledger-lost."
        )
