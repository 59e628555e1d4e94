"""Notices in plain words: what arose, why it is a notice, and how sure that is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intel.models import Notice
from intel.selectors.notices import OnCase

Names = Mapping[str, Mapping[str, str]]
COLOURS = {"open": "red", "taken": "yellow", "worked": "green", "quietened": "grey", "gone": "grey"}


def headline(row: Notice, names: Names) -> str:
    """Return in a few words what arose; nobody is named."""
    facts = row.facts
    if row.state == Notice.State.GONE:
        return str(row.get_kind_display())
    if row.kind == Notice.Kind.VICTIM:
        return _("One person, %d occurrences") % int(facts["occurrences"])
    if row.kind == Notice.Kind.SUBJECT:
        return _("One subject, %(n)d occurrences, %(people)d people") % {
            "n": facts["occurrences"],
            "people": facts["people"],
        }
    return _("%(n)d occurrences in %(hours)d hours: %(what)s") % {
        "n": facts["now"],
        "hours": facts["hours"],
        "what": _series(facts, names),
    }


def reasons(row: Notice, names: Names) -> list[str]:
    """Return why it is a notice, sentence by sentence."""
    if row.state == Notice.State.GONE:
        return [_("What it rested on was erased, withdrawn, or turned out to be one thing.")]
    if row.kind == Notice.Kind.WAVE:
        return _of_wave(row.facts, names)
    return _of_victim(row) if row.kind == Notice.Kind.VICTIM else _of_subject(row, names)


def on_case(each: OnCase, names: Names) -> dict[str, Any]:
    """Return a notice as officers read it on a case."""
    row, facts = each.notice, each.notice.facts
    if row.kind == Notice.Kind.VICTIM:
        text = ngettext(
            "One of %(n)d report by the same person, of %(what)d different occurrences since %(since)s.",
            "One of %(n)d reports by the same person, of %(what)d different occurrences since %(since)s.",
            facts["reports"],
        ) % {"n": facts["reports"], "what": facts["occurrences"], "since": _day(row.first_at)}
    elif row.kind == Notice.Kind.SUBJECT:
        text = _("An account named here belongs to a subject named in %(n)d occurrences by %(people)d people.") % {
            "n": facts["occurrences"],
            "people": facts["people"],
        }
    else:
        text = _("Part of a wave: %s.") % headline(row, names)
    return {"row": row, "kind": row.get_kind_display(), "text": text, "others": each.others, "more": each.more}


def _of_victim(row: Notice) -> list[str]:
    facts = row.facts
    said = [
        _("%(reports)d reports about %(n)d different occurrences give the same e-mail address or telephone number.")
        % {"reports": facts["reports"], "n": facts["occurrences"]},
        _("That is told from keyed hashes: no address was opened. Reports of one post or one case count once."),
    ]
    if "often" in facts["why"]:
        said.append(_("It is a notice from three occurrences within twelve months."))
    if "rising" in facts["why"]:
        said.append(_("The last is more urgent than every one before it: then two are enough."))
    return said


def _of_subject(row: Notice, names: Names) -> list[str]:
    facts = row.facts
    said = [
        _("%(n)d different occurrences within %(days)d days name accounts of this subject, in %(reports)d reports.")
        % {"n": facts["occurrences"], "days": facts["within_days"], "reports": facts["reports"]}
    ]
    if "several_people" in facts["why"]:
        said.append(_("%d different people reported them.") % facts["people"])
    if "several_forces" in facts["why"]:
        forces = ", ".join(names["forces"].get(code, code) for code in facts["forces"])
        said.append(_("The cases are with several forces: %s.") % forces)
    said.append(_("Accounts belong together where an officer confirmed it. Reports of one post count once."))
    return said


def _of_wave(facts: Mapping[str, Any], names: Names) -> list[str]:
    said = [
        _("%(n)d different occurrences in %(hours)d hours, %(what)s; %(reports)d reports by %(people)d people.")
        % {
            "n": facts["now"],
            "hours": facts["hours"],
            "what": _series(facts, names),
            "reports": facts["reports"],
            "people": facts["people"],
        },
        _("In the same hours of the %(weeks)d weeks before there were %(mean)s on average, and at most %(most)d.")
        % {
            "weeks": len(facts["before"]),
            "mean": round(sum(facts["before"]) / len(facts["before"]), 1),
            "most": max(facts["before"]),
        },
        _("With %(usual)s as what is usual, so many or more would be seen in %(odds)s.")
        % {"usual": facts["usual"], "odds": _odds(facts["chance"])},
        _("%d series were looked at, so what passes for chance was divided by as many.") % facts["looked_at"],
    ]
    if facts["in_burst"]:
        said.append(
            _("%d of the reports came with many others from one network: look at those first.") % facts["in_burst"]
        )
    return said


def _odds(chance: float) -> str:
    number = round(1 / chance) if chance > 1e-9 else 1_000_000_000
    short = int(float(f"{number:.2g}"))
    words = _("1 of %s looks") % f"{short:,}"
    return words if chance > 1e-9 else _("less than %s") % words


def _series(facts: Mapping[str, Any], names: Names) -> str:
    if facts["series"] == "target":
        return _("against one name that the posts address")
    force = names["forces"].get(facts["force"], facts["force"])
    strand = names["strands"].get(facts["strand"], facts["strand"])
    return _("%(strand)s, in the area of %(force)s") % {"strand": strand, "force": force}


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
