"""Dimensions by which more than one unit is told apart. Pure."""

from intel.rules.statistics.terms import Dimension, Values, _

STRANDS = Dimension(
    code="strand",
    name=_("Strand"),
    column="strands",
    values=Values.STRANDS,
    several=True,
    none=_("No strand named"),
    definition=_("Why somebody was targeted, as the person who reported sees it. A report may count under several."),
)
COMBINATION = Dimension(
    code="combination",
    name=_("Combination of strands"),
    column="combination",
    values=Values.COMBINATIONS,
    none=_("No strand named"),
    definition=_("All strands that one report names, together. Each report counts once."),
)
KIND = Dimension(
    code="kind",
    name=_("Who reported"),
    column="kind",
    definition=_("What the person who reported is to what happened, as they say."),
    names={
        "victim": _("Victim"),
        "witness": _("Witness"),
        "third_party": _("On behalf of somebody else"),
        "professional": _("In the course of work"),
        "unstated": _("Not said"),
    },
)
OFFENCES = Dimension(
    code="offence",
    name=_("Offence"),
    column="offences",
    values=Values.OFFENCES,
    several=True,
    none=_("No offence engaged"),
    definition=_("Offences that officers found engaged, as they stand now. One case may engage several."),
)
