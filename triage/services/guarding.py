"""Guarding what colleagues decided: nothing is done on a case that was decided on a page older than their decision."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.models import Entry
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.selectors.standing import done_since, is_decision


class Overtaken(StaleReport):
    """Somebody else has decided on the case since the page was opened; `deeds` are their entries in the audit."""

    def __init__(self, deeds: Sequence[Entry]) -> None:
        super().__init__("Somebody else has changed this case since you opened the page.")
        self.deeds = list(deeds)


@contextmanager
def unchanged(*, case_ids: Collection[UUID], lengths: Mapping[str, int], by: Actor) -> Iterator[None]:
    """Hold cases while one service is called on them, which was decided on when their audit had these lengths.

    The cases are locked first, in the order in which everybody locks, so that of two officers the second always finds
    what the first has done. Raises Overtaken where another person has decided something since: then nothing is done.
    """
    with transaction.atomic():
        list(Case.objects.filter(id__in=case_ids).order_by("id").select_for_update(no_key=True).values_list("id"))
        deeds = done_since(lengths=lengths, by=by)
        if any(is_decision(deed) for deed in deeds):
            raise Overtaken(deeds)
        yield
