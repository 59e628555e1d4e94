"""The summary of a package as a PDF: what an officer lifts into the case file."""

from referrals.services.summary.pictures import Picture
from referrals.services.summary.rendering import render
from referrals.services.summary.sections import Section, render_pdf

__all__ = ["Picture", "Section", "render", "render_pdf"]
