"""Shares, differences and verdicts in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intel.rules.trial_shares import Difference, Tally, Verdict

VERDICTS: Mapping[Verdict, str | Promise] = {
    Verdict.TOO_FEW: gettext_lazy("Too few like cases to say: fewer than ten of either method."),
    Verdict.BETTER: gettext_lazy("On like cases the new method identified more people than the usual one."),
    Verdict.WORSE: gettext_lazy("On like cases the new method identified fewer people than the usual one."),
    Verdict.UNCLEAR: gettext_lazy("On like cases it is not clear which of the two identifies more people."),
}


def share_words(tally: Tally) -> str:
    """Return a share with its interval; of fewer than ten there is none."""
    share = tally.share
    if share is None:
        return _("too few to say")
    return _("%(value)d %% (%(low)d to %(high)d)") % {
        "value": round(100 * share.value),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }


def difference_words(difference: Difference | None) -> str:
    """Return how many points more, with the interval."""
    if difference is None:
        return _("too few to say")
    return _("%(value)+d points (%(low)+d to %(high)+d)") % {
        "value": round(100 * difference.value),
        "low": round(100 * difference.low),
        "high": round(100 * difference.high),
    }
