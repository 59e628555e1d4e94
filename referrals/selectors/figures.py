"""Counts of packages."""

from django.db.models import Count

from referrals.models import EvidencePackage


def package_states() -> dict[str, int]:
    """Return how many packages stand in each state."""
    counted = dict(EvidencePackage.objects.values_list("state").annotate(n=Count("id")))
    return {state.value: counted.get(state.value, 0) for state in EvidencePackage.State}
