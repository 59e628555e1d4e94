"""Who may be named to a force, and how a package names what it leaves out."""

from reports.models import Complainant, Content, Evidence

SHARED_BY_CONSENT = "evidence package, shared by consent"
"""The reason in the audit for reading who is named in a package."""
TAKEN_OUT = "evidence package, to take out of texts who is not to be named"
"""The reason in the audit for reading who is not."""


def is_shared(complainant: Complainant) -> bool:
    """Tell whether a complainant may be named to the force: named, and consented."""
    return complainant.identity == Complainant.Identity.NAMED and complainant.shares_with_force


def name_of(item: Evidence | Content) -> str:
    """Return how a package's row names what the package leaves out."""
    return f"exhibit:{item.id}" if isinstance(item, Evidence) else f"post:{item.id}"
