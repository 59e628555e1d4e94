"""Merging reports into a case and taking them out again, without a trace of loss."""

from triage.services.merging.automatic import confirm_automatic
from triage.services.merging.joining import Joined, merge, merge_many
from triage.services.merging.leading import change_lead
from triage.services.merging.previewing import Preview, PreviewRow, preview
from triage.services.merging.refusing import MergeRefused
from triage.services.merging.separating import Separated, unmerge, unmerge_many
from triage.services.merging.withdrawing import withdraw_from_case

__all__ = [
    "Joined",
    "MergeRefused",
    "Preview",
    "PreviewRow",
    "Separated",
    "change_lead",
    "confirm_automatic",
    "merge",
    "merge_many",
    "preview",
    "unmerge",
    "unmerge_many",
    "withdraw_from_case",
]
