"""The summary of a package as a PDF: what an officer lifts into the case file."""

from referrals.services.summary.pictures import MOST_PICTURES, Picture, small
from referrals.services.summary.rendering import ADDED, ATTACHED, MOST_ATTACHED_BYTES, render

__all__ = ["ADDED", "ATTACHED", "MOST_ATTACHED_BYTES", "MOST_PICTURES", "Picture", "render", "small"]
