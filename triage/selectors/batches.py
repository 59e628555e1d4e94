"""Reading batches of merges."""

from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import MergeBatch, MergeBatchItem

MOST_REFUSED = 50


def find_batch(*, batch_id: UUID, by: Actor) -> MergeBatch | None:
    """Return a batch, or None. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return MergeBatch.objects.select_related("into_case").filter(id=batch_id).first()


def list_refused(*, batch: MergeBatch) -> list[MergeBatchItem]:
    """Return the first fifty reports of a batch that were not merged, with the reasons."""
    refused = batch.items.filter(state=MergeBatchItem.State.REFUSED).select_related("report")
    return list(refused.order_by("id")[:MOST_REFUSED])
