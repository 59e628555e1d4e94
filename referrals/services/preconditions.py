"""Writing to a case only as it stood when the program read it."""

from hatehub.accounts.actors import Actor
from referrals.selectors.feed import version_for
from referrals.selectors.force_cases import get_case
from referrals.services import feeding
from reports.models import Case


class ChangedMeanwhile(Exception):
    """The case has changed since the program read it."""


def check(*, reference: str, expected: str, by: Actor) -> None:
    """Return quietly where the case stands as one of the expected tags says, or nothing is expected (`If-Match`).

    What stands before the dot of a tag is the version, of which the feed tells; what stands behind it changes with
    every word of the answer, and is of no matter to a decision. Within a transaction the case stays locked, so that
    nobody changes it in between. RFC 9110, 13.1.1. Raises ChangedMeanwhile and CaseNotFound.
    """
    if not expected or not reference:
        return
    case = get_case(reference=reference, by=by)
    Case.objects.select_for_update(no_key=True, of=("self",)).get(id=case.id)
    feeding.number_entries()
    versions = {tag.strip().strip('"').partition(".")[0] for tag in expected.split(",")}
    if "*" not in versions and str(version_for(case=case, by=by)) not in versions:
        raise ChangedMeanwhile("The case has changed since you read it. Read it again, and decide anew.")
