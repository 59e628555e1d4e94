"""The figures on the start page: what the newest release says, kept for some minutes."""

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from intel.selectors import public_statistics
from intel.web.statistics_figures import period_name
from reports.registries import StartFigure, register_start_figures

KEY, SECONDS = "statistics-headline", 300


def register_all() -> None:
    """Show the numbers that people look at first."""
    register_start_figures(find)


def find() -> list[StartFigure]:
    """Return the numbers of the newest release in the language of whoever reads; none before there is one."""
    known = cache.get(KEY)
    if known is None:
        release = public_statistics.find()
        found = public_statistics.headline(release) if release else None
        known = (found.year, found.reports, found.posts_gone, found.days_to_decision) if found else ()
        cache.set(KEY, known, SECONDS)
    if not known:
        return []
    code, reports, gone, days = known
    period, href = period_name(code), reverse("statistics")
    lines = [
        (reports, _("reports in %s") % period),
        (gone, _("posts removed in %s") % period),
        (days, _("days to a decision, for half of the reports")),
    ]
    return [StartFigure(number=number, meaning=meaning, href=href) for number, meaning in lines if number is not None]
