"""Give the accounts that are known already the keys by which they are compared, and each a subject of its own."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

from intel.rules.handles import bare_key, handle_key, name_key, permanent_id
from reports.rules.references import new_reference
from triage.selectors.word_tables import get_folding


def fill(apps: Any, schema_editor: Any) -> None:
    """Fill the keys; two rows that differ by case alone are one account."""
    Account, Sighting = apps.get_model("intel", "Account"), apps.get_model("intel", "Sighting")
    Subject = apps.get_model("intel", "Subject")
    kept: dict[tuple[str, str], Any] = {}
    for account in _each(Account):
        key = (account.platform_code, handle_key(account.handle))
        first = kept.setdefault(key, account)
        if first is not account:
            seen = Sighting.objects.filter(account=first).values("report")
            Sighting.objects.filter(account=account, report__in=seen).delete()
            Sighting.objects.filter(account=account).update(account=first)
            account.delete()
            continue
        subject = Subject.objects.create(reference=new_reference("OHS"), first_seen_at=account.first_seen_at)
        account.subject = account.own_subject = subject
        account.handle_key, account.permanent_id = key[1], permanent_id(account.platform_code, account.handle)
        if not account.permanent_id:
            account.name_key = name_key(account.handle)
            account.bare_key = bare_key(account.handle, folding=get_folding())
        account.last_seen_at = account.first_seen_at
        account.save()


def _each(accounts: Any) -> Iterator[Any]:
    yield from accounts.objects.order_by("id").iterator(chunk_size=1000)


class Migration(migrations.Migration):
    """Data alone; the constraint that rests on it follows."""

    dependencies = [("intel", "0003_subjects_and_links")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
