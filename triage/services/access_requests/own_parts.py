"""The sections that triage itself fills, with those of the reports, which know nothing of triage."""

from triage.services.access_requests import of_audit, of_files, of_reports, of_subject, of_triage


def register_all() -> None:
    """Add them all."""
    for module in (of_reports, of_files, of_triage, of_subject, of_audit):
        module.register()
