"""The units of a force, as forms offer them."""

from hatehub.reference.models import ForceUnit


def list_units(*, force: str | None) -> list[tuple[str, str]]:
    """Return code and name of each unit of a force that is not retired, by name; none for the hub."""
    if not force:
        return []
    units = ForceUnit.objects.filter(force__code=force, is_active=True)
    return list(units.order_by("name").values_list("code", "name"))
